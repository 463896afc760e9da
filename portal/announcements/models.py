"""What announcements keeps."""

import re
from datetime import date

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.access import Scope, Scoped
from portal.announcements.publicity import Kind
from portal.announcements.querysets import (
    AnnouncementQuerySet,
    ObjectionQuerySet,
    PublicityItemQuerySet,
    PublicityListQuerySet,
)
from portal.announcements.states import OBJECTION, OFFICIALS, State
from portal.parties import cipher
from portal.workflow.models import Stateful


class Announcement(Scoped):
    """
    What the organ of a region tells the public, under a number and with its paper.

    Nothing is deleted: a correction or withdrawal is a new announcement that `supersedes` the old one.
    """

    class Status(models.TextChoices):
        PUBLISHED = "published", _("已发布")
        CORRECTED = "corrected", _("已更正")
        WITHDRAWN = "withdrawn", _("已撤回")

    number = models.CharField(_("公告号"), max_length=60)
    kind = models.CharField(_("种类"), max_length=60, db_index=True)
    title = models.CharField(_("标题"), max_length=200)
    facts = models.JSONField(_("公告事项"), encoder=DjangoJSONEncoder, default=dict)
    document = models.OneToOneField(
        "documents.Document", models.PROTECT, related_name="announcement", verbose_name=_("公文")
    )
    region = models.ForeignKey("regions.Region", models.PROTECT, verbose_name=_("发布地区"))
    organisation = models.ForeignKey(
        "parties.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="announcements",
        verbose_name=_("相关单位"),
    )
    published_on = models.DateField(_("发布日期"))
    objection_until = models.DateField(_("异议期截止"), null=True, blank=True)
    is_certain = models.BooleanField(_("日历已公布"), default=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.PUBLISHED)
    status_on = models.DateField(_("状态变更日期"), null=True, blank=True)
    reason = models.CharField(_("更正或撤回原因"), max_length=500, blank=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("更正或撤回的公告")
    )

    scope = Scope(region="region", organisation="organisation")
    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("公告")
        verbose_name_plural = _("公告")
        ordering = ["-published_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(pk=F("supersedes")), name="announcement_supersedes_another"),
            models.CheckConstraint(
                condition=Q(status="published") | ~Q(reason=""), name="lapsed_announcement_has_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["-published_on", "-id"], name="announcements_latest"),
            models.Index(fields=["region", "-published_on"], name="announcements_of_region"),
            # The list's facet is counted off the index alone.
            models.Index(fields=["status"], name="announcements_by_status"),
            models.Index(fields=["objection_until"], condition=Q(status="published"), name="announcements_contestable"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def key(self) -> str:
        """Its part of an address: 410000-2026-5; a number alone is an organ's, not the nation's."""
        return "-".join([self.region_id, *re.findall(r"\d+", self.number)])

    def is_open_to_objection(self, on: date) -> bool:
        """Whether the public may object that day."""
        is_in_time = self.objection_until is not None and self.published_on <= on <= self.objection_until
        return self.status == self.Status.PUBLISHED and is_in_time


class PublicObjection(Scoped, Stateful):
    """
    What a member of the public says against an announcement.

    Name and telephone are sealed; only officials of the region read them. The public reads `gist` and `answer`, which
    the officials write, never the reason itself.
    """

    number = models.CharField(_("回执号"), max_length=30, unique=True)
    code = models.CharField(_("查询码"), max_length=12)
    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="objections", verbose_name=_("公告"))
    region = models.ForeignKey("regions.Region", models.PROTECT, verbose_name=_("受理地区"))
    request_key = models.CharField(_("提交标识"), max_length=64, unique=True)
    is_anonymous = models.BooleanField(_("匿名"), default=False)
    name_cipher = models.BinaryField(_("姓名（加密）"), null=True)
    phone_cipher = models.BinaryField(_("电话（加密）"), null=True)
    reason = models.TextField(_("事实和理由"))
    evidence = models.ManyToManyField("attachments.Attachment", blank=True, verbose_name=_("证据"))
    lodged_on = models.DateField(_("提出日期"))
    gist = models.TextField(_("异议要点（公开）"), blank=True)
    answer = models.TextField(_("答复（公开）"), blank=True)
    is_upheld = models.BooleanField(_("异议成立"), null=True)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)

    machine = OBJECTION
    named_by = ("announcement",)
    scope = Scope(region="region", roles=frozenset(OFFICIALS))
    objects = ObjectionQuerySet.as_manager()

    class Meta(Stateful.Meta):
        verbose_name = _("公告异议")
        verbose_name_plural = _("公告异议")
        ordering = ["-lodged_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_anonymous=False) | Q(name_cipher=None, phone_cipher=None),
                name="anonymous_objection_names_nobody",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ANSWERED) | ~Q(answer="") & ~Q(gist="") & Q(is_upheld__isnull=False),
                name="answered_objection_has_an_answer",
            ),
        ]
        indexes = [models.Index(fields=["announcement", "state"], name="objections_of_announcement")]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """What the docket calls it: the announcement's number, never the objector."""
        return str(_("对公告 %(number)s 的异议") % {"number": self.announcement.number})

    @cached_property
    def objector(self) -> tuple[str, str]:
        """Name and telephone, opened; whoever asks has passed `visible_to` and records the reading."""
        return self._opened(self.name_cipher, "name"), self._opened(self.phone_cipher, "phone")

    def _opened(self, value: bytes | None, field: str) -> str:
        return cipher.unseal(bytes(value), self.place(self.request_key, field)) if value else ""

    @staticmethod
    def place(request_key: str, field: str) -> str:
        """Where a sealed value belongs; moved to another row it does not open."""
        return f"announcements.objection.{field}:{request_key}"


class PublicityList(Scoped):
    """One list for the credit platform: of a region, kind and day, frozen; handed over with the platform's receipt."""

    name = models.CharField(_("清单编号"), max_length=60, unique=True)
    region = models.ForeignKey("regions.Region", models.PROTECT, verbose_name=_("报送地区"))
    kind = models.CharField(_("类别"), max_length=8, choices=Kind)
    day = models.DateField(_("日期"))
    ordinal = models.PositiveSmallIntegerField(_("当日序号"))
    edition = models.CharField(_("数据项版本"), max_length=20)
    rows = models.PositiveIntegerField(_("条数"))
    sha256 = models.CharField(_("SHA-256"), max_length=64, help_text=_("按 JSON 行计算"))
    handed_over_on = models.DateField(_("报送日期"), null=True, blank=True)
    handed_over_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("报送人")
    )
    receipt = models.CharField(_("平台回执"), max_length=120, blank=True)

    scope = Scope(region="region", roles=frozenset(OFFICIALS))
    objects = PublicityListQuerySet.as_manager()

    class Meta:
        verbose_name = _("双公示清单")
        verbose_name_plural = _("双公示清单")
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "kind", "day", "ordinal"], name="one_publicity_list_a_turn"),
            models.CheckConstraint(
                condition=Q(handed_over_on__isnull=True) | Q(handed_over_by__isnull=False) & ~Q(receipt=""),
                name="handed_over_list_has_hand_and_receipt",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PublicityItem(Scoped):
    """
    One licence or penalty as it is told to the credit platform, by `due_on`.

    Nothing is changed: a correction or withdrawal is another item that `supersedes` this one, and goes out in its turn.
    """

    class Deed(models.TextChoices):
        NEW = "new", _("新增")
        CORRECT = "correct", _("更正")
        WITHDRAW = "withdraw", _("撤回")

    kind = models.CharField(_("类别"), max_length=8, choices=Kind)
    subject = models.CharField(_("事项"), max_length=80)
    document_number = models.CharField(_("文书号"), max_length=60)
    deed = models.CharField(_("报送方式"), max_length=8, choices=Deed, default=Deed.NEW)
    region = models.ForeignKey("regions.Region", models.PROTECT, verbose_name=_("作出机关地区"))
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("行政相对人")
    )
    decided_on = models.DateField(_("决定日期"))
    due_on = models.DateField(_("公示期限"))
    is_certain = models.BooleanField(_("日历已公布"), default=True)
    fields = models.JSONField(_("数据项"))
    reason = models.CharField(_("更正或者撤回的原因"), max_length=300, blank=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("所更正的记录")
    )
    carried_by = models.ForeignKey(
        PublicityList, models.PROTECT, null=True, blank=True, related_name="items", verbose_name=_("报送清单")
    )

    scope = Scope(region="region", organisation="organisation")
    objects = PublicityItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("双公示记录")
        verbose_name_plural = _("双公示记录")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "document_number"],
                condition=Q(deed="new"),
                name="one_publicity_item_a_decision",
            ),
            models.CheckConstraint(condition=~Q(pk=F("supersedes")), name="publicity_item_supersedes_another"),
            models.CheckConstraint(
                condition=Q(deed="new", reason="", supersedes__isnull=True)
                | ~Q(deed="new") & ~Q(reason="") & Q(supersedes__isnull=False),
                name="publicity_change_says_why_and_of_what",
            ),
        ]
        indexes = [
            models.Index(fields=["region", "due_on"], name="publicity_by_day"),
            models.Index(fields=["kind", "subject"], name="publicity_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.document_number}"


OBJECTION.model = PublicObjection
