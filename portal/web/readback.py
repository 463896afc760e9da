"""The filter of a list read back in words, part by part, each with the address that drops it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django_filters import FilterSet

EMPTY: tuple[Any, ...] = (None, "", [], (), False)
#: How the widgets of a range name its two ends in an address.
ENDS = ("_after", "_before", "_min", "_max")


@dataclass(frozen=True)
class Part:
    """One condition in force: 「状态：已受理」, and the query without it."""

    label: str
    words: str
    query: str


def parts(filterset: FilterSet, address: QueryDict) -> list[Part]:
    """The conditions in force, in the order of the form; none where the form has faults."""
    if not filterset.is_valid():
        return []
    found = []
    for name, value in filterset.form.cleaned_data.items():
        if value in EMPTY:
            continue
        field = filterset.form.fields[name]
        choices = _choices(field)
        label = str(field.label or name)
        if isinstance(value, list | tuple):
            found += [Part(label, _words(one, choices), _without(address, name, str(one))) for one in value]
        else:
            found.append(Part(label, _words(value, choices), _without(address, name)))
    return found


def sentence(found: list[Part]) -> str:
    """All of it in one line: 「地区：河南省；状态：已受理、待签发」."""
    grouped: dict[str, list[str]] = {}
    for part in found:
        grouped.setdefault(part.label, []).append(part.words)
    return "；".join(_("%(label)s：%(value)s") % {"label": k, "value": "、".join(v)} for k, v in grouped.items())


def _words(value: Any, choices: dict[str, str]) -> str:
    if isinstance(value, slice):
        first, last = _day(value.start), _day(value.stop)
        if first and last:
            return _("%(first)s 至 %(last)s") % {"first": first, "last": last}
        return _("%(first)s 起") % {"first": first} if first else _("至 %(last)s") % {"last": last}
    if isinstance(value, bool):
        return _("是")
    return choices.get(str(value), str(value))


def _day(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.date()
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _choices(field: Any) -> dict[str, str]:
    """Labels by value; a field over rows of a table needs none, its values speak for themselves."""
    if hasattr(field, "queryset"):
        return {}
    flat: dict[str, str] = {}
    for key, label in getattr(field, "choices", ()):
        group = label if isinstance(label, list | tuple) else [(key, label)]
        flat |= {str(one): str(words) for one, words in group}
    return flat


def _without(address: QueryDict, name: str, value: str = "") -> str:
    query = address.copy()
    query.pop("after", None)
    kept = [one for one in query.getlist(name) if value and one != value]
    query.setlist(name, kept) if kept else query.pop(name, None)
    for end in ENDS:
        query.pop(name + end, None)
    return query.urlencode()
