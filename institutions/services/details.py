"""Everything an application says in detail, its eight tables in one statement."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, models
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from institutions.models import (
    CommitmentLetter,
    Equipment,
    Evidence,
    Filing,
    FilingScope,
    KeyPost,
    Premises,
    Professional,
    ScopeSpecialty,
    Shareholder,
)
from portal.database.among import Among
from portal.database.kept import kept

#: What is fetched of the rows the details point to: enough to name them; a sealed number never travels.
NAMED: dict[str, tuple[str, ...]] = {
    "person": ("id", "name"),
    "business": ("id", "code", "name", "is_confirmed"),
    "attachment": ("id", "key", "name", "size", "sha256"),
}


@dataclass(frozen=True)
class Details:
    """The rows of an application in the order they are shown, each bound to the application they were asked for."""

    shareholders: list[Shareholder]
    posts: list[KeyPost]
    professionals: list[Professional]
    equipment: list[Equipment]
    premises: list[Premises]
    scopes: list[FilingScope]
    evidence: list[Evidence]
    letters: list[CommitmentLetter]

    @property
    def by_table(self) -> dict[type[models.Model], list[Any]]:
        """The rows of each table."""
        return {table: getattr(self, name) for name, table in TABLES.items()}


TABLES: dict[str, type[models.Model]] = {
    "shareholders": Shareholder,
    "posts": KeyPost,
    "professionals": Professional,
    "equipment": Equipment,
    "premises": Premises,
    "scopes": FilingScope,
    "evidence": Evidence,
    "letters": CommitmentLetter,
}


#: Amounts come back as the database holds them, never by way of a float.
EXACT: Final = json.JSONDecoder(parse_float=Decimal)


def details_of(filing: Filing, known: Mapping[type[models.Model], list[Any]] | None = None) -> Details:
    """All of it as it stands now; two queries, whatever the number of rows. What is `known` already is not asked."""
    found = {**(known or {})}
    found |= rows_in(filing, *(model for model in TABLES.values() if model not in found))
    rows = {name: found[model] for name, model in TABLES.items()}
    needed = _needed([row.business_id for row in rows["scopes"]])
    for scope in rows["scopes"]:
        own = [need for need in needed if need.scope_id == scope.business_id]
        scope.business._prefetched_objects_cache = {"specialties": own}  # type: ignore[attr-defined]  # noqa: SLF001 - as Django leaves what it prefetched
    return Details(**rows)


@kept
def _needed(scopes: list[int]) -> models.QuerySet[ScopeSpecialty]:
    return ScopeSpecialty.objects.filter(Among(F("scope"), scopes))


def rows_in(filing: Filing, *tables: type[models.Model]) -> dict[type[models.Model], list[Any]]:
    """The rows of these tables as they stand now; one query, none for no table."""
    if not tables:
        return {}
    statement, told = _asked(tables)
    with connection.planned_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(statement, (*told, filing.pk))
        found = cursor.fetchone()
    return {
        model: [_revived(model, EXACT.decode(row), filing) for row in rows]
        for model, rows in zip(tables, found, strict=True)
    }


@cache
def _asked(tables: tuple[type[models.Model], ...]) -> tuple[str, tuple[Any, ...]]:
    """The statement, longer in the making than in the asking, and what it is told before the application's key."""
    arrays = [ArraySubquery(_rows(model)) for model in tables]
    statement, told = Filing.objects.filter(pk=0).order_by().values_list(*arrays).query.sql_with_params()
    return statement, told[:-1]


def _joins(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if field.name in NAMED]  # noqa: SLF001


def _rows(model: type[models.Model]) -> models.QuerySet[Any]:
    own = [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001 - Django's public description
    joined = {join: JSONObject(**{name: f"{join}__{name}" for name in NAMED[join]}) for join in _joins(model)}
    rows = model._default_manager.filter(filing=OuterRef("pk"))  # noqa: SLF001 - Django's public name
    return rows.values(said=JSONObject(**{name: name for name in own}, **joined))


def _revived(model: type[models.Model], said: dict[str, Any], filing: Filing) -> Any:
    """The row again, with what it names; a row that points nowhere stays so."""
    row = _built(model, {field.attname: said[field.attname] for field in model._meta.concrete_fields})  # noqa: SLF001
    for join in _joins(model):
        if said[join]["id"] is not None:
            related: Any = model._meta.get_field(join).related_model  # noqa: SLF001
            setattr(row, join, _built(related, said[join]))
    row.filing = filing
    return row


def _built(model: type[models.Model], said: dict[str, Any]) -> Any:
    fields = [field for field in model._meta.concrete_fields if field.attname in said]  # noqa: SLF001
    values = [field.to_python(said[field.attname]) for field in fields]
    return model.from_db("default", [field.attname for field in fields], values)
