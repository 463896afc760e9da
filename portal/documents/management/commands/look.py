"""Draw every declared paper from its sample into look/, as PDF and, where pdftoppm is installed, as PNG."""

import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from portal.documents import pdf
from portal.documents.composing import compose
from portal.documents.models import Organ
from portal.documents.papers import Paper, every

CODE: Final = "ABCD2345EFGH6789JKMN"
RESOLUTION: Final = "80"


class Command(BaseCommand):
    """`manage.py look [code ...]`: papers are looked at by people, not compared by machines."""

    help = "Draw every declared paper from its sample into look/."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("codes", nargs="*", help="codes of papers; all where none is given")
        parser.add_argument("--folder", type=Path, default=Path(settings.ROOT) / "look")

    def handle(self, *_args: Any, **options: Any) -> None:
        autodiscover_modules("papers", "samples")
        folder: Path = options["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        for paper in every():
            if options["codes"] and paper.code not in options["codes"]:
                continue
            if paper.sample:
                self._draw(paper, folder)
            else:
                self.stdout.write(f"{paper.code}: no sample")

    def _draw(self, paper: Paper, folder: Path) -> None:
        organ = Organ(name="河南省应急管理厅", mark="豫应急", seal_mm=50)
        on = timezone.localdate()
        number = paper.series.text(organ.mark, on.year, 5) if paper.series else "APJ-（豫）-005"
        title = str(paper.title)
        html = compose(
            paper, paper.sample, organ=organ, number=number, title=title, on=on, code=CODE, is_sample=settings.DEMO
        )
        content = pdf.draw(
            html,
            title=title,
            author=organ.name,
            layout=paper.layout.value,
            on=on.isoformat(),
            is_sample=settings.DEMO,
            key=paper.code,
        )
        target = folder / f"{paper.code}.pdf"
        target.write_bytes(content)
        self.stdout.write(str(target))
        if tool := shutil.which("pdftoppm"):
            command = [tool, "-r", RESOLUTION, "-png", str(target), str(target.with_suffix(""))]
            subprocess.run(command, check=True)  # noqa: S603 - our own file, no shell
