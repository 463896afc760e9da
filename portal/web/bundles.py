"""The PDFs of a region's announcements of a period: made where missing by a worker, handed over in one archive."""

import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any, Final
from zipfile import ZIP_STORED, ZipFile

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.access import doors
from portal.accounts.models import User
from portal.announcements.models import Announcement
from portal.documents import locks, pdf
from portal.documents.models import Document
from portal.jobs import job
from portal.jobs import services as jobs
from portal.jobs.models import Job
from portal.jobs.runs import JobRun
from portal.regions.models import Region

KIND: Final = "web.announcement-files"
#: More at once would outgrow a worker's time and an archive anyone can handle: half an hour, 600 MB.
MOST: Final = 2000
_UNFIT: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(frozen=True)
class Wish:
    """The announcements of a region and all below it, of the days from `start` to `end`."""

    region: Region
    start: date
    end: date
    as_archive: bool = True

    def rows(self, user: User) -> Any:
        """Those of them this person may see."""
        return _rows(user, self.region.path, self.start, self.end)

    @property
    def params(self) -> dict[str, Any]:
        """As a job keeps it."""
        return {
            "path": self.region.path,
            "region": self.region.name,
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "as_archive": self.as_archive,
        }


def _rows(user: User, path: str, start: date, end: date) -> Any:
    return doors.visible(Announcement, user).under(path).published_between(start, end)


@transaction.atomic
def start(wish: Wish, *, by: User) -> Job:
    """Have a worker make the files; asked for again while it is at it, the job under way."""
    locks.hold(f"{KIND} {by.pk}")
    under_way = doors.visible(Job, by).unfinished().filter(kind=KIND, params=wish.params).first()
    days = {"region": wish.region.name, "start": wish.start.isoformat(), "end": wish.end.isoformat()}
    title = _("公告文件：%(region)s，%(start)s 至 %(end)s") % days
    return under_way or jobs.start(KIND, wish.params, by=by, title=title)


@job(KIND, label=gettext_lazy("批量制作公告文件"))
def make_files(run: JobRun) -> None:
    """
    Make what is missing and pack what was asked for.

    Nothing needs remembering: a paper that has its file is not drawn again, so a second worker is soon where the first
    was killed.
    """
    known = run.params
    rows = _rows(run.by, known["path"], date.fromisoformat(known["start"]), date.fromisoformat(known["end"]))
    wanted = rows.order_by("published_on", "pk").values_list("document", "region")
    places = dict(wanted[: MOST + 1])
    if len(places) > MOST:
        run.fail([{"message": _("一次最多 %(most)d 件，请缩短期间或者选择下级地区。") % {"most": MOST}}])
    run.progress(0, len(places), _("制作公告文件"))
    if not known["as_archive"]:
        for done, _document in enumerate(pdf.ensure_each(list(places)), 1):
            run.progress(done)
    elif places:
        with tempfile.TemporaryFile() as file:
            _pack(file, run, places)
            file.seek(0)
            run.keep(_("%(region)s公告%(start)s至%(end)s.zip") % known, file)
    run.outcome = {"papers": len(places)}


def _pack(file: IO[bytes], run: JobRun, places: dict[int, str]) -> None:
    """Every file under its region's code, one in memory at a time; PDFs gain nothing by being compressed again."""
    keys: Sequence[int] = list(places)
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for done, document in enumerate(pdf.ensure_each(keys), 1):
            with document.open_pdf() as paper, archive.open(_name(document, places[document.pk]), "w") as member:
                shutil.copyfileobj(paper, member)
            run.progress(done)


def _name(document: Document, region: str) -> str:
    """Its place in the archive; the code keeps two papers of one title apart."""
    return f"{region}/{_UNFIT.sub('_', document.file_name.removesuffix('.pdf'))}-{document.code}.pdf"
