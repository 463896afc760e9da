"""On hearing of an invitation: have the letter sent."""

from portal.accounts.events import InvitationSent
from portal.accounts.tasks import deliver_invitation
from portal.events import listens


@listens(InvitationSent)
def send_letter_when_committed(fact: InvitationSent) -> None:
    deliver_invitation.delay_on_commit(fact.invitation)  # type: ignore[attr-defined]  # PatientTask's
