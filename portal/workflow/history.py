"""Ask: what happened to a matter, which clocks run over it, and its row in the docket."""

from portal.workflow.models import ClockRun, DocketEntry, Stateful, Step
from portal.workflow.querysets import ClockRunQuerySet, StepQuerySet


def steps_of(subject: Stateful) -> StepQuerySet:
    """Every move made, oldest first, with who made it; show it only to who may see the matter."""
    return Step.objects.about(subject.machine.kind, subject.pk).select_related("by")


def clocks_of(subject: Stateful) -> ClockRunQuerySet:
    """Every run of a clock over the matter, oldest first."""
    return ClockRun.objects.about(subject.machine.kind, subject.pk).order_by("pk")


def docket_row_of(subject: Stateful) -> DocketEntry:
    """The matter's row in the docket."""
    return DocketEntry.objects.select_related("assignee").get(kind=subject.machine.kind, key=str(subject.pk))
