"""Note where each request comes from, so that every entry can say it."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal.audit.context import Origin, origin


class OriginMiddleware:
    """Number the request and remember its address for the entries it causes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = str(uuid.uuid4())
        token = origin.set(Origin(request.META.get("REMOTE_ADDR", ""), number))
        try:
            response = self.get_response(request)
        finally:
            origin.reset(token)
        response["X-Request-ID"] = number
        return response
