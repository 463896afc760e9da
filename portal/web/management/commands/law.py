"""`manage.py law`: what in the code rests on which clause, and which tests say so."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext_lazy as _

from portal.law.register import ClauseEntry, Register
from portal.web import diagrams, lawbook
from portal.workflow.machine import registry

UNREAD = _("（未核对原文）")


class Command(BaseCommand):
    """Print the register of law, or the diagrams of all matters."""

    help = "Print the register of law: clause, figure or move, module:line, tests."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--json", action="store_true", help="the register as JSON")
        what.add_argument("--diagram", action="store_true", help="the life of every matter as Mermaid diagrams")
        what.add_argument("--untested", action="store_true", help="what no test names; exit 1 if there is any")

    def handle(self, **options: Any) -> None:
        if options["diagram"]:
            self.stdout.write(diagrams.document(registry.values()))
            return
        tests = settings.ROOT / "tests"
        register = lawbook.register(tests if tests.is_dir() else None)
        if options["json"]:
            entries = [lawbook.rows(entry) for entry in register.clauses.values()]
            self.stdout.write(json.dumps(entries, ensure_ascii=False, indent=2))
        elif options["untested"]:
            self._untested(register)
        else:
            for entry in register.clauses.values():
                self.stdout.write("\n".join(_lines(entry)))
            self.stdout.write(
                f"\n{len(register.clauses)} clauses, {len(register.figures)} figures, {len(register.moves)} moves"
            )

    def _untested(self, register: Register) -> None:
        untested = list(_without_tests(register))
        for line in untested:
            self.stdout.write(line)
        if untested:
            raise CommandError(f"{len(untested)} entries are named by no test")


def _without_tests(register: Register) -> Iterator[str]:
    for key, entry in register.clauses.items():
        resting = [item.tests for item in entry.figures] + [item.tests for item in entry.moves]
        if not (entry.tests or any(resting)):
            yield f"{key} {entry.clause}"
    yield from (f"{code}" for code, item in register.figures.items() if not item.tests)
    yield from (f"{item.move.machine}.{item.move.name}" for item in register.moves if not item.tests)


def _lines(entry: ClauseEntry) -> Iterator[str]:
    yield f"\n{entry.clause}{'' if entry.clause.confirmed else UNREAD}  [{entry.clause.key}]"
    for place in entry.places:
        yield f"    {place}"
    yield from _tests(entry.tests, "    ")
    for item in entry.figures:
        figure = item.figure
        unread = "" if figure.confirmed else UNREAD
        places = " ".join(str(place) for place in item.places)
        yield f"    = {figure.code}: {figure.label} {figure.value} {figure.unit}{unread}  {places}"
        yield from _tests(item.tests, "        ")
    for made in entry.moves:
        move = made.move
        way = f"{'|'.join(move.sources)} -> {move.target}"
        yield f"    > {move.machine}.{move.name}: {move.label}  {way}  {'、'.join(move.roles)}  {move.place}"
        yield from _tests(made.tests, "        ")


def _tests(tests: set[str], indent: str) -> Iterator[str]:
    for test in sorted(tests):
        yield f"{indent}{test}"
