"""Sweeps 7 and 10 on the seeded rows: every move tried by every wrong role; the administration opens and only reads."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.access import Role
from portal.accounts.models import User
from portal.errors import Refused
from portal.workflow import engine
from portal.workflow.machine import registry
from portal.workflow.models import Stateful, Step
from tests.house import source
from tests.house.stages import STAGES

#: One account of each kind of the demo country, and where each stands towards Henan's files.
CAST = {
    "henan.officer": Role.OFFICER,
    "henan.reviewer": Role.REVIEWER,
    "henan.approver": Role.APPROVER,
    "henan.expert1": Role.EXPERT,
    "hubei.officer": None,
    "hubei.reviewer": None,
    "hubei.approver": None,
    "zhengzhou.officer": None,
    "ministry.officer": None,
    "changjiang.clerk": None,
    "admin.system": Role.SYSTEM_ADMIN,
    "admin.security": Role.SECURITY_ADMIN,
    "admin.audit": Role.AUDIT_ADMIN,
    "newcomer": None,
}
MOVES = [(kind, step) for kind, machine in registry.items() if machine.model for step in machine.moves]


def row_in(machine, step, region="410000"):
    """A row of Henan from which the move starts: one at rest there, or one brought there."""
    rows = machine.model._base_manager.filter(state__in=step.sources)
    for row in rows.select_related("region"):
        if getattr(row, "region_id", region) in {region, None}:
            return row
    return STAGES[machine.kind, step.name]() if (machine.kind, step.name) in STAGES else None


@pytest.mark.parametrize(("kind", "step"), MOVES, ids=[f"{kind}.{step.name}" for kind, step in MOVES])
def test_a_move_is_refused_to_every_wrong_role(country, kind, step):
    """The competent role in the competent region, or the applicant itself; to all others the move is refused."""
    row = row_in(registry[kind], step)
    assert row is not None, "no row to try it on: say in stages.py how one comes there"
    row.refresh_from_db()
    assert row.state in step.sources
    before = (row.state, row.version, Step.objects.count())
    for username, role in CAST.items():
        if role is not None and role in step.roles:
            continue
        user = User.objects.get_by_natural_key(username)
        with pytest.raises(Refused), engine.move(row, step.name, by=user, on=timezone.localdate()):
            pytest.fail(f"{username} was let in")
        assert step.name not in {move.name for move in engine.open_to(user, row, on=timezone.localdate())}
    row.refresh_from_db()
    assert (row.state, row.version, Step.objects.count()) == before


def test_a_row_is_brought_only_where_none_rests(country):
    moves = {(kind, step.name): step for kind, step in MOVES}
    assert sorted(set(STAGES) - set(moves)) == []
    resting = {
        (kind, name)
        for (kind, name) in STAGES
        for row in registry[kind].model._base_manager.filter(state__in=moves[kind, name].sources)
        if row.region_id in {"410000", None}
    }
    assert resting == set()


def root_client():
    """Somebody to whom Django's own permissions open everything, so that what is closed is closed by the admin."""
    user = User.objects.get_by_natural_key("admin.system")
    User.objects.filter(pk=user.pk).update(is_superuser=True, is_staff=True)
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)
CASES = [
    model
    for model in REGISTERED
    if issubclass(model, Stateful)
    or model._meta.label_lower in {"audit.entry", "documents.document", "announcements.announcement"}
]


def test_our_case_models_are_registered_to_be_read():
    assert {model for model in source.our_models() if issubclass(model, Stateful)} <= set(REGISTERED)


@pytest.mark.parametrize("model", REGISTERED, ids=[model._meta.label for model in REGISTERED])
def test_the_administration_opens_its_list_and_a_row(country, model):
    client, info = root_client(), (model._meta.app_label, model._meta.model_name)
    assert client.get(reverse("admin:{}_{}_changelist".format(*info))).status_code == 200
    row = model._base_manager.first()
    if row is not None:
        assert client.get(reverse("admin:{}_{}_change".format(*info), args=[row.pk])).status_code in {200, 302, 403}


@pytest.mark.parametrize("model", CASES, ids=[model._meta.label for model in CASES])
def test_a_case_file_is_neither_added_nor_changed_nor_deleted_in_the_administration(country, model):
    client, info = root_client(), (model._meta.app_label, model._meta.model_name)
    assert client.get(reverse("admin:{}_{}_add".format(*info))).status_code == 403
    row = model._base_manager.first()
    assert row is not None
    assert client.post(reverse("admin:{}_{}_change".format(*info), args=[row.pk]), {}).status_code == 403
    assert client.post(reverse("admin:{}_{}_delete".format(*info), args=[row.pk]), {"post": "yes"}).status_code == 403
    assert model._base_manager.filter(pk=row.pk).exists()
