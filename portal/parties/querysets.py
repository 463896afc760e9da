"""All SQL of parties."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Lookup, Q

from portal.parties import cipher, codes


class Among(Lookup):  # type: ignore[type-arg]
    """Equal to one of many texts, handed over as one array: a hundred thousand cost no more to say than to find."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*params, self.rhs]

    def get_prep_lookup(self) -> list[str]:
        return list(self.rhs)


class OrganisationQuerySet(models.QuerySet[Any]):
    """Organisations by code, name and state."""

    def by_code(self, code: str) -> Self:
        """The organisation of this code, present or former, however it was typed; at most one."""
        normal = codes.normalise_code(code)
        return self.filter(Q(code=normal) | Q(pk__in=self._former("formercode", code=normal)))

    def of_codes(self, codes: Sequence[str]) -> Self:
        """Those whose present code is one of these, as they are stored."""
        return self.filter(Among(F("code"), codes))

    def named(self, name: str) -> Self:
        """Those that bear or bore this very name, widths, spaces and punctuation aside."""
        key = self.model.key_of(name)
        return self.filter(Q(name_key=key) | Q(pk__in=self._former("formername", name_key=key)))

    def published(self) -> Self:
        """Who exists is public."""
        return self

    def active(self) -> Self:
        return self.filter(status=self.model.Status.ACTIVE)

    def with_names(self) -> Self:
        """With region and former names, for pages that list them."""
        return self.select_related("region").prefetch_related("former_names")

    def under(self, path: str) -> Self:
        """Registered in the region of this path or below."""
        return self.filter(region__path__startswith=path)

    def resembling(self, organisation: Any) -> Self:
        """Candidates for having been entered twice: the same name past or present, or the same identifying body."""
        same = Q(name_key=organisation.name_key) | Q(pk__in=self._former("formername", name_key=organisation.name_key))
        if len(organisation.code) == codes.CREDIT_LENGTH:
            same |= Q(code__regex=f"^.{{8}}{organisation.code[8:17]}.$")
        return self.active().filter(same).exclude(pk=organisation.pk)

    def _former(self, model: str, **lookup: str) -> models.QuerySet[Any]:
        from_app = self.model._meta.apps.get_model("parties", model)  # noqa: SLF001 - models stand above this module
        return from_app.objects.filter(**lookup).values("organisation")


class PersonQuerySet(models.QuerySet[Any]):
    """Persons by their number's keyed hash."""

    def by_identity(self, number: str) -> Self:
        """The person of this identity number; at most one, found without decrypting anybody."""
        return self.filter(identity_hash__in=cipher.fingerprints(codes.normalise_identity(number)))

    def sealed(self) -> Self:
        """Those of whom anything is kept encrypted."""
        return self.filter(Q(identity_cipher__isnull=False) | Q(phone_cipher__isnull=False)).order_by("pk")


class EmploymentQuerySet(models.QuerySet[Any]):
    """Employments by date and kind."""

    def at(self, on: date) -> Self:
        """In force that day."""
        return self.filter(period__contains=on)

    def open(self) -> Self:
        """Without an end."""
        return self.filter(period__endswith__isnull=True)

    def full_time(self) -> Self:
        return self.filter(is_full_time=True)
