"""The life of a job."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """From waiting for a worker to one of three ends."""

    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("进行中")
    CANCELLING = "cancelling", _("正在取消")
    CANCELLED = "cancelled", _("已取消")
    DONE = "done", _("已完成")
    FAILED = "failed", _("未完成")


OPEN = (State.QUEUED, State.RUNNING, State.CANCELLING)
FINISHED = (State.CANCELLED, State.DONE, State.FAILED)
