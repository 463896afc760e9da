"""Hold the calendar through a request, so that a page of many deadlines looks at it once."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal.workdays import table


class CalendarMiddleware:
    """Every deadline that an answer computes is counted by one and the same calendar."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with table.held():
            return self.get_response(request)
