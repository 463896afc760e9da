"""Which version of a thing somebody has read: `ETag` out, `If-None-Match` and `If-Match` in."""

import hashlib
import re
from typing import Any, Final

from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from portal.rest.problems import PreconditionFailed, PreconditionRequired

_TAG: Final = re.compile(r'(?:W/)?"(\d+)\.[0-9a-f]{16}"')


def tag(subject: Any, body: Any) -> str:
    """
    `"<version>.<digest>"`: the version is what `If-Match` compares, the digest makes the tag change with the body.

    A thing without versions has version 0; so has a body in another language another tag.
    """
    digest = hashlib.sha256(JSONRenderer().render(body)).hexdigest()[:16]
    return f'"{getattr(subject, "version", 0)}.{digest}"'


def is_known(request: Request, current: str) -> bool:
    """Whether the asker says to have this very representation already."""
    offered = request.headers.get("If-None-Match", "")
    return offered.strip() == "*" or current in (part.strip().removeprefix("W/") for part in offered.split(","))


def demand_current(request: Request, subject: Any) -> None:
    """
    Raise unless `If-Match` names the version the subject has now; called with the row locked.

    428 without the header, 412 with an older version or none of ours; `*` is the asker's choice not to compare.
    """
    if not hasattr(subject, "version"):
        return
    offered = request.headers.get("If-Match", "").strip()
    if not offered:
        raise PreconditionRequired
    if offered == "*":
        return
    if str(subject.version) not in _TAG.findall(offered):
        raise PreconditionFailed
