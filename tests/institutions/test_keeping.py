"""Condition keep-up (INS-R24): one statement over all says what the rules say of each; found, told and ended once."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from institutions import tasks
from institutions.models import (
    BusinessScope,
    ConditionFinding,
    Filing,
    KeyPost,
    Professional,
    Qualification,
    QualificationScope,
    ScopeSpecialty,
)
from institutions.rules import conditions, periods, sources, thresholds
from institutions.services import keeping, qualifications
from portal.documents.models import Document
from portal.figures import table
from portal.figures.models import FigureRow
from portal.law import Figure
from portal.notifications.models import Message
from portal.web import sockets
from portal.workflow.models import ClockRun
from tests.factories import institutions as factories
from tests.factories.institutions import FRIDAY

MONDAY = date(2026, 9, 21)


@pytest.fixture
def laboratory(officer, reviewer, approver):
    return factories.a_qualification(officer, reviewer, approver, kind="inspection")


def staff_of(qualification):
    return Professional.objects.filter(filing__qualification=qualification).order_by("pk")


def leave(professional, organisation, on):
    organisation.employments.create(person=professional.person, period=(date(2019, 1, 1), on))


def found(on=MONDAY):
    return set(keeping.short(on).values_list("qualification", flat=True))


def unmet(qualification, on=MONDAY):
    return [one.code for one in keeping.explain(qualification, on=on) if not one.is_met]


def test_who_complies_is_not_found(qualification, laboratory):
    assert found() == set()
    assert unmet(qualification) == unmet(laboratory) == []
    assert len(keeping.explain(qualification, on=MONDAY)) == 10


def test_whoever_left_does_not_count_from_that_day(qualification, institute):
    leave(staff_of(qualification)[24], institute, MONDAY)
    assert found(MONDAY - timedelta(days=1)) == set()
    assert found(MONDAY) == {qualification.pk}
    (headcount,) = [one for one in keeping.explain(qualification, on=MONDAY) if not one.is_met]
    assert headcount.code == "INS-R03"
    assert headcount.basis == thresholds.EVALUATORS.basis
    assert [name for name, _why in headcount.left_out] == ["人员24"]


def test_whoever_came_back_counts_again(qualification, institute):
    person = staff_of(qualification)[24]
    leave(person, institute, FRIDAY)
    institute.employments.create(person=person.person, period=(MONDAY, None))
    assert found(MONDAY - timedelta(days=1)) == {qualification.pk}
    assert found(MONDAY) == set()


def test_whoever_works_full_time_elsewhere_does_not_count(qualification):
    factories.an_institution().employments.create(person=staff_of(qualification)[24].person, period=(FRIDAY, None))
    assert found() == {qualification.pk}


def test_a_director_who_left_leaves_the_post_empty(qualification, institute):
    leave(staff_of(qualification)[0], institute, FRIDAY)
    assert "INS-R06-DIRECTOR" in unmet(qualification)
    assert found() == {qualification.pk}


def test_a_suspended_qualification_is_not_swept(qualification, institute):
    leave(staff_of(qualification)[24], institute, FRIDAY)
    assert found(qualification.valid_to + timedelta(days=1)) == set()


def test_a_province_may_ask_more_than_the_nation(qualification, laboratory):
    figure = thresholds.EVALUATION_ASSETS
    for region, value in (("410000", "1500"), ("420000", "5000")):
        FigureRow.objects.create(
            code=figure.code, region_id=region, value=value, unit=figure.unit, period=DateRange(FRIDAY, None),
            basis="地方规定", label="固定资产",
        )  # fmt: skip
    assert found() == {qualification.pk}
    assert unmet(qualification) == ["INS-R01"]
    assert table.everywhere(MONDAY).at("41/4101/410105/")[figure] == Decimal(1500)
    assert table.everywhere(MONDAY).at("44/")[figure] == figure.value


DEFECTS = {
    "gone": lambda filing, dice: leave(
        dice.choice(list(filing.professional_set.all())), filing.organisation, dice.choice([FRIDAY, MONDAY])
    ),
    "elsewhere": lambda filing, dice: factories.an_institution().employments.create(
        person=dice.choice(list(filing.professional_set.all())).person, period=(FRIDAY, None)
    ),
    "contract": lambda filing, dice: _spoil(filing, dice, contract_to=FRIDAY),
    "insurance": lambda filing, dice: _spoil(filing, dice, insured_unit=dice.choice(["", "别的单位", " "])),
    "months": lambda filing, dice: _spoil(filing, dice, insured_months=0),
    "grade": lambda filing, dice: _spoil(filing, dice, evaluator_level=None, engineer_level="", title=""),
    "skill": lambda filing, dice: filing.professional_set.update(
        specialties=["安全", "安全", dice.choice(["采矿", "通风"])]
    ),
    "years": lambda filing, dice: _spoil(filing, dice, years_in_industry=1),
    "post": lambda filing, dice: KeyPost.objects.filter(pk=dice.choice(list(filing.keypost_set.all())).pk).delete(),
    "assets": lambda filing, dice: Filing.objects.filter(pk=filing.pk).update(fixed_assets=dice.choice([None, 799])),
    "rooms": lambda filing, dice: filing.premises_set.filter(use=dice.choice(["office", "archive"])).delete(),
    "equipment": lambda filing, _dice: filing.equipment_set.update(quantity=3),
    "scopes": lambda filing, _dice: QualificationScope.objects.create(
        qualification=filing.qualification,
        business=BusinessScope.objects.get(code=f"{filing.kind}-mining"),
        since=FRIDAY,
    ),
    "no scope": lambda filing, _dice: QualificationScope.objects.filter(qualification=filing.qualification).update(
        until=MONDAY
    ),
}  # fmt: skip


def _spoil(filing, dice, **facts):
    Professional.objects.filter(pk=dice.choice(list(filing.professional_set.all())).pk).update(**facts)


@pytest.mark.parametrize("seed", range(3))
def test_the_statement_and_the_rules_agree_on_institutions_spoilt_by_lot(officer, reviewer, approver, seed):
    """A dozen of both kinds, each with up to two defects; what a specialty needs is more than one here and there."""
    dice = random.Random(seed)
    ScopeSpecialty.objects.filter(specialty="通风").update(minimum=3)
    for number in range(12):
        held = factories.a_qualification(officer, reviewer, approver, kind=("evaluation", "inspection")[number % 2])
        for defect in dice.sample(sorted(DEFECTS), dice.choice([0, 0, 1, 1, 2])):
            DEFECTS[defect](Filing.objects.get(qualification=held), dice)
    said = {row.pk for row in Qualification.objects.all() if unmet(row)}
    assert found() == said
    assert said


@pytest.mark.parametrize("defect", sorted(DEFECTS))
def test_every_defect_is_found_by_the_statement_exactly_where_the_rules_find_it(qualification, laboratory, defect):
    for held in (qualification, laboratory):
        DEFECTS[defect](Filing.objects.get(qualification=held), random.Random(1))
    assert found() == {row.pk for row in (qualification, laboratory) if unmet(row)}


def test_the_sweep_asks_one_statement_however_many_there_are(qualification, officer, reviewer, approver):
    with CaptureQueriesContext(connection) as few:
        assert list(keeping.short(MONDAY)) == []
    for _more in range(3):
        factories.a_qualification(officer, reviewer, approver)
    with CaptureQueriesContext(connection) as many:
        assert list(keeping.short(MONDAY)) == []
    # One for the figures in force, one for everybody.
    assert len(few) == len(many) == 2


def test_a_finding_is_opened_told_once_seen_and_cured(qualification, institute, applicant, officer):
    person = staff_of(qualification)[24]
    leave(person, institute, MONDAY)
    assert keeping.sweep(on=MONDAY) == keeping.Swept(opened=1, still=0, ended=0)
    assert keeping.sweep(on=MONDAY) == keeping.Swept(opened=0, still=1, ended=0)
    finding = ConditionFinding.objects.get()
    assert (finding.code, finding.basis) == ("INS-R03", str(thresholds.EVALUATORS.basis))
    assert finding.rectify_by == date(2026, 11, 20)
    told = Message.objects.filter(event__startswith="institutions.conditions-lost")
    assert sorted(told.values_list("user__name", flat=True)) == sorted([applicant.name, officer.name])
    tuesday = MONDAY + timedelta(days=1)
    assert keeping.sweep(on=tuesday).still == 1
    assert told.count() == 2
    institute.employments.create(person=person.person, period=(tuesday, None))
    assert keeping.sweep(on=tuesday) == keeping.Swept(opened=0, still=0, ended=1)
    finding.refresh_from_db()
    assert (finding.ended_on, finding.ending) == (tuesday, "cured")
    assert Message.objects.filter(event__startswith="institutions.conditions-regained").count() == 2


def test_a_finding_lost_again_is_a_new_one(qualification, institute):
    person = staff_of(qualification)[24]
    leave(person, institute, MONDAY)
    keeping.sweep(on=MONDAY)
    back = institute.employments.create(person=person.person, period=(MONDAY + timedelta(days=1), None))
    keeping.sweep(on=MONDAY + timedelta(days=1))
    back.delete()
    assert keeping.sweep(on=MONDAY + timedelta(days=2)).opened == 1
    assert ConditionFinding.objects.count() == 2


def test_findings_end_with_the_qualification(qualification, institute):
    leave(staff_of(qualification)[24], institute, MONDAY)
    keeping.sweep(on=MONDAY)
    after = qualification.valid_to + timedelta(days=1)
    qualifications.expire(qualification, on=after)
    assert keeping.sweep(on=after).ended == 1
    assert ConditionFinding.objects.get().ending == "moot"


def test_a_sweep_that_died_half_way_is_made_good_by_the_next(qualification, laboratory, monkeypatch):
    for held in (qualification, laboratory):
        leave(staff_of(held)[24], held.organisation, MONDAY)
    monkeypatch.setattr(keeping, "BATCH", 1)
    settle = keeping.settle

    def killed_at_the_second(filings, *, on):
        if ConditionFinding.objects.exists():
            raise SystemExit
        return settle(filings, on=on)

    monkeypatch.setattr(keeping, "settle", killed_at_the_second)
    with pytest.raises(SystemExit):
        keeping.sweep(on=MONDAY)
    monkeypatch.setattr(keeping, "settle", settle)
    assert ConditionFinding.objects.count() == 1
    assert keeping.sweep(on=MONDAY) == keeping.Swept(opened=1, still=1, ended=0)


def test_beat_sweeps(qualification):
    assert tasks.sweep_conditions() == (0, 0, 0)


def test_the_time_to_put_right_is_a_proposal_and_may_be_changed(qualification, institute):
    within = periods.RECTIFY_WITHIN
    assert isinstance(within, Figure)
    assert not within.confirmed
    assert within.basis == sources.KEEP_UP
    assert str(sources.KEEP_UP) == "《平台运行约定》第八条"
    FigureRow.objects.create(
        code=within.code, value="90", unit=within.unit, period=DateRange(FRIDAY, None), basis="x", label="x"
    )
    leave(staff_of(qualification)[24], institute, MONDAY)
    keeping.sweep(on=MONDAY)
    assert ConditionFinding.objects.get().rectify_by == date(2026, 12, 21)


def test_an_order_to_rectify_lists_what_was_found_and_starts_the_clock(qualification, institute, officer):
    leave(staff_of(qualification)[24], institute, MONDAY)
    keeping.sweep(on=MONDAY)
    qualifications.supervise(qualification, "rectify", reason="核查发现人员不足", by=officer, on=MONDAY)
    paper = Document.objects.get(paper="institutions-rectification")
    assert "计入 24 人" in paper.html
    assert "2026年11月20日" in paper.html
    run = ClockRun.objects.about("institutions.qualification", qualification.pk).running().get()
    assert (run.name, run.due_on) == ("rectification", date(2026, 11, 20))
    qualifications.supervise(qualification, "clear", reason="已补足", by=officer, on=MONDAY)
    assert not ClockRun.objects.about("institutions.qualification", qualification.pk).running().exists()


def test_what_is_kept_up_is_part_of_what_was_asked_at_first(qualification, laboratory):
    for kind, weighed in conditions.KEPT_UP.items():
        assert set(weighed) < set(conditions.BY_KIND[kind])


def test_officers_and_holder_see_the_findings_and_nobody_else(client, qualification, applicant, officer, stranger):
    institute = qualification.organisation
    leave(staff_of(qualification)[24], institute, MONDAY)
    keeping.sweep(on=MONDAY)
    lists, page = (
        reverse("institutions:findings"),
        reverse("institutions:qualification-conditions", args=[qualification.number]),
    )
    for user in (applicant, officer):
        client.force_login(user)
        assert "单一业务范围专职安全评价师" in client.get(lists).content.decode()
        assert client.get(lists, {"standing": "ended"}).content.decode().count(institute.name) == 0
        explained = client.get(page).content.decode()
        assert "人员24" in explained
        assert "计入 24 人" in explained
    client.force_login(stranger)
    assert institute.name not in client.get(lists).content.decode()
    assert client.get(page).status_code == 404


def test_the_check_is_plugged_in_with_its_clause_and_both_ways_of_asking(client, qualification, institute, officer):
    (check,) = [one for one in sockets.checks if one.code == "institutions.conditions"]
    leave(staff_of(qualification)[24], institute, MONDAY)
    keeping.sweep(on=MONDAY)
    assert check.basis == sources.KEEP_UP
    assert [filing.qualification for filing in check.sweep(MONDAY)] == [qualification]
    assert [part.is_met for part in check.explain(institute, MONDAY)].count(False) == 1
    assert check.standing(officer) == 1
    client.force_login(officer)
    assert str(check.question) in client.get(reverse("checks")).content.decode()


def test_the_interface_lists_what_was_found(client, qualification, institute, officer, stranger):
    leave(staff_of(qualification)[24], institute, MONDAY)
    keeping.sweep(on=MONDAY)
    client.force_login(officer)
    (row,) = client.get("/api/v1/findings", {"is_standing": "true"}).json()["items"]
    assert (row["qualification"], row["code"], row["rectify_by"]) == (qualification.number, "INS-R03", "2026-11-20")
    client.force_login(stranger)
    assert client.get("/api/v1/findings").json()["items"] == []
