"""What workflow keeps: matters with a state, their steps, their clocks, and the docket over all of them."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.access import Role, Scope, Scoped
from portal.parties.models import Organisation
from portal.regions.models import Region
from portal.workflow.machine import Machine, registry
from portal.workflow.querysets import ClockRunQuerySet, DocketQuerySet, ReceiptQuerySet, StepQuerySet

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
#: `portal.moving` names the one row whose state the machine is about to write; nobody else sets it.
STATE_BY_MOVE_ONLY = pgtrigger.Trigger(
    name="state_by_move_only",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),
    declare=[("expected", "text")],
    func="""
        IF TG_OP = 'UPDATE' THEN
            IF NEW.state IS NOT DISTINCT FROM OLD.state THEN RETURN NEW; END IF;
            expected := TG_TABLE_NAME || ':' || NEW.id || ':' || NEW.state;
        ELSE
            expected := TG_TABLE_NAME || ':open:' || NEW.state;
        END IF;
        IF coalesce(current_setting('portal.moving', true), '') <> expected THEN
            RAISE EXCEPTION 'The state of % changes only through a move.', TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    """,
)


class Stateful(models.Model):
    """A matter with a life. A subclass names its `machine` and inherits `Meta(Stateful.Meta)` for the trigger.

    `version` counts the moves, for optimistic forms. The subclass has `organisation` and `region` keys, and `number`.
    """

    machine: ClassVar[Machine]
    #: The keys its `title` follows, for whoever reads many.
    named_by: ClassVar[tuple[str, ...]] = ()
    state = models.CharField(_("状态"), max_length=30, editable=False)
    state_since = models.DateField(_("进入状态日期"), editable=False)
    version = models.PositiveIntegerField(_("版本"), default=1, editable=False)

    class Meta:
        abstract = True
        triggers = [STATE_BY_MOVE_ONLY]

    @property
    def state_label(self) -> str:
        return self.machine.label_of(self.state)

    @property
    def title(self) -> str:
        """What the docket calls the matter; a subclass may say it better."""
        return str(self)


class DocketEntry(Scoped):
    """One matter in the docket. `Machine` moves are its only writers, and `rebuild_docket` proves it."""

    kind = models.CharField(_("类别"), max_length=60)
    key = models.CharField(_("编号"), max_length=60)
    number = models.CharField(_("受理编号"), max_length=60, blank=True)
    title = models.CharField(_("事项"), max_length=200)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("单位"))
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+", verbose_name=_("管辖地区"))
    #: None while nobody is competent: a draft is under no place, not even under the whole country, whose path is "".
    region_path = models.CharField(max_length=30, null=True)
    state = models.CharField(_("状态"), max_length=30)
    state_since = models.DateField(_("进入状态日期"))
    waiting_for = models.CharField(_("等待"), max_length=30, blank=True, choices=Role)
    clock = models.CharField(_("期限"), max_length=40, blank=True)
    due_on = models.DateField(_("截止日"), null=True)
    is_certain = models.BooleanField(_("日历已公布"), default=True)
    paused_on = models.DateField(_("中止自"), null=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("承办人")
    )
    opened_on = models.DateField(_("立项日"))
    closed_on = models.DateField(_("办结日"), null=True)
    changed_at = models.DateTimeField(_("更新时间"), auto_now=True)

    scope = Scope(region_path="region_path", organisation="organisation")
    objects = DocketQuerySet.as_manager()

    class Meta:
        verbose_name = _("待办事项")
        verbose_name_plural = _("待办事项")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_docket_entry_per_matter")]
        indexes = [
            models.Index(
                fields=["region_path", "due_on", "id"],
                name="docket_live_by_place",
                opclasses=["varchar_pattern_ops", "date_ops", "int8_ops"],
                condition=Q(closed_on__isnull=True),
                # Lamps, facets and counts are read off the index alone.
                include=["kind", "waiting_for", "paused_on"],
            ),
            models.Index(fields=["due_on", "id"], name="docket_live_by_day", condition=Q(closed_on__isnull=True)),
            models.Index(fields=["opened_on", "id"], name="docket_live_by_age", condition=Q(closed_on__isnull=True)),
            models.Index(fields=["changed_at", "id"], name="docket_by_change"),
            models.Index(fields=["organisation", "closed_on", "due_on"], name="docket_by_organisation"),
            models.Index(fields=["assignee", "due_on"], name="docket_by_assignee", condition=Q(closed_on__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def machine(self) -> Machine:
        return registry[self.kind]

    @property
    def state_label(self) -> str:
        return self.machine.label_of(self.state)

    @property
    def waiting_label(self) -> str:
        """Whose turn it is, in words; Django's own way of saying it reads all the choices for every row."""
        return str(Role(self.waiting_for).label) if self.waiting_for else ""


class Step(models.Model):
    """One move made: the timeline of a matter. Inserted, never changed."""

    kind = models.CharField(_("类别"), max_length=60)
    key = models.CharField(_("编号"), max_length=60)
    move = models.CharField(_("动作"), max_length=40)
    source = models.CharField(_("原状态"), max_length=30, blank=True)
    target = models.CharField(_("新状态"), max_length=30)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("办理人")
    )
    acting_as = models.CharField(_("身份"), max_length=30, choices=Role)
    on = models.DateField(_("日期"))
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    note = models.TextField(_("意见"), blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("办理步骤")
        verbose_name_plural = _("办理步骤")
        indexes = [
            models.Index(fields=["kind", "key", "id"], name="step_of_matter"),
            models.Index(fields=["kind", "move", "on"], name="step_by_move"),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.on} {self.move}"


class ClockRun(models.Model):
    """One run of a statutory clock over a matter, with its pauses and its one extension."""

    kind = models.CharField(_("类别"), max_length=60)
    key = models.CharField(_("编号"), max_length=60)
    name = models.CharField(_("期限"), max_length=40)
    unit = models.CharField(_("单位"), max_length=20)
    term = models.PositiveIntegerField(_("法定时长"))
    started_on = models.DateField(_("起算事由日"), help_text=_("自次日起算"))
    due_on = models.DateField(_("截止日"))
    is_certain = models.BooleanField(_("日历已公布"), default=True)
    left = models.PositiveIntegerField(_("中止时剩余"), null=True)
    paused_on = models.DateField(_("中止自"), null=True)
    paused_days = models.PositiveIntegerField(_("累计中止日历日"), default=0)
    extended_by = models.PositiveIntegerField(_("延长"), default=0)
    extension_reason = models.TextField(_("延长理由"), blank=True)
    stopped_on = models.DateField(_("停止日"), null=True)
    is_lapsed = models.BooleanField(_("届满自动办理"), default=False)

    objects = ClockRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("期限")
        verbose_name_plural = _("期限")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key", "name"],
                condition=Q(stopped_on__isnull=True),
                name="one_run_of_a_clock_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "name", "due_on"], name="clock_running", condition=Q(stopped_on__isnull=True)),
            models.Index(fields=["kind", "name", "stopped_on"], name="clock_stopped"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.name} {self.due_on}"


class Receipt(models.Model):
    """An idempotency key used once: the same key gives the same result, whoever's click comes second."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("用户"))
    purpose = models.CharField(_("用途"), max_length=60)
    key = models.CharField(_("请求键"), max_length=80)
    result = models.CharField(_("结果"), max_length=120, blank=True)
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("请求回执")
        verbose_name_plural = _("请求回执")
        constraints = [models.UniqueConstraint(fields=["user", "purpose", "key"], name="one_receipt_per_key")]
        # Rows lie in the order they were taken: a few pages of this tell which parts of the table are old.
        indexes = [BrinIndex(fields=["at"], name="receipts_by_age", autosummarize=True)]

    def __str__(self) -> str:
        return f"{self.purpose} {self.key} -> {self.result}"
