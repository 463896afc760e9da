"""The review and the decision: the paused clock, the panel by lot, three hands, the same day's announcement."""

from datetime import date

import pytest
from django.urls import reverse

from institutions.models import Decision, Filing, Panel, PanelSeat, Qualification
from institutions.rules import review as rules
from institutions.rules import sources
from institutions.rules.words import Ground
from institutions.services import bars, decisions, filings, reviews
from institutions.services.filings import Reason
from institutions.states import FILING, FilingState, QualificationState
from portal.access import Role
from portal.announcements.models import Announcement
from portal.documents.models import Document
from portal.errors import Refused
from portal.figures.models import FigureRow
from portal.workflow import engine
from portal.workflow.models import ClockRun, DocketEntry
from tests.factories import institutions as factories
from tests.factories.institutions import FRIDAY

MONDAY = date(2026, 9, 21)


def bases(refused) -> list:
    return [o.basis for o in refused.value.objections]


def decision_clock(filing):
    return ClockRun.objects.about(FILING.kind, filing.pk).get(name="decision")


@pytest.fixture
def accepted(institute, applicant, officer):
    return factories.an_accepted_filing(officer, organisation=institute, by=applicant)


@pytest.fixture
def in_review(accepted, officer):
    return reviews.begin(accepted, by=officer, on=FRIDAY)


@pytest.fixture
def panel(in_review, officer, experts):
    return reviews.convene(in_review, by=officer, on=MONDAY, seed="种子", specialties=["采矿"])


def test_the_happy_road_ends_in_the_register_and_in_public(panel, officer, reviewer, approver):
    filing = panel.filing
    factories.everybody_speaks(panel, on=MONDAY)
    reviews.conclude(filing, conclusion="通过", by=officer, on=date(2026, 10, 12))
    reviews.record_site_check(
        filing,
        checked_on=date(2026, 10, 13),
        place="花园路1号",
        persons=["王检查", "李检查"],
        findings="一致",
        is_passed=True,
        by=officer,
        on=date(2026, 10, 13),
    )
    decisions.draft(filing, "grant", by=officer, on=date(2026, 10, 13))
    decisions.review(filing, by=reviewer, on=date(2026, 10, 14))
    day = date(2026, 10, 15)
    qualification = decisions.approve(filing, by=approver, on=day)
    assert filing.state == FilingState.ANNOUNCED
    assert qualification.state == QualificationState.ACTIVE
    assert qualification.number == "APJ-(豫)-001"
    assert qualification.valid_to == date(2031, 10, 14)
    announcement = Announcement.objects.get()
    assert announcement.published_on == day
    assert announcement.objection_until is not None
    assert announcement == qualification.announcement
    assert filing.organisation.name in announcement.document.html
    assert qualification.number in announcement.document.html
    assert Qualification.objects.published().get() == qualification
    assert DocketEntry.objects.get(kind=FILING.kind).closed_on == day
    assert not Document.objects.filter(paper="institutions-certificate").exists()


def test_the_clock_stands_still_while_the_panel_sits_and_goes_on_with_what_was_left(panel, officer):
    filing = panel.filing
    assert decision_clock(filing).paused_on == MONDAY
    paper = Document.objects.get(paper="institutions-expert_review")
    assert "2026年12月21日" in paper.html
    factories.everybody_speaks(panel)
    # Eighteen of the twenty working days were left: 20 September was worked, 21 September was the second.
    left = decision_clock(filing).left
    assert left == 18
    reviews.conclude(filing, conclusion="通过", by=officer, on=date(2026, 10, 12))
    assert decision_clock(filing).due_on == date(2026, 11, 5)


def test_after_three_months_the_clock_runs_again_and_the_panel_goes_on(panel, officer):
    filing = panel.filing
    with pytest.raises(Refused) as refused:
        reviews.overrun(filing, on=date(2026, 12, 21))
    assert bases(refused) == [sources.EXPERT_REVIEW]
    reviews.overrun(filing, on=date(2026, 12, 22))
    assert filing.state == FilingState.EXPERT_OVERRUN
    assert decision_clock(filing).paused_on is None
    factories.everybody_speaks(panel, on=date(2026, 12, 23))
    reviews.conclude(filing, conclusion="通过", by=officer, on=date(2026, 12, 23))
    assert filing.state == FilingState.SITE_CHECK


def test_the_draw_is_odd_recorded_and_repeatable(panel):
    assert panel.size == 3
    assert len(panel.drawn_from) == 7
    pool = [rules.Candidate(key) for key in panel.drawn_from]
    assert [one.key for one in rules.draw(pool, 3, "种子")] == list(panel.seats.values_list("expert", flat=True))


@pytest.mark.parametrize(("size", "specialty"), [(4, "采矿"), (9, "采矿"), (3, "水文")])
def test_an_even_panel_or_too_few_experts_are_refused(in_review, officer, experts, size, specialty):
    with pytest.raises(Refused) as refused:
        reviews.convene(in_review, by=officer, on=FRIDAY, size=size, specialties=[specialty])
    assert set(bases(refused)) == {rules.PANEL}
    assert decision_clock(in_review).paused_on is None
    assert not Panel.objects.exists()


def test_an_expert_of_the_applicant_is_never_drawn(in_review, institute, officer, experts):
    for expert in experts[:4]:
        expert.employer = institute
        expert.save()
    panel = reviews.convene(in_review, by=officer, on=FRIDAY)
    assert {one["expert"] for one in panel.left_out} == {expert.pk for expert in experts[:4]}
    assert set(panel.seats.values_list("expert", flat=True)) == {expert.pk for expert in experts[4:]}


def test_nobody_speaks_before_declaring_nor_for_another(panel):
    seat, other = panel.seats.select_related("expert__user")[:2]
    expert = seat.expert.user
    with pytest.raises(Refused) as refused:
        reviews.opine(seat, favours=True, opinion="同意", by=expert, on=MONDAY)
    assert bases(refused) == [sources.IMPARTIALITY]
    with pytest.raises(Refused) as refused:
        reviews.declare(seat, has_conflict=False, by=other.expert.user, on=MONDAY)
    assert bases(refused) == [sources.IMPARTIALITY]
    reviews.declare(seat, has_conflict=False, by=expert, on=MONDAY)
    reviews.opine(seat, favours=True, opinion="同意", by=expert, on=MONDAY)
    with pytest.raises(Refused) as refused:
        reviews.opine(seat, favours=False, opinion="不同意", by=expert, on=MONDAY)
    assert bases(refused) == [rules.PANEL]


def test_a_conflict_is_replaced_by_another_draw(panel, officer):
    seat = panel.seats.select_related("expert__user").first()
    with pytest.raises(Refused):
        reviews.declare(seat, has_conflict=True, by=seat.expert.user, on=MONDAY)
    reviews.declare(seat, has_conflict=True, note="曾任该单位顾问", by=seat.expert.user, on=MONDAY)
    with pytest.raises(Refused) as refused:
        reviews.conclude(panel.filing, conclusion="通过", by=officer, on=MONDAY)
    assert sources.IMPARTIALITY in bases(refused)
    fresh = reviews.replace(seat, by=officer, on=MONDAY)
    assert fresh.expert_id != seat.expert_id
    assert PanelSeat.objects.filter(panel=panel).taken().count() == 3
    factories.everybody_speaks(panel)
    assert reviews.conclude(panel.filing, conclusion="通过", by=officer, on=MONDAY).favours


def test_a_panel_against_forbids_the_grant_and_becomes_a_reason(panel, officer):
    filing = panel.filing
    factories.everybody_speaks(panel, favours=False)
    reviews.conclude(filing, conclusion="不通过", by=officer, on=MONDAY)
    reviews.record_site_check(
        filing,
        checked_on=MONDAY,
        place="甲",
        persons=["王", "李"],
        findings="不一致",
        is_passed=False,
        by=officer,
        on=MONDAY,
    )
    with pytest.raises(Refused) as refused:
        decisions.draft(filing, "grant", by=officer, on=MONDAY)
    assert bases(refused) == [sources.EXPERT_REVIEW, sources.SITE_CHECK]
    decision = decisions.draft(filing, "refuse", by=officer, on=MONDAY)
    assert decision.reasons.count() == 2


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"persons": ["王检查"]}, "persons"),
        ({"checked_on": date(2026, 9, 17)}, "checked_on"),
        ({"checked_on": date(2026, 9, 19)}, "checked_on"),
        ({"findings": " "}, "findings"),
    ],
)
def test_a_site_check_names_two_persons_a_day_after_acceptance_and_what_was_found(in_review, officer, facts, field):
    reviews.go_to_site(in_review, reason="无需评审", by=officer, on=FRIDAY)
    usual = {"checked_on": FRIDAY, "place": "甲", "persons": ["王", "李"], "findings": "一致", "is_passed": True}
    with pytest.raises(Refused) as refused:
        reviews.record_site_check(in_review, **{**usual, **facts}, by=officer, on=FRIDAY)
    assert [(o.basis, o.field) for o in refused.value.objections] == [(sources.SITE_CHECK, field)]


def test_conditions_not_met_forbid_the_grant_and_stand_in_the_refusal(officer, reviewer, approver):
    filing = factories.a_filing_to_decide(officer, premises=[{"address": "甲", "use": "office", "area": 10}])
    with pytest.raises(Refused) as refused:
        decisions.draft(filing, "grant", by=officer, on=FRIDAY)
    assert bases(refused) == [sources.WORKPLACE, sources.WORKPLACE]
    decisions.draft(filing, "refuse", by=officer, on=FRIDAY, reasons=[Reason("报告样本存在抄袭", "某标准第5条")])
    decisions.review(filing, by=reviewer, on=FRIDAY)
    decision = decisions.reject(filing, by=approver, on=FRIDAY)
    assert filing.state == FilingState.REJECTED
    paper = Document.objects.get(paper="institutions-decision_refuse")
    for reason in decision.reasons.all():
        assert reason.text in paper.html
    for words in ("报告样本存在抄袭", "60日", "6个月", "第六条第（二）项"):
        assert words in paper.html
    assert not Announcement.objects.exists()


def test_a_refusal_without_any_reason_cannot_be_drafted(officer):
    filing = factories.a_filing_to_decide(officer)
    with pytest.raises(Refused) as refused:
        decisions.draft(filing, "refuse", by=officer, on=FRIDAY)
    assert bases(refused) == [sources.REASONS]
    with pytest.raises(Refused) as refused:
        decisions.draft(filing, "refuse", reasons=[Reason("没有依据的理由")], by=officer, on=FRIDAY)
    assert bases(refused) == [sources.REASONS]


def test_one_person_with_every_role_cannot_do_two_of_the_three_steps(officer, reviewer):
    for role in (Role.REVIEWER, Role.APPROVER):
        officer.assignments.create(role=role, region_id="410000", since=date(2020, 1, 1))
    reviewer.assignments.create(role=Role.APPROVER, region_id="410000", since=date(2020, 1, 1))
    filing = factories.a_filing_to_decide(officer)
    decisions.draft(filing, "grant", by=officer, on=FRIDAY)
    with pytest.raises(Refused):
        decisions.review(filing, by=officer, on=FRIDAY)
    decisions.review(filing, by=reviewer, on=FRIDAY)
    for person in (officer, reviewer):
        with pytest.raises(Refused):
            decisions.approve(filing, by=person, on=FRIDAY)
    filing.refresh_from_db()
    assert filing.state == FilingState.REVIEWED
    assert not Qualification.objects.exists()


def test_a_signer_who_is_listed_by_the_applicant_is_refused(officer, reviewer):
    filing = factories.a_filing_to_sign(officer, reviewer)
    signer = factories.a_user("自审", Role.APPROVER, region="410000")
    signer.assignments.create(role=Role.APPLICANT, organisation=filing.organisation, since=date(2020, 1, 1))
    with pytest.raises(Refused):
        decisions.approve(filing, by=signer, on=FRIDAY)


def test_what_was_drafted_is_what_is_signed(officer, reviewer, approver):
    filing = factories.a_filing_to_sign(officer, reviewer)
    with pytest.raises(Refused) as refused:
        decisions.reject(filing, by=approver, on=FRIDAY)
    assert bases(refused) == [sources.REASONS]
    other = factories.a_filing_to_sign(officer, reviewer, outcome="refuse")
    with pytest.raises(Refused) as refused:
        decisions.approve(other, by=approver, on=FRIDAY)
    assert bases(refused) == [sources.GRANT]


def test_a_draft_sent_back_is_kept_and_another_takes_its_place(officer, reviewer, approver):
    filing = factories.a_filing_to_sign(officer, reviewer)
    with pytest.raises(Refused):
        decisions.send_back(filing, reason="", by=approver, on=FRIDAY)
    decisions.send_back(filing, reason="理由不充分", by=approver, on=FRIDAY)
    assert filing.state == FilingState.DECISION_DRAFT
    decisions.draft(filing, "grant", by=officer, on=FRIDAY)
    assert Decision.objects.filter(filing=filing).count() == 2
    assert Decision.objects.get(filing=filing, is_current=True).reviewed_by is None


def test_a_bar_entered_meanwhile_stops_the_signature(officer, reviewer, approver):
    filing = factories.a_filing_to_sign(officer, reviewer)
    bars.enter(filing.organisation, Ground.FRAUD, reference="撤销决定", region=filing.region, by=approver, on=FRIDAY)
    with pytest.raises(Refused) as refused:
        decisions.approve(filing, by=approver, on=FRIDAY)
    assert bases(refused) == [sources.FRAUD]


def test_false_materials_bar_for_a_year(officer, reviewer, approver):
    filing = factories.a_filing_to_decide(officer)
    reasons = [Reason("社会保险证明系伪造", str(sources.FALSE_MATERIALS))]
    decisions.draft(filing, "refuse", reasons=reasons, is_false_materials=True, by=officer, on=FRIDAY)
    decisions.review(filing, by=reviewer, on=FRIDAY)
    decisions.reject(filing, by=approver, on=FRIDAY)
    bar = filing.organisation.application_bars.get()
    assert (bar.ground, bar.until) == (Ground.FALSE_MATERIALS, date(2027, 9, 18))
    by = factories.an_applicant(filing.organisation)
    again = factories.a_draft(filing.organisation, by, on=date(2027, 9, 17))
    with pytest.raises(Refused) as refused:
        filings.submit_once(again, key="k", by=by, on=date(2027, 9, 17))
    assert bases(refused) == [sources.FALSE_MATERIALS]
    assert filings.submit_once(again, key="k", by=by, on=date(2027, 9, 18)).state == FilingState.SUBMITTED


def test_the_time_to_decide_is_extended_once_by_a_signing_officer_with_a_reason(accepted, officer, approver):
    with pytest.raises(Refused):
        decisions.extend(accepted, reason="情况复杂", by=officer, on=FRIDAY)
    with pytest.raises(Refused):
        decisions.extend(accepted, reason=" ", by=approver, on=FRIDAY)
    assert decisions.extend(accepted, reason="情况复杂", by=approver, on=FRIDAY) == date(2026, 11, 5)
    assert "情况复杂" in Document.objects.get(paper="institutions-extension").html
    with pytest.raises(Refused):
        decisions.extend(accepted, reason="情况仍复杂", by=approver, on=FRIDAY)


def test_a_clock_past_the_loaded_calendar_says_so(institute, applicant, officer):
    filing = factories.an_accepted_filing(officer, organisation=institute, by=applicant, on=date(2026, 12, 28))
    assert not decision_clock(filing).is_certain
    assert "尚未公布" in Document.objects.get(paper="institutions-acceptance").html


def license_regime():
    FigureRow.objects.create(
        code="institution_regime",
        value="license",
        unit="choice",
        period=(date(2026, 1, 1), None),
        basis="国发〔2019〕6号",
        label="管理方式",
    )


def test_in_the_licence_regime_a_certificate_follows_within_ten_working_days(officer, reviewer, approver):
    license_regime()
    filing = factories.a_filing_to_sign(officer, reviewer)
    qualification = decisions.approve(filing, by=approver, on=FRIDAY)
    assert filing.state == FilingState.CERTIFICATE_DUE
    assert ClockRun.objects.about(FILING.kind, filing.pk).running().get().due_on == date(2026, 10, 9)
    paper = decisions.certify(filing, by=officer, on=MONDAY)
    assert filing.state == FilingState.CERTIFIED
    assert paper.number == qualification.number
    assert "煤炭开采业" in paper.html


def test_an_initial_application_is_not_decided_without_a_look_on_site(in_review, officer):
    with pytest.raises(Refused) as refused:
        reviews.skip_site(in_review, by=officer, on=FRIDAY)
    assert bases(refused) == [sources.SITE_CHECK]
    with pytest.raises(Refused) as refused:
        reviews.go_to_site(in_review, reason="", by=officer, on=FRIDAY)
    assert bases(refused) == [sources.EXPERT_REVIEW]


def test_an_expert_sees_the_panel_and_their_own_seat_only(panel):
    seat = panel.seats.select_related("expert__user").first()
    user = seat.expert.user
    assert Panel.objects.visible_to(user).get() == panel
    assert PanelSeat.objects.visible_to(user).get() == seat
    assert not Filing.objects.visible_to(user).exists()
    assert PanelSeat.objects.waiting_for(user).get() == seat


def test_a_panel_is_one_row_to_those_who_see_it_whatever_the_number_of_its_seats(panel, officer):
    assert panel.seats.count() == 3
    assert list(Panel.objects.visible_to(officer)) == [panel]


def test_an_expert_whose_seat_went_to_another_reads_the_application_no_more(client, panel, officer):
    seat = panel.seats.select_related("expert__user").first()
    user = seat.expert.user
    reviews.declare(seat, has_conflict=False, by=user, on=FRIDAY)
    client.force_login(user)
    page = reverse("institutions:seat", args=[seat.pk])
    assert "conditions" in client.get(page).context
    reviews.replace(seat, by=officer, on=FRIDAY)
    assert "conditions" not in client.get(page).context


def test_the_applicant_does_not_see_who_said_what(panel, applicant):
    assert Panel.objects.visible_to(applicant).exists()
    assert not PanelSeat.objects.visible_to(applicant).exists()


def test_the_buttons_of_the_signer_appear_only_when_it_is_their_turn(officer, reviewer, approver):
    filing = factories.a_filing_to_decide(officer)
    assert engine.open_to(approver, filing, on=FRIDAY) == []
    decisions.draft(filing, "grant", by=officer, on=FRIDAY)
    assert [move.name for move in engine.open_to(reviewer, filing, on=FRIDAY)] == ["review", "send_back"]
    decisions.review(filing, by=reviewer, on=FRIDAY)
    assert [move.name for move in engine.open_to(approver, filing, on=FRIDAY)] == ["approve", "reject", "return"]
