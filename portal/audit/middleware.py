"""Note where each request comes from, so that every entry can say it."""

import re
import uuid
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from portal.audit.context import Origin, origin

_NUMBER: Final = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class OriginMiddleware:
    """Number the request and remember its address for the entries it causes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = _given(request) or str(uuid.uuid4())
        token = origin.set(Origin(request.META.get("REMOTE_ADDR", ""), number))
        try:
            response = self.get_response(request)
        finally:
            origin.reset(token)
        response["X-Request-ID"] = number
        return response


def _given(request: HttpRequest) -> str:
    """The number our own proxy gave the request; on the open network anybody could choose one."""
    number = request.headers.get("X-Request-ID", "")
    return number if settings.TRUSTED_PROXIES and _NUMBER.fullmatch(number) else ""
