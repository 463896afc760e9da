"""The seeded country as tests get it: grown once a run, copied for each worker, and never touched by other tests.

It lies in databases of its own. The first worker that wants it grows it; every worker takes a copy, in which tests run
inside transactions that are rolled back; a journey, which commits, takes a copy of its own and drops it. The grown one
stays until the next run replaces it.
"""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from portal import exchange
from portal.access import Role
from portal.accounts.models import User
from portal.accounts.services import invitations, registrations
from portal.announcements.models import Announcement
from portal.announcements.services import objections
from portal.exchange import Sheet, Spreadsheet
from portal.exchange import declarations as spreadsheets
from portal.jobs import services as jobs
from portal.notifications import endpoints
from portal.parties.models import Organisation
from portal.regions.models import Region
from portal.reports import declarations as reports
from portal.reports import producing
from portal.reports.declarations import Chart, Column, Kind, Report
from portal.reports.periods import Cycle, Period
from portal.rest.scopes import DOCKET_READ
from portal.rest.services import tokens
from portal.seed.growing import grow
from portal.web import searches
from tests.portal.jobs.workers import own_queue

#: A report and a spreadsheet of nobody's chapter, declared while a test stands on the country.
REPORT: Final = Report(
    "tests.efficiency",
    "审批效能月报",
    Cycle.MONTHLY,
    (Column("stage", "环节", "办理环节", Kind.TEXT), Column("files", "办件数", "本期办结的件数", sums=True)),
    lambda period, region: [{"stage": f"{region.name}受理", "files": period.start.month}],
    chart=Chart("stage", ("files",)),
)
SPREADSHEET: Final = Spreadsheet(
    "tests.people",
    "人员名册",
    "1",
    (Sheet("people", "人员", (exchange.Column("姓名", "name"),)),),
    lambda _workbook, _run: None,
    roles=frozenset({Role.OFFICER}),
)
FILES: Final = "country-files"
REASON: Final = "公告所列注册安全工程师中有二人已于上月离职，现场核查时亦未见其人，请核实。"


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Every connection of this process opens this database meanwhile, those of other threads too."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _copy(source: str, target: str) -> None:
    _drop(target)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def _drop(name: str) -> None:
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def _empty(django_db_setup: None, django_db_blocker: Any, django_db_keepdb: bool) -> Iterator[str]:
    """The test database; pytest-django makes it only where a test carries its mark."""
    name = connection.settings_dict["NAME"]
    if name.startswith("test_"):
        yield name
        return
    with django_db_blocker.unblock():
        made = connection.creation.create_test_db(
            verbosity=0, autoclobber=True, serialize=False, keepdb=django_db_keepdb
        )
    yield made
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(name, verbosity=0, keepdb=django_db_keepdb)


@pytest.fixture(scope="session")
def grown(
    _empty: str,
    django_db_blocker: Any,
    django_db_keepdb: bool,
    tmp_path_factory: pytest.TempPathFactory,
    pytestconfig: pytest.Config,
) -> str:
    """The name of the database with the country, grown by whichever worker came first, or today with --reuse-db."""
    name = re.sub(r"_gw\d+$", "", _empty) + "_grown"
    shared = tmp_path_factory.getbasetemp()
    if django_db_keepdb and pytestconfig.cache:
        shared = pytestconfig.cache.mkdir(f"country-{timezone.localdate()}")
    elif "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with django_db_blocker.unblock(), (shared / "country-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / FILES).exists():
            _copy(_empty, name)
            with connected_to(name), own_queue():
                call_command("load_figures", verbosity=0)
                grow(timezone.localdate())
                _enliven()
            shutil.copytree(settings.PRIVATE_ROOT, shared / FILES)
        shutil.copytree(shared / FILES, settings.PRIVATE_ROOT, dirs_exist_ok=True)
    return name


@pytest.fixture(scope="session")
def _own_country(grown: str, _empty: str, django_db_blocker: Any) -> Iterator[str]:
    name = f"{_empty}_country"
    with django_db_blocker.unblock():
        _copy(grown, name)
    yield name
    with django_db_blocker.unblock():
        _drop(name)


@pytest.fixture
def _declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(reports._declared, REPORT.code, REPORT)
    monkeypatch.setitem(spreadsheets._declared, SPREADSHEET.code, SPREADSHEET)


@pytest.fixture
def country(_own_country: str, _declared: None, django_db_blocker: Any) -> Iterator[None]:
    """The seeded rows; whatever the test writes is rolled back."""
    block = transaction.atomic()
    block._from_testcase = True
    with django_db_blocker.unblock(), connected_to(_own_country), block:
        yield
        transaction.set_rollback(rollback=True)


@pytest.fixture
def lasting_country(grown: str, _empty: str, _declared: None, django_db_blocker: Any) -> Iterator[str]:
    """A copy of the seeded rows in which writes are committed, for this test alone; its name."""
    name = f"{_empty}_journey"
    with django_db_blocker.unblock():
        _copy(grown, name)
        with connected_to(name), own_queue():
            yield name
        _drop(name)


def _enliven() -> None:
    """What the seed leaves to the people who try it: an objection, a job, an invitation, a request to join."""
    now, today = timezone.now(), timezone.localdate()
    user = User.objects.get_by_natural_key
    contested = Announcement.objects.open_to_objection(today).filter(region="410000").first()
    assert contested is not None
    objections.lodge(contested, objections.Words("country-objection", REASON, is_anonymous=True), on=today)
    jobs.start("web.export", {"view": "none", "query": "", "format": "csv"}, by=user("henan.officer"), title="导出")
    yongan = Organisation.objects.get(name="郑州永安安全评价有限公司")
    invitations.invite(
        "colleague@example.cn", Role.APPLICANT, by=user("yongan.clerk"), at=now, name="同事", organisation=yongan
    )
    newcomer = User.objects.create_user("newcomer", None, name="新来者")
    period = Period.complete_on(Cycle.MONTHLY, today)
    producing.produce(REPORT, period, Region.objects.get(pk="410000"), now=timezone.localtime())
    wish = tokens.Wish("业务系统", (DOCKET_READ,), today + timedelta(days=90), yongan)
    tokens.issue(wish, by=user("yongan.clerk"), on=today)
    endpoints.register(yongan, "https://8.8.8.8/hook", by=user("yongan.clerk"), at=now)
    searches.keep(user("henan.officer"), title="逾期", path="/desk/docket/", query="lamp=red")
    registrations.request(newcomer, yongan.code, name=yongan.name, region=Region.objects.get(pk="410105"), on=today)
