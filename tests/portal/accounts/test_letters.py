"""The letter of an invitation: ordered when the offer is committed, whatever becomes of the order."""

from datetime import date

import pytest
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
