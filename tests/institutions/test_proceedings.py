"""A proceeding against a qualification: told, heard, decided on the record by three persons, announced."""

from datetime import date, time, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from institutions import public, tasks
from institutions.models import ApplicationBar, Hearing, Proceeding, Statement
from institutions.rules import hearings, sources
from institutions.rules.hearings import Measure
from institutions.services import papers, proceedings, reminders
from institutions.states import PROCEEDING, QUALIFICATION, ProceedingState, QualificationState
from portal.access import Role
from portal.announcements.models import Announcement
from portal.documents.models import Document
from portal.errors import Refused
from portal.notifications.models import Message
from portal.workflow import docket, warrant
from portal.workflow.models import ClockRun, DocketEntry
from tests.factories import institutions as factories
from tests.factories.institutions import FRIDAY, REASON

#: Five working days after the Friday: the worked Sunday of the 20th, and the 21st to the 24th.
LAST_DAY = date(2026, 9, 24)
ASKED = date(2026, 9, 22)
#: Seven working days after the 22nd: 23, 24, 28, 29, 30 September, 8 and 9 October.
EARLIEST = date(2026, 10, 9)


def bases(refused):
    return [objection.basis for objection in refused.value.objections]


@pytest.fixture
def hands(officer, reviewer, approver):
    return officer, reviewer, approver


@pytest.fixture
def case(qualification, officer):
    return factories.a_proceeding(qualification, officer)


@pytest.fixture
def told(case, officer):
    proceedings.notify(case, by=officer, on=FRIDAY)
    return case


@pytest.fixture
def asked(told, applicant):
    proceedings.ask_hearing(told, reason="请求质证", by=applicant, on=ASKED)
    return told


def summon(case, officer, chair, held_on=EARLIEST, **facts):
    usual = {"at": time(9, 30), "place": "听证室", "chair": chair, "by": officer, "on": ASKED}
    return proceedings.announce_hearing(case, held_on=held_on, **{**usual, **facts})


def clock_of(case, name="decision"):
    return ClockRun.objects.about(PROCEEDING.kind, case.pk).filter(name=name).latest("pk")


def test_a_case_is_opened_on_facts_and_on_reasons_with_clauses(qualification, officer):
    with pytest.raises(Refused) as refused:
        proceedings.start(qualification, "suspend", facts=" ", reasons=[], by=officer, on=FRIDAY)
    assert bases(refused) == [sources.TELL_BEFORE, sources.TELL_BEFORE]
    assert not Proceeding.objects.exists()
    case = proceedings.start(qualification, "suspend", facts="事实", reasons=[REASON], by=officer, on=FRIDAY)
    assert clock_of(case).due_on == date(2026, 12, 17)


def test_one_case_at_a_time_and_only_for_what_can_be_done(case, qualification, officer, approver):
    with pytest.raises(Refused) as refused:
        factories.a_proceeding(qualification, officer, "withdraw")
    assert bases(refused) == [sources.WITHDRAW_LICENCE]
    with pytest.raises(Refused) as refused:
        factories.a_proceeding(qualification, officer, "resume")
    assert bases(refused) == [QUALIFICATION["resume"].basis]
    with pytest.raises(Refused) as refused:
        factories.a_proceeding(qualification, approver, "suspend")
    assert warrant.COMPETENCE in bases(refused)


def test_nothing_grave_without_telling_first(case, officer):
    with pytest.raises(Refused) as refused:
        proceedings.proceed(case, by=officer, on=FRIDAY)
    assert bases(refused) == [sources.TELL_BEFORE]
    with pytest.raises(Refused):
        proceedings.draft(case, "impose", by=officer, on=FRIDAY)


def test_the_party_is_told_facts_reasons_rights_and_the_last_day(told, applicant):
    paper = Document.objects.get(paper="institutions-rights_notice")
    for words in ("检查发现的事实", "出具失实报告", "第四十四条", "第六十三条", "2026年9月24日", "5个工作日"):
        assert words in paper.html
    assert Message.objects.get(event="institutions.rights-told").user == applicant
    assert clock_of(told, "request").due_on == LAST_DAY
    entry = DocketEntry.objects.get(kind=PROCEEDING.kind)
    assert (entry.waiting_for, entry.due_on) == (Role.APPLICANT, LAST_DAY)


def test_the_party_asks_within_the_term_and_not_after(told, applicant, officer):
    with pytest.raises(Refused):
        proceedings.ask_hearing(told, by=officer, on=LAST_DAY)
    with pytest.raises(Refused) as refused:
        proceedings.ask_hearing(told, by=applicant, on=LAST_DAY + timedelta(days=1))
    assert bases(refused) == [sources.PENALTY_HEARING]
    assert proceedings.ask_hearing(told, by=applicant, on=LAST_DAY).asked_on == LAST_DAY


def test_silence_ends_the_term_the_day_after_and_not_before(told):
    with pytest.raises(Refused):
        proceedings.lapse(told, on=LAST_DAY)
    proceedings.lapse(told, on=LAST_DAY + timedelta(days=1))
    assert told.state == ProceedingState.DECISION_DUE


def test_beat_ends_the_term(told):
    assert timezone.localdate() > LAST_DAY
    assert tasks.let_lapse() == 1
    assert tasks.let_lapse() == 0


def test_the_party_is_reminded_once_two_working_days_before(told, applicant):
    assert reminders.send(on=FRIDAY) == 0
    assert reminders.send(on=date(2026, 9, 22)) == 1
    assert reminders.send(on=date(2026, 9, 22)) == 0
    assert Message.objects.filter(event="institutions.last-words", user=applicant).count() == 1


def test_the_clock_of_the_decision_stands_still_until_the_hearing_is_over(asked, officer, chair):
    run = clock_of(asked)
    assert (run.paused_on, run.due_on) == (ASKED, date(2026, 12, 17))
    assert clock_of(asked, "hearing").due_on == date(2026, 10, 27)
    summon(asked, officer, chair)
    proceedings.record_hearing(
        asked, held_on=EARLIEST, attendees=["郑守安", "孙承办"], text="双方质证如下", by=officer, on=EARLIEST
    )
    run = clock_of(asked)
    assert run.paused_on is None
    assert run.paused_days == (EARLIEST - ASKED).days
    assert run.due_on == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("change", "basis"),
    [
        ({"held_on": EARLIEST - timedelta(days=1)}, sources.HEARING),
        ({"held_on": date(2026, 10, 28)}, sources.LICENCE_HEARING),
        ({"place": " "}, sources.HEARING),
    ],
)
def test_a_hearing_is_announced_seven_working_days_before_and_held_within_twenty(asked, officer, chair, change, basis):
    with pytest.raises(Refused) as refused:
        summon(asked, officer, chair, **change)
    assert bases(refused) == [basis]
    assert asked.hearing_set.get().announced_on is None


def test_who_investigated_does_not_take_the_chair(asked, officer):
    with pytest.raises(Refused) as refused:
        summon(asked, officer, officer)
    assert bases(refused) == [sources.HEARING_CHAIR]
    assert str(sources.HEARING_CHAIR) == "《中华人民共和国行政许可法》第四十八条第一款第（三）项"
    other = factories.a_user("卫承办", Role.OFFICER, region="410000")
    with pytest.raises(Refused) as refused:
        summon(asked, other, officer)
    assert bases(refused) == [sources.HEARING_CHAIR]


def test_the_notice_names_day_place_and_chair_and_the_chair_is_told(asked, officer, chair):
    summon(asked, officer, chair)
    paper = Document.objects.get(paper="institutions-hearing_notice")
    for words in ("2026年10月9日 09:30", "听证室", "冯主持", "公开举行"):
        assert words in paper.html
    assert Message.objects.filter(event="institutions.hearing-to-chair", user=chair).exists()


def test_a_hearing_leaves_a_record_or_is_not_over(asked, officer, chair):
    summon(asked, officer, chair)
    with pytest.raises(Refused) as refused:
        proceedings.record_hearing(asked, held_on=EARLIEST, attendees=[" "], text="", by=officer, on=EARLIEST)
    assert bases(refused) == [sources.HEARING_RECORD, sources.HEARING_RECORD]
    early = EARLIEST - timedelta(days=1)
    with pytest.raises(Refused) as refused:
        proceedings.record_hearing(asked, held_on=early, attendees=["甲"], text="笔录", by=officer, on=EARLIEST)
    assert bases(refused) == [sources.HEARING]


def test_after_a_hearing_the_decision_stands_on_its_record(asked, officer, chair):
    summon(asked, officer, chair)
    proceedings.record_hearing(asked, held_on=EARLIEST, attendees=["甲"], text="笔录", by=officer, on=EARLIEST)
    with pytest.raises(Refused) as refused:
        proceedings.draft(asked, "impose", by=officer, on=EARLIEST)
    assert bases(refused) == [sources.ON_THE_RECORD]
    assert proceedings.draft(asked, "impose", on_record="予以采信", by=officer, on=EARLIEST).on_record == "予以采信"


def test_what_the_party_stated_is_answered(told, applicant, officer):
    proceedings.state(told, text="报告所载数据系笔误", by=applicant, on=ASKED)
    with pytest.raises(Refused) as refused:
        proceedings.state(told, text=" ", by=applicant, on=ASKED)
    assert bases(refused) == [sources.STATEMENT]
    with pytest.raises(Refused) as refused:
        proceedings.state(told, text="代为陈述", by=officer, on=ASKED)
    assert warrant.COMPETENCE in bases(refused)
    proceedings.waive(told, by=applicant, on=ASKED)
    with pytest.raises(Refused) as refused:
        proceedings.draft(told, "impose", by=officer, on=ASKED)
    assert bases(refused) == [sources.STATEMENT]
    proceedings.draft(told, "impose", response="不予采纳，理由是……", by=officer, on=ASKED)
    with pytest.raises(Refused):
        proceedings.state(told, text="再次陈述", by=applicant, on=ASKED)
    assert Statement.objects.count() == 1


def test_a_hearing_given_up_is_not_held(asked, applicant):
    proceedings.waive(asked, reason="已和解", by=applicant, on=ASKED)
    assert Hearing.objects.get().given_up_on == ASKED
    assert asked.state == ProceedingState.DECISION_DUE
    assert clock_of(asked).paused_on is None


def test_three_persons_decide(told, officer, reviewer, approver):
    after = LAST_DAY + timedelta(days=1)
    proceedings.lapse(told, on=after)
    proceedings.draft(told, "impose", by=officer, on=after)
    for user in (officer, approver):
        with pytest.raises(Refused):
            proceedings.review(told, by=user, on=after)
    proceedings.review(told, by=reviewer, on=after)
    for role in (Role.REVIEWER, Role.APPROVER):
        officer.assignments.create(role=role, region_id="410000", since=date(2020, 1, 1))
    both = type(officer).objects.get(pk=officer.pk)
    with pytest.raises(Refused) as refused:
        proceedings.sign(told, by=both, on=after)
    assert bases(refused) == [warrant.FOUR_EYES]
    proceedings.send_back(told, reason="事实部分需补充", by=approver, on=after)
    assert told.state == ProceedingState.DECISION_DUE
    assert told.proceedingdecision_set.get().is_current is False
    proceedings.draft(told, "impose", by=officer, on=after)
    proceedings.review(told, by=reviewer, on=after)
    with pytest.raises(Refused):
        proceedings.drop(told, by=approver, on=after)
    proceedings.sign(told, by=approver, on=after)
    assert told.state == ProceedingState.SIGNED
    assert list(docket.discrepancies()) == []


@pytest.mark.parametrize(
    ("measure", "state", "kind"),
    [
        ("suspend", QualificationState.SUSPENDED, "institution-suspended"),
        ("withdraw", QualificationState.WITHDRAWN, "institution-withdrawn"),
        ("revoke_fraud", QualificationState.REVOKED_FRAUD, "institution-revoked"),
        ("revoke_penalty", QualificationState.REVOKED_PENALTY, "institution-revoked"),
        ("cancel", QualificationState.CANCELLED, "institution-cancelled"),
    ],
)
def test_a_signed_measure_changes_the_register_on_paper_and_in_public(qualification, hands, measure, state, kind):
    signed = factories.dealt_with(qualification, hands, measure)
    assert qualification.state == state
    paper = Document.objects.get(paper="institutions-proceeding_decision")
    for words in ("出具失实报告", "申请行政复议", "60日", "未提出陈述、申辩意见"):
        assert words in paper.html
    announcement = Announcement.objects.get(kind=kind)
    assert announcement.published_on == signed
    assert announcement.objection_until is None
    assert qualification.announcement == announcement
    assert not public.is_filed(qualification.organisation, signed)
    assert ApplicationBar.objects.exists() == (measure == "revoke_fraud")


def test_resuming_burdens_nobody_and_is_not_told_before(qualification, hands):
    officer, reviewer, approver = hands
    signed = factories.dealt_with(qualification, hands)
    case = factories.a_proceeding(qualification, officer, "resume", signed)
    with pytest.raises(Refused):
        proceedings.notify(case, by=officer, on=signed)
    proceedings.proceed(case, by=officer, on=signed)
    proceedings.draft(case, "impose", by=officer, on=signed)
    proceedings.review(case, by=reviewer, on=signed)
    assert proceedings.sign(case, by=approver, on=signed).state == QualificationState.ACTIVE
    assert "可以恢复承接业务" in Announcement.objects.get(kind="institution-resumed").document.html


def test_striking_out_what_has_ended_needs_no_telling_and_what_lives_does(qualification, hands):
    assert proceedings.must_tell(Proceeding(qualification=qualification, measure="cancel"))
    factories.dealt_with(qualification, hands, "withdraw")
    assert not proceedings.must_tell(Proceeding(qualification=qualification, measure="cancel"))


def test_the_office_is_told_of_each_statement_of_a_day(told, applicant, officer):
    for text in ("报告所载数据系笔误", "另附原始记录"):
        proceedings.state(told, text=text, by=applicant, on=ASKED)
    assert Message.objects.filter(user=officer, event="institutions.statement-made").count() == 2


def test_where_the_law_knows_no_hearing_one_may_only_state(qualification, officer, applicant):
    case = factories.a_proceeding(qualification, officer, "cancel")
    proceedings.notify(case, by=officer, on=FRIDAY)
    assert "要求听证的权利" not in Document.objects.get(paper="institutions-rights_notice").html
    with pytest.raises(Refused) as refused:
        proceedings.ask_hearing(case, by=applicant, on=FRIDAY)
    assert bases(refused) == [sources.PENALTY_HEARING]
    assert proceedings.state(case, text="不同意注销", by=applicant, on=FRIDAY).pk


def test_a_case_dropped_leaves_the_qualification_alone(told, qualification, officer, reviewer, approver):
    after = LAST_DAY + timedelta(days=1)
    proceedings.lapse(told, on=after)
    proceedings.draft(told, "drop", by=officer, on=after)
    proceedings.review(told, by=reviewer, on=after)
    with pytest.raises(Refused):
        proceedings.sign(told, by=approver, on=after)
    proceedings.drop(told, by=approver, on=after)
    qualification.refresh_from_db()
    assert (told.state, qualification.state) == (ProceedingState.DROPPED, QualificationState.ACTIVE)
    assert "不予处理" in Document.objects.get(paper="institutions-proceeding_dropped").html
    assert not Announcement.objects.filter(kind="institution-suspended").exists()


def test_a_failed_signature_leaves_nothing(told, qualification, hands, monkeypatch):
    officer, reviewer, approver = hands
    after = LAST_DAY + timedelta(days=1)
    proceedings.lapse(told, on=after)
    proceedings.draft(told, "impose", by=officer, on=after)
    proceedings.review(told, by=reviewer, on=after)
    with transaction.atomic():
        monkeypatch.setattr(papers, "PROCEEDING_ANNOUNCEMENT", None)
        with pytest.raises(AttributeError):
            proceedings.sign(told, by=approver, on=after)
    told.refresh_from_db()
    qualification.refresh_from_db()
    assert (told.state, qualification.state) == (ProceedingState.REVIEWED, QualificationState.ACTIVE)
    assert not Document.objects.filter(paper="institutions-proceeding_decision").exists()


def test_every_measure_states_its_safeguards_and_each_figure_its_clause():
    assert set(hearings.SAFEGUARDS) == set(Measure)
    figures = (hearings.REQUEST_WITHIN, hearings.NOTICE_BEFORE, hearings.HOLD_WITHIN, hearings.DECIDE_WITHIN)
    assert [(int(one.value), one.unit) for one in figures] == [
        (5, "working_days"),
        (7, "working_days"),
        (20, "working_days"),
        (90, "calendar_days"),
    ]
    assert [one.basis for one in figures] == [
        sources.PENALTY_HEARING,
        sources.HEARING,
        sources.LICENCE_HEARING,
        sources.DECIDE_PENALTY,
    ]
    assert hearings.SAFEGUARDS[Measure.SUSPEND].hear == sources.PENALTY_HEARING_RIGHT
    assert hearings.SAFEGUARDS[Measure.WITHDRAW].tell == sources.BE_HEARD
