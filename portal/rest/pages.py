"""Pages by "after this row": no counts, no page that shifts when rows come in, the same speed on every page."""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final
from uuid import UUID

from django.core.exceptions import ValidationError as FieldFault
from django.db.models import F as Column
from django.db.models import Field, Model, OrderBy, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from portal.database.texts import is_storable

CURSOR: Final = "cursor"
SIZE: Final = "size"
ORDER: Final = "order"
#: More signs than the largest size has; a number of thousands of digits is not even read.
LONGEST_SIZE: Final = 6


@dataclass(frozen=True)
class Term:
    """One field of an ordering, as Django names it; empty values come last in either direction."""

    path: str
    field: "Field[Any, Any]"
    descending: bool

    @property
    def order(self) -> OrderBy:
        nulls_last = True if self.field.null else None
        column = Column(self.path)
        return column.desc(nulls_last=nulls_last) if self.descending else column.asc(nulls_last=nulls_last)

    def value_in(self, row: Any) -> Any:
        for part in self.path.split("__"):
            row = getattr(row, part)
        return row

    def read(self, kept: Any) -> Any:
        """The value a cursor holds, as the field knows it; raises what the field raises."""
        return None if kept is None else self.field.to_python(kept)

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def beyond(self, value: Any, *, inclusive: bool = False) -> Q | None:
        """Rows that come after this value; None if none can."""
        if value is None:
            return self.same(None) if inclusive else None
        step = ("lt" if self.descending else "gt") + ("e" if inclusive else "")
        found = Q(**{f"{self.path}__{step}": value})
        return found | Q(**{f"{self.path}__isnull": True}) if self.field.null else found


def terms_of(model: type[Model], ordering: Sequence[str]) -> list[Term]:
    """The fields of an ordering; raises ValueError unless the last is unique, for else two rows could share a place."""
    terms = []
    for name in ordering:
        path = name.removeprefix("-")
        terms.append(Term(path, _field(model, path), descending=name.startswith("-")))
    if not terms or not terms[-1].field.unique:
        raise ValueError(f"The last field of {ordering} must be unique.")
    return terms


def _field(model: type[Model], path: str) -> Any:
    field: Any = None
    for part in path.split("__"):
        meta = model._meta  # noqa: SLF001 - Django's public, if underscored, description
        field = meta.pk if part == "pk" else meta.get_field(part)
        model = field.related_model
    return field


def beyond(terms: Sequence[Term], values: Sequence[Any]) -> Q:
    """
    The rows that come after these values in the order of the terms.

    The first conjunct repeats the first field alone: an index is entered there instead of being read from its start.
    """
    found, same = Q(pk__in=[]), Q()
    for term, value in zip(terms, values, strict=True):
        further = term.beyond(value)
        if further is not None:
            found |= same & further
        same &= term.same(value)
    bound = terms[0].beyond(values[0], inclusive=True)
    return found if bound is None else bound & found


class KeysetPages(BasePagination):
    """`?order=&size=&cursor=`; the view names its `orderings`, the first of which is the usual one."""

    usual_size: ClassVar[int] = 50
    largest_size: ClassVar[int] = 200

    def paginate_queryset(self, queryset: QuerySet[Any], request: Request, view: Any = None) -> list[Any]:
        self.request = request
        orderings: Mapping[str, Sequence[str]] = view.orderings
        name = request.query_params.get(ORDER) or next(iter(orderings))
        if name not in orderings:
            raise ValidationError({ORDER: _("没有这种排序，可用：%(names)s") % {"names": "、".join(orderings)}})
        self.name, self.terms = name, terms_of(queryset.model, orderings[name])
        size = self._size(request)
        rows = queryset.order_by(*(term.order for term in self.terms))
        if cursor := request.query_params.get(CURSOR):
            rows = rows.filter(beyond(self.terms, self._values(cursor)))
        found = list(rows[: size + 1])
        self.has_next, self.page = len(found) > size, found[:size]
        return self.page

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"items": data, "next": self._next()})

    def _next(self) -> str | None:
        if not self.has_next:
            return None
        last = self.page[-1]
        kept = [self.name, *(_kept(term.value_in(last)) for term in self.terms)]
        packed = base64.urlsafe_b64encode(json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode())
        query = self.request.query_params.copy()
        query[CURSOR] = packed.decode().rstrip("=")
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")

    def _values(self, cursor: str) -> list[Any]:
        try:
            name, *kept = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            values = [term.read(value) for term, value in zip(self.terms, kept, strict=True)]
        except (ValueError, TypeError, RecursionError, OverflowError, binascii.Error, FieldFault) as fault:
            raise ValidationError({CURSOR: self._invalid()}) from fault
        if name != self.name or not all(is_storable(value) for value in values if isinstance(value, str)):
            raise ValidationError({CURSOR: self._invalid()})
        return values

    def _invalid(self) -> str:
        return _("游标无效，请从第一页重新读取。")

    def _size(self, request: Request) -> int:
        asked = request.query_params.get(SIZE, str(self.usual_size))
        size = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_SIZE else 0
        if not 1 <= size <= self.largest_size:
            raise ValidationError({SIZE: _("每页条数为 1 至 %(most)s") % {"most": self.largest_size}})
        return size

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["items", "next"],
            "properties": {
                "items": schema,
                "next": {
                    "type": "string",
                    "format": "uri",
                    "nullable": True,
                    "description": _("下一页的地址；没有下一页时为 null"),
                },
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return list(_parameters(view.orderings, self.usual_size, self.largest_size))


def _parameters(orderings: Mapping[str, Any], usual: int, largest: int) -> Iterable[dict[str, Any]]:
    yield _query(ORDER, {"type": "string", "enum": list(orderings), "default": next(iter(orderings))}, _("排序"))
    yield _query(SIZE, {"type": "integer", "minimum": 1, "maximum": largest, "default": usual}, _("每页条数"))
    yield _query(CURSOR, {"type": "string"}, _("从上一页的 next 取得，不必理解其内容"))


def _query(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}


def _kept(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | UUID) else value
