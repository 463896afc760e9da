"""The one way the domain says no, and the one way it says "somebody was here before you"."""

from collections.abc import Iterable

from portal.law import Objection


class Refused(Exception):  # noqa: N818 - a refusal is a lawful answer, not an error
    """
    The deed is refused, with every reason; nothing was written.

    Pages show it as 409 with the list, the API as 409 with one entry an objection.
    """

    def __init__(self, *objections: Objection) -> None:
        super().__init__(*objections)
        self.objections: tuple[Objection, ...] = objections

    @classmethod
    def unless_clear(cls, found: Iterable[Objection]) -> None:
        """Raise if anything was found."""
        objections = tuple(found)
        if objections:
            raise cls(*objections)

    def __str__(self) -> str:
        return "；".join(str(objection) for objection in self.objections)


class Stale(Exception):  # noqa: N818 - the other person's work is no error either
    """
    The form was filled in on an older version of the row: 409, with what changed since.

    `changes` maps a field's label to its value then and now.
    """

    def __init__(self, expected: int, found: int, changes: dict[str, tuple[str, str]] | None = None) -> None:
        super().__init__(expected, found)
        self.expected, self.found, self.changes = expected, found, changes or {}
