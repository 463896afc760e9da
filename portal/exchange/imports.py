"""How a filled-in workbook comes in: at the door, then as a job, all or nothing."""

import tempfile
from hashlib import sha256
from typing import IO, Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.exchange import declarations
from portal.exchange.declarations import Spreadsheet
from portal.exchange.errors import CellError
from portal.exchange.inspection import OLE, NotAWorkbook, first_look
from portal.exchange.lists import ExportColumn
from portal.exchange.reading import read
from portal.exchange.workbooks import Workbook
from portal.exchange.writers import write_xlsx
from portal.jobs import Failed, job
from portal.jobs import services as jobs
from portal.jobs.models import Job
from portal.jobs.runs import JobRun
from portal.workflow import receipts

KIND: Final = "exchange.import"
#: The page lists this many; the file lists all.
MOST_LISTED: Final = 2000

ERROR_COLUMNS: Final = (
    ExportColumn(gettext_lazy("工作表"), "sheet", width=18),
    ExportColumn(gettext_lazy("单元格"), "cell", width=10),
    ExportColumn(gettext_lazy("列"), "column", width=22),
    ExportColumn(gettext_lazy("规则"), "rule", width=12),
    ExportColumn(gettext_lazy("问题"), "message", width=50),
    ExportColumn(gettext_lazy("填写内容"), "value", width=24),
    ExportColumn(gettext_lazy("依据"), "basis", width=40),
)


def start(spreadsheet: Spreadsheet, upload: UploadedFile, *, by: User, context: dict[str, Any] | None = None) -> Job:
    """
    Take a file in and have it imported.

    Raises `NotAWorkbook` at once for what size, name and first bytes already tell; nothing is stored then.
    """
    upload.seek(0)
    head = upload.read(512)
    whole = head + upload.read(2**20) if head.startswith(OLE) else b""
    upload.seek(0)
    first_look(upload.name or "", upload.size or 0, head, whole)
    params = {"spreadsheet": spreadsheet.code, "context": context or {}}
    title = _("导入：%(title)s") % {"title": spreadsheet.title}
    return jobs.start(KIND, params, by=by, title=title, source=upload, source_name=upload.name or "")


def start_once(
    key: str, spreadsheet: Spreadsheet, upload: UploadedFile, *, by: User, context: dict[str, Any] | None = None
) -> str:
    """
    The number (uuid) of the job of this form: the first click starts it, a second is led to the same.

    The key stands for one file: a mended one, sent from the form one went back to, is another deed.
    """
    file = sha256()
    for chunk in upload.chunks():
        file.update(chunk)
    with receipts.once(f"{key} {file.hexdigest()}", KIND, by) as receipt:
        if not receipt.result:
            receipt.result = str(start(spreadsheet, upload, by=by, context=context).uuid)
    return receipt.result


@job(KIND, label=gettext_lazy("导入"))
def import_workbook(run: JobRun) -> None:
    """Read, check and load one workbook, and do what follows its load."""
    spreadsheet = declarations.find(run.params["spreadsheet"])
    if not run.is_settled:
        _take_in(spreadsheet, run)
    run.outcome = run.saved["outcome"]
    rows = run.outcome["rows"]
    run.progress(0, rows)
    spreadsheet.follow(run)
    run.progress(rows, rows)


def _take_in(spreadsheet: Spreadsheet, run: JobRun) -> None:
    """All rows or none; the load and the note that it is done are one transaction."""
    workbook = Workbook(spreadsheet, run.on, run.by, run.params.get("context", {}))
    with run.job.source.open("rb") as file:
        errors = _read(file, workbook, run)
    if not errors:
        run.progress(step=_("核对各行之间的关系"))
        errors = list(spreadsheet.check(workbook))
    if errors:
        _report(run, errors)
    rows = len(workbook)
    run.progress(0, rows, _("写入"))
    with transaction.atomic():
        spreadsheet.load(workbook, run)
        run.settle(outcome=run.outcome | {"rows": rows})


def _read(file: IO[bytes], workbook: Workbook, run: JobRun) -> list[CellError]:
    run.progress(0, 0, _("检查文件"))
    try:
        return read(file, workbook, lambda done, total: run.progress(done, total, _("逐行核对")))
    except NotAWorkbook as refused:
        raise Failed({"rule": refused.rule, "message": refused.message}) from refused


def _report(run: JobRun, errors: list[CellError]) -> None:
    """Keep every error as a file, list them on the page, and give up."""
    with tempfile.TemporaryFile() as file:
        write_xlsx(file, _("错误清单"), ERROR_COLUMNS, errors)
        file.seek(0)
        run.keep(_("错误清单.xlsx"), file)
    problems = [error.as_problem() for error in errors[:MOST_LISTED]]
    run.outcome = {"errors": len(errors)}
    raise Failed(*problems)
