"""How a chapter plugs into the pages: it declares, the portal discovers and draws."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Generic, TypeVar

from django.db.models import QuerySet

from portal.access import Role
from portal.accounts.models import User
from portal.law import Clause, Words
from portal.parties.models import Organisation

Plug = TypeVar("Plug")


class Socket(Generic[Plug]):
    """What was plugged in, in the order of declaration; plugging the same thing twice keeps one."""

    def __init__(self) -> None:
        self._plugs: list[Plug] = []

    def plug(self, *plugs: Plug) -> None:
        self._plugs += [plug for plug in plugs if plug not in self._plugs]

    def __iter__(self) -> Any:
        return iter(self._plugs)


@dataclass(frozen=True)
class MenuEntry:
    """A line of the menu: on the public front, or the desk of those who hold one of the roles; `args` of its page."""

    label: Words
    url_name: str
    icon: str = "file"
    roles: frozenset[Role] = frozenset()
    is_public: bool = False
    args: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tile:
    """A chapter's tile on the front page."""

    label: Words
    text: Words
    url_name: str
    icon: str
    clauses: Words


@dataclass(frozen=True)
class Figure:
    """A number on a card or the front page: what it is, how it is defined, and where its rows are."""

    label: Words
    value: int | str
    definition: Words = ""
    link: str = ""
    change: str = ""


@dataclass(frozen=True)
class Card:
    """Figures for a dashboard; `figures(user, on)` costs a fixed number of queries, whatever it counts."""

    figures: Callable[[User, date], Iterable[Figure]]
    roles: frozenset[Role]


@dataclass(frozen=True)
class PublicFigures:
    """Figures for the front page; `figures(on)` may be cached by the page."""

    figures: Callable[[date], Iterable[Figure]]


@dataclass(frozen=True)
class Measure:
    """A number for each province on the map: `counts(on)` by province code in one query, `url(code)` of its rows."""

    code: str
    label: Words
    definition: Words
    counts: Callable[[date], Mapping[str, int]]
    url: Callable[[str], str]


@dataclass(frozen=True)
class PanelContent:
    """What a chapter knows of an organisation: a template with its context, as of a day, on a legal basis.

    `sentence` is the chapter's part of the answer on top of the page, `tone` one of good, warn, bad, none.
    """

    template: str
    context: dict[str, Any]
    as_of: date
    basis: Clause
    sentence: Words = ""
    tone: str = "none"


@dataclass(frozen=True)
class Panel:
    """A chapter's part of the one public page of an organisation; `None` where it knows nothing."""

    title: Words
    content: Callable[[Organisation, date], PanelContent | None]


@dataclass(frozen=True)
class Found:
    """A certificate or document that bears the number somebody typed."""

    label: Words
    number: str
    url: str
    note: Words = ""


@dataclass(frozen=True)
class Lookup:
    """A chapter's answer to "is this number yours?"; one query."""

    find: Callable[[str], Iterable[Found]]


@dataclass(frozen=True)
class Start:
    """Something a person of this role may start from the desk."""

    label: Words
    text: Words
    url_name: str
    icon: str
    roles: frozenset[Role]


@dataclass(frozen=True)
class MatterPage:
    """Where the file of a kind of matter is opened from the docket; `url_name` takes the matter's number."""

    kind: str
    url_name: str


@dataclass(frozen=True)
class Weighed:
    """One part of a check of one organisation: what is asked, what was counted, and the clause."""

    name: Words
    required: Words
    found: Words
    is_met: bool
    basis: Clause


@dataclass(frozen=True)
class Check:
    """
    A compliance question a chapter puts to everyone it concerns, every night.

    `sweep(on)` finds all who do not comply in one statement; `explain(organisation, on)` weighs one organisation part
    by part. `standing(user)` is how many findings this person may see; `url_name` is the list of them.
    """

    code: str
    question: Words
    basis: Clause
    sweep: Callable[[date], QuerySet[Any]]
    explain: Callable[[Organisation, date], Iterable[Weighed]]
    standing: Callable[[User], int]
    url_name: str


menu: Final[Socket[MenuEntry]] = Socket()
tiles: Final[Socket[Tile]] = Socket()
cards: Final[Socket[Card]] = Socket()
public_figures: Final[Socket[PublicFigures]] = Socket()
measures: Final[Socket[Measure]] = Socket()
panels: Final[Socket[Panel]] = Socket()
checks: Final[Socket[Check]] = Socket()
lookups: Final[Socket[Lookup]] = Socket()
starts: Final[Socket[Start]] = Socket()
matter_pages: Final[Socket[MatterPage]] = Socket()
