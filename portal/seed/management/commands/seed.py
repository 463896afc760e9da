"""`manage.py seed`: a small country to look at, made through the services; doing it again changes nothing."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.seed.growing import grow, is_grown


class Command(BaseCommand):
    """Refuses to run where settings.DEMO is off: demo accounts have a known password."""

    help = "Make a small country with demo accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", choices=["country"], default="country")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data is for demonstration settings only (DEMO).")
        call_command("load_figures", stdout=self.stdout)
        if is_grown():
            self.stdout.write("The country is there already.")
            return
        country = grow(timezone.localdate(), options["scale"])
        self.stdout.write(f"{len(country.organisations)} organisations, {len(country.users)} accounts.")
