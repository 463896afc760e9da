"""A list: facets with counts, a sentence that reads the filter back, sorting, keyset pages, export of what is shown."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django_filters import FilterSet

from portal.accounts.http import UserRequest
from portal.database.texts import is_storable
from portal.exchange.exports import Format
from portal.exchange.lists import ExportColumn
from portal.law import Words
from portal.web import exporting
from portal.web.facets import Cube
from portal.web.readback import parts, sentence
from portal.web.views import ScopedView, VisitorView

#: Counts are told up to here: nobody reads further. A list without facets counts no further either.
COUNT_CAP = 10_000


@dataclass(frozen=True)
class Sort:
    """A column the list may be sorted by; `field` must be indexed together with the key."""

    name: str
    label: Words
    field: str
    descending: bool = False


class Keyset:
    """Pages by "after this row" instead of by number: the same speed on every page, stable under inserts."""

    def __init__(self, rows: QuerySet[Any], sort: Sort, size: int, cursor: str) -> None:
        self.sort, self.size = sort, size
        self._has_gaps = _may_be_null(rows.model, sort.field)
        rows = in_order(rows, sort)
        if cursor:
            try:
                rows = rows.filter(self._beyond(*_decode(cursor)))
            except (ValueError, TypeError, OverflowError, RecursionError, ValidationError) as fault:
                raise Http404 from fault
        # Which rows, then what they say: their keys are found and sorted in an index, where whole rows would be read.
        page = list(in_order(rows.filter(pk__in=rows.values("pk")[: size + 1]), sort))
        self.rows, self.has_next = page[:size], len(page) > size

    def _beyond(self, value: Any, key: Any) -> Q:
        step = "lt" if self.sort.descending else "gt"
        if value is None:
            return Q(**{f"{self.sort.field}__isnull": True, f"pk__{step}": key})
        further = Q(**{f"{self.sort.field}__{step}": value}) | Q(**{self.sort.field: value, f"pk__{step}": key})
        if self._has_gaps:
            return further | Q(**{f"{self.sort.field}__isnull": True})
        # Said once more in a form an index can start from; the rows before it are then never read.
        return Q(**{f"{self.sort.field}__{step}e": value}) & further

    @property
    def next_cursor(self) -> str:
        if not self.has_next:
            return ""
        value: Any = self.rows[-1]
        for part in self.sort.field.split("__"):
            value = getattr(value, part)
        return _encode(value, self.rows[-1].pk)


def in_order(rows: QuerySet[Any], sort: Sort) -> QuerySet[Any]:
    """Sorted, rows without a value last; where none can be without, in the very words an index is kept in."""
    last = True if _may_be_null(rows.model, sort.field) else None
    column = F(sort.field)
    if sort.descending:
        return rows.order_by(column.desc(nulls_last=last), "-pk")
    return rows.order_by(column.asc(nulls_last=last), "pk")


def _may_be_null(model: Any, path: str) -> bool:
    for part in path.split("__"):
        described = model._meta  # noqa: SLF001 - Django's public description of a model
        try:
            field = described.pk if part == "pk" else described.get_field(part)
        except FieldDoesNotExist:
            return True
        if field.null:
            return True
        model = field.related_model
    return False


def _encode(value: Any, key: Any) -> str:
    kept = value.isoformat() if isinstance(value, date | datetime) else value
    return base64.urlsafe_b64encode(json.dumps([kept, key], ensure_ascii=False).encode()).decode().rstrip("=")


def _decode(cursor: str) -> tuple[Any, Any]:
    value, key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    if isinstance(value, str) and not is_storable(value):
        raise ValueError("No row has such a value.")
    return value, int(key)


class ListMixin:
    """What scoped and public lists share. A subclass states `filterset_class`, `facets`, `sorts` and the templates."""

    request: HttpRequest
    filterset_class: ClassVar[type[FilterSet]]
    facets: ClassVar[Sequence[str]] = ()
    sorts: ClassVar[Sequence[Sort]]
    page_size: ClassVar[int] = 20
    title: ClassVar[Any] = ""
    #: What a file of the list holds; none, and the list is not to be taken away.
    export_columns: ClassVar[Sequence[ExportColumn]] = ()

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """The list as its address says: filters, `sort`, `after`; with `format`, the file of it."""
        if self.export_columns and request.GET.get("format") in Format.values:
            return exporting.respond(self, self.exported_rows(), Format(request.GET["format"]))
        rows = self.rows()  # type: ignore[attr-defined]
        filterset = self.filterset_class(request.GET, queryset=rows, request=request)
        cube = Cube(filterset, self.facets)
        sort = self._sort()
        conditions = parts(filterset, request.GET)
        page = Keyset(self.joined(cube.found), sort, self.page_size, request.GET.get("after", ""))
        total = cube.total if self.facets else cube.found.order_by()[: COUNT_CAP + 1].count()
        return self.show(  # type: ignore[attr-defined]
            title=self.title,
            filterset=filterset,
            conditions=conditions,
            sentence=sentence(conditions),
            facet_names=self.facets,
            facets=cube.facets(),
            page=page,
            rows=page.rows,
            sorts=self.sorts,
            sort=sort,
            total=min(total, COUNT_CAP),
            is_capped=total > COUNT_CAP,
            query=_without(request, "after"),
            export_url=request.path if self.export_columns else "",
            **self.extra(),
        )

    def exported_rows(self) -> QuerySet[Any]:
        """What the page shows under its filters and in its order, from the first row to the last."""
        rows, sort = self.rows(), self._sort()  # type: ignore[attr-defined]
        filterset = self.filterset_class(self.request.GET, queryset=rows, request=self.request)
        found = filterset.qs if filterset.is_valid() else rows.none()
        return in_order(self.joined(found), sort)

    def _sort(self) -> Sort:
        return next((sort for sort in self.sorts if sort.name == self.request.GET.get("sort")), self.sorts[0])

    def joined(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Join what each line shows; called on the filtered rows."""
        return rows

    def extra(self) -> dict[str, Any]:
        """What else the page shows."""
        return {}


class ScopedList(ListMixin, ScopedView):
    """A list behind the login wall."""

    request: UserRequest


class VisitorList(ListMixin, VisitorView):
    """A public list."""


def _without(request: HttpRequest, *names: str) -> str:
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return query.urlencode()
