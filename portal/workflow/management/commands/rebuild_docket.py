"""`manage.py rebuild_docket [--check]`: prove that the docket agrees with the matters, or make it agree."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal.workflow.docket import discrepancies, rebuild


class Command(BaseCommand):
    """With --check, exit 1 and list every disagreement; without, write all rows anew."""

    help = "Check the docket against the matters, or rebuild it from them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only compare; exit 1 on any disagreement")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["check"]:
            found = list(discrepancies())
            if found:
                raise CommandError("\n".join([f"{len(found)} disagreements:", *found[:50]]))
            self.stdout.write("The docket agrees with the matters.")
            return
        with transaction.atomic():
            self.stdout.write(f"{rebuild()} rows written.")
