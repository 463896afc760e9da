"""Load the administrative divisions from files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.regions import loading
from portal.regions.facts import SUPPLIED, Faulty


class Command(BaseCommand):
    help = _("装载行政区划及其变更；不给目录时用随门户提供的文件")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", default=SUPPLIED)

    def handle(self, *, folder: Path, **_options: Any) -> None:
        try:
            loaded = loading.load(folder)
        except OSError as error:
            raise CommandError(str(error)) from error
        except Faulty as faulty:
            raise CommandError(str(faulty)) from faulty
        self.stdout.write(
            _("写入区划 %(written)d 个，变更 %(changes)d 条") % {"written": loaded.written, "changes": loaded.changes}
        )
        if loaded.unlisted:
            codes = "、".join(loaded.unlisted)
            self.stdout.write(_("文件中没有而表中仍在使用的代码：%(codes)s") % {"codes": codes})
