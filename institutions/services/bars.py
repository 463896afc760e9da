"""What bars an organisation from applying: entered, lifted."""

from datetime import date

from django.db import transaction

from institutions import events
from institutions.models import ApplicationBar
from institutions.rules import periods, sources
from institutions.rules.words import Ground
from portal.access import Role
from portal.accounts.models import User
from portal.audit.trail import record
from portal.errors import Refused
from portal.events import announce
from portal.figures import table
from portal.law import Objection
from portal.law import phrase as _
from portal.parties.models import Organisation
from portal.regions.models import Region


@transaction.atomic
def enter(
    organisation: Organisation,
    ground: Ground,
    *,
    reference: str,
    region: Region,
    by: User | None,
    on: date,
    since: date | None = None,
    until: date | None = None,
) -> ApplicationBar:
    """
    Enter a bar or a record; the same one again is the same row.

    `until` follows from the law where the ground has a term (one year for false materials, three for fraud).
    """
    since = since or on
    until = until or periods.barred_until(ground, since, table.on(since, region))
    row, is_new = ApplicationBar.objects.get_or_create(
        organisation=organisation,
        ground=ground,
        since=since,
        reference=reference,
        defaults={"until": until, "region": region},
    )
    if is_new:
        record("institutions.bar.enter", row, by=by, facts={"ground": str(ground), "since": since.isoformat()})
        announce(events.OrganisationBarred(organisation.code, ground, since, until, reference))
    return row


@transaction.atomic
def lift(bar: ApplicationBar, *, reason: str, by: User, on: date) -> ApplicationBar:
    """Lift a bar that should not stand: by a signing officer of the authority that entered it, for a reason."""
    row = ApplicationBar.objects.select_for_update(of=("self",)).select_related("region").get(pk=bar.pk)
    may = any(Role.APPROVER in grant.role.includes and grant.is_competent_for(row.region_id) for grant in by.grants)
    found = []
    if not may:
        found.append(Objection(_("只能由作出机关的签发人员解除"), sources.FALSE_MATERIALS, "by"))
    if not reason.strip():
        found.append(Objection(_("请说明解除的理由"), sources.FALSE_MATERIALS, "reason"))
    if row.lifted_on is not None:
        found.append(Objection(_("已经解除"), sources.FALSE_MATERIALS, found=str(row.lifted_on)))
    Refused.unless_clear(found)
    row.lifted_on, row.lift_reason = on, reason
    row.save(update_fields=["lifted_on", "lift_reason"])
    record("institutions.bar.lift", row, by=by, facts={"reason": reason})
    return row
