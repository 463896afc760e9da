"""Remind officers of what is to be told to the credit platform within two working days, or should have been."""

from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.access import Role
from portal.accounts.models import User
from portal.announcements.models import PublicityItem
from portal.notifications.services import notify
from portal.workdays import terms

NEAR: Final = 2


def remind(*, on: date) -> int:
    """One message an officer, region and first day due; how many were new."""
    told = 0
    for row in PublicityItem.objects.by_region(terms.after(on, NEAR, "working_days").on):
        title = _("双公示：%(number)s 条待报送，最早应在 %(day)s 前") % {"number": row["number"], "day": row["first"]}
        officers = User.objects.holding(Role.OFFICER, row["region"], on)
        key = f"publicity-due:{row['region']}:{row['first']}:{row['first'] < on}"
        told += notify(officers, "publicity.due", title, "", reverse("publicity"), key=key)
    return told
