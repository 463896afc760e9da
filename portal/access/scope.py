"""Which rows a person sees: a model states its paths, and `visible_to` is written once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol, Self

from django.db import models
from django.db.models import Q

from portal.access.roles import ORGANISATIONAL, REGIONAL, Grant, Role


class Viewer(Protocol):
    """What `visible_to` needs of a user."""

    pk: Any

    @property
    def is_authenticated(self) -> bool: ...

    @property
    def grants(self) -> Iterable[Grant]: ...


@dataclass(frozen=True)
class Scope:
    """
    The lookups that lead from a row to those who may see it; an empty one opens nothing.

    `region` leads to a Region, `region_path` to a stored path, `organisation` to an Organisation, `user` to a User,
    `expert` to the users asked for their opinion. `roles`, when given, narrows who may use region and organisation.
    """

    region: str = ""
    region_path: str = ""
    organisation: str = ""
    user: str = ""
    expert: str = ""
    roles: frozenset[Role] | None = None

    def opened_by(self, grant: Grant) -> Q:
        """The rows one grant opens; an empty Q opens none."""
        if self.roles is not None and grant.role not in self.roles:
            return Q()
        if grant.role in REGIONAL and grant.region_path is not None:
            if self.region_path:
                return Q(**{f"{self.region_path}__startswith": grant.region_path})
            if self.region:
                return Q(**{f"{self.region}__path__startswith": grant.region_path})
        if grant.role in ORGANISATIONAL and self.organisation and grant.organisation_id is not None:
            return Q(**{self.organisation: grant.organisation_id})
        return Q()


class ScopedQuerySet(models.QuerySet[Any]):
    """A queryset that knows what a person may see, and what anyone may."""

    def visible_to(self, user: Viewer) -> Self:
        """Rows this person may see: by region, organisation, own user, or as the expert asked. Else none."""
        if not user.is_authenticated:
            return self.none()
        scope: Scope = self.model.scope
        opened = Q()
        for grant in user.grants:
            opened |= scope.opened_by(grant)
        if scope.user:
            opened |= Q(**{scope.user: user.pk})
        if scope.expert:
            # Asked apart: a row with several experts stays one row.
            asked = self.model._base_manager.filter(**{scope.expert: user.pk})  # noqa: SLF001 - the paths lead from any row
            opened |= Q(pk__in=asked.values("pk"))
        return self.filter(opened) if opened else self.none()

    def published(self) -> Self:
        """Rows a visitor may see; a model that publishes says which."""
        return self.none()


class Scoped(models.Model):
    """A row that belongs to a region or an organisation, and is seen accordingly."""

    scope = Scope()
    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True
