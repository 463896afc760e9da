"""Reference rows are kept in the administration: divisions read, changes, notices and figures written."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from portal.accounts.models import User
from portal.figures import table as figures
from portal.figures.models import FigureRow
from portal.law import Figure, Instrument
from portal.parties.services import organisations
from portal.regions import table as regions
from portal.regions.models import Region, RegionChange
from portal.workdays import terms
from portal.workdays.models import HolidayNotice
from tests.factories import parties
from tests.factories.codes import credit_code

pytestmark = pytest.mark.django_db
HEADER = "date,weekday,festival,kind,is_workday,notice_year,notice_url\n"
DOOR = "allauth.account.auth_backends.AuthenticationBackend"
IMPORT = "admin:workdays_holidaynotice_import"
STAFF = Figure("test.staff", 25, "persons", Instrument("act", "某法").article(6), "人员")


@pytest.fixture
def keeper(client):
    client.force_login(
        User.objects.create_superuser("keeper", "a-password-of-tests", name="管理员"),
        backend=DOOR,
    )
    return client


def messages(response):
    return " ".join(response.context["form"].non_field_errors())


@pytest.mark.parametrize("words", ["安泰评价", "旧安泰", "atpj", ""])
def test_an_organisation_is_found_by_what_it_is_or_was_called_and_by_its_code(keeper, words):
    region = Region.objects.get(code="410105")
    found = organisations.enter(credit_code(region="410105"), "旧安泰咨询公司", region, by=None, on=date(2020, 1, 1))
    organisations.rename(found, "河南安泰评价有限公司", by=None, on=date(2021, 1, 1))
    parties.organisation(region, name="郑州金盾检测有限公司")
    asked = {"q": words or found.code.lower()}
    listed = keeper.get(reverse("admin:parties_organisation_changelist"), asked).context["cl"].result_list
    assert list(listed) == [found]


def test_divisions_are_read_and_not_written(keeper):
    assert keeper.get(reverse("admin:regions_region_changelist"), {"q": "魏都"}).status_code == 200
    assert keeper.get(reverse("admin:regions_region_change", args=["411002"])).status_code == 200
    assert keeper.get(reverse("admin:regions_region_add")).status_code == 403
    assert keeper.post(reverse("admin:regions_region_change", args=["411002"]), {"name": "甲"}).status_code == 403


def test_a_change_written_by_hand_leads_the_old_code_on(keeper):
    facts = {"on": "2027-03-01", "kind": "撤县设区", "old_code": "411024", "new_code": "411003"}
    assert keeper.post(reverse("admin:regions_regionchange_add"), facts).status_code == 302
    assert RegionChange.objects.filter(old_code="411024").count() == 1
    assert regions.resolve("411024", date(2027, 2, 28)).code == "411024"


@pytest.mark.parametrize("way", ["file", "text"])
def test_a_notice_is_imported_from_a_file_or_a_pasted_table(keeper, way):
    text = HEADER + "2027-01-01,周五,元旦,holiday,no,2027,\n"
    content = SimpleUploadedFile("2027.csv", text.encode()) if way == "file" else text.replace(",", "\t")
    response = keeper.post(reverse(IMPORT), {way: content})
    assert response.status_code == 302
    assert terms.after(date(2026, 12, 31), 1, "working_days").on == date(2027, 1, 4)


def test_faults_of_a_notice_are_shown_by_line_and_nothing_is_loaded(keeper):
    text = HEADER + "2027-01-01,,元旦,holiday,no,2027,\n2027-01-01,,元旦,holiday,no,2027,\n2027-13-01,,,x,y,z,\n"
    response = keeper.post(reverse(IMPORT), {"text": text})
    assert "第 3 行" in messages(response)
    assert "第 4 行" in messages(response)
    assert not HolidayNotice.objects.filter(year=2027).exists()


@pytest.mark.parametrize("data", [{}, {"text": HEADER, "file": SimpleUploadedFile("a.csv", b"a")}])
def test_a_notice_comes_by_one_way(keeper, data):
    assert keeper.post(reverse(IMPORT), data).status_code == 200


def test_a_file_too_large_for_a_notice_is_refused(keeper):
    file = SimpleUploadedFile("a.csv", b"a" * (1024 * 1024 + 1))
    assert "file" in keeper.post(reverse(IMPORT), {"file": file}).context["form"].errors


def test_nobody_without_the_right_imports_a_notice(client):
    reader = User.objects.create_user("reader", "a-password-of-tests", name="职员", is_staff=True)
    client.force_login(reader, backend=DOOR)
    assert client.post(reverse(IMPORT), {"text": HEADER}).status_code == 403


def test_a_day_edited_in_the_administration_counts_at_once(keeper):
    notice = HolidayNotice.objects.get(year=2026)
    assert terms.after(date(2026, 9, 30), 1, "working_days").on == date(2026, 10, 8)
    rows = list(notice.adjustments.all())
    data = {"year": 2026, "url": notice.url}
    data |= {"adjustments-TOTAL_FORMS": len(rows), "adjustments-INITIAL_FORMS": len(rows)}
    for place, row in enumerate(rows):
        data |= {f"adjustments-{place}-day": row.day, f"adjustments-{place}-festival": row.festival}
        data |= {f"adjustments-{place}-notice": 2026, f"adjustments-{place}-id": row.pk}
        if row.is_working:
            data[f"adjustments-{place}-is_working"] = "on"
        if row.day == date(2026, 10, 7):
            data[f"adjustments-{place}-DELETE"] = "on"
    response = keeper.post(reverse("admin:workdays_holidaynotice_change", args=[2026]), data)
    assert response.status_code == 302
    assert terms.after(date(2026, 9, 30), 1, "working_days").on == date(2026, 10, 7)


def figure_form(**changes):
    facts = {"code": STAFF.code, "value": "30", "unit": "persons", "basis": "某办法", "label": "人员"}
    return facts | {"period_0": "2027-01-01", "period_1": ""} | changes


def test_a_new_value_supersedes_the_one_in_force(keeper):
    FigureRow.objects.create(code=STAFF.code, value="25", unit="persons", period=DateRange(None, None))
    response = keeper.post(reverse("admin:figures_figurerow_add"), figure_form())
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert figures.on(date(2026, 12, 31))[STAFF] == 25
    assert figures.on(date(2027, 1, 1))[STAFF] == 30


def test_a_value_before_a_later_one_is_refused_with_a_message(keeper):
    FigureRow.objects.create(code=STAFF.code, value="40", unit="persons", period=DateRange(date(2028, 1, 1), None))
    response = keeper.post(reverse("admin:figures_figurerow_add"), figure_form())
    assert "period" in response.context["adminform"].form.errors
    assert keeper.post(reverse("admin:figures_figurerow_add"), figure_form(period_1="2028-01-01")).status_code == 302


def test_a_value_once_written_is_not_changed(keeper):
    row = FigureRow.objects.create(code=STAFF.code, value="25", unit="persons", period=DateRange(None, None))
    keeper.post(reverse("admin:figures_figurerow_change", args=[row.pk]), figure_form(label="人数", period_0=""))
    row.refresh_from_db()
    assert (row.value, row.label) == ("25", "人数")


@pytest.mark.parametrize(
    ("value", "unit"), [("三十", "persons"), ("-1", "persons"), ("NaN", "m2"), ("2.5", "working_days"), ("5", "weeks")]
)
def test_a_value_no_rule_could_count_with_is_refused(keeper, value, unit):
    response = keeper.post(reverse("admin:figures_figurerow_add"), figure_form(value=value, unit=unit))
    assert {"value", "unit"} & set(response.context["adminform"].form.errors)
    assert not FigureRow.objects.exists()


def test_a_choice_is_a_word(keeper):
    response = keeper.post(reverse("admin:figures_figurerow_add"), figure_form(value="license", unit="choice"))
    assert response.status_code == 302
