"""How a list goes out: at once when it is small, as a job when it is not; the same rows and columns either way."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import IO, Any, Final

from django.db import connections, transaction
from django.db.models import QuerySet, TextChoices
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import replicas
from portal.accounts.models import User
from portal.exchange import lists
from portal.exchange.lists import ExportColumn, ListExport
from portal.exchange.statements import OnlyInPython, csv_statement, flat, json_statement
from portal.exchange.writers import csv_lines, json_lines, streamed, write_xlsx
from portal.jobs import job
from portal.jobs import services as jobs
from portal.jobs.models import Job
from portal.jobs.runs import JobRun

KIND: Final = "exchange.export"
#: Beyond this many rows a file is made by a worker: no page keeps a web thread busy for long.
MOST_AT_ONCE: Final = 5000
Told = Callable[[int], None]


class Format(TextChoices):
    """The formats of an export, each with the same columns."""

    XLSX = "xlsx", gettext_lazy("Excel 工作簿")
    CSV = "csv", gettext_lazy("CSV（UTF-8）")
    JSONL = "jsonl", gettext_lazy("JSON 行")


CONTENT_TYPES: Final = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSONL: "application/x-ndjson; charset=utf-8",
}


def is_large(rows: QuerySet[Any]) -> bool:
    """Whether a worker should write it; asks the database for one row only."""
    return bool(rows.order_by().values_list("pk")[MOST_AT_ONCE : MOST_AT_ONCE + 1])


def respond(export: ListExport, rows: Any, file_format: Format) -> HttpResponseBase:
    """The file itself, as an attachment."""
    name = f"{export.title}.{file_format.value}"
    if file_format == Format.XLSX:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
        write(file, export, rows, file_format)
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPES[file_format])
    response = StreamingHttpResponse(pieces(export, rows, file_format), content_type=CONTENT_TYPES[file_format])
    response.headers["Content-Disposition"] = attachment(name)
    return response


def attachment(name: str) -> str:
    """The header that makes a browser keep a file under this name, Chinese or not."""
    return content_disposition_header(as_attachment=True, filename=name) or ""


def start(export: ListExport, params: dict[str, Any], file_format: Format, *, by: User) -> Job:
    """Have a worker write the file; its owner fetches it from the job's page."""
    known = {"export": export.code, "params": params, "format": file_format.value}
    return jobs.start(KIND, known, by=by, title=title_of(export, file_format))


def title_of(export: ListExport, file_format: Format) -> str:
    """What the job that writes it is called."""
    return _("导出：%(title)s（%(format)s）") % {"title": export.title, "format": file_format.value}


@job(KIND, label=gettext_lazy("导出"))
def export_list(run: JobRun) -> None:
    """Write the file of a large list; begun anew, and replaced, when a worker is lost."""
    export = lists.find(run.params["export"])
    write_result(run, export, export.rows(run.by, run.params["params"]), Format(run.params["format"]))


def write_result(run: JobRun, export: ListExport, rows: Any, file_format: Format) -> None:
    """Write these rows as the job's result, with progress."""
    with tempfile.TemporaryFile() as file:
        with _source(run), snapshot(rows):
            total = rows.count() if isinstance(rows, QuerySet) else 0
            run.progress(0, total, _("写入文件"))
            count = write(file, export, rows, file_format, run.progress)
        file.seek(0)
        run.keep(f"{export.title}.{file_format.value}", file)
    run.outcome = {"rows": count}


def _source(run: JobRun) -> AbstractContextManager[Any]:
    """A replica that knows all its owner did before asking; a second attempt trusts the primary alone."""
    return replicas.reading(since=run.job.created_at) if run.job.attempts == 1 else nullcontext()


def write(file: IO[bytes], export: ListExport, rows: Any, file_format: Format, told: Told = lambda _done: None) -> int:
    """Write the file in constant memory; how many rows. `told` hears how far it is."""
    if file_format == Format.XLSX:
        with snapshot(rows):
            columns: Sequence[ExportColumn] = export.columns
            with suppress(OnlyInPython):
                columns, rows = flat(columns, rows)
            return write_xlsx(file, str(export.title), columns, streamed(rows), told)
    count = 0

    def counted(done: int) -> None:
        nonlocal count
        count = done
        told(done)

    for piece in pieces(export, rows, file_format, counted):
        file.write(piece)
    return count


def pieces(export: ListExport, rows: Any, file_format: Format, told: Told = lambda _done: None) -> Iterator[bytes]:
    """The text of a file in pieces: made by the database where it can, else row by row; the same bytes either way."""
    with snapshot(rows):
        made = csv_lines if file_format == Format.CSV else json_lines
        stated = csv_statement if file_format == Format.CSV else json_statement
        try:
            statement = stated(export.columns, rows)
        except OnlyInPython:
            yield from (line.encode() for line in made(export.columns, streamed(rows), told))
        else:
            yield from (line.encode() for line in made(export.columns, ()))
            yield from statement.pieces(told)


@contextmanager
def snapshot(rows: Any) -> Iterator[None]:
    """Read everything as it stood at one moment, without writing; a caller in a transaction has chosen for itself."""
    connection = connections[rows.db] if isinstance(rows, QuerySet) else None
    if connection is None or connection.in_atomic_block:
        yield
        return
    with transaction.atomic(using=rows.db):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
