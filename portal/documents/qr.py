"""The square that leads from paper to the verification page."""

from typing import Final

import segno
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

#: One of the eight masks, which every reader undoes; weighing all of them against each other takes four times as long
#: as the drawing itself, and one mask serves addresses that differ in their code alone.
MASK: Final = 4


def address(code: str) -> str:
    """Where anyone verifies the paper of this code."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/v/{code}/"


def draw(text: str, *, label: str) -> SafeString:
    """A QR code (level M) as an inline drawing that takes the size its style sheet gives it."""
    drawing = segno.make(text, error="m", micro=False, mask=MASK).svg_inline(
        border=0, omitsize=True, svgclass="qr", lineclass=None, title=label
    )
    return mark_safe(drawing)
