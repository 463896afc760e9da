"""What the conditions weigh, gathered by the services and free of any table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from institutions.rules.words import Item, Kind, Level, Post


@dataclass(frozen=True)
class Professional:
    """
    One person of the list, as far as the conditions ask. `insured_months` counts months paid by this unit; `is_gone`
    says that they have left it since, or work full-time elsewhere.
    """

    name: str
    evaluator_level: int = 0
    engineer: Level = Level.NONE
    title: Level = Level.NONE
    years: int = 0
    specialties: frozenset[str] = frozenset()
    is_full_time: bool = True
    is_under_contract: bool = True
    insured_months: int = 0
    is_gone: bool = False


@dataclass(frozen=True)
class ScopeNeed:
    """A scope asked for, and how many persons of which specialty it needs."""

    code: str
    name: str
    staffing: Mapping[str, int] = field(default_factory=dict)
    is_confirmed: bool = False


@dataclass(frozen=True)
class Facts:
    """Everything the conditions weigh; assets and equipment in CNY 10,000, areas in square metres."""

    kind: Kind
    is_legal_person: bool = True
    fixed_assets: Decimal | None = None
    workspace: Decimal | None = None
    archive_room: Decimal | None = None
    laboratory: Decimal | None = None
    equipment_value: Decimal | None = None
    website: str = ""
    professionals: tuple[Professional, ...] = ()
    posts: Mapping[Post, Professional | None] = field(default_factory=dict)
    scopes: tuple[ScopeNeed, ...] = ()
    evidence: frozenset[Item] = frozenset()
    is_committed: bool = False
    breaches: tuple[str, ...] = ()
