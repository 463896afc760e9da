"""A workbook comes in as a job: all of it, or nothing and every error."""

from dataclasses import replace

import openpyxl
import pytest
from django.db import IntegrityError

from portal.accounts.models import User
from portal.exchange import declare, imports
from portal.jobs import services as jobs
from portal.jobs.models import Job
from portal.jobs.running import run
from portal.jobs.states import State
from portal.regions.models import Region
from tests.portal.exchange.books import IDENTITY, SPREADSHEET, filled, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    declare(SPREADSHEET)
    return User.objects.create_user("owner", name="张三")


def loaded():
    return Region.objects.filter(code__startswith="x")


def imported(owner, *rows):
    row = imports.start(SPREADSHEET, upload(filled(*rows)), by=owner)
    run(row)
    return row


def test_a_right_workbook_is_loaded_whole(owner):
    row = imported(owner, *[(f"{number:06}", "张三") for number in range(300)])
    assert (row.state, row.done, row.total, row.outcome) == (State.DONE, 300, 300, {"rows": 300})
    assert loaded().count() == 300


def test_one_wrong_cell_and_nothing_is_loaded_and_all_errors_are_kept_as_a_file(owner):
    row = imported(owner, *[(f"{number:06}", "张三", None, None, "坏") for number in range(500)], ("999999", "李四"))
    assert (row.state, row.outcome) == (State.FAILED, {"errors": 500})
    assert not loaded().exists()
    assert len(row.problems) == 500
    assert row.problems[0] == {
        "sheet": "人员",
        "cell": "E2",
        "column": "人数",
        "rule": "type",
        "message": "应为数字",
        "value": "坏",
        "basis": "",
    }
    with row.result.open("rb") as file:
        lines = list(openpyxl.load_workbook(file).active.values)
    assert len(lines) == 501
    assert lines[500][:2] == ("人员", "E501")


def test_what_only_the_chapter_can_see_is_told_by_cell_too(owner):
    row = imported(owner, ("000001", "不合", IDENTITY))
    assert row.state == State.FAILED
    assert (row.problems[0]["cell"], row.problems[0]["message"]) == ("C2", "与资质表不一致")
    assert IDENTITY not in str(row.problems)


def test_a_file_refused_as_a_whole_says_why(owner):
    row = imports.start(SPREADSHEET, upload(filled()), by=owner)
    row.source.storage.delete(row.source.name)
    row.source.storage.save(row.source.name, upload(openpyxl_of_nothing()))
    run(row)
    assert (row.state, row.problems[0]["rule"]) == (State.FAILED, "version")


def openpyxl_of_nothing():
    from io import BytesIO

    buffer = BytesIO()
    openpyxl.Workbook().save(buffer)
    buffer.seek(0)
    return buffer


def test_an_attempt_after_the_load_does_not_load_again(owner):
    row = imports.start(SPREADSHEET, upload(filled(("000001", "张三"))), by=owner)
    entered = []

    def load_and_die(workbook, attempt):
        entered.append(attempt.job.attempts)
        SPREADSHEET.load(workbook, attempt)

    declare(type(SPREADSHEET)(**{**vars(SPREADSHEET), "load": load_and_die}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("portal.jobs.running._end", dying)
        with pytest.raises(KeyboardInterrupt):
            run(row)
    run(row)
    assert entered == [1]
    assert (row.state, row.attempts, loaded().count()) == (State.DONE, 2, 1)


def test_what_follows_the_load_is_done_before_the_job_is_though_called_off_too_late(owner):
    seen = []

    def follow(attempt):
        seen.append((loaded().count(), Job.objects.get().state))
        jobs.cancel(Job.objects.get())
        attempt.stop_if_cancelled()
        seen.append(Job.objects.get().state)

    declare(replace(SPREADSHEET, follow=follow))
    row = imported(owner, ("000001", "张三"))
    assert seen == [(1, State.RUNNING), State.CANCELLING]
    assert (row.state, row.outcome) == (State.DONE, {"rows": 1})


def test_nothing_follows_a_workbook_with_errors(owner):
    declare(replace(SPREADSHEET, follow=lambda _attempt: pytest.fail("must not be entered")))
    assert imported(owner, ("坏", "不合", IDENTITY)).state == State.FAILED


def dying(*_args, **_kwargs):
    raise KeyboardInterrupt


def test_a_load_that_breaks_in_the_middle_leaves_nothing(owner):
    def break_down(workbook, attempt):
        SPREADSHEET.load(workbook, attempt)
        raise IntegrityError

    declare(type(SPREADSHEET)(**{**vars(SPREADSHEET), "load": break_down}))
    row = imported(owner, ("000001", "张三"))
    assert row.state == State.FAILED
    assert not loaded().exists()
