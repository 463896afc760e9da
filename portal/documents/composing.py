"""Compose the words of a paper from its template and the facts of the moment."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import translation

from portal.documents import qr, seals, wording
from portal.documents.models import Organ
from portal.documents.papers import Layout, Paper, Seal, Style

_BLANKS = re.compile(r">\s+<")


def compose(
    paper: Paper,
    context: Mapping[str, Any],
    *,
    organ: Organ,
    number: str,
    title: str,
    on: date,
    code: str,
    is_sample: bool,
) -> str:
    """The paper as one fragment of HTML: no script, no inline style, the seal and QR drawn in it."""
    head = _head(paper, organ)
    address = qr.address(code)
    facts = {
        **context,
        "paper": paper,
        "organ": organ,
        "head": head,
        "head_size": wording.head_size(head),
        "reach": wording.reach(organ.name),
        "number": number,
        "title": title,
        "title_lines": wording.title_lines(title),
        "issued_on": wording.long_date(on),
        "code": wording.spaced(code),
        "address": address,
        "qr": qr.draw(address, label="扫码核验"),
        "seal": _seal(paper, organ, is_sample=is_sample),
        "is_sample": is_sample,
    }
    with translation.override(wording.LANGUAGE):
        return _BLANKS.sub("><", render_to_string(paper.template, facts)).strip()


def _head(paper: Paper, organ: Organ) -> str:
    """What stands in red: the organ's name with 公告 or 文件, and the bare name on a letter."""
    if paper.layout is not Layout.OFFICIAL:
        return organ.name
    if paper.series and paper.series.style is Style.ANNOUNCEMENT:
        return f"{organ.name}公告"
    return organ.head or f"{organ.name}文件"


def _seal(paper: Paper, organ: Organ, *, is_sample: bool) -> str:
    if paper.seal is Seal.NONE:
        return ""
    text = paper.seal_text if paper.seal is Seal.DEDICATED else ""
    return seals.draw(organ.name, size=int(organ.seal_mm), text=text, is_sample=is_sample)


def frozen(context: Mapping[str, Any]) -> Any:
    """The context as JSON keeps it, its labels in the language of papers."""
    with translation.override(wording.LANGUAGE):
        return json.loads(json.dumps(context, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True))


def digest(*parts: Any) -> str:
    """SHA-256 over these facts, written the same way whoever writes them."""
    text = json.dumps(parts, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
