"""A qualification's life: change, renewal, cancellation, expiry, and its endings by authority."""

from datetime import date, timedelta

import pytest

from institutions import public
from institutions.models import Qualification
from institutions.rules import sources
from institutions.rules.words import Ground
from institutions.services import bars, decisions, drafts, filings, qualifications, reviews
from institutions.states import QualificationState
from portal.announcements.models import Announcement
from portal.documents.models import Document
from portal.errors import Refused
from tests.factories import institutions as factories
from tests.factories.institutions import FRIDAY

LATER = date(2028, 3, 6)


def bases(refused) -> list:
    return [o.basis for o in refused.value.objections]


@pytest.fixture
def decide(officer, reviewer, approver):
    def decide(filing, on):
        filings.accept(filing, by=officer, on=on)
        if filing.type in {"change", "cancellation"}:
            reviews.begin(filing, by=officer, on=on)
            reviews.skip_site(filing, by=officer, on=on)
        else:
            factories.reviewed(filing, officer, on)
        decisions.draft(filing, "grant", by=officer, on=on)
        decisions.review(filing, by=reviewer, on=on)
        return decisions.approve(filing, by=approver, on=on)

    return decide


@pytest.fixture
def apply(institute, applicant):
    def apply(type_, on, **changes):
        filing = factories.a_draft(institute, applicant, type=type_, on=on, **changes)
        return filings.submit_once(filing, key=f"{type_}{on}", by=applicant, on=on)

    return apply


def test_others_may_ask_what_it_may_do(qualification, institute):
    assert public.is_filed(institute, FRIDAY)
    assert public.is_filed(institute, FRIDAY, "evaluation")
    assert not public.is_filed(institute, FRIDAY, "inspection")
    assert not public.is_filed(institute, FRIDAY - timedelta(days=1))
    assert public.covers(institute, "evaluation-coal", FRIDAY)
    assert not public.covers(institute, "evaluation-mining", FRIDAY)
    assert public.live_scopes(institute, FRIDAY) == {"evaluation-coal"}
    assert public.filed(FRIDAY, "evaluation", "evaluation-coal").get() == institute
    assert public.professionals_of(institute, FRIDAY).count() == 25
    assert public.is_number(qualification.number)
    (standing,) = public.standings(institute, FRIDAY)
    assert (standing.number, standing.is_in_force, standing.scopes) == (qualification.number, True, ("煤炭开采业",))


def test_it_holds_through_its_last_day_and_then_expires(qualification, institute):
    assert public.is_filed(institute, date(2031, 9, 17))
    assert not public.is_filed(institute, FRIDAY.replace(year=2031))
    with pytest.raises(Refused) as refused:
        qualifications.expire(qualification, on=date(2031, 9, 17))
    assert bases(refused) == [sources.RENEWAL]
    qualifications.expire(qualification, on=date(2031, 9, 18))
    assert qualification.state == QualificationState.EXPIRED


def test_a_renewal_adds_five_years_after_the_present_term(qualification, apply, decide):
    on = date(2031, 5, 6)
    renewed = decide(apply("renewal", on), on)
    assert renewed == qualification
    assert renewed.valid_to == date(2036, 9, 17)
    assert Announcement.objects.filter(kind="institution-renewed").count() == 1


def test_a_renewal_too_late_is_refused(qualification, apply):
    with pytest.raises(Refused) as refused:
        apply("renewal", date(2031, 6, 18))
    assert bases(refused) == [sources.VALIDITY]


def test_what_waits_for_its_renewal_does_not_expire(qualification, apply, institute):
    apply("renewal", date(2031, 6, 17))
    after = date(2031, 9, 18)
    assert not Qualification.objects.expired(after).exists()
    assert public.is_filed(institute, after)


def test_a_change_enters_the_new_particulars(qualification, apply, decide, institute):
    filing = apply(
        "change",
        LATER,
        basics={"legal_representative": "王新任", "website": "https://new.example.cn"},
        change={"changed_on": date(2028, 3, 1), "change_note": "法定代表人变更"},
    )
    assert not filing.is_late
    decide(filing, LATER)
    institute.refresh_from_db()
    assert institute.legal_representative == "王新任"
    assert "王新任" in Announcement.objects.get(kind="institution-changed").document.html


def test_a_change_told_late_is_marked_and_not_stopped(qualification, apply):
    filing = apply("change", LATER, change={"changed_on": date(2028, 1, 1)})
    assert filing.is_late


def test_the_scopes_change_after_a_year_and_not_before(qualification, apply, decide, institute):
    more = [{"business": "evaluation-coal"}, {"business": "evaluation-mining"}]
    people = factories.professionals(institute.name, 32)
    for number, row in enumerate(people):
        row["specialties"] = [*row["specialties"], "水工结构"]
        row["evaluator_level"] = 1 if number < 8 else 2 if number < 17 else 3
        row["engineer_level"] = "intermediate" if number < 11 else ""
    posts = [
        {"post": "technical_director", "person": people[0]["person"]},
        {"post": "process_control_director", "person": people[1]["person"]},
    ]
    filing = apply("scope_change", LATER, scopes=more, professionals=people, posts=posts)
    decide(filing, LATER)
    assert public.live_scopes(institute, LATER) == {"evaluation-coal", "evaluation-mining"}
    assert public.professionals_of(institute, LATER).count() == 32


def test_a_scope_change_within_the_first_year_is_refused(qualification, apply):
    with pytest.raises(Refused) as refused:
        apply("scope_change", date(2027, 9, 17))
    assert bases(refused) == [sources.SCOPE_CHANGE]


def test_who_holds_one_cannot_apply_anew(qualification, apply):
    with pytest.raises(Refused) as refused:
        apply("initial", LATER)
    assert bases(refused) == [sources.APPLICATION]


def test_a_cancellation_on_request_is_announced_once(qualification, apply, decide, institute):
    decide(apply("cancellation", LATER), LATER)
    qualification.refresh_from_db()
    assert qualification.state == QualificationState.CANCELLED
    announcement = Announcement.objects.get(kind="institution-cancelled")
    assert announcement.objection_until is None
    assert qualification.number in announcement.document.html
    assert "继续负责" in announcement.document.html
    assert not public.is_filed(institute, LATER)


def test_revoked_for_fraud_bars_for_three_years_and_the_certificate_ends(qualification, officer, reviewer, approver):
    institute = qualification.organisation
    qualifications.certify(qualification, by=officer, on=FRIDAY)
    signed = factories.dealt_with(qualification, (officer, reviewer, approver), "revoke_fraud")
    assert qualification.state == QualificationState.REVOKED_FRAUD
    bar = institute.application_bars.get()
    assert (bar.ground, bar.until) == (Ground.FRAUD, signed.replace(year=2029))
    assert Document.objects.get(paper="institutions-certificate").status == "revoked"
    factories.dealt_with(qualification, (officer, reviewer, approver), "cancel", signed)
    assert qualification.state == QualificationState.CANCELLED


def test_a_new_certificate_takes_the_place_of_the_old(qualification, officer):
    first = qualifications.certify(qualification, by=officer, on=FRIDAY)
    second = qualifications.certify(qualification, by=officer, on=LATER)
    first.refresh_from_db()
    assert (first.status, first.replaced_by) == ("replaced", second)


def test_rectifying_and_suspension_come_and_go(qualification, officer, reviewer, approver):
    institute = qualification.organisation
    qualifications.supervise(qualification, "rectify", reason="人员不足", by=officer, on=FRIDAY)
    assert public.is_filed(institute, FRIDAY)
    signed = factories.dealt_with(qualification, (officer, reviewer, approver))
    assert not public.is_filed(institute, signed)
    factories.dealt_with(qualification, (officer, reviewer, approver), "resume", signed)
    assert public.is_filed(institute, signed)


def test_a_bar_is_lifted_by_the_authority_that_entered_it(qualification, institute, approver, stranger):
    region = qualification.region
    bar = bars.enter(institute, Ground.SEVERE_LIST, reference="列入决定", region=region, by=approver, on=FRIDAY)
    assert bars.enter(institute, Ground.SEVERE_LIST, reference="列入决定", region=region, by=approver, on=FRIDAY) == bar
    with pytest.raises(Refused):
        bars.lift(bar, reason="误列", by=stranger, on=FRIDAY)
    with pytest.raises(Refused):
        bars.lift(bar, reason=" ", by=approver, on=FRIDAY)
    assert bars.lift(bar, reason="误列", by=approver, on=FRIDAY).lifted_on == FRIDAY
    with pytest.raises(Refused):
        bars.lift(bar, reason="误列", by=approver, on=FRIDAY)


def test_a_person_of_one_institution_cannot_be_listed_by_another(qualification, institute):
    taken = institute.filings.get().professional_set.first()
    other = factories.an_institution()
    by = factories.an_applicant(other)
    people = factories.professionals(other.name)
    people[24]["person"] = taken.person_id
    filing = factories.a_draft(other, by)
    drafts.save_sections(filing, {"professionals": people, "posts": []}, by=by, on=FRIDAY)
    with pytest.raises(Refused) as refused:
        filings.submit_once(filing, key="k", by=by, on=FRIDAY)
    assert bases(refused) == [sources.ONE_INSTITUTION]
    assert institute.name in str(refused.value.objections[0].message)
    # Once they have left, they may be listed elsewhere.
    institute.employments.create(person=taken.person, period=(date(2020, 1, 1), FRIDAY))
    assert filings.submit_once(filing, key="k", by=by, on=FRIDAY).state == "submitted"


def test_numbers_run_by_province_and_kind(qualification, officer, reviewer, approver):
    second = factories.a_qualification(officer, reviewer, approver)
    assert (qualification.number, second.number) == ("APJ-(豫)-001", "APJ-(豫)-002")
