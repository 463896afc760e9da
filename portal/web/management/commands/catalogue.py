"""`manage.py catalogue`: bring the English catalogue in step with the source, and compile it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.web import catalogue


class Command(BaseCommand):
    """Extract, keep what is translated, set aside what vanished, compile; then say what still wants English."""

    help = "Renew locale/en from the source and compile it; list the sentences without English."

    def handle(self, **options: Any) -> None:
        file = catalogue.file_of(settings.ROOT)
        said = catalogue.extract(settings.ROOT, ["portal", *settings.CHAPTERS])
        renewed = catalogue.renewed(catalogue.read(file), said)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(catalogue.written(renewed))
        file.with_suffix(".mo").write_bytes(catalogue.compiled(renewed))
        missing = catalogue.untranslated(renewed)
        for message in missing:
            self.stdout.write(str(message.id))
        self.stdout.write(f"{len(said)} sentences, {len(missing)} without English, {len(renewed.obsolete)} obsolete")
