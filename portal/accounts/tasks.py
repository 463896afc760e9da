"""Slow and recurring work of accounts."""

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import Invitation
from portal.accounts.services import invitations, users


@shared_task(autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def deliver_invitation(pk: int) -> None:
    """Send the letter with the token; an offer no longer open sends none."""
    invitation = Invitation.objects.select_related("organisation", "region", "invited_by").filter(pk=pk).first()
    if invitation is None or not invitation.is_open(timezone.now()):
        return
    token = invitations.token_of(invitation)
    address = settings.PUBLIC_URL.rstrip("/") + reverse("accounts:invitation-accept", args=[token])
    text = render_to_string("accounts/mail/invitation.txt", {"invitation": invitation, "address": address})
    send_mail(_("邀请您使用安全生产社会化服务平台"), text, None, [invitation.email])


@shared_task
def disable_idle_accounts() -> None:
    """Shut accounts unused for 90 days."""
    users.disable_idle(timezone.now())
