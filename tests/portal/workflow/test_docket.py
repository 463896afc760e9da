"""The docket says of every matter what the matter says of itself, and can be written anew from it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from institutions.services import filings
from portal.access import Role
from portal.search import names
from portal.search.querysets import NameEntryQuerySet
from portal.workflow.models import DocketEntry
from tests.factories import institutions as factories
from tests.factories.institutions import FRIDAY


@pytest.fixture
def filings_at_every_stage(officer, reviewer, approver, stranger):
    factories.a_draft()
    factories.a_submitted_filing()
    factories.a_filing_to_decide(officer)
    factories.a_qualification(officer, reviewer, approver)


def check():
    told = StringIO()
    call_command("rebuild_docket", "--check", stdout=told)
    return told.getvalue()


def snapshot():
    fields = [f.attname for f in DocketEntry._meta.fields if f.attname not in ("id", "changed_at", "assignee_id")]
    return sorted(map(str, DocketEntry.objects.values_list(*fields)))


def test_after_any_moves_the_docket_agrees(filings_at_every_stage):
    assert "agrees" in check()


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda rows: rows.update(state="approved"), "state is 'approved'"),
        (lambda rows: rows.update(due_on=None), "due_on is None"),
        (lambda rows: rows.delete(), "no docket row"),
        (lambda rows: rows.update(key="987654321"), "a docket row without a matter"),
    ],
)
def test_a_row_that_disagrees_is_named(filings_at_every_stage, damage, named):
    damage(DocketEntry.objects.filter(state="submitted"))
    with pytest.raises(CommandError, match=named):
        check()


def test_rebuilding_gives_the_very_rows_the_moves_wrote(filings_at_every_stage):
    before = snapshot()
    DocketEntry.objects.all().delete()
    call_command("rebuild_docket", stdout=StringIO())
    assert snapshot() == before
    assert "agrees" in check()


def test_the_docket_is_seen_by_region_and_by_organisation(institute, applicant, officer, stranger):
    filing = factories.a_submitted_filing(institute, applicant)
    rows = DocketEntry.objects.all()
    assert [row.number for row in rows.visible_to(officer)] == [filing.number]
    assert [row.number for row in rows.visible_to(applicant)] == [filing.number]
    assert not rows.visible_to(stranger).exists()


def test_a_draft_is_nobodys_but_the_applicants(institute, applicant, officer):
    factories.a_draft(institute, applicant)
    ministry = factories.a_user("部委经办", Role.OFFICER, region="000000")
    assert DocketEntry.objects.all().visible_to(applicant).count() == 1
    for nobody in (officer, ministry):
        assert not DocketEntry.objects.all().visible_to(nobody).exists()


def test_a_closed_matter_leaves_the_live_docket(institute, applicant):
    filing = factories.a_submitted_filing(institute, applicant)
    filings.withdraw(filing, reason="不再申请", by=applicant, on=FRIDAY)
    row = DocketEntry.objects.get(number=filing.number)
    assert (row.closed_on, row.due_on, row.waiting_for) == (FRIDAY, None, "")
    assert not DocketEntry.objects.live().filter(pk=row.pk).exists()


@pytest.mark.parametrize("is_common", [True, False])
def test_a_matter_is_found_by_its_organisations_names_and_by_numbers(institute, applicant, monkeypatch, is_common):
    filing = factories.a_submitted_filing(institute, applicant)
    names.index("organisation", str(institute.pk), [institute.name, "许昌老字号"], institute.code)
    monkeypatch.setattr(NameEntryQuerySet, "is_common", lambda *_: is_common)
    rows = DocketEntry.objects.filter(number=filing.number)
    assert rows.saying("许昌老字号").exists() is not is_common
    for words in ("安全评价", "中原 评价", "zyaq", institute.code, filing.number, filing.number[-4:], "首次申请", ""):
        assert rows.saying(words).exists(), words
    for words in ("别的公司", "许昌 评价", "！", "000000000000"):
        assert not rows.saying(words).exists(), words
