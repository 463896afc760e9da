"""What people can ask of reports."""

from django.db import transaction

from portal.accounts.models import User
from portal.regions.models import Region
from portal.reports.declarations import Report
from portal.reports.models import Subscription


def is_told(user: User, report: Report, region: Region) -> bool:
    """Whether a person will be told of the next one: as they wished, or as their office brings with it."""
    wish = Subscription.objects.filter(user=user, report=report.code, region=region).first()
    if wish is not None:
        return wish.is_wanted
    return any(grant.role in report.roles and grant.is_competent_for(region.pk) for grant in user.grants)


@transaction.atomic
def subscribe(user: User, report: Report, region: Region, *, is_wanted: bool) -> Subscription:
    """Keep whether a person wants to be told of a report of a region they may see."""
    wish, _created = Subscription.objects.update_or_create(
        user=user, report=report.code, region=region, defaults={"is_wanted": is_wanted}
    )
    return wish
