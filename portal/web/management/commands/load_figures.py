"""`manage.py load_figures`: enter every figure the rules declare into the dated table."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import localdate

from portal.figures import loading
from portal.web import lawbook


class Command(BaseCommand):
    """One row a figure, where it has none yet; rows that exist are left alone."""

    help = "Enter every figure the rules declare into the table of figures, where it has no row yet."

    def handle(self, **_options: Any) -> None:
        loaded = loading.load(lawbook.figures(), localdate())
        self.stdout.write(f"{len(loaded.written)} figures entered.")
        for code in loaded.differing:
            self.stdout.write(f"{code}: the table says otherwise than the rules.")
