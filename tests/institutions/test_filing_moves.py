"""An application's way to acceptance: the road, each refusal, each lapse."""

from datetime import date

import pytest

from institutions.models import CorrectionItem, Filing
from institutions.rules import sources
from institutions.rules.words import Item
from institutions.services import drafts, filings
from institutions.services.filings import Reason
from institutions.states import FILING, FilingState
from portal.access import Role
from portal.attachments.models import Attachment
from portal.documents.models import Document
from portal.errors import Refused, Stale
from portal.workflow import engine
from portal.workflow.models import ClockRun, DocketEntry, Step
from tests.factories import institutions as factories
from tests.factories.institutions import FRIDAY

TOLD = [Reason("营业执照已过期，请更换", "《安全评价检测检验机构管理办法》第九条", "evidence")]


def bases(refused) -> list:
    return [o.basis for o in refused.value.objections]


def clock(filing, name):
    return ClockRun.objects.about(FILING.kind, filing.pk).filter(name=name).latest("pk")


def papers_of(filing):
    return list(Document.objects.about("institutions.filing", filing.pk).values_list("paper", flat=True))


@pytest.fixture
def draft(institute, applicant):
    return factories.a_draft(institute, applicant)


@pytest.fixture
def submitted(draft, applicant):
    return filings.submit_once(draft, key="first", by=applicant, on=FRIDAY)


def test_a_draft_belongs_to_no_authority(draft, officer, applicant, stranger):
    assert draft.region is None
    assert not Filing.objects.visible_to(officer).exists()
    assert Filing.objects.visible_to(applicant).get() == draft
    assert not DocketEntry.objects.visible_to(officer).exists()


def test_a_draft_is_filled_in_from_the_register(institute, applicant):
    filing = filings.start(institute, "evaluation", by=applicant, on=FRIDAY)
    assert filing.legal_representative == institute.legal_representative
    assert filing.number.startswith("PJ2026")


def test_handing_in_goes_to_the_province_gives_a_receipt_and_starts_five_working_days(submitted, officer, stranger):
    assert submitted.state == FilingState.SUBMITTED
    assert submitted.region_id == "410000"
    assert submitted.regime == "condition_announcement"
    # 2026-09-20 is worked, 25 to 27 September is the festival
    assert clock(submitted, "acceptance").due_on == date(2026, 9, 24)
    assert papers_of(submitted) == ["institutions-receipt"]
    assert Filing.objects.visible_to(officer).get() == submitted
    assert not Filing.objects.visible_to(stranger).exists()


def test_the_files_come_before_the_authority_with_the_application(draft, officer, stranger, applicant):
    assert not Attachment.objects.visible_to(officer).exists()
    filings.submit_once(draft, key="k", by=applicant, on=FRIDAY)
    assert Attachment.objects.visible_to(officer).count() == draft.evidence_set.count()
    assert not Attachment.objects.visible_to(stranger).exists()


def test_two_clicks_give_one_receipt(draft, applicant):
    filings.submit_once(draft, key="same", by=applicant, on=FRIDAY)
    again = filings.submit_once(draft, key="same", by=applicant, on=FRIDAY)
    assert again == draft
    assert papers_of(draft) == ["institutions-receipt"]
    with pytest.raises(Refused):
        filings.submit_once(draft, key="another", by=applicant, on=FRIDAY)


def test_a_second_open_application_of_the_kind_is_refused_with_the_number_of_the_first(draft, institute, applicant):
    with pytest.raises(Refused) as refused:
        filings.start(institute, "evaluation", by=applicant, on=FRIDAY)
    assert bases(refused) == [sources.APPLICATION]
    assert refused.value.objections[0].found == draft.number
    assert filings.start(institute, "inspection", by=applicant, on=FRIDAY).number.startswith("JC")


def test_an_incomplete_application_is_refused_whole(draft, applicant):
    drafts.save_sections(
        draft, {"evidence": factories.without(Item.ASSETS, draft), "commitment": []}, by=applicant, on=FRIDAY
    )
    with pytest.raises(Refused) as refused:
        filings.submit_once(draft, key="k", by=applicant, on=FRIDAY)
    assert bases(refused) == [sources.APPLICATION, sources.COMMITMENT]
    draft.refresh_from_db()
    assert draft.state == FilingState.DRAFT
    assert draft.region is None
    assert papers_of(draft) == []


def test_acceptance_starts_twenty_working_days(submitted, officer):
    filings.accept(submitted, by=officer, on=FRIDAY)
    assert submitted.state == FilingState.ACCEPTED
    assert clock(submitted, "decision").due_on == date(2026, 10, 22)
    assert papers_of(submitted)[-1] == "institutions-acceptance"


def test_the_officer_of_another_province_and_the_applicant_may_not_accept(submitted, stranger, applicant):
    for person in (stranger, applicant):
        with pytest.raises(Refused):
            filings.accept(submitted, by=person, on=FRIDAY)
    submitted.refresh_from_db()
    assert submitted.state == FilingState.SUBMITTED


def test_an_officer_who_belongs_to_the_applicant_may_not_accept(submitted, institute):
    both = factories.a_user("双重身份", Role.OFFICER, region="410000")
    both.assignments.create(role=Role.APPLICANT, organisation=institute, since=date(2020, 1, 1))
    with pytest.raises(Refused):
        filings.accept(submitted, by=both, on=FRIDAY)


def test_an_old_version_of_the_page_is_stale(submitted, officer):
    with pytest.raises(Stale):
        filings.accept(submitted, by=officer, on=FRIDAY, version=submitted.version - 1)


def test_after_five_working_days_it_is_accepted_from_the_day_of_receipt(submitted):
    with pytest.raises(Refused) as refused:
        filings.deem_accepted(submitted, on=date(2026, 9, 24))
    assert bases(refused) == [sources.CORRECTION]
    filings.deem_accepted(submitted, on=date(2026, 9, 28))
    assert submitted.is_deemed_accepted
    assert submitted.accepted_on == FRIDAY
    assert clock(submitted, "decision").due_on == date(2026, 10, 22)
    step = Step.objects.about(FILING.kind, submitted.pk).last()
    assert (step.move, step.by, step.acting_as) == ("deem_accepted", None, Role.CLOCK)


def test_five_working_days_over_the_spring_festival(institute, applicant):
    thursday = date(2026, 2, 12)
    filing = factories.a_submitted_filing(institute, applicant, on=thursday)
    assert clock(filing, "acceptance").due_on == date(2026, 2, 26)


@pytest.mark.parametrize("deed", ["accept", "require_correction", "refuse_acceptance"])
def test_once_the_time_has_run_out_nobody_accepts_corrects_or_refuses(submitted, officer, deed):
    with pytest.raises(Refused) as refused:
        more = {} if deed == "accept" else {"items": TOLD} if deed == "require_correction" else {"reasons": TOLD}
        getattr(filings, deed)(submitted, **more, by=officer, on=date(2026, 9, 25))
    assert bases(refused) == [sources.CORRECTION]


def test_a_correction_lists_everything_on_paper_and_comes_back(submitted, officer, applicant):
    filings.require_correction(submitted, TOLD, by=officer, on=FRIDAY)
    assert submitted.state == FilingState.CORRECTION_REQUIRED
    assert papers_of(submitted)[-1] == "institutions-correction"
    paper = Document.objects.get(paper="institutions-correction")
    assert TOLD[0].text in paper.html
    filings.submit_once(submitted, key="again", by=applicant, on=date(2026, 9, 21))
    assert submitted.state == FilingState.SUBMITTED
    assert submitted.submitted_on == FRIDAY
    assert submitted.received_on == date(2026, 9, 21)
    assert CorrectionItem.objects.get().resolved_on == date(2026, 9, 21)


def test_corrections_are_told_once(submitted, officer, applicant):
    filings.require_correction(submitted, TOLD, by=officer, on=FRIDAY)
    filings.submit_once(submitted, key="again", by=applicant, on=FRIDAY)
    with pytest.raises(Refused) as refused:
        filings.require_correction(submitted, [Reason("另需补充", section="premises")], by=officer, on=FRIDAY)
    assert bases(refused) == [sources.CORRECTION]
    filings.require_correction(submitted, TOLD, by=officer, on=FRIDAY)
    assert submitted.state == FilingState.CORRECTION_REQUIRED


def test_a_correction_without_a_list_is_refused(submitted, officer):
    with pytest.raises(Refused) as refused:
        filings.require_correction(submitted, [], by=officer, on=FRIDAY)
    assert bases(refused) == [sources.CORRECTION]


def test_an_idle_correction_lapses_after_thirty_days(submitted, officer):
    filings.require_correction(submitted, TOLD, by=officer, on=FRIDAY)
    due = clock(submitted, "correction").due_on
    assert due == date(2026, 10, 19)
    with pytest.raises(Refused):
        filings.lapse(submitted, on=due)
    filings.lapse(submitted, on=date(2026, 11, 1))
    assert submitted.state == FilingState.WITHDRAWN


def test_a_refusal_of_acceptance_gives_reasons_and_remedies(submitted, officer):
    with pytest.raises(Refused) as refused:
        filings.refuse_acceptance(submitted, [], by=officer, on=FRIDAY)
    assert bases(refused) == [sources.ACCEPTANCE]
    filings.refuse_acceptance(submitted, [Reason("不属于本机关职权范围", "某条")], by=officer, on=FRIDAY)
    paper = Document.objects.get(paper="institutions-refused_acceptance")
    for words in ("不属于本机关职权范围", "60日", "6个月", "行政复议"):
        assert words in paper.html


def test_the_applicant_may_withdraw_and_apply_again(submitted, applicant, institute):
    filings.withdraw(submitted, reason="另行申请", by=applicant, on=FRIDAY)
    assert submitted.state == FilingState.WITHDRAWN
    again = filings.start(institute, "evaluation", by=applicant, on=FRIDAY)
    assert again.professional_set.count() == 25
    assert again.evidence_set.count() == 0


def test_nobody_else_may_withdraw_or_edit(draft, officer, stranger):
    outsider = factories.an_applicant(factories.an_institution())
    for person in (officer, stranger, outsider):
        with pytest.raises(Refused):
            filings.withdraw(draft, reason="", by=person, on=FRIDAY)
        with pytest.raises(Refused):
            drafts.save_section(draft, "basics", {"contact": "甲"}, version=1, by=person, on=FRIDAY)


def test_what_is_handed_in_cannot_be_edited(submitted, applicant):
    with pytest.raises(Refused) as refused:
        drafts.save_section(submitted, "basics", {"contact": "甲"}, version=1, by=applicant, on=FRIDAY)
    assert bases(refused) == [sources.APPLICATION]


def test_the_state_changes_only_through_a_move(submitted):
    with pytest.raises(Exception, match="only through a move"):
        Filing.objects.filter(pk=submitted.pk).update(state="accepted")


def test_every_state_has_its_buttons(submitted, officer, applicant, stranger):
    names = [move.name for move in engine.open_to(officer, submitted, on=FRIDAY)]
    assert names == ["accept", "require_correction", "refuse_acceptance"]
    assert [move.name for move in engine.open_to(applicant, submitted, on=FRIDAY)] == ["withdraw"]
    assert engine.open_to(stranger, submitted, on=FRIDAY) == []
