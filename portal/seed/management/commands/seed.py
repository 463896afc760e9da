"""`manage.py seed`: a small country to look at, or a nation to measure; doing it again changes nothing."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.seed.growing import SEED, grow, is_grown, is_nation, populate
from portal.seed.nation import SCALES


class Command(BaseCommand):
    """Refuses to run where settings.DEMO is off: demo accounts have a known password."""

    help = "Make a small country with demo accounts; beyond it, a city, a province or a nation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", choices=["country", *SCALES], default="country")
        parser.add_argument("--seed", type=int, default=SEED, help="The dice; the same number makes the same rows.")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data is for demonstration settings only (DEMO).")
        call_command("load_figures", stdout=self.stdout)
        on, scale = timezone.localdate(), options["scale"]
        if is_grown():
            self.stdout.write("The country is there already.")
        else:
            country = grow(on, options["seed"])
            self.stdout.write(f"{len(country.organisations)} organisations, {len(country.users)} accounts.")
        if scale == "country":
            return
        if is_nation():
            self.stdout.write("More than the country is there already.")
            return
        begun = timezone.now()
        nation = populate(on, scale, options["seed"])
        seconds = (timezone.now() - begun).total_seconds()
        self.stdout.write(f"A {nation.scale}, in {seconds:.0f} s.")
