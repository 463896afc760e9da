"""Access, decided once: what a role may see; what it may do stands in the table of moves."""

from portal.access.roles import Grant, Role
from portal.access.scope import Scope, Scoped, ScopedQuerySet

__all__ = ["Grant", "Role", "Scope", "Scoped", "ScopedQuerySet"]
