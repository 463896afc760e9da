"""The letter of an invitation: ordered when the offer is committed, whatever becomes of the order."""

import smtplib
import time
from datetime import date

import pytest
from django.core import mail as outbox
from django.utils import timezone
from kombu.exceptions import OperationalError

from portal.access import Role
from portal.accounts import tasks
from portal.accounts.models import Invitation, User
from portal.accounts.services import invitations
from portal.celery import PatientTask
from portal.regions.models import Region
from tests.factories import parties


@pytest.fixture
def offer(db):
    firm = parties.organisation(Region.objects.get(code="410000"))
    head = User.objects.create_user("head", name="管理员")
    head.assignments.create(role=Role.ORGANISATION_ADMIN, organisation=firm, since=date(2020, 1, 1))
    return lambda: invitations.invite("a@example.com", Role.APPLICANT, by=head, at=timezone.now(), organisation=firm)


def test_the_letter_is_ordered_once_the_offer_is_committed(offer, monkeypatch, django_capture_on_commit_callbacks):
    orders = []
    monkeypatch.setattr(tasks.deliver_invitation, "apply_async", lambda args, kwargs, **_how: orders.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        invitation = offer()
        assert orders == []
    assert orders == [(invitation.pk,)]


@pytest.mark.django_db(transaction=True)
def test_an_offer_stands_though_no_broker_takes_the_order_for_its_letter(offer, monkeypatch):
    def away(*_args, **_kwargs):
        raise OperationalError("no broker")

    monkeypatch.setattr(PatientTask, "silent_until", 0.0)
    monkeypatch.setattr(tasks.deliver_invitation, "apply_async", away)
    invitation = offer()
    assert Invitation.objects.get().pk == invitation.pk
    assert PatientTask.silent_until > 0


@pytest.mark.django_db(transaction=True)
def test_a_letter_left_behind_goes_out_with_the_sweep_and_only_once(offer, monkeypatch):
    monkeypatch.setattr(PatientTask, "silent_until", time.monotonic() + 60)
    first, second = offer(), offer()
    first.refresh_from_db()
    assert first.withdrawn_at, "the second offer of the same replaces the first"
    tasks.deliver_unsent_invitations()
    tasks.deliver_unsent_invitations()
    tasks.deliver_invitation(second.pk)
    (letter,) = outbox.outbox
    assert letter.to == ["a@example.com"]
    assert invitations.token_of(second) in letter.body
    assert second.key.hex in letter.extra_headers["Message-ID"]
    assert Invitation.objects.get(pk=second.pk).sent_at


@pytest.mark.django_db(transaction=True)
def test_a_letter_the_server_does_not_take_stays_for_the_next_sweep(offer, monkeypatch):
    monkeypatch.setattr(PatientTask, "silent_until", time.monotonic() + 60)
    invitation = offer()
    with monkeypatch.context() as outage:
        outage.setattr("django.core.mail.EmailMessage.send", refuse)
        tasks.deliver_unsent_invitations()
    assert Invitation.objects.get(pk=invitation.pk).sent_at is None
    tasks.deliver_unsent_invitations()
    assert Invitation.objects.get(pk=invitation.pk).sent_at
    assert len(outbox.outbox) == 1


def refuse(*_args, **_how):
    raise smtplib.SMTPServerDisconnected
