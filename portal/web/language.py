"""The language of a page: Simplified Chinese, unless the reader chose another by the switch."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers


class LanguageMiddleware:
    """What the browser would accept is not asked: what is published here is Chinese, and the switch is a choice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = chosen(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        if not response.streaming:
            # What is still to be streamed speaks this language to its end; the next request chooses anew.
            translation.deactivate()
        return response


def chosen(request: HttpRequest) -> str:
    """The language of the switch's cookie, if the portal speaks it; else the portal's own."""
    wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
