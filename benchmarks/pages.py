"""Pages at nation scale beside the same pages at a hundredth: an organisation's, the docket, the register."""

import statistics
from collections.abc import Callable, Iterator, Sequence

from benchmarks import readers, serving
from benchmarks.measuring import AT_MOST, Bar, Result, percentile
from benchmarks.scales import Scales

USERS = 16
#: Seconds a person reads before asking for the next page, and seconds of one round.
PAUSE, ROUND = 1.0, 15.0
#: Seconds and pause of the readers who come before anything is measured.
WARMING = 3.0, 0.05
DOCKET = (
    "/desk/docket/",
    "/desk/docket/?lamp=red",
    "/desk/docket/?kind=institutions.filing&waiting_for=officer",
    "/desk/docket/?whose=mine&sort=old",
    "/desk/docket/?sort=new",
    "/desk/docket/?waiting_for=reviewer&sort=due",
)
REGISTER = (
    "/institutions/",
    "/institutions/?kind=evaluation",
    "/institutions/?state=active&sort=ending",
    "/institutions/?kind=inspection&state=expired",
    "/institutions/?sort=number",
    "/institutions/?region=410000",
)
OFFICERS = "SELECT username FROM accounts_user WHERE username ~ '^p[0-9]{2}[.]officer$' ORDER BY 1 LIMIT %s"
HOLDERS = """
SELECT organisation.code FROM institutions_qualification held
JOIN parties_organisation organisation ON organisation.id = held.organisation_id ORDER BY held.number LIMIT 200
"""


def organisation(scales: Scales, rounds: int) -> Iterator[Result]:
    """Every panel of one organisation, as a visitor reads it."""

    def paths(scale: str) -> list[str]:
        with scales.connect(scale) as connection:
            return [f"/o/{code}/" for (code,) in connection.execute(HOLDERS)]

    yield _beside(
        scales, rounds, "organisation page, all panels, p95", paths, lambda _scale: [""] * 4, Bar(AT_MOST, 1.3)
    )


def docket(scales: Scales, rounds: int) -> Iterator[Result]:
    """A province officer's docket, filtered and sorted."""

    def officers(scale: str) -> list[str]:
        with scales.connect(scale) as connection:
            return [str(name) for (name,) in connection.execute(OFFICERS, [USERS])]

    bars = Bar(AT_MOST, 1.5), Bar(AT_MOST, 150, "ms", is_absolute=True)
    yield _beside(scales, rounds, "province officer's docket, 16 users, p95", lambda _scale: DOCKET, officers, *bars)


def register(scales: Scales, rounds: int) -> Iterator[Result]:
    """The public register with facets and counts."""
    bars = Bar(AT_MOST, 1.5), Bar(AT_MOST, 200, "ms", is_absolute=True)
    name = "register list with facets and counts, 16 users, p95"
    yield _beside(scales, rounds, name, lambda _scale: REGISTER, lambda _scale: [""] * USERS, *bars)


def _beside(
    scales: Scales,
    rounds: int,
    name: str,
    paths: Callable[[str], Sequence[str]],
    people: Callable[[str], Sequence[str]],
    *bars: Bar,
) -> Result:
    """The nation and a hundredth of it in alternation, each with its own server; a twentieth for the growth table."""
    taken: dict[str, list[float]] = {}
    every: dict[str, list[float]] = {}
    with serving.web(scales, "nation") as nation, serving.web(scales, "city") as city:
        doors = ("nation", nation), ("city", city)
        both = [(scale, port, readers.arrive(port, people(scale))) for scale, port in doors]
        for scale, port, cookies in both:
            readers.apart(port, cookies, paths(scale), *WARMING)
        for _round in range(rounds):
            for scale, port, cookies in both:
                found = readers.apart(port, cookies, paths(scale), ROUND, PAUSE)["taken"]
                taken.setdefault(scale, []).append(percentile(found, 95) * 1000)
                every.setdefault(scale, []).extend(found)
    with serving.web(scales, "province") as port:
        cookies = readers.arrive(port, people("province"))
        readers.apart(port, cookies, paths("province"), *WARMING)
        found = readers.apart(port, cookies, paths("province"), ROUND, PAUSE)["taken"]
    raw = {"p95": taken, "province": percentile(found, 95) * 1000, "every": every}
    middle = {scale: statistics.median(values) for scale, values in taken.items()}
    return Result(name, "ms", middle["nation"], middle["city"], bars, raw)
