"""All SQL of parties."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from portal.database.among import Among
from portal.parties import cipher, codes


class OrganisationQuerySet(models.QuerySet[Any]):
    """Organisations by code, name and state."""

    def by_code(self, code: str) -> Self:
        """The organisation of this code, present or former, however it was typed; at most one."""
        return self.filter(pk__in=self._coded(code))

    def of_codes(self, codes: Sequence[str]) -> Self:
        """Those whose present code is one of these, as they are stored."""
        return self.filter(Among(F("code"), codes))

    def called(self, words: str) -> Self:
        """Those of this very code or this very name, present or former; widths, spaces and punctuation aside."""
        bearing = self._now_or_before("formername", name_key=self.model.key_of(words))
        return self.filter(pk__in=self._coded(words).union(bearing))

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

    def _coded(self, code: str) -> models.QuerySet[Any]:
        return self._now_or_before("formercode", code=codes.normalise_code(code))

    def _now_or_before(self, former: str, **lookup: str) -> models.QuerySet[Any]:
        """Keys of those of whom it is or was true: two looks at an index, where an OR would read every organisation."""
        from_app = self.model._meta.apps.get_model("parties", former)  # noqa: SLF001 - models stand above this module
        now = self.model._base_manager.filter(**lookup).values("pk")  # noqa: SLF001 - whom the outer rows admit is theirs
        return now.union(from_app.objects.filter(**lookup).values("organisation"))


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
