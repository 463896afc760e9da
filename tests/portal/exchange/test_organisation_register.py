"""The regulator's extract comes in whole: who is new is entered, what changed is recorded, or every reason told."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.access import Role
from portal.audit.models import Entry
from portal.errors import Refused
from portal.exchange import imports
from portal.exchange.organisations import REGISTER
from portal.jobs.models import Job
from portal.jobs.running import run
from portal.jobs.states import State
from portal.parties import basis
from portal.parties.models import FormerName, FormerRegion, Organisation
from portal.parties.services import extracts, organisations
from portal.regions.models import Region
from portal.search import names
from tests.factories import accounts
from tests.factories import parties as factories
from tests.factories.codes import credit_code
from tests.portal.exchange.books import blank, saved, upload

pytestmark = pytest.mark.django_db
ADDRESS = "郑州市金水区花园路 1 号"
CHANGED = ("organisation-described", "organisation-moved", "organisation-renamed")


@pytest.fixture
def henan():
    return Region.objects.get(code="410000")


@pytest.fixture
def administrator():
    return accounts.user(Role.SYSTEM_ADMIN)


def taken_in(by, *rows):
    book = blank(REGISTER)
    for row in rows:
        book["单位"].append(row)
    job = imports.start(REGISTER, upload(saved(book), "单位名录.xlsx"), by=by)
    run(job)
    return job


def found(job):
    return [(problem["cell"], problem["rule"], problem["message"]) for problem in job.problems]


def entries(verb):
    return Entry.objects.filter(verb=verb)


def test_new_organisations_are_entered_as_the_service_enters_them(administrator):
    code, legacy = credit_code(), "410000000012345"
    wide = "".join(chr(ord(character) + 0xFEE0) for character in code)
    job = taken_in(
        administrator,
        (wide, " 河南  安评有限公司 ", "410105", "张三", ADDRESS, date(2015, 1, 5), 500.5, "0371-65512345转12"),
        (legacy, "老企业", "410000"),
    )
    assert (job.state, job.problems) == (State.DONE, [])
    assert job.outcome == {"entered": 2, "changed": 0, "rows": 2}
    made = Organisation.objects.get(code=code)
    alone = Organisation(
        code=code,
        name="河南 安评有限公司",
        region_id="410105",
        legal_representative="张三",
        registered_address=ADDRESS,
        founded_on=date(2015, 1, 5),
        registered_capital=Decimal("500.5"),
        phone="037165512345-12",
    )
    for field in Organisation._meta.fields:
        if field.name not in {"id", "name_key"}:
            assert getattr(made, field.name) == getattr(alone, field.name), field.name
    assert made.name_key == Organisation.key_of(made.name)
    assert Organisation.objects.get(code=legacy).code_status == Organisation.CodeStatus.LEGACY
    assert [match.key for match in names.find("河南安评", [organisations.KIND])] == [str(made.pk)]
    entry = entries("organisation-entered").get(subject_key=str(made.pk))
    assert (entry.subject_kind, entry.actor_key) == ("parties.organisation", administrator.pk)
    one = factories.organisation(made.region)
    alike = entries("organisation-entered").get(subject_key=str(one.pk))
    assert set(alike.facts) == set(entry.facts)
    whole = entries("extract-taken").get()
    assert {name: whole.facts[name] for name in ("source", "lines", "entered", "changed")} == {
        "source": "单位名录.xlsx",
        "lines": 2,
        "entered": 2,
        "changed": 0,
    }


def test_all_are_found_by_name_once_the_job_says_it_is_done_though_a_worker_was_lost(administrator, henan, monkeypatch):
    """Named a few at a time; the first worker dies in between, and the second enters nobody twice."""
    monkeypatch.setattr(extracts, "BATCH", 2)
    whole, begun = extracts.index, []

    def dying(first, last):
        for done in whole(first, last):
            begun.append((first, done))
            yield done
            if len(begun) == 1:
                raise OperationalError

    monkeypatch.setattr(extracts, "index", dying)
    known = factories.organisation(henan, name="照旧公司")
    new = [(credit_code(), f"新登记{sign}公司", "410105") for sign in "甲乙丙丁戊"]
    job = taken_in(administrator, *new, (known.code, "照旧公司", "410000", "李四"))
    assert (job.state, Organisation.objects.count()) == (State.RUNNING, 6)
    assert [match.name for match in names.find("新登记", [organisations.KIND])] == ["新登记甲公司", "新登记乙公司"]
    run(job)
    assert (job.state, job.done, job.total) == (State.DONE, 6, 6)
    assert job.outcome == {"entered": 5, "changed": 1, "rows": 6}
    found_now = {match.name for match in names.find("新登记", [organisations.KIND])}
    assert found_now == {name for _code, name, _region in new}
    assert (Organisation.objects.count(), len(begun), Job.objects.count()) == (6, 3, 1)
    assert begun[0][1] < begun[1][0], "what was done is not done again"


def test_what_changed_is_recorded_with_former_names_and_what_is_not_told_stays(administrator, henan):
    known = factories.organisation(henan, name="旧名公司", founded_on=date(2015, 1, 5), phone="037165512345")
    same = factories.organisation(henan, name="照旧公司")
    job = taken_in(
        administrator,
        (known.code, "新名公司", "410105", "李四", None, None, 100, None),
        (same.code, "照旧公司", "410000"),
    )
    assert job.outcome == {"entered": 0, "changed": 1, "rows": 2}
    known.refresh_from_db()
    assert (known.name, known.region_id, known.legal_representative) == ("新名公司", "410105", "李四")
    assert (known.founded_on, known.phone, known.registered_capital) == (date(2015, 1, 5), "037165512345", 100)
    former = FormerName.objects.get(organisation=known)
    today = timezone.localdate()
    assert (former.name, former.period.lower, former.period.upper) == ("旧名公司", date(2015, 1, 5), today)
    assert FormerRegion.objects.get(organisation=known).region_id == "410000"
    assert [match.key for match in names.find("旧名", [organisations.KIND])] == [str(known.pk)]
    assert [entries(verb).filter(subject_key=str(known.pk)).count() for verb in CHANGED] == [1, 1, 1]
    assert not entries("organisation-described").filter(subject_key=str(same.pk)).exists()


def test_a_former_code_finds_its_organisation(administrator, henan):
    known = factories.organisation(henan, code="410000000012345", name="老企业")
    organisations.recode(known, credit_code(), by=None, on=date(2021, 1, 1))
    job = taken_in(administrator, ("410000000012345", "老企业", "410000", "王五"))
    assert job.outcome == {"entered": 0, "changed": 1, "rows": 1}
    assert Organisation.objects.get().legal_representative == "王五"


def test_every_bad_cell_is_told_and_nothing_is_taken_in(administrator):
    code = credit_code()
    tomorrow = timezone.localdate() + timedelta(days=1)
    job = taken_in(
        administrator,
        (code, "甲公司", "410105"),
        (code, "乙公司", "410105"),
        (credit_code()[:-2] + "00", "（）", "4101", None, None, tomorrow, -1, "12"),
    )
    assert job.state == State.FAILED
    assert [(cell, rule) for cell, rule, _message in found(job)] == [
        ("A3", "unique"),
        ("A4", "code"),
        ("B4", "rule"),
        ("C4", "pattern"),
        ("F4", "rule"),
        ("G4", "range"),
        ("H4", "rule"),
    ]
    assert not Organisation.objects.exists()
    assert not entries("extract-taken").exists()


def test_a_division_nobody_knows_is_refused_by_the_rules_of_the_register():
    matches = extracts.match([extracts.line(credit_code(), "甲公司", "999999", [None] * 5)])
    ((place, objection),) = extracts.objections(matches, by=None, on=date(2026, 9, 18))
    assert (place, objection.field, objection.basis) == (0, "region", basis.EXTRACT)


def test_what_only_the_register_knows_is_told_by_cell(administrator, henan):
    retired = Region.objects.filter(until__lte=timezone.localdate()).first()
    gone = factories.organisation(henan, name="已并公司")
    Organisation.objects.filter(pk=gone.pk).update(status=Organisation.Status.MERGED)
    today = factories.organisation(henan, name="今日更名")
    organisations.rename(today, "今日已更名", by=None, on=timezone.localdate())
    job = taken_in(
        administrator,
        (credit_code(), "甲公司", "999999"),
        (credit_code(), "乙公司", retired.code),
        (gone.code, "另一名", "410105"),
        (today.code, "再更名", "410000"),
    )
    assert found(job) == [
        ("C2", "register", "没有这一行政区划"),
        ("C3", "register", "该行政区划已停用"),
        ("B4", "register", "该单位已合并或者终止"),
        ("C4", "register", "该单位已合并或者终止"),
        ("B5", "register", "更名日期须晚于现名启用日期"),
    ]


def test_two_lines_about_one_organisation_are_refused(administrator, henan):
    known = factories.organisation(henan, code="410000000012345", name="老企业")
    organisations.recode(known, credit_code(), by=None, on=date(2021, 1, 1))
    known.refresh_from_db()
    job = taken_in(administrator, (known.code, "老企业", "410000"), ("410000000012345", "老企业", "410000"))
    assert found(job) == [("A3", "register", "与另一行为同一单位")]


def test_an_officer_takes_in_only_what_is_registered_in_the_own_region(officer, henan):
    elsewhere = factories.organisation(Region.objects.get(code="420000"), name="湖北公司")
    job = taken_in(
        officer,
        (credit_code(), "甲公司", "410105"),
        (credit_code(), "乙公司", "420100"),
        (elsewhere.code, "湖北公司", "410105"),
    )
    assert [(cell, rule) for cell, rule, _message in found(job)] == [("C3", "register"), ("C4", "register")]
    assert taken_in(officer, (credit_code(), "甲公司", "410105")).state == State.DONE


def test_a_code_entered_meanwhile_is_told_by_its_cell(administrator, henan, monkeypatch):
    code = credit_code()
    original = extracts.take

    def slow(matches, **deed):
        factories.organisation(henan, code=code)
        return original(matches, **deed)

    monkeypatch.setattr(extracts, "take", slow)
    job = taken_in(administrator, (credit_code(), "甲公司", "410105"), (code, "乙公司", "410105"))
    assert found(job) == [("A3", "register", "该代码的单位已登记")]
    assert not entries("extract-taken").exists()


def test_what_the_service_alone_is_asked_it_refuses_alone(henan):
    known = factories.organisation(henan)
    (match,) = extracts.match([extracts.line(credit_code(), "甲公司", "410105", [None] * 5)])
    other = extracts.Match(extracts.line(known.code, "乙公司", "410105", [None] * 5), None)
    with pytest.raises(Refused) as refused:
        extracts.take([match, other], source="名录.xlsx", by=None, on=date(2026, 9, 18))
    assert [objection.basis for objection in refused.value.objections] == [basis.UNIQUE]
    assert Organisation.objects.count() == 1


def test_two_extracts_at_once_lock_whom_they_share_in_one_order_whatever_the_order_of_their_lines(henan, monkeypatch):
    monkeypatch.setattr(extracts, "BATCH", 2)
    firms = [factories.organisation(henan) for _number in range(5)]
    lines = [extracts.line(firm.code, firm.name, "410000", [None] * 5) for firm in reversed(firms)]
    with CaptureQueriesContext(connection) as asked:
        extracts.locked(extracts.match(lines))
    locking = [query["sql"] for query in asked if "FOR UPDATE" in query["sql"]]
    keys = [key for sql in locking for key in sorted(map(int, re.search(r" IN \(([\d, ]+)\)", sql)[1].split(", ")))]
    assert keys == sorted(firm.pk for firm in firms)
