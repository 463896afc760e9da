"""Reseal personal data under the present FIELD_KEY; may be stopped and started again at will."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.parties.models import Person
from portal.parties.services import people


class Command(BaseCommand):
    """Put the old key in RETIRED_FIELD_KEYS, the new one in FIELD_KEY, run this, then drop the old one."""

    help = "Reseal personal data under the present FIELD_KEY."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Count what is sealed under a retired key.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """One person a transaction, so that nobody waits."""
        if options["check"]:
            left = sum(1 for person in Person.objects.sealed().iterator(2000) if people.is_outdated(person))
            self.stdout.write(f"{left} left")
            return
        done = sum(people.reseal(person) for person in Person.objects.sealed().iterator(2000))
        self.stdout.write(f"{done} resealed")
