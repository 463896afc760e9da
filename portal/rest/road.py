"""The short road: who brings no session passes by everything that is there for browsers."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.module_loading import import_string
from rest_framework.views import APIView

from portal import replicas

Next = Callable[[HttpRequest], HttpResponseBase]
View = TypeVar("View", bound=Callable[..., Any])

PREFIX: Final = "/api/"
#: An answer for machines loads nothing and stands in no frame.
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
}


def stateless(view: View) -> View:
    """Say that a view asks neither who is signed in nor for anything else a session keeps, and only reads."""
    view.is_stateless = True  # type: ignore[attr-defined]
    return view


class ShortRoad:
    """
    Stands before sessions, cookies and forgery checks, and takes past them what has no use for them.

    That is: a view marked `stateless`, a view of the framework that knows no authentication, and one called with a
    bearer's token, which the framework checks itself. Everything else goes the long way, which denies by default.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.short: Next = _answer
        for name in reversed(settings.STATELESS_MIDDLEWARE):
            self.short = import_string(name)(self.short)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        match = _match(request)
        if match is None or not _is_stateless(match.func, request):
            return self.get_response(request)
        request.resolver_match = match
        return self.short(request)


def _match(request: HttpRequest) -> ResolverMatch | None:
    if not request.path_info.startswith(PREFIX):
        return None
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def _is_stateless(view: Any, request: HttpRequest) -> bool:
    framework = getattr(view, "cls", None)
    if framework is None or not issubclass(framework, APIView):
        return getattr(view, "is_stateless", False)
    is_bearer = request.META.get("HTTP_AUTHORIZATION", "")[:7].lower() == "bearer "
    return is_bearer or not framework.authentication_classes


def _answer(request: HttpRequest) -> HttpResponseBase:
    view, arguments, named = request.resolver_match  # type: ignore[misc]
    response: Any = replicas.answer(request, view, arguments, named) or view(request, *arguments, **named)
    if callable(getattr(response, "render", None)):
        response = response.render()
    for name, value in HEADERS.items():
        response.headers[name] = value
    if not response.streaming:
        response.headers["Content-Length"] = str(len(response.content))
    return response
