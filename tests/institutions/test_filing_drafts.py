"""Filling in an application: versions, nothing lost, every fault named."""

from datetime import date
from decimal import Decimal

import pytest
from psycopg.types.range import DateRange

from institutions.models import SectionSave
from institutions.rules import sources, thresholds
from institutions.services import assessments, drafts, filings
from portal.errors import Refused, Stale
from portal.figures.models import FigureRow
from portal.parties.models import Person
from tests.factories import institutions as factories
from tests.factories.codes import identity_number
from tests.factories.institutions import FRIDAY


@pytest.fixture
def draft(institute, applicant):
    return filings.start(institute, "evaluation", by=applicant, on=FRIDAY)


@pytest.fixture
def save(draft, applicant):
    def save(section, data, version=0):
        return drafts.save_section(draft, section, data, version=version, by=applicant, on=FRIDAY)

    return save


def test_each_save_is_a_version_and_the_same_again_is_none(save):
    assert save("basics", {"contact": "甲"}).version == 1
    assert save("basics", {"contact": "甲"}, 1).version == 1
    assert save("basics", {"contact": "乙"}, 1).version == 2
    assert SectionSave.objects.count() == 2


def test_a_stale_form_learns_what_changed_and_nothing_is_lost(save, draft):
    save("basics", {"contact": "甲", "phone": "0371-1"})
    save("basics", {"contact": "乙"}, 1)
    with pytest.raises(Stale) as stale:
        save("basics", {"contact": "丙"}, 1)
    assert (stale.value.expected, stale.value.found) == (1, 2)
    assert stale.value.changes == {"联系人": ("甲", "乙")}
    draft.refresh_from_db()
    assert draft.contact == "乙"
    assert save("basics", {"contact": "乙"}, 1).version == 2


def test_sections_do_not_disturb_each_other(save):
    save("basics", {"contact": "甲"})
    assert save("premises", [{"address": "甲路", "use": "office", "area": Decimal(5)}]).version == 1


def test_rows_changed_by_a_colleague_are_told_line_by_line(save):
    row = {"name": "甲", "share": Decimal(60)}
    save("shareholders", [row])
    save("shareholders", [row, {"name": "乙", "share": Decimal(40)}], 1)
    with pytest.raises(Stale) as stale:
        save("shareholders", [], 1)
    assert list(stale.value.changes) == ["第 2 行"]


@pytest.mark.parametrize(
    ("section", "data", "fields"),
    [
        ("shareholders", [{"name": "甲", "share": Decimal(101)}], {"shareholders.1.share"}),
        ("shareholders", [{"share": Decimal(10)}], {"shareholders.1.name"}),
        ("premises", [{"address": "甲", "use": "palace", "area": Decimal(0)}], {"premises.1.area", "premises.1.use"}),
        ("scopes", [{"business": "inspection-coal"}], {"scopes.1.business"}),
        ("scopes", [{"business": "evaluation-coal"}, {"business": "evaluation-coal"}], {"scopes"}),
        ("professionals", [{"person": 0, "name": "", "identity": ""}], {"professionals.1.name"}),
        ("professionals", [{"person": 999999}], {"professionals.1.person"}),
        (
            "professionals",
            [{"name": "甲", "contract_from": date(2020, 1, 1), "contract_to": date(2019, 1, 1)}],
            {"professionals"},
        ),
        ("evidence", [{"item": "assets", "attachment": "not-a-key"}], {"evidence.1.attachment"}),
        ("basics", {"website": "no address"}, {"basics.website"}),
        ("basics", {"state": "accepted"}, {"basics.state"}),
    ],
)
def test_every_fault_names_its_row_and_field_and_nothing_is_written(save, section, data, fields):
    with pytest.raises(Refused) as refused:
        save(section, data)
    assert {o.field for o in refused.value.objections} == fields
    assert not SectionSave.objects.exists()


def test_a_file_of_another_organisation_cannot_be_evidence(save):
    foreign = factories.a_file(factories.an_institution())
    with pytest.raises(Refused) as refused:
        save("evidence", [{"item": "assets", "attachment": str(foreign.key)}])
    assert [o.basis for o in refused.value.objections] == [sources.APPLICATION]


def test_a_person_is_entered_by_number_and_the_number_is_kept_nowhere_here(save, draft):
    number = identity_number("19800101")
    saved = save("professionals", [{"name": "张三丰", "identity": number, "evaluator_level": 1}])
    person = Person.objects.by_identity(number).get()
    assert draft.professional_set.get().person == person
    assert number not in str(saved.data)


def test_the_checklist_lives_in_the_draft(draft, applicant):
    before = assessments.conditions_of(draft, on=FRIDAY)
    assert not any(one.is_met for one in before if one.code == "INS-R01")
    drafts.save_sections(draft, factories.content(draft), by=applicant, on=FRIDAY)
    draft.refresh_from_db()
    after = assessments.conditions_of(draft, on=FRIDAY)
    assert [one.code for one in after if not one.is_met] == []


def test_a_draft_is_weighed_by_the_figures_of_the_authority_it_goes_to(institute, applicant):
    """The county the applicant sits in decides nothing about it; its province does."""
    filing = factories.a_draft(institute, applicant)
    assert institute.region_id == "410105"
    figure = thresholds.EVALUATION_ASSETS
    for region, value in (("410000", "900"), ("410105", "5000")):
        FigureRow.objects.create(
            code=figure.code, region_id=region, value=value, unit=figure.unit, period=DateRange(FRIDAY, None),
            basis="地方规定", label="固定资产",
        )  # fmt: skip
    assets = next(one for one in assessments.conditions_of(filing, on=FRIDAY) if one.code == "INS-R01")
    assert assets.is_met
    assert "900" in str(assets.required)


def test_people_insured_by_another_unit_are_not_counted(institute, applicant):
    people = factories.professionals("别家公司")
    filing = factories.a_draft(institute, applicant, professionals=people)
    staff = next(one for one in assessments.conditions_of(filing, on=FRIDAY) if one.code == "INS-R03")
    assert (staff.is_met, len(staff.left_out)) == (False, 25)


def test_dates_before_the_founding_and_after_today_are_untrue(institute, applicant):
    people = factories.professionals(institute.name)
    people[0]["contract_from"] = date(2014, 12, 31)
    people[1]["contract_from"] = date(2026, 9, 19)
    filing = factories.a_draft(institute, applicant, professionals=people)
    with pytest.raises(Refused) as refused:
        filings.submit_once(filing, key="k", by=applicant, on=FRIDAY)
    assert [o.basis for o in refused.value.objections] == [sources.TRUTHFUL_APPLICATION] * 2


def test_a_person_employed_elsewhere_stops_the_application(institute, applicant):
    filing = factories.a_draft(institute, applicant)
    other = factories.an_institution("别家公司")
    person = filing.professional_set.first().person
    other.employments.create(person=person, period=(date(2020, 1, 1), None))
    with pytest.raises(Refused) as refused:
        filings.submit_once(filing, key="k", by=applicant, on=FRIDAY)
    assert [(o.basis, o.found) for o in refused.value.objections] == [(sources.ONE_INSTITUTION, "别家公司")]


def test_a_unit_of_the_authority_may_not_apply(institute, applicant):
    owners = [{"name": "某应急管理厅信息中心", "share": Decimal(30), "affiliation": "authority_unit"}]
    filing = factories.a_draft(institute, applicant, shareholders=owners)
    with pytest.raises(Refused) as refused:
        filings.submit_once(filing, key="k", by=applicant, on=FRIDAY)
    assert [o.basis for o in refused.value.objections] == [sources.GOVERNMENT_AFFILIATED]
