"""Measure and log every request by its route's name; addresses, queries and persons are not logged."""

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from portal.rest import metrics

logger = structlog.get_logger("portal.requests")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class ObservingMiddleware:
    """Stands outermost, so that what the others refuse is counted too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        metrics.prepare()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - begun
        match = request.resolver_match
        route = match.view_name or match.route if match else "none"
        method = request.method if request.method in METHODS else "OTHER"
        metrics.observe(route, str(method), response.status_code, seconds)
        if not route.startswith(("healthz", "metrics")):
            logger.info(
                "request",
                route=route,
                method=method,
                status=response.status_code,
                milliseconds=round(seconds * 1000, 1),
                request=response.headers.get("X-Request-ID", ""),
            )
        return response
