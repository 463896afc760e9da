"""The pages of an application over HTTP: writing, stale writing, two clicks, strangers, moves not one's own."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from institutions.exchange import WORKBOOK
from institutions.forms import ProfessionalRow
from institutions.models import Filing
from institutions.services import decisions
from institutions.states import FilingState
from portal.attachments.models import Attachment
from portal.exchange.templates import template
from portal.jobs.models import Job
from tests.factories import institutions as factories

pytestmark = pytest.mark.django_db
BASICS = {"fixed_assets": "1200", "legal_representative": "郑守安", "website": "https://anping.example.cn"}


@pytest.fixture
def draft(institute, applicant):
    return factories.a_draft(institute, applicant)


@pytest.fixture
def submitted(institute, applicant):
    return factories.a_submitted_filing(institute, applicant, on=timezone.localdate())


def section(filing, name="basics"):
    return reverse("institutions:filing-section", args=[filing.number, name])


def move(filing, name):
    return reverse("institutions:filing-move", args=[filing.number, name])


def test_a_fault_is_told_beside_its_field_and_by_autosave_in_json(client, applicant, draft):
    client.force_login(applicant)
    version = client.get(section(draft)).context["version"]
    said = {**BASICS, "fixed_assets": "很多", "version": version}
    page = client.post(section(draft), said)
    assert page.status_code == 400
    assert "fixed_assets" in page.context["errors"]
    answer = client.post(section(draft), said, headers={"X-Autosave": "1"})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["fixed_assets"])


def test_autosave_says_when_and_an_older_form_is_stale(client, applicant, draft):
    client.force_login(applicant)
    version = client.get(section(draft)).context["version"]
    said = {**BASICS, "version": version}
    saved = client.post(section(draft), said, headers={"X-Autosave": "1"})
    assert saved.status_code == 200
    assert saved.json()["version"] > version
    late = {**said, "legal_representative": "另一人"}
    assert client.post(section(draft), late, headers={"X-Autosave": "1"}).status_code == 409
    assert client.post(section(draft), late).status_code == 409


@pytest.mark.parametrize("version", ["one", "²", "-1", "9" * 40])
def test_a_form_that_carries_no_version_of_ours_is_a_bad_request(client, applicant, draft, version):
    client.force_login(applicant)
    assert client.post(section(draft), {**BASICS, "version": version}).status_code == 400


def test_a_file_that_is_not_what_it_says_is_refused_and_not_kept(client, applicant, draft):
    client.force_login(applicant)
    before = Attachment.objects.count()
    answer = client.post(
        reverse("institutions:evidence-add", args=[draft.number]),
        {"item": draft.evidence_set.first().item, "file": SimpleUploadedFile("证明.pdf", b"MZ\x90\x00"), "note": ""},
    )
    assert answer.status_code == 409
    assert Attachment.objects.count() == before


def test_two_clicks_on_the_workbook_start_one_job_and_both_lead_to_it(client, applicant, draft):
    client.force_login(applicant)
    page, content = reverse("institutions:filing-import", args=[draft.number]), template(WORKBOOK)
    once = re.search(r'type="hidden" name="once" value="(\w+)"', client.get(page).text)[1]
    answers = [
        client.post(page, {"file": SimpleUploadedFile("申请.xlsx", content), "once": once}) for _click in range(2)
    ]
    told = reverse("job", args=[Job.objects.get().uuid])
    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [(302, told)] * 2


@pytest.mark.parametrize("name", ["filing", "filing-draft", "filing-review", "filing-import", "filing-checklist"])
def test_a_draft_is_not_there_for_others(client, draft, officer, stranger, name):
    for person in (officer, stranger, factories.an_applicant(factories.an_institution())):
        client.force_login(person)
        assert client.get(reverse(f"institutions:{name}", args=[draft.number])).status_code == 404


@pytest.mark.parametrize("name", ["accept", "require_correction", "refuse_acceptance", "approve"])
def test_the_applicant_gets_no_move_of_the_authority(client, applicant, submitted, name):
    client.force_login(applicant)
    page = client.get(reverse("institutions:filing", args=[submitted.number])).text
    assert move(submitted, name) not in page
    assert client.get(move(submitted, name)).status_code == 404
    assert client.post(move(submitted, name), {"once": "k"}).status_code in {404, 409}
    assert Filing.objects.get().state == FilingState.SUBMITTED


def test_the_officer_accepts_once_a_click(client, officer, submitted):
    client.force_login(officer)
    assert move(submitted, "accept") in client.get(reverse("institutions:filing", args=[submitted.number])).text
    for _ in range(2):
        assert client.post(move(submitted, "accept"), {"once": "k"}).status_code == 302
    assert Filing.objects.get().state == FilingState.ACCEPTED


def test_the_next_province_finds_no_move(client, stranger, submitted):
    client.force_login(stranger)
    assert client.get(move(submitted, "accept")).status_code == 404
    assert client.post(move(submitted, "accept"), {"once": "k"}).status_code == 404


def test_what_reviewer_and_officer_say_of_a_draft_stays_inside(client, applicant, institute, officer, reviewer):
    today = timezone.localdate()
    filing = factories.a_filing_to_decide(officer, today, organisation=institute, by=applicant)
    decisions.draft(filing, "grant", by=officer, on=today)
    decisions.send_back(filing, reason="结论宜再斟酌", by=reviewer, on=today)
    page = reverse("institutions:filing", args=[filing.number])
    client.force_login(officer)
    assert "结论宜再斟酌" in client.get(page).text
    client.force_login(applicant)
    assert "退回重拟" in client.get(page).text
    assert "结论宜再斟酌" not in client.get(page).text


def people_form(people, version):
    """What the browser sends of a section with so many people."""
    said = {"rows-TOTAL_FORMS": len(people), "rows-INITIAL_FORMS": 0, "version": version}
    for place, row in enumerate(people):
        shown = {**row, "specialties": "、".join(row["specialties"]), "is_full_time": "on"}
        blank = dict.fromkeys(ProfessionalRow.base_fields, "")
        said |= {f"rows-{place}-{name}": value for name, value in {**blank, **shown}.items() if name != "is_signatory"}
    return said


def test_an_institution_of_a_hundred_people_is_saved_by_its_form(client, applicant, draft):
    client.force_login(applicant)
    version = client.get(section(draft, "professionals")).context["version"]
    people = factories.professionals(draft.organisation.name, 100)
    answer = client.post(section(draft, "professionals"), people_form(people, version))
    assert answer.status_code == 302
    assert draft.professional_set.count() == 100


def test_more_rows_than_a_form_takes_are_refused_with_a_reason(client, applicant, draft):
    client.force_login(applicant)
    said = {**people_form(factories.professionals("x", 1), 0), "rows-TOTAL_FORMS": 1001}
    answer = client.post(section(draft, "professionals"), said)
    assert answer.status_code == 400
    assert answer.context["errors"][""]


def test_a_file_that_was_not_chosen_is_asked_for(client, applicant, draft):
    client.force_login(applicant)
    item = draft.evidence_set.first().item
    answer = client.post(reverse("institutions:evidence-add", args=[draft.number]), {"item": item}, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["文件：该字段是必填项。"]
