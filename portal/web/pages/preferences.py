"""How a person reads: large type, kept in a cookie."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

A_YEAR = 31_536_000


@login_not_required
@require_POST
def large_type(request: HttpRequest) -> HttpResponse:
    """Switch large type on or off, and go back to where the person was."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    is_on = request.COOKIES.get("large_type") == "1"
    response.set_cookie(
        "large_type", "0" if is_on else "1", max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response
