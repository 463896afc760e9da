"""A row that is there, written as it now is."""

from functools import cache
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import connections, models, router


def overwrite(row: models.Model, *names: str) -> None:
    """
    Write these fields of a row that is there, by a statement that is made and planned once.

    As `save(update_fields=names)`, but that nobody is told by signals and that values are plain, no expressions.
    """
    model = type(row)
    connection: Any = connections[router.db_for_write(model, instance=row)]
    fields = [model._meta.get_field(name) for name in names]  # noqa: SLF001 - Django's public description
    values = [field.get_db_prep_save(field.pre_save(row, add=False), connection) for field in fields]  # type: ignore[union-attr]
    with connection.planned_cursor() as cursor:
        cursor.execute(_statement(model, names), [*values, row.pk])
        if not cursor.rowcount:
            raise ObjectDoesNotExist(f"{model.__name__} {row.pk}")


@cache
def _statement(model: type[models.Model], names: tuple[str, ...]) -> str:
    meta = model._meta  # noqa: SLF001 - Django's public description
    told = ", ".join(f'"{meta.get_field(name).column}" = %s' for name in names)  # type: ignore[union-attr]
    return f'UPDATE "{meta.db_table}" SET {told} WHERE "{meta.pk.column}" = %s'  # noqa: S608
