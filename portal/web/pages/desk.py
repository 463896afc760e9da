"""The desk: what waits for me, what I can start, and the docket of my office."""

from datetime import date, datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.access import Role
from portal.access.roles import REGIONAL
from portal.accounts.http import UserRequest
from portal.accounts.models import User
from portal.exchange.lists import ExportColumn
from portal.exchange.sources import Label, StateLabel
from portal.web import sockets, visits
from portal.web.filters import AnyOf, RegionFilter
from portal.web.listing import ScopedList, Sort
from portal.web.views import ScopedView
from portal.workdays.table import calendar
from portal.workflow.machine import registry
from portal.workflow.models import DocketEntry

#: A lamp burns yellow from this many working days before the last day.
SOON = 3
SHOWN = 12
CHANGES_SHOWN = 8


def my_roles(user: User) -> frozenset[Role]:
    """Every role whose deeds this person may do."""
    return frozenset(role for grant in user.grants for role in grant.role.includes)


def is_official(user: User) -> bool:
    """Whether this person acts for a region."""
    return user.holds(*REGIONAL)


def soon(today: date) -> date:
    return calendar().after(today, SOON).on


class Desk(ScopedView):
    """First what waits for me, with lamps; then what changed since my last visit, my figures, what I can start."""

    model = DocketEntry
    template_name = "portal/desk_home.html"

    def get(self, request: UserRequest) -> HttpResponse:
        user, today = request.user, timezone.localdate()
        mine, since = self.rows().waiting_for(my_roles(user)), visits.sit_down(user, timezone.now())
        return self.show(
            rows=list(mine.select_related("organisation").by_urgency()[:SHOWN]),
            lamps=mine.lamps(today, soon(today)),
            office=self.rows().lamps(today, soon(today)) if is_official(user) else None,
            figures=[
                figure for card in sockets.cards if user.holds(*card.roles) for figure in card.figures(user, today)
            ],
            starts=[start for start in sockets.starts if user.holds(*start.roles)],
            recent=self._recent(since),
            since=since,
            today=today,
        )

    def _recent(self, since: datetime | None) -> list[DocketEntry]:
        rows = self.rows() if since is None else self.rows().changed_since(since)
        return list(rows.select_related("organisation").order_by("-changed_at", "-pk")[:CHANGES_SHOWN])


class DocketFilter(django_filters.FilterSet):
    """Whose turn, how urgent, what kind, where, since when."""

    q = django_filters.CharFilter(label=_("编号、事项或单位"), method="by_words")
    whose = django_filters.ChoiceFilter(
        label=_("范围"),
        choices=[("mine", _("等我办理")), ("assigned", _("由我承办")), ("office", _("本机关全部"))],
        method="by_turn",
        empty_label=_("全部"),
    )
    lamp = django_filters.ChoiceFilter(
        label=_("时限"),
        choices=[("red", _("已逾期")), ("today", _("今日到期")), ("yellow", _("三日内到期"))],
        method="by_lamp",
        empty_label=_("不限"),
    )
    kind = AnyOf(label=_("类别"), choices=lambda: [(k, m.label) for k, m in registry.items()])
    waiting_for = AnyOf(label=_("等待"), choices=Role.choices)
    region = RegionFilter()
    opened = django_filters.DateFromToRangeFilter(
        field_name="opened_on",
        label=_("立项日期"),
        widget=django_filters.widgets.DateRangeWidget(attrs={"type": "date", "aria-label": _("立项日期起止")}),
    )

    class Meta:
        model = DocketEntry
        fields = ["q", "whose", "lamp", "kind", "waiting_for", "region"]
        form = forms.Form

    def by_words(self, rows: Any, _name: str, words: str) -> QuerySet[Any]:
        return rows.saying(words.strip())

    def by_turn(self, rows: Any, _name: str, whose: str) -> QuerySet[Any]:
        if whose == "mine":
            return rows.waiting_for(my_roles(self.request.user))
        return rows.assigned_to(self.request.user) if whose == "assigned" else rows

    def by_lamp(self, rows: Any, _name: str, colour: str) -> QuerySet[Any]:
        today = timezone.localdate()
        if colour == "red":
            return rows.overdue(today)
        return rows.due_by(today, today if colour == "today" else soon(today))


class Docket(ScopedList):
    """Every live matter this person may see."""

    model = DocketEntry
    template_name = "portal/docket.html"
    partial_name = "portal/_docket_rows.html"
    filterset_class = DocketFilter
    facets = ("kind", "waiting_for")
    sorts = (
        Sort("due", _("截止日"), "due_on"),
        Sort("new", _("最新变动"), "changed_at", descending=True),
        Sort("old", _("立项最久"), "opened_on"),
    )
    page_size = 50
    title = _("待办事项")
    export_columns = (
        ExportColumn(_("编号"), "number"),
        ExportColumn(_("事项"), "title", width=40),
        ExportColumn(_("单位"), "organisation.name", key="organisation", width=32),
        ExportColumn(_("统一社会信用代码"), "organisation.code", key="organisation_code", width=22),
        ExportColumn(_("管辖地区"), "region.full_name", key="region", width=24),
        ExportColumn(_("状态"), StateLabel(), key="state_label"),
        ExportColumn(_("等待"), Label("waiting_for"), key="waiting_for"),
        ExportColumn(_("截止日"), "due_on", width=12),
        ExportColumn(_("中止自"), "paused_on", width=12),
        ExportColumn(_("立项日"), "opened_on", width=12),
        ExportColumn(_("承办人"), "assignee.name", key="assignee"),
    )

    def rows(self) -> Any:
        return super().rows().live()

    def joined(self, rows: Any) -> QuerySet[Any]:
        return rows.select_related("organisation", "region", "assignee")

    def extra(self) -> dict[str, Any]:
        today = timezone.localdate()
        return {"lamps": self.rows().lamps(today, soon(today)), "today": today}
