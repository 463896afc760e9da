"""`manage.py vendor_assets`: copy the few files the browser loads out of the locked packages."""

import re
import shutil
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

#: What is taken, and the name it is served under.
FILES: Final = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.css",
    "htmx.org/dist/htmx.min.js": "htmx.js",
}
SOURCE_MAP: Final = re.compile(r"(/\*#|//#)\s*sourceMappingURL=.*?(\*/|$)", re.MULTILINE)


class Command(BaseCommand):
    """Fails with the name of the missing file if the packages are not installed."""

    help = "Copy the named front-end files from node_modules into static/vendor."

    def handle(self, *_args: Any, **_options: Any) -> None:
        target = Path(settings.ROOT) / "static" / "vendor"
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for source, name in FILES.items():
            path = Path(settings.ROOT) / "node_modules" / source
            if not path.exists():
                raise CommandError(f"{source} is missing: run `npm ci` first.")
            # A map that is not served would break the hashing of file names.
            (target / name).write_text(SOURCE_MAP.sub("", path.read_text()))
        self.stdout.write(f"{len(FILES)} files in {target.name}/")
