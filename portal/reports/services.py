"""What people can ask of reports."""

from django.db import transaction

from portal.accounts.models import User
from portal.regions.models import Region
from portal.reports.declarations import Report
from portal.reports.models import Subscription


@transaction.atomic
def subscribe(user: User, report: Report, region: Region, *, is_wanted: bool) -> Subscription:
    """Keep whether a person wants to be told of a report of a region they may see."""
    wish, _created = Subscription.objects.update_or_create(
        user=user, report=report.code, region=region, defaults={"is_wanted": is_wanted}
    )
    return wish
