"""Load a yearly holiday notice from a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.workdays import notices
from portal.workdays.sheet import Faulty


class Command(BaseCommand):
    help = _("导入节假日安排（CSV 或 XLSX，列与 portal/workdays/data/workdays.csv 相同），替换文件中各年度的安排")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **_options: Any) -> None:
        try:
            years = notices.load(file.read_bytes())
        except OSError as error:
            raise CommandError(str(error)) from error
        except Faulty as faulty:
            raise CommandError(str(faulty)) from faulty
        self.stdout.write(_("已导入年度：%(years)s") % {"years": "、".join(str(year) for year in years)})
