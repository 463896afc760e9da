"""Tell the trail: `record` writes one entry in the deed's own transaction."""

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
    where = origin.get()
    entry = Entry(
        actor_key=by.pk if by else None,
        actor_name=by.name or by.username if by else "系统",
        acting_as=acting_as,
        verb=verb,
        subject_kind=kind_of(subject) if subject is not None else "",
        subject_key=str(subject.pk) if subject is not None else "",
        subject_number=str(getattr(subject, "number", "") or "") if subject is not None else "",
        facts=facts or {},
        address=where.address,
        request=where.request,
    )
    Entry.objects.enter(entry)
    return entry
