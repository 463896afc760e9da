"""The ten hottest statements of pages and interface at nation scale, with their plans."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.measuring import AT_MOST, Bar, Result
from benchmarks.pages import DOCKET, HOLDERS, REGISTER
from benchmarks.scales import ROOT, Scales
from portal.access import Role
from portal.accounts.models import User

#: Tables of more rows than this are large; the rest is read through faster than by any index.
LARGE: Final = 100_000
HOTTEST: Final = 10
FILE: Final = ROOT / "benchmarks-plans.md"
TIME: Final = re.compile(r"Execution Time: ([\d.]+) ms")
READ_THROUGH: Final = re.compile(r"Seq Scan on (\w+)")
NUMBERS: Final = re.compile(r"'[^']*'|\b\d+\b")
SEARCHES: Final = ("/search/?q=科技", "/search/?q=郑州安泰", "/search/?q=hnap", "/search/?q=龙腾四海", "/")


@dataclass(frozen=True)
class Plan:
    """A statement as it was sent, where from, its plan and how long it ran."""

    path: str
    sql: str
    text: str
    milliseconds: float


def hottest(_scales: Scales, _rounds: int) -> Iterator[Result]:
    """How many of the hottest statements read a large table from end to end; the plans go to a file of their own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [LARGE])
        large = {name for (name,) in cursor.fetchall()}
        cursor.execute(HOLDERS)
        (code,) = cursor.fetchone()
    paths = [
        *DOCKET,
        *REGISTER,
        f"/o/{code}/",
        f"/api/v1/organisations/{code}/check",
        *SEARCHES,
        "/desk/",
        "/announcements/",
    ]
    plans: dict[str, Plan] = {}
    for path in paths:
        for sql in _asked(path):
            key = NUMBERS.sub("?", sql)
            found = _explained(path, sql)
            if key not in plans or plans[key].milliseconds < found.milliseconds:
                plans[key] = found
    hot = sorted(plans.values(), key=lambda plan: -plan.milliseconds)
    through = [plan for plan in hot if large & set(READ_THROUGH.findall(plan.text))]
    FILE.write_text("\n".join(map(_written, hot[:HOTTEST])))
    told = {"statements": len(hot), "slowest": hot[0].milliseconds, "read through": [plan.sql for plan in through]}
    bar = Bar(AT_MOST, 0, "", is_absolute=True)
    yield Result("statements that read a large table through", "", len(through), None, (bar,), told)


def _asked(path: str) -> list[str]:
    """What a province's officer's page, or a visitor's, asks the database."""
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    if path.startswith("/desk/"):
        officer = User.objects.get(username=f"p11.{Role.OFFICER}")
        client.force_login(officer, settings.AUTHENTICATION_BACKENDS[-1])
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return [query["sql"] for query in captured.captured_queries if query["sql"].lstrip().startswith("SELECT")]


def _explained(path: str, sql: str) -> Plan:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, BUFFERS OFF) {sql}".replace("%", "%%"), [])
        text = "\n".join(line for (line,) in cursor.fetchall())
    found = TIME.search(text)
    return Plan(path, sql, text, float(found[1]) if found else 0.0)


def _written(plan: Plan) -> str:
    sql: Any = plan.sql if len(plan.sql) < 700 else f"{plan.sql[:700]} …"  # noqa: PLR2004 - what a reader reads
    return f"`{plan.path}`, {plan.milliseconds:.1f} ms\n\n```sql\n{sql}\n```\n\n```\n{plan.text}\n```\n"
