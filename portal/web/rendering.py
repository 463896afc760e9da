"""A page or its partial, from the same context."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_template
from django.utils.cache import patch_vary_headers


def render(
    request: HttpRequest, template: str, context: dict[str, Any], *, partial: str = "", status: int = 200
) -> HttpResponse:
    """Answer an htmx request that names a target with `partial`, any other with the whole page, which includes it."""
    htmx = getattr(request, "htmx", None)
    wants_partial = bool(partial and htmx and not htmx.boosted and not htmx.history_restore_request)
    response = render_template(request, partial if wants_partial else template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
