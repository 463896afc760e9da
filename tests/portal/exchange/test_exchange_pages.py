"""A workbook as its author sees it: uploaded once whatever the clicks, watched, every fault read by cell and rule."""

import re
from dataclasses import replace
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from portal.access import Role
from portal.exchange import declarations
from portal.exchange.declarations import declare
from portal.jobs.models import Job
from portal.jobs.running import run
from portal.jobs.states import State
from portal.regions.models import Region
from tests.factories.accounts import user
from tests.portal.exchange.books import SPREADSHEET, blank, filled, saved
from tests.portal.exchange.test_exchange_doors import MEGABYTE, repacked

pytestmark = pytest.mark.django_db
ONE = ("000001", "张三")


@pytest.fixture
def author(client):
    officer = user(Role.OFFICER, region=Region.objects.get(pk="410000"))
    client.force_login(officer)
    return client


@pytest.fixture
def page(monkeypatch):
    """The page of the people's workbook, which officers may send in; and what its load does besides."""
    monkeypatch.setattr(declarations, "_declared", dict(declarations._declared))
    declarations._declared.pop(SPREADSHEET.code, None)
    declare(replace(SPREADSHEET, roles=frozenset({Role.OFFICER})))
    return reverse("import", args=[SPREADSHEET.code])


def sent(author, page, file, name="名册.xlsx", **said):
    """What the page answers to this file."""
    file.name = name
    return author.post(page, {"file": file, **said})


def key_of(answer):
    """The key the form carries, hidden."""
    return re.search(r'type="hidden" name="once" value="(\w+)"', answer.content.decode())[1]


def watched(author, answer):
    """The page of the job, before and after a worker was at it."""
    assert answer.status_code == 302, answer.content.decode()
    before = author.get(answer["Location"]).content.decode()
    job = Job.objects.get()
    assert run(job)
    return job, before, unescape(author.get(answer["Location"]).content.decode())


def lines_of(author, job):
    """The lines of the file of errors, as it is fetched."""
    fetched = author.get(reverse("job-result", args=[job.uuid]))
    return list(openpyxl.load_workbook(BytesIO(fetched.getvalue())).active.values)[1:]


def spoilt(change):
    """The template with one sound row, and then changed."""
    book = blank()
    book["人员"].append(ONE)
    change(book)
    return saved(book)


def cell(place, value):
    def change(book):
        book["人员"][place] = value

    return change


def retitled(book):
    book["场所"].title = "厂所"


#: What spoils single cells or sheets: where it is told, by which rule, in which words.
SPOILT = {
    "a formula": (cell("E2", "=1+1"), "人员", "E2", "formula", "公式"),
    "merged cells": (lambda book: book["人员"].merge_cells("B2:C3"), "人员", "B2:C3", "merged", "合并"),
    "an error value": (cell("E2", "#N/A"), "人员", "E2", "error-value", "错误值"),
    "a missing sheet": (retitled, "场所", None, "sheet", "工作表"),
    "a foreign column": (cell("I1", "备注"), "人员", "I1", "header", "备注"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_wrong_is_read_at_the_page_by_sheet_cell_and_rule(author, page, name):
    change, sheet, place, rule, words = SPOILT[name]
    job, before, after = watched(author, sent(author, page, spoilt(change)))
    assert 'hx-trigger="every 2s"' in before
    assert job.state == State.FAILED
    problem = next(found for found in job.problems if found["rule"] == rule)
    assert (problem["sheet"], problem["cell"] or None) == (sheet, place)
    assert words in problem["message"]
    for told in (sheet, place or sheet, problem["message"]):
        assert f">{told}</td>" in after, after[:2000]
    assert (sheet, place, rule) in [(line[0], line[1], line[3]) for line in lines_of(author, job)]
    assert 'hx-trigger="every 2s"' not in after
    assert not Region.objects.filter(code__startswith="x").exists()


def test_five_hundred_bad_cells_are_counted_at_the_page_and_all_in_the_file(author, page):
    rows = [(f"{number:06}", "张三", None, None, "坏") for number in range(500)]
    job, _before, after = watched(author, sent(author, page, filled(*rows)))
    assert "共 500 处错误" in after
    assert "另有 300 处" in after
    assert after.count(">应为数字</td>") == 200
    assert [line[1] for line in lines_of(author, job)] == [f"E{number}" for number in range(2, 502)]


def of_another_version(book):
    book["_portal"]["B1"] = "2025.9"


#: Files refused as a whole once a worker looks into them, and what their author reads.
WHOLE = {
    "a zip bomb": (
        lambda: repacked(lambda parts: parts | {"xl/media/image1.xml": b"0" * (30 * MEGABYTE)}),
        "bomb",
        "解压后过大",
    ),
    "a macro": (lambda: repacked(lambda parts: parts | {"xl/vbaProject.bin": b"macro"}), "macro", "含有宏"),
    "another version": (lambda: spoilt(of_another_version), "version", "2026.1"),
    "a torn file": (lambda: BytesIO(filled(ONE).getvalue()[:500]), "broken", "已损坏"),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_refused_as_a_whole_says_why_at_the_page(author, page, name):
    make, rule, words = WHOLE[name]
    job, _before, after = watched(author, sent(author, page, make()))
    assert job.state == State.FAILED
    assert [problem["rule"] for problem in job.problems] == [rule]
    assert words in after
    assert not Region.objects.filter(code__startswith="x").exists()


#: Files refused at the door: nothing is stored, and the page says why beside the field.
AT_THE_DOOR = {
    "a workbook for macros": ("名册.xlsm", b"PK\x03\x04", "宏"),
    "another content than its name": ("名册.xlsx", b"%PDF-1.7", "扩展名与内容不符"),
    "another kind": ("名册.csv", b"name,code", "只接受 .xlsx"),
    "an old one": ("名册.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版"),
    "an empty one": ("名册.xlsx", b"", "扩展名与内容不符"),
}


@pytest.mark.parametrize("name", AT_THE_DOOR)
def test_a_file_that_is_no_workbook_is_refused_beside_its_field_and_nothing_is_kept(author, page, name):
    called, content, words = AT_THE_DOOR[name]
    answer = sent(author, page, BytesIO(content), called)
    assert answer.status_code == 422
    assert words in unescape(answer.content.decode())
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Job.objects.exists()


def test_two_clicks_start_one_job_and_both_lead_to_it(author, page):
    form = {"once": key_of(author.get(page))}
    first, second = (sent(author, page, filled(ONE), **form) for _click in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"] == reverse("job", args=[Job.objects.get().uuid])


def test_a_mended_file_from_the_form_one_went_back_to_is_another_job(author, page):
    form = {"once": key_of(author.get(page))}
    told = [sent(author, page, filled(row), **form)["Location"] for row in (("坏", "张三"), ONE)]
    assert len(set(told)) == Job.objects.count() == 2


def test_a_file_refused_at_the_door_spends_no_form(author, page):
    form = {"once": key_of(author.get(page))}
    refused = sent(author, page, BytesIO(b"name,code"), "名册.csv", **form)
    assert refused.status_code == 422
    assert key_of(refused) != form["once"]
    assert sent(author, page, filled(ONE), **form).status_code == 302
    assert Job.objects.count() == 1


def test_the_form_of_another_person_is_another_deed(author, client, page):
    sent(author, page, filled(ONE), once="one-form")
    client.force_login(user(Role.OFFICER, region=Region.objects.get(pk="410000")))
    sent(client, page, filled(ONE), once="one-form")
    assert Job.objects.values("owner").distinct().count() == 2


def test_no_file_at_all_is_told_beside_the_field(author, page):
    answer = author.post(page)
    assert answer.status_code == 422
    assert "请选择文件" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_bar_moves_while_the_rows_are_being_written(author, page):
    """The worker is in the middle of the load, in a transaction nobody else can look into, and the page knows."""
    seen = []

    def load(workbook, attempt):
        attempt.progress(2)
        attempt.is_cancelled()
        seen.append(author.get(reverse("job", args=[attempt.job.uuid])).content.decode())

    declarations._declared[SPREADSHEET.code] = replace(declarations.find(SPREADSHEET.code), load=load)
    rows = [(f"{number:06}", "张三") for number in range(8)]
    _job, before, after = watched(author, sent(author, page, filled(*rows)))
    assert "等待处理" in before
    assert "已处理 2 / 8 行" in seen[0]
    assert 'value="25"' in seen[0]
    assert "已完成，共 8 行" in after
