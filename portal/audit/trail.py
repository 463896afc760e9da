"""Tell the trail: `record` writes one entry in the deed's own transaction."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import models
from psycopg.types.json import Jsonb

from portal.accounts.models import User
from portal.audit.context import origin
from portal.audit.models import Entry


def kind_of(subject: models.Model) -> str:
    """The subject's kind as the trail names it: `institutions.filing`."""
    return subject._meta.label_lower  # noqa: SLF001 - Django's public, if underscored, description


def record(
    verb: str,
    subject: models.Model | None = None,
    *,
    by: User | None,
    acting_as: str = "",
    facts: dict[str, Any] | None = None,
) -> None:
    """Write that `by` (None: the portal itself) did `verb` to `subject`; facts hold no unmasked personal data."""
    about = ["", "", ""]
    if subject is not None:
        about = [kind_of(subject), str(subject.pk), str(getattr(subject, "number", "") or "")]
    where = origin.get()
    Entry.objects.enter([*_deed(verb, by, acting_as), *about, Jsonb(facts or {}), where.address, where.request])


def record_many(verb: str, deeds: Iterable[tuple[str, str, dict[str, Any]]], *, by: User | None) -> None:
    """Write one entry for each (kind of subject, key of subject, facts), by COPY: the same deed done to many."""
    deed, where = _deed(verb, by, ""), origin.get()
    written = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
    Entry.objects.copy(
        [*deed, kind, key, "", written(facts), where.address, where.request] for kind, key, facts in deeds
    )


def _deed(verb: str, by: User | None, acting_as: str) -> list[Any]:
    """Who did what as whom, in the order of `SAID`."""
    return [by.pk if by else None, by.name or by.username if by else "系统", acting_as, verb]
