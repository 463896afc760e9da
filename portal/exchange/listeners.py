"""On hearing that a long import or export ended: tell its owner, who has gone on to other work."""

from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.events import listens
from portal.jobs.events import JobFinished
from portal.jobs.models import Job
from portal.jobs.states import State
from portal.notifications import services as notifications

#: Whoever waited this long has left the page.
LONG: Final = timedelta(seconds=30)


@listens(JobFinished)
def tell_owner(fact: JobFinished) -> None:
    """One message a job; none for the quick ones, nor for what its owner called off."""
    if fact.state == State.CANCELLED:
        return
    row = Job.objects.select_related("owner").get(uuid=fact.uuid)
    if row.finished_at is None or row.finished_at - row.created_at < LONG:
        return
    words = _("%(title)s：已完成") if fact.state == State.DONE else _("%(title)s：未完成，请查看原因")
    title = words % {"title": row.title}
    link = reverse("job", args=[row.uuid])
    notifications.notify([row.owner], "jobs.finished", title, link=link, key=f"jobs.finished:{row.uuid}")
