"""What a form carries along unseen: the version of the matter it was filled in on."""

from typing import Final

from django.core.exceptions import BadRequest
from django.http import HttpRequest

#: More moves than any matter lives through; a longer number is nobody's.
LONGEST: Final = 9


def version(request: HttpRequest) -> int | None:
    """The version this form shows, None if it carries none; raises BadRequest for what is no version."""
    given = request.POST.get("version", "")
    if not given:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) <= LONGEST):
        raise BadRequest("The form carries no version.")
    return int(given)
