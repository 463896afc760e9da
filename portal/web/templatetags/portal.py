"""What templates say often: dates, money, lamps, clauses, menus, one-time keys."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.template.defaultfilters import date as format_date
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from portal.law import Clause, Figure, ten_thousands
from portal.notifications.models import Message
from portal.web import sockets
from portal.web.models import SavedSearch
from portal.workdays import terms
from portal.workdays.clock import Lamp
from portal.workdays.clock import lamp as lamp_of
from portal.workdays.table import calendar
from portal.workflow.machine import registry

register = template.Library()
ICONS = Path(__file__).resolve().parents[1] / "icons"


@register.filter
def prose_date(day: date | datetime | None) -> str:
    """2026年11月23日, as papers and sentences say it; 23 November 2026 in English."""
    if not day:
        return ""
    if isinstance(day, datetime):
        day = timezone.localtime(day)
    return format_date(day, _("Y年n月j日"))


@register.filter
def table_date(day: date | datetime | None) -> str:
    """2026-11-23, as tables say it."""
    if isinstance(day, datetime):
        return format_date(timezone.localtime(day), "Y-m-d H:i")
    return "" if day is None else day.isoformat()


@register.filter
def wan(amount: Decimal | None) -> str:
    """An amount kept in 万元, as people say it."""
    return "" if amount is None else str(ten_thousands(amount))


@register.simple_tag
def clause(basis: Clause | None) -> SafeString:
    """A clause as officials cite it, linked to its place in the law register."""
    if basis is None:
        return SafeString("")
    link = format_html('<a class="clause" href="{}">{}</a>', reverse("law-clause", args=[basis.key]), str(basis))
    if basis.confirmed:
        return link
    return format_html('{} <span class="tag-unconfirmed">{}</span>', link, _("原文待核"))


UNITS = {
    "persons": _lazy("人"),
    "m2": _lazy("平方米"),
    "percent": "%",
    "working_days": _lazy("个工作日"),
    "calendar_days": _lazy("日"),
    "months": _lazy("个月"),
    "years": _lazy("年"),
}


@register.simple_tag
def figure_value(figure: Figure, value: str) -> str:
    """A figure's value with its unit in words."""
    if figure.unit == "CNY_10k":
        return wan(Decimal(value))
    return f"{value} {UNITS.get(figure.unit, '')}".strip()


@register.simple_tag
def lamp(row: Any, on: date | None = None) -> SafeString:
    """The lamp of a docket row: colour, shape and words; never colour alone."""
    today = on or timezone.localdate()
    if row.paused_on:
        return format_html('<span class="lamp lamp-paused">{}</span>', _("中止中"))
    if row.due_on is None:
        return SafeString("")
    colour = lamp_of(row.state_since, row.due_on, today, calendar())
    if colour is Lamp.RED:
        words = _("已逾期 %(days)s 个工作日") % {"days": terms.between(row.due_on, today, "working_days")}
    else:
        left = terms.between(today, row.due_on, "working_days")
        words = _("剩 %(days)s 个工作日") % {"days": left} if left else _("今日到期")
    return format_html(
        '<span class="lamp lamp-{}" title="{}">{}</span>', str(colour.value), table_date(row.due_on), words
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of the drawings in `icons/`, put into the page itself; beside words, so that it says nothing of its own."""
    return SafeString(_drawing(name))


@cache
def _drawing(name: str) -> str:
    file = ICONS / f"{name}.svg"
    drawing = (file if file.is_file() else ICONS / "file.svg").read_text(encoding="utf-8").strip()
    return drawing.replace("<svg ", '<svg class="icon" aria-hidden="true" focusable="false" ', 1)


@register.simple_tag(takes_context=True)
def saved_searches(context: dict[str, Any]) -> list[SavedSearch]:
    """The searches of this page that this person saved."""
    request = context["request"]
    return list(SavedSearch.objects.all().visible_to(request.user).of_page(request.path))


@register.simple_tag
def once() -> SafeString:
    """A hidden key that makes two clicks one deed."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid.uuid4().hex)


@register.simple_tag(takes_context=True)
def public_menu(context: dict[str, Any]) -> list[dict[str, Any]]:
    """The chapters' lines in the public navigation."""
    return list(_entries(context, [entry for entry in sockets.menu if entry.is_public]))


@register.simple_tag(takes_context=True)
def desk_menu(context: dict[str, Any]) -> list[dict[str, Any]]:
    """The chapters' lines in this person's desk."""
    user = context["request"].user
    return list(_entries(context, [entry for entry in sockets.menu if entry.roles and user.holds(*entry.roles)]))


def _entries(context: dict[str, Any], entries: Iterable[sockets.MenuEntry]) -> Iterable[dict[str, Any]]:
    path = context["request"].path
    for entry in entries:
        url = reverse(entry.url_name, args=entry.args)
        yield {"label": entry.label, "url": url, "is_here": path.startswith(url), "icon": entry.icon}


@register.simple_tag(takes_context=True)
def unread_count(context: dict[str, Any]) -> int:
    """How many messages this person has not read; at most one query a page."""
    return Message.objects.all().visible_to(context["request"].user).unread().count()


@register.filter
def matter_url(row: Any) -> str:
    """Where a docket row's file is opened; empty if its chapter has no page for it."""
    for page in sockets.matter_pages:
        if page.kind == row.kind:
            try:
                return reverse(page.url_name, args=[row.number])
            except NoReverseMatch:
                return ""
    return ""


@register.filter
def step_label(step: Any) -> str:
    """A step's move in the words of its machine's table."""
    return _("立项") if step.move == "open" else str(registry[step.kind][step.move].label)


@register.simple_tag(takes_context=True)
def with_query(context: dict[str, Any], **changes: Any) -> str:
    """The present address's query with these parameters set, or removed where the value is empty; pages start anew."""
    query = context["request"].GET.copy()
    query.pop("after", None)
    for name, value in changes.items():
        if value in ("", None):
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def toggled(context: dict[str, Any], name: str, value: str) -> str:
    """The present address with one value of a facet switched on or off."""
    query = context["request"].GET.copy()
    query.pop("after", None)
    values = query.getlist(name)
    query.setlist(name, [kept for kept in values if kept != value] if value in values else [*values, value])
    return f"?{query.urlencode()}"


@register.simple_tag
def clock_label(run: Any) -> str:
    """What a clock is called in its machine's table."""
    return next((str(clock.label) for clock in registry[run.kind].clocks if clock.name == run.name), run.name)


@register.filter
def page_url(announcement: Any) -> str:
    """Where an announcement is read."""
    return reverse("announcement", args=[announcement.key])
