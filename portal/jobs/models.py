"""What jobs keeps."""

import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.access import Scope, Scoped
from portal.jobs import registry
from portal.jobs.querysets import JobQuerySet
from portal.jobs.states import FINISHED, OPEN, State


def private_storage() -> Storage:
    """Where files lie that only their owner may fetch."""
    return storages["private"]


class Job(Scoped):
    """
    A piece of long work one person asked for.

    Progress (`done`, `total`, `step`, `heartbeat_at`) is written outside the handler's transaction, so that it is
    seen while the work is under way; what the handler must remember stands in its own row, `Checkpoint`.
    """

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("类型"), max_length=80)
    title = models.CharField(_("名称"), max_length=120, blank=True)
    params = models.JSONField(_("参数"), default=dict, encoder=DjangoJSONEncoder)
    source = models.FileField(_("来源文件"), storage=private_storage, upload_to="jobs/%Y/%m/", blank=True)
    source_name = models.CharField(_("来源文件名"), max_length=200, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("发起人"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField(_("已处理"), default=0)
    total = models.PositiveIntegerField(_("总数"), default=0)
    step = models.CharField(_("步骤"), max_length=80, blank=True)
    problems = models.JSONField(_("问题"), default=list, encoder=DjangoJSONEncoder)
    outcome = models.JSONField(_("结果"), default=dict, encoder=DjangoJSONEncoder)
    result = models.FileField(_("结果文件"), storage=private_storage, upload_to="jobs/%Y/%m/", blank=True)
    result_name = models.CharField(_("结果文件名"), max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(_("执行次数"), default=0)
    created_at = models.DateTimeField(_("发起时间"), default=timezone.now)
    sent_at = models.DateTimeField(_("派发时间"), default=timezone.now)
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(_("最近活动"), null=True, blank=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    scope = Scope(user="owner")
    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("后台任务")
        verbose_name_plural = _("后台任务")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="jobs_of_owner"),
            models.Index(fields=["sent_at"], name="jobs_open", condition=Q(state__in=OPEN)),
        ]
        constraints = [
            models.CheckConstraint(
                name="finished_jobs_say_when",
                condition=Q(state__in=OPEN, finished_at__isnull=True)
                | Q(state__in=FINISHED, finished_at__isnull=False),
            ),
            models.CheckConstraint(name="jobs_done_within_total", condition=Q(total=0) | Q(done__lte=F("total"))),
        ]

    def __str__(self) -> str:
        return self.title or self.kind

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED

    @property
    def is_cancellable(self) -> bool:
        """Whether its owner may still call it off."""
        handler = registry.known(self.kind)
        return self.state in {State.QUEUED, State.RUNNING} and handler is not None and handler.is_cancellable

    @property
    def percent(self) -> int:
        """Whole percent done; 100 only when all is done."""
        if self.state == State.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0


class Checkpoint(models.Model):
    """
    What a handler must remember should its worker die.

    Saved in the handler's own transaction, together with the work it stands for: both are there, or neither.
    """

    job = models.OneToOneField(Job, models.CASCADE, primary_key=True, verbose_name=_("后台任务"))
    data = models.JSONField(_("断点"), default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("断点")
        verbose_name_plural = _("断点")

    def __str__(self) -> str:
        return str(self.job)


class Pulse(models.Model):
    """When a background process was last known to be alive."""

    process = models.CharField(_("进程"), max_length=20, primary_key=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("进程心跳")
        verbose_name_plural = _("进程心跳")

    def __str__(self) -> str:
        return f"{self.process} {timezone.localtime(self.at):%Y-%m-%d %H:%M:%S}"
