"""Who does a deed, as far as parties needs to know."""

from collections.abc import Iterable
from typing import Any, Protocol

from portal.access import Grant, Role


class Actor(Protocol):
    """A named person with roles; accounts, which stands above, has the users."""

    pk: Any
    username: str
    name: str

    @property
    def grants(self) -> Iterable[Grant]: ...

    def holds(self, *roles: Role) -> bool: ...
