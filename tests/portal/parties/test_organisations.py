"""Organisations: entered, renamed, moved, merged, split, ended."""

import threading
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from portal.access import Role
from portal.errors import Refused
from portal.parties import basis, events
from portal.parties.models import CodeOverride, Employment, Organisation, Succession
from portal.parties.services import employments, organisations, successions
from portal.regions.models import Region
from portal.search import names
from tests.factories import accounts, parties
from tests.factories.codes import credit_code

TODAY = date(2026, 9, 18)
WRONG = "91410000MA40000010"


@pytest.fixture
def henan(db):
    return Region.objects.get(code="410000")


@pytest.fixture
def hubei(db):
    return Region.objects.get(code="420000")


@pytest.fixture
def officer(henan):
    return accounts.user(Role.OFFICER, region=henan, name="王科长")


def bases(refused):
    return [objection.basis for objection in refused.value.objections]


def enter(code, name, region, **facts):
    return organisations.enter(code, name, region, **{"by": None, "on": TODAY} | facts)


def test_an_organisation_is_entered_under_its_clean_code(henan):
    organisation = enter("９１３５０１００ m000100y43", " 河南安评\u200b 技术有限公司 ", henan)
    assert (organisation.code, organisation.name) == ("91350100M000100Y43", "河南安评 技术有限公司")
    assert organisation.code_status == Organisation.CodeStatus.VALID


def test_every_objection_is_told_at_once(henan):
    with pytest.raises(Refused) as refused:
        enter(WRONG, "\u200b", henan, founded_on=date(2026, 9, 19), phone="12")
    assert {basis.NAME, basis.DATES, basis.PHONE} < set(bases(refused))
    assert set(bases(refused)) & {basis.BODY_CHECK, basis.CODE_CHECK}
    assert not Organisation.objects.filter(region=henan).exists()


def test_a_legacy_number_is_accepted_as_legacy(henan):
    assert enter("410000000012345", "老企业", henan).code_status == Organisation.CodeStatus.LEGACY


def test_a_failed_check_blocks_without_a_reason_and_without_an_officer(henan, hubei, officer):
    for facts in (
        {"by": officer},
        {"by": officer, "override_reason": "  "},
        {"by": None, "override_reason": "执照原件如此"},
        {"by": accounts.user(Role.OFFICER, region=hubei), "override_reason": "执照原件如此"},
        {"by": accounts.user(Role.SECURITY_ADMIN), "override_reason": "执照原件如此"},
    ):
        with pytest.raises(Refused) as refused:
            enter(WRONG, "河南安评", henan, **facts)
        assert set(bases(refused)) & {basis.BODY_CHECK, basis.CODE_CHECK}


def test_a_named_officer_overrides_with_a_reason(henan, officer):
    organisation = enter(WRONG, "河南安评", henan, by=officer, override_reason="执照原件如此")
    assert organisation.code_status == Organisation.CodeStatus.OVERRIDDEN
    row = CodeOverride.objects.get(organisation=organisation)
    assert (row.decided_by, row.decided_by_name, row.decided_on, row.reason) == (
        officer.pk,
        "王科长",
        TODAY,
        "执照原件如此",
    )
    assert row.objections


def test_what_is_no_code_at_all_cannot_be_overridden_past_the_column(henan, officer):
    with pytest.raises(Refused):
        enter("9" * 30, "河南安评", henan, by=officer, override_reason="执照原件如此")


def test_the_same_code_is_entered_once(henan):
    organisation = parties.organisation(henan)
    with pytest.raises(Refused) as refused:
        enter(organisation.code, "另一家", henan)
    assert bases(refused) == [basis.UNIQUE]


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_enter_it_once():
    henan, code = Region.objects.get(code="410000"), credit_code()
    outcomes = []
    gate = threading.Barrier(2)

    def clerk():
        gate.wait()
        try:
            enter(code, "河南安评", henan)
            outcomes.append("entered")
        except Refused as refused:
            outcomes.append(refused.objections[0].basis)
        finally:
            connection.close()

    threads = [threading.Thread(target=clerk) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str) == sorted(["entered", basis.UNIQUE], key=str)
    assert Organisation.objects.filter(code=code).count() == 1


def test_the_database_refuses_a_code_of_no_known_form(henan):
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(code="OIZ", name="坏", region=henan)


def test_a_former_name_still_finds_the_organisation(henan):
    organisation = parties.organisation(henan, name="河南（安评）公司", founded_on=date(2010, 1, 1))
    organisations.rename(organisation, "中原安评公司", by=None, on=TODAY)
    assert list(Organisation.objects.called("河南(安评)公司")) == [organisation]
    assert list(Organisation.objects.called("中原 安评公司")) == [organisation]
    (former,) = organisation.former_names.all()
    assert (former.period.lower, former.period.upper) == (date(2010, 1, 1), TODAY)


def test_a_second_renaming_comes_after_the_first(henan):
    organisation = parties.organisation(henan, name="甲公司")
    organisations.rename(organisation, "乙公司", by=None, on=TODAY)
    with pytest.raises(Refused) as refused:
        organisations.rename(organisation, "丙公司", by=None, on=TODAY)
    assert bases(refused) == [basis.DATES]
    organisations.rename(organisation, "乙公司", by=None, on=TODAY)
    assert organisation.former_names.count() == 1


def test_a_legacy_number_gives_way_to_a_code_and_still_finds(henan):
    organisation = enter("410000000012345", "老企业", henan)
    code = credit_code()
    organisations.recode(organisation, code, by=None, on=TODAY)
    assert Organisation.objects.by_code("410000000012345").get().code == code
    with pytest.raises(Refused):
        enter("410000000012345", "老企业", henan)


def test_an_organisation_moves_and_the_old_region_is_kept(henan, hubei):
    organisation = parties.organisation(henan)
    organisations.change_region(organisation, hubei, by=None, on=TODAY)
    organisation.refresh_from_db()
    assert organisation.region == hubei
    assert [(row.region, row.until) for row in organisation.former_regions.all()] == [(henan, TODAY)]


def test_a_merger_carries_employments_over_and_ends_the_organisation(henan):
    old, new = parties.organisation(henan), parties.organisation(henan)
    person = parties.person()
    both = parties.person()
    employments.employ(person, old, since=date(2021, 1, 1), by=None, on=TODAY, post="评价师")
    employments.employ(both, old, since=date(2021, 1, 1), by=None, on=TODAY, is_full_time=False)
    employments.employ(both, new, since=date(2021, 1, 1), by=None, on=TODAY)
    successions.merge(old, into=new, by=None, on=TODAY)
    old.refresh_from_db()
    assert (old.status, old.ended_on) == (Organisation.Status.MERGED, TODAY)
    assert [row.organisation for row in Employment.objects.at(TODAY).filter(person=person)] == [new]
    assert Employment.objects.at(TODAY).filter(person=both).count() == 1
    assert successions.heirs(old) == [new]


def test_heirs_are_followed_through_every_further_merger(henan):
    first, second, third, fourth = (parties.organisation(henan) for _ in range(4))
    successions.succeed(first, successor=second, by=None, on=date(2025, 1, 1))
    successions.split(second, into=[third, fourth], survives=False, by=None, on=TODAY)
    assert set(successions.heirs(first)) == {third, fourth}
    assert Succession.objects.count() == 3


def test_what_ended_does_nothing_more(henan):
    organisation, other = parties.organisation(henan), parties.organisation(henan)
    successions.dissolve(organisation, by=None, on=TODAY)
    for deed in (
        lambda: successions.dissolve(organisation, by=None, on=TODAY),
        lambda: successions.merge(organisation, into=other, by=None, on=TODAY),
        lambda: successions.merge(other, into=organisation, by=None, on=TODAY),
        lambda: organisations.rename(organisation, "新名", by=None, on=TODAY),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert basis.CAPACITY_OF_ORGANISATIONS in bases(refused)


def test_who_merges_into_a_part_that_once_split_off_has_both_on_record(henan):
    whole, part = parties.organisation(henan), parties.organisation(henan)
    successions.split(whole, into=[part], survives=True, by=None, on=date(2020, 3, 1))
    successions.merge(whole, into=part, by=None, on=TODAY)
    told = whole.successions.order_by("on").values_list("kind", "on")
    assert list(told) == [("split", date(2020, 3, 1)), ("merger", TODAY)]
    assert successions.heirs(whole) == [part]


def test_nobody_merges_into_itself_and_no_split_has_one_part(henan):
    organisation, other = parties.organisation(henan), parties.organisation(henan)
    with pytest.raises(Refused) as refused:
        successions.merge(organisation, into=organisation, by=None, on=TODAY)
    assert basis.SUCCESSION in bases(refused)
    with pytest.raises(Refused) as refused:
        successions.split(organisation, into=[other], survives=False, by=None, on=TODAY)
    assert bases(refused) == [basis.SUCCESSION]


def test_facts_are_announced_in_the_deed(henan, monkeypatch):
    heard = []
    monkeypatch.setattr("portal.events._listeners", {events.OrganisationEntered: [heard.append]})
    monkeypatch.setattr("portal.events.listeners_of", lambda fact: ())
    organisation = parties.organisation(henan)
    assert [fact.code for fact in heard] == [organisation.code]


def test_the_index_of_names_knows_present_and_former_names(henan):
    organisation = parties.organisation(henan, name="郑州嵩山安全评价公司")
    organisations.rename(organisation, "中岳安全评价公司", by=None, on=TODAY)
    for asked in ("中岳安全", "嵩山", organisation.code, "zyaq"):
        (match,) = names.find(asked, kinds=[organisations.KIND])
        assert match.key == str(organisation.pk)
    names.remove(organisations.KIND, str(organisation.pk))
    call_command("index_organisations", stdout=StringIO())
    assert names.find("嵩山")[0].title == "中岳安全评价公司"
