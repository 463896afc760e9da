"""Tell the trail: `record` writes one entry in the deed's own transaction."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import models

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
) -> Entry:
    """Write that `by` (None: the portal itself) did `verb` to `subject`; facts hold no unmasked personal data."""
    entry = _entry(verb, subject, by, acting_as, facts or {})
    Entry.objects.enter(entry)
    return entry


def record_many(verb: str, deeds: Iterable[tuple[str, str, dict[str, Any]]], *, by: User | None) -> None:
    """Write one entry for each (kind of subject, key of subject, facts), by COPY: the same deed done to many."""
    alike = _entry(verb, None, by, "", {})
    before = [alike.actor_key, alike.actor_name, alike.acting_as, alike.verb]
    written = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
    Entry.objects.copy(
        [*before, kind, key, "", written(facts), alike.address, alike.request] for kind, key, facts in deeds
    )


def _entry(verb: str, subject: models.Model | None, by: User | None, acting_as: str, facts: dict[str, Any]) -> Entry:
    where = origin.get()
    return Entry(
        actor_key=by.pk if by else None,
        actor_name=by.name or by.username if by else "系统",
        acting_as=acting_as,
        verb=verb,
        subject_kind=kind_of(subject) if subject is not None else "",
        subject_key=str(subject.pk) if subject is not None else "",
        subject_number=str(getattr(subject, "number", "") or "") if subject is not None else "",
        facts=facts,
        address=where.address,
        request=where.request,
    )
