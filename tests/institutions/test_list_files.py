"""Lists taken away: the rows and columns of the page, in three formats, and nothing the page does not show."""

import json
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from institutions.models import Filing, Qualification
from institutions.models.findings import ConditionFinding
from portal.access import Role
from portal.announcements.models import Announcement
from portal.exchange.exports import Format
from portal.exchange.statements import csv_statement, json_statement
from portal.exchange.writers import csv_lines, json_lines, streamed
from portal.web.listing import ListMixin
from tests.factories import institutions as factories

pytestmark = pytest.mark.django_db
REGISTER = reverse("institutions:register")


@pytest.fixture
def qualification(officer, reviewer, approver):
    return factories.a_qualification(officer, reviewer, approver)


def lines(client, address):
    answer = client.get(address)
    assert "attachment" in answer.headers["Content-Disposition"]
    return [json.loads(line) for line in answer.getvalue().decode().splitlines()]


def sheet(client, address):
    return list(openpyxl.load_workbook(BytesIO(client.get(address).getvalue())).active.values)


def test_the_register_is_taken_away_by_anyone_as_it_is_shown(client, qualification):
    (row,) = lines(client, f"{REGISTER}?format=jsonl")
    assert row["number"] == qualification.number
    assert row["organisation_code"] == qualification.organisation.code
    assert row["businesses"] == str(qualification.scopes.get().business)
    assert row["valid_to"] == qualification.valid_to.isoformat()
    head, *rest = client.get(f"{REGISTER}?format=csv").getvalue().decode().splitlines()
    assert head.startswith("\ufeff资质编号,机构")
    assert len(rest) == 1
    assert qualification.organisation.name in [
        cell for line in sheet(client, f"{REGISTER}?format=xlsx") for cell in line
    ]


@pytest.mark.parametrize("query", ["kind=inspection", "state=revoked", "q=没有这家"])
def test_what_the_filter_hides_is_not_in_the_file(client, qualification, query):
    assert lines(client, f"{REGISTER}?format=jsonl&{query}") == []


def test_the_register_offers_its_files_with_the_filter_in_force(client, qualification):
    page = client.get(f"{REGISTER}?kind=evaluation").text
    for ending in ("xlsx", "csv", "jsonl"):
        assert f'href="{REGISTER}?format={ending}&amp;kind=evaluation"' in page


def test_announcements_are_taken_away_with_their_numbers_and_days(client, qualification):
    announcement = Announcement.objects.get()
    address = reverse("announcements")
    (row,) = lines(client, f"{address}?format=jsonl")
    assert row["number"] == announcement.number
    assert row["published_on"] == announcement.published_on.isoformat()
    assert row["organisation"] == qualification.organisation.name
    assert f'href="{address}?format=csv&amp;"' in client.get(address).text


def test_an_applicant_narrows_and_takes_away_its_own_applications_only(client, institute, applicant):
    mine = factories.a_submitted_filing(institute, applicant)
    draft = factories.a_draft(institute, applicant, kind="inspection")
    factories.a_submitted_filing()
    client.force_login(applicant)
    address = reverse("institutions:filings")
    assert Filing.objects.count() == 3
    assert {row["number"] for row in lines(client, f"{address}?format=jsonl")} == {mine.number, draft.number}
    assert [row["number"] for row in lines(client, f"{address}?format=jsonl&kind=inspection")] == [draft.number]
    page = client.get(f"{address}?state=submitted").text
    assert mine.number in page
    assert draft.number not in page
    assert f'href="{address}?format=xlsx&amp;state=submitted"' in page
    assert len(sheet(client, f"{address}?format=xlsx")) >= 3


def test_an_officer_has_no_applications_of_an_own(client, officer):
    client.force_login(officer)
    assert client.get(reverse("institutions:filings"), {"format": "csv"}).status_code == 404


def test_the_docket_gives_its_files_to_those_who_see_its_rows(client, officer, stranger, institute, applicant):
    filing = factories.a_submitted_filing(institute, applicant)
    address = f"{reverse('docket')}?format=jsonl"
    client.force_login(officer)
    (row,) = lines(client, address)
    assert (row["number"], row["organisation_code"]) == (filing.number, institute.code)
    client.force_login(stranger)
    assert lines(client, address) == []


def test_a_sort_of_the_page_is_the_sort_of_the_file(client, qualification):
    assert Qualification.objects.published().count() == 1
    rows = lines(client, f"{REGISTER}?format=jsonl&sort=ending")
    assert [row["number"] for row in rows] == [qualification.number]


def lists_taken_away(view=ListMixin):
    """Every list of the portal and its chapters that has a file."""
    for known in view.__subclasses__():
        if known.__module__.startswith("tests."):
            continue
        if known.export_columns:
            yield known
        yield from lists_taken_away(known)


@pytest.fixture
def viewers(institute, applicant, officer, qualification):
    """Who may see which lists, with a row or more in every one of them; a new list gets its row here."""
    factories.a_submitted_filing(institute, applicant)
    factories.a_draft(institute, applicant, kind="inspection")
    day = qualification.granted_on
    ConditionFinding.objects.create(
        qualification=qualification,
        code="engineers",
        name="注册安全工程师",
        required="25 人",
        found="24 人",
        basis="《办法》第六条",
        opened_on=day,
        seen_on=day,
        rectify_by=day,
    )
    return [officer, applicant]


@pytest.mark.parametrize("view", sorted(set(lists_taken_away()), key=lambda view: view.__qualname__))
@pytest.mark.parametrize("file_format", [Format.CSV, Format.JSONL])
def test_the_database_makes_every_list_as_python_would(rf, viewers, view, file_format):
    shown = view()
    shown.request = rf.get("/")
    roles = set(getattr(view, "roles", None) or Role)
    shown.request.user = next(viewer for viewer in viewers if viewer.holds(*roles))
    shown.args, shown.kwargs = (), {}
    rows = shown.exported_rows()
    stated, written = {Format.CSV: (csv_statement, csv_lines), Format.JSONL: (json_statement, json_lines)}[file_format]
    columns = tuple(view.export_columns)
    head, made = ("".join(written(columns, given)).encode() for given in ((), streamed(rows)))
    assert head + b"".join(stated(columns, rows).pieces()) == made
    assert rows.exists()
