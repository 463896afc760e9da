"""An organisation whose true code fails its check comes into the portal: by an officer's word, then by itself."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.access import Role
from portal.accounts.models import Registration, User
from portal.audit.models import Entry
from portal.parties import basis
from portal.parties.models import CodeOverride, Organisation
from portal.parties.services import organisations
from portal.regions.models import Region
from tests.factories import accounts, parties
from tests.factories import institutions as factories
from tests.factories.codes import credit_code
from tests.portal.accounts.door import NEWCOMER

pytestmark = pytest.mark.django_db
ENTER = "/desk/organisations/enter/"
#: Wrong in its check digits; and one that names no division besides.
WRONG, PLACELESS = "91410000MA40000010", "91XX0000MA40000010"
TRUE = {"name": "郑州老代码安全技术有限公司", "region": "410000", "override_reason": "已核对执照原件，代码如此"}


@pytest.fixture
def clerk(client, officer):
    client.force_login(officer)
    return client


def register(code, **typed):
    return Client().post(reverse("accounts:register"), NEWCOMER | {"code": code, "organisation_name": "随便写"} | typed)


@pytest.mark.parametrize("code", [WRONG, PLACELESS])
def test_who_has_a_true_code_the_checks_doubt_comes_in_by_an_officers_word(clerk, officer, code):
    refused = register(code, region="410000")
    assert "请先由注册地主管部门核对并登记该单位" in refused.text
    assert str(basis.CODE_CHECK) in refused.text
    assert not User.objects.filter(username="newcomer").exists()

    entered = clerk.post(ENTER, TRUE | {"code": code}, follow=True)
    assert entered.redirect_chain == [(reverse("organisation", args=[code]), 302)]
    assert "已登记。" in entered.text
    assert "代码经人工确认" in entered.text

    assert register(code.lower()).status_code == 302
    registration = Registration.objects.get(code=code)
    assert (registration.name, registration.region_id) == (TRUE["name"], "410000")
    confirm = reverse("accounts:registration-confirm", args=[registration.pk])
    assert clerk.post(confirm, {"proof": "授权书 2026 年 1 号"}).status_code == 302
    assert User.objects.get(username="newcomer").holds(Role.ORGANISATION_ADMIN)
    assert Organisation.objects.by_code(code).get().code_status == Organisation.CodeStatus.OVERRIDDEN
    assert CodeOverride.objects.get().reason == TRUE["override_reason"]
    assert Entry.objects.get(verb="code-overridden").actor_key == officer.pk


def test_an_organisation_registers_by_a_doubted_code_it_was_once_known_by(officer):
    henan, today = Region.objects.get(pk="410000"), timezone.localdate()
    firm = organisations.enter(WRONG, "郑州新代码", henan, by=officer, on=today, override_reason="执照原件如此")
    organisations.recode(firm, credit_code(), by=officer, on=today)
    firm.refresh_from_db()
    assert register(WRONG).status_code == 302
    assert Registration.objects.get().code == firm.code != WRONG


def test_nobody_is_sent_to_the_authority_with_what_it_cannot_enter_either(clerk):
    assert "请先由注册地主管部门" not in register(WRONG[:-1], region="410000").text
    answer = clerk.post(ENTER, TRUE | {"code": WRONG[:-1]})
    assert answer.status_code == 409
    assert list(answer.context["form"].errors) == ["code"]


def test_every_objection_stands_at_its_field_with_its_clause_and_what_was_typed_is_kept(clerk):
    typed = {"code": WRONG, "name": "长" * 121, "region": "410000", "override_reason": "  "}
    answer = clerk.post(ENTER, typed)
    assert answer.status_code == 409
    errors = answer.context["form"].errors
    assert str(basis.CODE_CHECK) in str(errors["code"])
    assert str(basis.NAME) in str(errors["name"])
    assert all(f'value="{typed[field]}"' in answer.text for field in ("code", "name", "region"))
    assert not Organisation.objects.exists()
    kept = clerk.post(ENTER, typed | {"override_reason": "执照原件如此"})
    assert list(kept.context["form"].errors) == ["name"]
    assert "执照原件如此</textarea>" in kept.text


def test_a_code_of_the_register_is_not_entered_again(clerk):
    code = parties.organisation(Region.objects.get(pk="410000")).code
    answer = clerk.post(ENTER, TRUE | {"code": code})
    assert answer.status_code == 409
    assert str(basis.UNIQUE) in str(answer.context["form"].errors["code"])


def test_two_clicks_are_one_organisation(clerk):
    typed = TRUE | {"code": WRONG, "once": uuid4().hex}
    answers = [clerk.post(ENTER, typed) for _click in range(2)]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, reverse("organisation", args=[WRONG]))}
    assert (Organisation.objects.count(), CodeOverride.objects.count()) == (1, 1)


def test_a_code_that_passes_needs_no_reason_and_keeps_none(clerk):
    code = credit_code()
    clerk.post(ENTER, TRUE | {"code": code, "region": "410105"})
    assert Organisation.objects.get().code_status == Organisation.CodeStatus.VALID
    assert not CodeOverride.objects.exists()


@pytest.mark.parametrize("region", ["420000", "000000", "999999", "-", ""])
def test_a_region_outside_ones_own_is_as_unknown_as_one_that_does_not_exist(clerk, region):
    answer = clerk.post(ENTER, TRUE | {"code": WRONG, "region": region})
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["region"]
    assert not Organisation.objects.exists()


def test_an_official_enters_below_and_not_where_only_an_expert(client):
    both = factories.a_user("县区承办", Role.OFFICER, region="410105")
    both.assignments.create(role=Role.EXPERT, region_id="410000", since=accounts.SINCE)
    client.force_login(both)
    assert client.get(ENTER).context["form"].initial["region"] == "410105"
    assert client.post(ENTER, TRUE | {"code": WRONG}).status_code == 400
    assert client.get(reverse("places")).context["here"].code == "410105"
    assert client.get(reverse("places"), {"region": "410000"}).status_code == 404


@pytest.mark.parametrize(
    ("role", "place", "may"),
    [
        (Role.OFFICER, {"region": "410000"}, True),
        (Role.EXAM_AGENCY, {"region": "410105"}, True),
        (Role.EXPERT, {"region": "410000"}, False),
        (Role.SYSTEM_ADMIN, {}, False),
    ],
)
def test_the_menu_leads_officials_there_and_to_others_it_does_not_exist(client, role, place, may):
    client.force_login(factories.a_user("某人", role, **place))
    assert (f'href="{ENTER}"' in client.get(reverse("jobs")).text) == may
    assert client.get(ENTER).status_code == (200 if may else 404)
    if not may:
        assert client.post(ENTER, TRUE | {"code": WRONG}).status_code == 404


def test_an_applicant_finds_no_such_page(client, applicant):
    client.force_login(applicant)
    assert client.get(ENTER).status_code == 404
    assert client.post(ENTER, TRUE | {"code": WRONG}).status_code == 404
