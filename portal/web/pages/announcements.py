"""Announcements as visitors read them: the list, the page, the feed."""

from typing import Any

import django_filters
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from portal.announcements import board
from portal.announcements.models import Announcement
from portal.announcements.rules import OBJECTION_PERIOD
from portal.exchange.lists import ExportColumn
from portal.exchange.sources import Label
from portal.regions.models import Region
from portal.web.filters import AnyOf
from portal.web.listing import Sort, VisitorList
from portal.web.views import VisitorView
from portal.workdays import terms

FEED_LENGTH = 50


class AnnouncementFilter(django_filters.FilterSet):
    """What the list of announcements is narrowed by."""

    q = django_filters.CharFilter(method="by_words", label=_("标题、文号、单位"))
    region = django_filters.ModelChoiceFilter(
        queryset=lambda _request: board.regions_announcing(), method="under", label=_("地区"), empty_label=_("全部")
    )
    open = django_filters.ChoiceFilter(
        choices=[("true", _("仍可提出"))], method="contestable", label=_("异议"), empty_label=_("全部")
    )
    status = AnyOf(choices=Announcement.Status.choices, label=_("状态"))

    class Meta:
        model = Announcement
        fields = ("q", "region", "open", "status")

    def by_words(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        words = value.strip()
        return rows.filter(Q(title__contains=words) | Q(number__contains=words) | Q(organisation__name__contains=words))

    def under(self, rows: Any, _name: str, value: Region) -> QuerySet[Any]:
        return rows.under(value.path)

    def contestable(self, rows: Any, _name: str, _value: str) -> QuerySet[Any]:
        return rows.open_to_objection(timezone.localdate())


class Announcements(VisitorList):
    """Every announcement, the latest first."""

    model = Announcement
    template_name = "portal/announcements.html"
    partial_name = "portal/_announcements.html"
    filterset_class = AnnouncementFilter
    facets = ("status",)
    sorts = (
        Sort("latest", _("最近发布"), "published_on", descending=True),
        Sort("oldest", _("最早发布"), "published_on"),
    )
    title = _("公告")
    export_columns = (
        ExportColumn(_("发布日期"), "published_on", width=12),
        ExportColumn(_("文号"), "number", width=24),
        ExportColumn(_("标题"), "title", width=44),
        ExportColumn(_("相关单位"), "organisation.name", key="organisation", width=32),
        ExportColumn(_("发布地区"), "region.name", key="region"),
        ExportColumn(_("异议期至"), "objection_until", width=12),
        ExportColumn(_("状态"), Label("status"), key="status", width=10),
    )

    def joined(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("region", "organisation")

    def extra(self) -> dict[str, Any]:
        return {"today": timezone.localdate()}


class AnnouncementPage(VisitorView):
    """The paper as it hangs on the board, its PDF, its chain, and what the public said of it."""

    model = Announcement
    lookup = "key"
    template_name = "portal/announcement.html"

    def rows(self) -> Any:
        return super().rows().select_related("document__organ", "region", "organisation")

    def get_object(self) -> Announcement:
        found = self.rows().at(self.kwargs["key"]).first()
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        announcement = self.get_object()
        today = timezone.localdate()
        until = announcement.objection_until
        is_open = until is not None and announcement.is_open_to_objection(today)
        return self.show(
            announcement=announcement,
            document=announcement.document,
            chain=board.chain_of(announcement),
            objections=list(announcement.objections.published().order_by("answered_on")),
            is_open=is_open,
            period=OBJECTION_PERIOD,
            days_left=terms.between(today, until, "working_days") if until is not None and is_open else 0,
        )


class AnnouncementFeed(Feed):
    """The latest announcements as Atom."""

    may_lag = True
    feed_type = Atom1Feed
    title = _("安全生产社会化服务平台公告")
    subtitle = _("机构条件审查、更正与撤回公告")

    def link(self) -> str:
        return reverse("announcements")

    def feed_url(self) -> str:
        return reverse("announcement-feed")

    def items(self) -> list[Announcement]:
        return board.latest(FEED_LENGTH)

    def item_title(self, item: Announcement) -> str:
        return f"{item.region} {item.number} {item.title}"

    def item_description(self, item: Announcement) -> str:
        return item.get_status_display() if item.status != Announcement.Status.PUBLISHED else item.title

    def item_link(self, item: Announcement) -> str:
        return reverse("announcement", args=[item.key])

    def item_guid(self, item: Announcement) -> str:
        return f"urn:portal:paper:{item.document.code}"

    def item_pubdate(self, item: Announcement) -> Any:
        return item.document.issued_at

    def item_updateddate(self, item: Announcement) -> Any:
        return item.document.issued_at


feed = login_not_required(AnnouncementFeed())
