"""On hearing of an invitation: have the letter sent."""

from functools import partial

from django.db import transaction

from portal.accounts.events import InvitationSent
from portal.accounts.tasks import deliver_invitation
from portal.events import listens


@listens(InvitationSent)
def send_letter_when_committed(fact: InvitationSent) -> None:
    # A broker that is down must not undo the deed: the inviter can send the offer again.
    transaction.on_commit(partial(deliver_invitation.delay, fact.invitation), robust=True)
