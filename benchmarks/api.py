"""The interface over HTTP: the public check beside a bare view, and applications filed by many users at once."""

import json
import secrets
import statistics
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle, islice
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.timezone import localdate

from benchmarks import serving
from benchmarks.measuring import AT_LEAST, Bar, Result, compared
from benchmarks.scales import ROOT, Scales
from institutions.models import BusinessScope
from institutions.rules.filing import items_for
from institutions.rules.words import FilingType, Kind
from portal.access import Role
from portal.accounts.models import User
from portal.attachments.models import Attachment
from portal.documents import organs
from portal.parties.models import Organisation, Person
from portal.regions.models import Region
from portal.rest.models import ApiToken

CONNECTIONS, ROUND = 8, 2.0
USERS, FILING_SECONDS, APPLICANTS, FIRST = 20, 10.0, 1_200, 100
UNTHROTTLED = {"API_CHECK_PER_MINUTE": "1000000000", "API_TOKEN_PER_MINUTE": "1000000000"}
CODES = "SELECT code FROM parties_organisation ORDER BY md5(code) LIMIT 500"
GRADES = (1,) * 5 + (2,) * 8 + (3,) * 12
SPECIALTIES = ("安全", "机械", "电气", "采矿", "通风", "地质", "矿建")


def check(scales: Scales, rounds: int) -> Iterator[Result]:
    """
    Requests a second of the exact public check, and of a bare view with one indexed SELECT, in alternation.

    Ours counts for the throttle, is measured, logged, numbered and fenced like every request; only the limit itself is
    lifted. The reference is Django with CommonMiddleware in the same web server.
    """
    with scales.connect("nation") as connection:
        codes = [code for (code,) in connection.execute(CODES)]
    bare = serving.web(scales, "nation", "benchmarks.bare:application")
    with serving.web(scales, "nation", extra=UNTHROTTLED) as ours, bare as reference:
        sides = (ours, [f"/api/v1/organisations/{code}/check" for code in codes]), (reference, [f"/{c}" for c in codes])
        for port, paths in sides:
            _rate(port, paths)  # connections, plans and caches as they are on any day
        pairs = [tuple(_rate(port, paths) for port, paths in sides) for _round in range(rounds)]
    yield compared("exact public check, API", "requests/s", pairs, Bar(AT_LEAST, 0.6))


def _rate(port: int, paths: list[str]) -> float:
    told = _apart(
        ["benchmarks.load", "--port", str(port), "--connections", str(CONNECTIONS), "--seconds", str(ROUND)],
        "\n".join(paths),
    )
    if told["failures"]:
        raise RuntimeError(f"{told['failures']} of {told['answered']} requests failed.")
    return float(told["rate"])


def filings(scales: Scales, rounds: int) -> Iterator[Result]:
    """
    Applications opened, filled in and handed in a second by twenty users at once, each with a token of its own.

    An organisation has one open application of a kind, so a user goes on to the next organisation, as an agent who
    files for many would; the applicants come from every province in turn, for every authority numbers its receipts
    without gaps, one after another. Every application is a whole one: 25 professionals, key posts, equipment, premises,
    shareholders, scope, eight papers of evidence, the letter of commitment; opened, filled in and handed in by one
    request. The first hundred are not counted: connections, plans and templates are then as they are on any day.
    """
    first, applicants = some_applicants(FIRST, localdate()), some_applicants(APPLICANTS, localdate())
    with serving.web(scales, "nation", extra=UNTHROTTLED) as port:
        _apart(["benchmarks.filers"], json.dumps(_order(port, first)))
        size = len(applicants) // rounds
        told = [
            _apart(["benchmarks.filers"], json.dumps(_order(port, applicants[place * size : (place + 1) * size])))
            for place in range(rounds)
        ]
    failures = [failure for round_told in told for failure in round_told["failures"]]
    yield Result(
        "filings created and submitted by API, 20 users",
        "filings/s",
        statistics.median(round_told["rate"] for round_told in told),
        None,
        (Bar(AT_LEAST, 100, "filings/s", is_absolute=True),),
        {"rounds": [round_told["rate"] for round_told in told], "failures": failures},
        f"({len(failures)} failures)",
    )


def _order(port: int, applicants: list[dict[str, Any]]) -> dict[str, Any]:
    return {"port": port, "users": USERS, "seconds": FILING_SECONDS, "applicants": applicants}


def _apart(words: list[str], told: str) -> dict[str, Any]:
    """What a load generator says, from a process of its own."""
    command = [sys.executable, "-m", *words]
    answer = subprocess.run(command, cwd=ROOT, input=told, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise RuntimeError(answer.stderr)
    return dict(json.loads(answer.stdout))


@transaction.atomic
def some_applicants(count: int, on: date) -> list[dict[str, Any]]:
    """So many new organisations, from every province in turn, each with a clerk, a token, people and files."""
    places = Region.objects.filter(until=None).order_by("path")
    provinces = {region.path_codes[1]: region for region in places if len(region.path_codes) > 1}
    scope = BusinessScope.objects.get(code="evaluation-coal")
    for code in provinces:
        organs.of(Region.objects.get(pk=code))
    return [_applicant(region, scope, on) for region in islice(cycle(provinces.values()), count)]


def _applicant(region: Region, scope: BusinessScope, on: date) -> dict[str, Any]:
    mark = secrets.token_hex(4).upper()
    organisation = Organisation.objects.create(
        # Not a code of anybody's: the register's form checks the digits, the table only that it is one's own.
        code=f"91{region.pk}{mark}XX",
        name=f"基准安全评价有限公司{mark}",
        region=region,
        founded_on=date(2012, 6, 1),
        legal_representative="郑守安",
        registered_address="河南省郑州市金水区花园路1号",
        office_address="河南省郑州市金水区花园路1号",
        website="https://example.cn",
    )
    clerk = User.objects.create(username=f"bench-{mark.lower()}", name="申请人")
    clerk.assignments.create(role=Role.APPLICANT, organisation=organisation, since=date(2020, 1, 1))
    secret = f"wsp_{secrets.token_urlsafe(32)}"
    ApiToken.objects.create(
        user=clerk,
        name="benchmark",
        digest=ApiToken.digest_of(secret),
        hint=secret[-4:],
        scopes=["filing:read", "filing:write"],
        expires_on=on + timedelta(days=30),
    )
    sections = _sections(organisation, scope, on)
    return {"secret": secret, "kind": scope.kind, "sections": json.loads(json.dumps(sections, cls=DjangoJSONEncoder))}


def _sections(organisation: Organisation, scope: BusinessScope, on: date) -> dict[str, Any]:
    people = Person.objects.bulk_create(Person(name=f"人员{number}") for number, _grade in enumerate(GRADES))
    files = Attachment.objects.bulk_create(
        Attachment(
            purpose="evidence",
            name=f"{item}.pdf",
            size=1000,
            sha256=(digest := secrets.token_hex(32)),
            mime="application/pdf",
            path=digest,
            organisation=organisation,
            uploaded_on=on,
            scan=Attachment.Scan.CLEAN,
        )
        for item in items_for(Kind(scope.kind), FilingType.INITIAL)
    )
    return {
        "basics": {"fixed_assets": 1580, "legal_representative": "郑守安", "introduction": "从事安全生产技术服务。"},
        "professionals": [
            {
                "person": person.pk,
                "evaluator_level": grade,
                "engineer_level": "intermediate" if number < 8 else "",  # noqa: PLR2004 - as many as the condition asks
                "engineer_category": "coal" if number < 8 else "",  # noqa: PLR2004
                "title": "senior" if number < 7 else "intermediate",  # noqa: PLR2004
                "specialties": SPECIALTIES,
                "years_in_industry": 10,
                "contract_from": date(2020, 1, 1),
                "insured_unit": organisation.name,
                "insured_months": 24,
            }
            for number, (person, grade) in enumerate(zip(people, GRADES, strict=True))
        ],
        "posts": [
            {"post": "technical_director", "person": people[0].pk},
            {"post": "process_control_director", "person": people[1].pk},
        ],
        "equipment": [{"name": "气相色谱仪", "quantity": 4, "value": 250, "bought_on": date(2020, 5, 1)}],
        "premises": [
            {"address": "花园路1号三层", "use": "office", "area": 1100},
            {"address": "花园路1号四层", "use": "archive", "area": 120},
        ],
        "shareholders": [{"name": "郑守安", "share": 100}],
        "scopes": [{"business": scope.code}],
        "evidence": [{"item": file.name.removesuffix(".pdf"), "attachment": str(file.key)} for file in files],
        "commitment": [{"signed_by": "郑守安", "signed_on": on}],
    }
