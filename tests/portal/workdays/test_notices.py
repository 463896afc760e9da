"""Holiday notices: loaded from files, every fault told, and counted by at once."""

from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.urls import reverse
from openpyxl import Workbook

from portal.workdays import notices, table, terms
from portal.workdays.middleware import CalendarMiddleware
from portal.workdays.models import Adjustment, HolidayNotice
from portal.workdays.sheet import Faulty, read

HEADER = "date,weekday,festival,kind,is_workday,notice_year,notice_url\n"
NEXT_YEAR = HEADER + (
    "2027-01-01,周五,元旦,holiday,no,2027,https://www.gov.cn/a.htm\n"
    "2027-01-09,周六,元旦,makeup_workday,yes,2027,https://www.gov.cn/a.htm\n"
)


def faults(text):
    with pytest.raises(Faulty) as raised:
        read(text.encode() if isinstance(text, str) else text)
    return [(fault.line, fault.message) for fault in raised.value.faults]


@pytest.mark.django_db
def test_three_years_come_with_the_portal():
    assert table.calendar().years_covered == {2024, 2025, 2026}
    assert Adjustment.objects.count() == 108
    assert terms.after(date(2026, 9, 18), 20, "working_days").on == date(2026, 10, 22)
    assert terms.between(date(2026, 9, 18), date(2026, 10, 22), "working_days") == 20


@pytest.mark.django_db
def test_a_new_notice_makes_next_years_deadlines_certain_at_once():
    before = terms.after(date(2026, 12, 31), 1, "working_days")
    assert (before.on, before.is_certain) == (date(2027, 1, 1), False)
    assert notices.load(NEXT_YEAR.encode()) == [2027]
    after = terms.after(date(2026, 12, 31), 1, "working_days")
    assert (after.on, after.is_certain) == (date(2027, 1, 4), True)


@pytest.mark.django_db
def test_loading_a_year_again_replaces_it():
    notices.load(NEXT_YEAR.encode())
    notices.load((HEADER + "2027-01-01,,元旦,holiday,no,2027,\n").encode())
    assert [row.day for row in Adjustment.objects.filter(notice_id=2027)] == [date(2027, 1, 1)]
    assert Adjustment.objects.filter(notice_id=2026).count() == 39


@pytest.mark.django_db
def test_migrating_again_leaves_what_an_officer_edited():
    HolidayNotice.objects.get(year=2026).adjustments.filter(day=date(2026, 10, 7)).delete()
    call_command("migrate", verbosity=0)
    assert not Adjustment.objects.filter(day=date(2026, 10, 7)).exists()
    HolidayNotice.objects.filter(year=2025).delete()
    call_command("migrate", verbosity=0)
    assert HolidayNotice.objects.filter(year=2025).exists()


@pytest.mark.django_db
def test_an_edited_day_is_counted_by_after_the_notice_is_touched():
    notice = HolidayNotice.objects.get(year=2026)
    assert not table.calendar().is_working(date(2026, 10, 7))
    notice.adjustments.filter(day=date(2026, 10, 7)).delete()
    notices.touch(notice)
    assert table.calendar().is_working(date(2026, 10, 7))


@pytest.mark.django_db
def test_a_sweep_looks_at_the_calendar_once(django_assert_num_queries):
    table.calendar()
    with django_assert_num_queries(1), table.held():
        for _ in range(5):
            terms.after(date(2026, 9, 18), 20, "working_days")


@pytest.mark.django_db
def test_a_request_looks_at_the_calendar_once_and_the_next_looks_again(django_assert_num_queries, rf):
    page = CalendarMiddleware(lambda _request: HttpResponse([str(table.calendar()), str(table.calendar())]))
    table.calendar()
    for _ in range(2):
        with django_assert_num_queries(1):
            page(rf.get("/"))


@pytest.mark.django_db
def test_an_answer_that_nobody_reads_to_its_end_leaves_no_calendar_behind(client, django_assert_num_queries):
    table.calendar()
    answer = client.get(reverse("announcements"), {"format": "csv"})
    assert answer.streaming
    with django_assert_num_queries(2):
        table.calendar()
        table.calendar()


@pytest.mark.django_db
def test_a_workbook_says_the_same_as_a_text_file(tmp_path):
    book = Workbook()
    book.active.append(HEADER.strip().split(","))
    book.active.append([date(2027, 1, 1), "周五", "元旦", "holiday", "no", 2027, ""])
    content = BytesIO()
    book.save(content)
    assert read(content.getvalue()) == read((HEADER + "2027/1/1,周五,元旦,holiday,no,2027,\n").encode())


def test_a_table_pasted_with_tabs_and_one_in_gb18030_are_read():
    assert read(NEXT_YEAR.replace(",", "\t").encode()) == read(NEXT_YEAR.encode("gb18030"))


def test_every_fault_is_told_by_its_line():
    text = HEADER + (
        "2027-02-30,,春节,holiday,no,2027,\n"
        "2027-01-01,周四,元旦,holiday,no,2027,\n"
        "2027-01-01,,元旦,holiday,no,2027,\n"
        "2027-01-04,,元旦,makeup_workday,yes,2027,\n"
        "2027-01-02,,元旦,holiday,yes,2027,\n"
        "2029-01-02,,元旦,holiday,no,2027,\n"
        "2027-01-03,,,rest,maybe,next,\n"
        "2027-01-10,,元旦,makeup_workday,yes,2027,javascript:alert(1)\n"
    )
    found = faults(text)
    assert [line for line, _ in found] == [2, 3, 4, 5, 6, 7, 8, 8, 8, 8, 9]
    assert "重复" in found[2][1]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "空"),
        (HEADER, "没有日期"),
        ("date,kind\n2027-01-01,holiday\n", "缺少列"),
        (HEADER + "2027-01-01,,元旦,holiday,no,2027,\n" * 2001, "过长"),
        (b"\xff\xfe\xff\xff", "编码"),
        (b"PK\x03\x04 not a workbook", "不能打开"),
    ],
)
def test_a_file_that_is_no_notice_is_refused(content, word):
    [(_, message)] = faults(content)
    assert word in message


@pytest.mark.django_db
def test_a_faulty_file_changes_nothing(tmp_path):
    file = tmp_path / "2027.csv"
    file.write_text(NEXT_YEAR + "2027-13-01,,元旦,holiday,no,2027,\n")
    with pytest.raises(CommandError, match="第 4 行"):
        call_command("import_workdays", str(file))
    assert not HolidayNotice.objects.filter(year=2027).exists()


@pytest.mark.django_db
def test_the_command_loads_a_file_and_says_which_years(tmp_path):
    file, out = tmp_path / "2027.csv", StringIO()
    file.write_text(NEXT_YEAR)
    call_command("import_workdays", str(file), stdout=out)
    assert "2027" in out.getvalue()


@pytest.mark.django_db
def test_the_command_tells_of_a_file_that_is_not_there():
    with pytest.raises(CommandError):
        call_command("import_workdays", "/nowhere/2027.csv")
