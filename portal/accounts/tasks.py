"""Slow and recurring work of accounts."""

from typing import Final
from urllib.parse import urlsplit

import structlog
from axes.handlers.proxy import AxesProxyHandler
from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import Invitation
from portal.accounts.services import invitations, users

MOST_LETTERS: Final = 200
#: Days. Logs of the network are kept six months at least (Cybersecurity Law); the audit trail keeps its own for good.
SIGN_INS_KEPT: Final = 400
log = structlog.get_logger(__name__)


@shared_task
def deliver_invitation(pk: int) -> None:
    """
    Send the letter with the token; one that has gone out, or an offer no longer open, sends none.

    The row stays locked while the mail server is spoken to. Should this process die between its yes and our note, the
    next attempt carries the same Message-ID.
    """
    with transaction.atomic():
        unsent = Invitation.objects.unsent(timezone.now()).select_for_update(skip_locked=True, of=("self",))
        invitation = unsent.select_related("organisation", "region", "invited_by").filter(pk=pk).first()
        if invitation is None:
            return
        letter(invitation).send()
        invitation.sent_at = timezone.now()
        invitation.save(update_fields=["sent_at"])


def letter(invitation: Invitation) -> EmailMessage:
    """What the invited person reads, with the address that opens the role."""
    token = invitations.token_of(invitation)
    address = settings.PUBLIC_URL.rstrip("/") + reverse("accounts:invitation-accept", args=[token])
    return EmailMessage(
        _("邀请您使用安全生产社会化服务平台"),
        render_to_string("accounts/mail/invitation.txt", {"invitation": invitation, "address": address}),
        to=[invitation.email],
        headers={"Message-ID": f"<{invitation.key.hex}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}>"},
    )


@shared_task
def deliver_unsent_invitations() -> None:
    """Send the letters that broker, worker or mail server left behind; one that is refused keeps no other waiting."""
    unsent = Invitation.objects.unsent(timezone.now()).order_by("pk")
    for pk in unsent.values_list("pk", flat=True)[:MOST_LETTERS]:
        try:
            deliver_invitation(pk)
        except OSError as wrong:
            log.warning("invitation_not_sent", invitation=pk, error=str(wrong))


@shared_task
def disable_idle_accounts() -> None:
    """Shut accounts unused for 90 days."""
    users.disable_idle(timezone.now())


@shared_task
def forget_ended_sessions() -> None:
    """Every visitor who verifies a paper begins a session: those that ended must not pile up."""
    users.forget_ended_sessions(timezone.now())


@shared_task
def forget_old_sign_ins() -> None:
    """Delete what the guard at the door noted of sign-ins more than a year ago."""
    AxesProxyHandler.reset_logs(age_days=SIGN_INS_KEPT)
