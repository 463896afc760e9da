"""A list taken away: exactly the rows the page shows, in the format asked for; large ones by a worker."""

from types import SimpleNamespace
from typing import Any, Final

from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from portal.exchange import exports
from portal.exchange.exports import Format
from portal.exchange.lists import ListExport
from portal.jobs import job
from portal.jobs import services as jobs
from portal.jobs.runs import JobRun

KIND: Final = "web.export"


def declared(view: Any) -> ListExport:
    """What a list view says of its export: its columns, under the place where the worker finds the view again."""
    path = f"{type(view).__module__}.{type(view).__qualname__}"
    return ListExport(
        path, str(view.title), tuple(view.export_columns), rows=lambda _user, _params: view.exported_rows()
    )


def respond(view: Any, rows: Any, file_format: Format) -> HttpResponseBase:
    """
    The file; for a large list, the page of the job that makes it.

    A visitor has no jobs: what is large goes to them as a stream, and what cannot be streamed as CSV.
    """
    export, user = declared(view), view.request.user
    if not exports.is_large(rows):
        return exports.respond(export, rows, file_format)
    if not user.is_authenticated:
        return exports.respond(export, rows, Format.CSV if file_format == Format.XLSX else file_format)
    params = {"view": export.code, "query": view.request.GET.urlencode(), "format": file_format.value}
    made = jobs.start(KIND, params, by=user, title=exports.title_of(export, file_format))
    return redirect("job", uuid=made.uuid)


@job(KIND, label=_("导出列表"))
def export_shown(run: JobRun) -> None:
    """Make the file of a list for the person who asked, with the rows that person may see when it is made."""
    view = import_string(run.params["view"])()
    view.request = SimpleNamespace(user=run.by, GET=QueryDict(run.params["query"]), method="GET")
    view.args, view.kwargs = (), {}
    exports.write_result(run, declared(view), view.exported_rows(), Format(run.params["format"]))
