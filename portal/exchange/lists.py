"""How a list is declared for export: its columns, once for every format."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from django.utils import timezone

from portal.law import Words
from portal.parties.masking import Personal, mask

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.db.models.expressions import Combinable

    from portal.accounts.models import User

Cell = str | int | float | Decimal | date | datetime | bool | None


@runtime_checkable
class Source(Protocol):
    """A value told twice: of a row in memory, and as an expression over the table; a test holds the two together."""

    def __call__(self, row: Any) -> Any: ...

    def expression(self, model: "type[Model]") -> "Combinable": ...


@dataclass(frozen=True)
class ExportColumn:
    """
    One column: header, and where its value comes from, a dotted path of attributes or a function of the row.

    `key` names it in JSON lines. A value of a `personal` kind is masked in every format. A path of model fields and a
    `Source` can be told to the database: a list of such columns is written by it, and any length of it in seconds.
    """

    header: Words
    source: str | Source | Callable[[Any], Any]
    key: str = ""
    personal: Personal | None = None
    width: int = 18

    @property
    def name(self) -> str:
        """Its key in JSON lines."""
        return self.key or (self.source if isinstance(self.source, str) else str(self.header))

    def value(self, row: Any) -> Cell:
        """The value of this column in a row, fit to be written."""
        found = self.source(row) if callable(self.source) else reduce(_step, self.source.split("."), row)
        if found is None or found == "":
            return None
        if self.personal is not None:
            return mask(self.personal, found) or None
        if isinstance(found, datetime) and timezone.is_aware(found):
            return timezone.localtime(found).replace(tzinfo=None)
        if isinstance(found, (bool, int, float, Decimal, date)):
            return found
        return str(found)


def _step(thing: Any, name: str) -> Any:
    if thing is None:
        return None
    if isinstance(thing, dict):
        return thing.get(name)
    return getattr(thing, name)


@dataclass(frozen=True)
class ListExport:
    """
    A list that may be taken away.

    `rows` finds again, for a person and the parameters of a page's address, exactly the rows that page shows: a worker
    makes the large files and has nothing else to go by.
    """

    code: str
    title: Words
    columns: tuple[ExportColumn, ...]
    rows: Callable[["User", dict[str, Any]], "QuerySet[Any] | Iterable[Any]"] = field(compare=False)


_declared: dict[str, ListExport] = {}


def declare(export: ListExport) -> ListExport:
    """Make a list known to the worker that writes the large files."""
    _declared[export.code] = export
    return export


def find(code: str) -> ListExport:
    """The list of this code; `LookupError` when nobody declared one."""
    return _declared[code]
