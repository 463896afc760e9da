"""A refusal or a stale form anywhere becomes a clear page: 409, every reason with its clause, nothing half-done."""

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from portal.errors import Refused, Stale
from portal.web import faults
from portal.web.rendering import render


class RefusalMiddleware:
    """Turn `Refused` and `Stale` into 409 pages, and a database that is away into 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            context = {"objections": exception.objections}
            return render(request, "portal/refused.html", context, partial="portal/_objections.html", status=409)
        if isinstance(exception, Stale):
            return render(request, "portal/stale.html", {"stale": exception}, partial="portal/_stale.html", status=409)
        if isinstance(exception, OperationalError | InterfaceError):
            return faults.unavailable()
        return None
