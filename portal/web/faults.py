"""What is shown when something failed: what happened, what next; each page stands without the database."""

import sys
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.template.loader import render_to_string

from portal.audit.context import origin

#: Seconds after which a browser may try again on its own.
RETRY_AFTER = "30"


def shown(name: str, status: int) -> HttpResponse:
    """The page of this name with the number of the request, which the log has too."""
    came_from = origin.get()
    context = {"request_number": came_from.request if came_from else ""}
    return HttpResponse(render_to_string(f"{name}.html", context), status=status)


def unavailable() -> HttpResponse:
    """The database is away: say so, and look for it anew at the next request."""
    connection.close()
    response = shown("503", 503)
    response["Retry-After"] = RETRY_AFTER
    return response


def bad_request(*_args: Any, **_kwargs: Any) -> HttpResponse:
    return shown("400", 400)


def forbidden(*_args: Any, **_kwargs: Any) -> HttpResponse:
    return shown("403", 403)


def forged(*_args: Any, **_kwargs: Any) -> HttpResponse:
    """A form without its token: a page left open too long, or a forgery."""
    return shown("403_csrf", 403)


def missing(*_args: Any, **_kwargs: Any) -> HttpResponse:
    return shown("404", 404)


def failed(*_args: Any) -> HttpResponse:
    """An error nobody foresaw; one that the database's absence caused is called by its name."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable()
    return shown("500", 500)
