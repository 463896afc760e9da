"""The files of administrative divisions as plain facts, and every fault of them by line; pure."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

SUPPLIED: Final = Path(__file__).parent / "data"
COUNTRY: Final = "000000"
COUNTRY_NAME: Final = "全国"
#: The files' word for a tier -> ours.
LEVELS: Final = {"province": "province", "prefecture": "city", "county": "county"}
#: Kinds of change in which the new code is new itself; in the others it may have stood long before.
FOUNDING: Final = frozenset({"新设", "同名改码", "撤县设区", "撤县设市", "撤市设区", "撤地设市", "撤地设区"})
CODE_LENGTH: Final = 6


@dataclass(frozen=True)
class Place:
    """One division as it shall stand in the table."""

    code: str
    name: str
    full_name: str
    level: str
    parent_id: str | None
    path: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Change:
    """One change as it shall stand in the table."""

    on: date
    kind: str
    old_code: str
    old_name: str
    new_code: str
    new_name: str
    document: str


@dataclass(frozen=True)
class Fault:
    """What is wrong, in which file and line; the header is line 1."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.message}"


class Faulty(Exception):  # noqa: N818 - the files are at fault, not the program
    """The files are not loaded, for all these faults."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


@dataclass
class Facts:
    """All divisions, in force and retired, and all changes."""

    places: dict[str, Place] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)


def read(folder: Path = SUPPLIED) -> Facts:
    """
    The facts in a folder: `regions.csv`, and where present the changes and the retired codes.

    Raises Faulty with every fault found, and FileNotFoundError without `regions.csv`.
    """
    facts, faults = Facts(), list[Fault]()
    facts.places[COUNTRY] = Place(COUNTRY, COUNTRY_NAME, "中华人民共和国", "country", None, "")
    rows = dict(_rows(folder / "regions.csv", ("code", "name", "level", "parent_code"), faults))
    faults += _faults_of_rows(rows)
    for name in ("region_changes.csv", "region_changes_added.csv"):
        if (folder / name).exists():
            facts.changes += _changes(folder / name, faults)
    retired = folder / "regions_retired_since_2019.csv"
    gone = dict(_rows(retired, ("code", "name_2019_04"), faults)) if retired.exists() else {}
    if faults:
        raise Faulty(*faults)
    founded = {
        change.new_code: change.on
        for change in facts.changes
        if change.kind in FOUNDING and change.new_code != change.old_code
    }
    for row in sorted(rows.values(), key=lambda row: list(LEVELS).index(row["level"])):
        parent = facts.places[row["parent_code"] or COUNTRY]
        code = row["code"]
        facts.places[code] = _place(code, row["name"], LEVELS[row["level"]], parent, since=founded.get(code))
    _add_retired(facts, {row["code"]: row["name_2019_04"] for row in gone.values()}, founded)
    return facts


def _add_retired(facts: Facts, names: dict[str, str], founded: Mapping[str, date]) -> None:
    """Old codes hang where their digits say: under their old city, which may be retired too, or the province."""
    names |= {change.old_code: change.old_name for change in facts.changes if change.old_code}
    names |= {change.new_code: change.new_name for change in facts.changes if change.new_code not in {"", *names}}
    ended = {change.old_code: change.on for change in facts.changes if change.old_code != change.new_code}
    present = set(facts.places)
    for code in sorted(set(names) - present, key=lambda code: (not code.endswith("00"), code)):
        parent = facts.places.get(f"{code[:4]}00") or facts.places.get(f"{code[:2]}0000") or facts.places[COUNTRY]
        level = "city" if code.endswith("00") else "county"
        since, until = founded.get(code), ended.get(code, date(2020, 1, 1))
        facts.places[code] = _place(code, names[code], level, parent, since=since, until=until)


def _place(
    code: str, name: str, level: str, parent: Place, *, since: date | None = None, until: date | None = None
) -> Place:
    digits = {"province": code[:2], "city": code[:4], "county": code}[level]
    above = "" if parent.level == "country" else parent.full_name
    return Place(code, name, above + name, level, parent.code, f"{parent.path}{digits}/", since, until)


def _rows(file: Path, columns: tuple[str, ...], faults: list[Fault]) -> Iterator[tuple[int, dict[str, str]]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [name for name in columns if name not in (reader.fieldnames or ())]
        if missing:
            faults.append(Fault(file.name, 1, _("缺少列：%(columns)s") % {"columns": "、".join(missing)}))
            return
        for row in reader:
            yield reader.line_num, {name: (value or "").strip() for name, value in row.items() if name}


def _faults_of_rows(rows: Mapping[int, dict[str, str]]) -> Iterator[Fault]:
    codes: dict[str, int] = {}
    levels = {row["code"]: row["level"] for row in rows.values()}
    for line, row in rows.items():
        code, parent = row["code"], row["parent_code"]
        if not _is_code(code):
            yield Fault("regions.csv", line, _("代码应为六位数字"))
        elif code in codes:
            yield Fault("regions.csv", line, _("代码与第 %(line)d 行重复") % {"line": codes[code]})
        codes.setdefault(code, line)
        if not row["name"]:
            yield Fault("regions.csv", line, _("没有名称"))
        if row["level"] not in LEVELS:
            yield Fault("regions.csv", line, _("层级应为 province、prefecture 或 county"))
        if (parent or row["level"] != "province") and (
            parent not in levels or levels[parent] == "county" or levels[parent] == row["level"]
        ):
            yield Fault("regions.csv", line, _("上级不在表中，或者层级不高于本级"))


def _changes(file: Path, faults: list[Fault]) -> Iterator[Change]:
    for line, row in _rows(file, ("year", "type", "old_code", "old_name", "new_code", "new_name"), faults):
        if any(code and not _is_code(code) for code in (row["old_code"], row["new_code"])):
            faults.append(Fault(file.name, line, _("代码应为六位数字")))
        elif not (row["year"].isascii() and row["year"].isdigit() and len(row["year"]) == len("2026")):
            faults.append(Fault(file.name, line, _("年份应为四位数字")))
        elif row["old_name"] or row["new_name"]:
            yield Change(
                date(int(row["year"]), 1, 1),
                row["type"],
                row["old_code"],
                row["old_name"],
                row["new_code"],
                row["new_name"],
                row.get("doc_no", ""),
            )


def _is_code(code: str) -> bool:
    return len(code) == CODE_LENGTH and code.isascii() and code.isdigit()
