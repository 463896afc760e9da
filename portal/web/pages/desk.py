"""The desk: what waits for me, what I can start, and the docket of my office."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.access import Role
from portal.accounts.http import UserRequest
from portal.accounts.models import User
from portal.web import sockets
from portal.web.listing import ScopedList, Sort
from portal.web.views import ScopedView
from portal.workdays.table import calendar
from portal.workflow.machine import registry
from portal.workflow.models import DocketEntry

#: A lamp burns yellow from this many working days before the last day.
SOON = 3
SHOWN = 12


def my_roles(user: User) -> frozenset[Role]:
    """Every role whose deeds this person may do."""
    return frozenset(role for grant in user.grants for role in grant.role.includes)


def soon(today: date) -> date:
    return calendar().after(today, SOON).on


class Desk(ScopedView):
    """First what waits for me, with lamps; then the figures of my roles, and what I can start."""

    model = DocketEntry
    template_name = "portal/desk_home.html"

    def get(self, request: UserRequest) -> HttpResponse:
        user, today = request.user, timezone.localdate()
        mine = self.rows().waiting_for(my_roles(user))
        return self.show(
            rows=mine.select_related("organisation").by_urgency()[:SHOWN],
            lamps=mine.lamps(today, soon(today)),
            figures=[
                figure for card in sockets.cards if user.holds(*card.roles) for figure in card.figures(user, today)
            ],
            starts=[start for start in sockets.starts if user.holds(*start.roles)],
            recent=self.rows().live().select_related("organisation").order_by("-changed_at")[:5],
            today=today,
        )


class DocketFilter(django_filters.FilterSet):
    """Whose turn, how urgent, what kind, which state."""

    q = django_filters.CharFilter(label=_("编号、事项或单位"), method="by_words")
    whose = django_filters.ChoiceFilter(
        label=_("范围"),
        choices=[("mine", _("等我办理")), ("assigned", _("由我承办")), ("office", _("本机关全部"))],
        method="by_turn",
        empty_label=None,
    )
    lamp = django_filters.ChoiceFilter(
        label=_("时限"),
        choices=[("red", _("已逾期")), ("yellow", _("即将到期")), ("today", _("今日到期"))],
        method="by_lamp",
    )
    kind = django_filters.MultipleChoiceFilter(
        label=_("类别"), choices=lambda: [(k, m.label) for k, m in registry.items()]
    )
    waiting_for = django_filters.MultipleChoiceFilter(label=_("等待"), choices=Role.choices)
    state_since = django_filters.DateFromToRangeFilter(
        label=_("进入现状态"), widget=django_filters.widgets.RangeWidget(attrs={"type": "date"})
    )

    class Meta:
        model = DocketEntry
        fields = ["q", "whose", "lamp", "kind", "waiting_for"]
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

    def rows(self) -> Any:
        return super().rows().live()

    def joined(self, rows: Any) -> QuerySet[Any]:
        return rows.select_related("organisation", "region", "assignee")

    def extra(self) -> dict[str, Any]:
        today = timezone.localdate()
        return {"lamps": self.rows().lamps(today, soon(today)), "today": today}
