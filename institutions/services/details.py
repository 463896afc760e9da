"""Everything an application says in detail, its eight tables in one statement."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef
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
    Shareholder,
)

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

    def of(self, model: type[models.Model]) -> list[Any]:
        """The rows of one table."""
        (name,) = (name for name, table in TABLES.items() if table is model)
        return list(getattr(self, name))


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


class Exact(json.JSONDecoder):
    """Amounts come back as the database holds them, never by way of a float."""

    def __init__(self) -> None:
        super().__init__(parse_float=Decimal)


class RowObject(JSONObject):
    """A row as one value."""

    output_field = models.JSONField(decoder=Exact)


def details_of(filing: Filing) -> Details:
    """All of it as it stands now; two queries, whatever the number of rows."""
    found = rows_in(filing, *TABLES.values())
    rows = {name: found[model] for name, model in TABLES.items()}
    models.prefetch_related_objects([row.business for row in rows["scopes"]], "specialties")
    return Details(**rows)


def rows_in(filing: Filing, *tables: type[models.Model]) -> dict[type[models.Model], list[Any]]:
    """The rows of these tables as they stand now; one query, none for no table."""
    if not tables:
        return {}
    arrays = {f"all_{place}": ArraySubquery(_rows(model)) for place, model in enumerate(tables)}
    found = Filing.objects.filter(pk=filing.pk).values_list(*arrays.values()).get()
    return {model: [_revived(model, row, filing) for row in said] for model, said in zip(tables, found, strict=True)}


def _joins(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if field.name in NAMED]  # noqa: SLF001


def _rows(model: type[models.Model]) -> models.QuerySet[Any]:
    own = [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001 - Django's public description
    joined = {join: RowObject(**{name: f"{join}__{name}" for name in NAMED[join]}) for join in _joins(model)}
    rows = model._default_manager.filter(filing=OuterRef("pk"))  # noqa: SLF001 - Django's public name
    return rows.values(said=RowObject(**{name: name for name in own}, **joined))


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
