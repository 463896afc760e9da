"""Who may review and decide: the panel, its independence, and the separation of hands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Final

from institutions.rules import sources
from institutions.rules.scale import Condition
from institutions.rules.words import Kind
from portal.law import Clause, Figure, Objection
from portal.law import phrase as _

if TYPE_CHECKING:
    from portal.figures.table import Figures

PANEL: Final = sources.PRACTICE.article(4, confirmed=False)
PANEL_SIZE: Final = Figure("institution_panel_size", 3, "persons", PANEL, _("专家组人数（单数）"), confirmed=False)


@dataclass(frozen=True)
class Candidate:
    """An expert of the register, and whether something ties them to the applicant; `key` orders the draw."""

    key: int
    specialties: frozenset[str] = frozenset()
    tie: str = ""


@dataclass(frozen=True)
class Opinion:
    """One member's standing in the panel; `favours` is None until they have spoken."""

    expert: str
    has_declared: bool
    has_conflict: bool
    favours: bool | None


def eligible(candidates: Iterable[Candidate], wanted: frozenset[str]) -> list[Candidate]:
    """Those free of ties, of a wanted specialty, in the fixed order the draw needs to be repeatable."""
    free = (candidate for candidate in candidates if not candidate.tie)
    return sorted(
        (candidate for candidate in free if not wanted or candidate.specialties & wanted), key=lambda one: one.key
    )


def draw(candidates: Sequence[Candidate], size: int, seed: str) -> list[Candidate]:
    """So many by lot; the recorded seed lets anyone draw again and find the same."""
    return Random(seed).sample(list(candidates), size)  # noqa: S311 - a lot to be repeated, not a secret


def panel_objections(size: int, available: int, figures: "Figures") -> list[Objection]:
    """Why no panel of this size can be drawn."""
    found, least = [], figures.days(PANEL_SIZE)
    if size < least or size % 2 == 0:
        message = _("专家组应为单数且不少于 %(least)s 人", least=least)
        found.append(Objection(message, PANEL, "size", required=str(least), found=str(size)))
    if available < size:
        found.append(Objection(_("可抽取的专家不足"), PANEL, "size", required=str(size), found=str(available)))
    return found


def opinion_objections(opinion: Opinion) -> list[Objection]:
    """Nobody speaks before declaring, and nobody speaks who declared a conflict."""
    if not opinion.has_declared:
        return [Objection(_("应先作出利益冲突声明"), sources.IMPARTIALITY, "declaration", found=opinion.expert)]
    if opinion.has_conflict:
        return [Objection(_("已声明存在利益冲突，应予替换"), sources.IMPARTIALITY, "declaration", found=opinion.expert)]
    return []


def conclusion_objections(opinions: Iterable[Opinion]) -> list[Objection]:
    """Every member has declared, is free of conflict and has spoken."""
    found = []
    for opinion in opinions:
        unfit = opinion_objections(opinion)
        found += unfit
        if not unfit and opinion.favours is None:
            found.append(Objection(_("%(expert)s 尚未提出意见", expert=opinion.expert), PANEL, "opinion"))
    return found


def majority(opinions: Iterable[Opinion]) -> bool:
    """What the panel concludes; an odd number leaves no tie."""
    votes = [bool(opinion.favours) for opinion in opinions]
    return 2 * sum(votes) > len(votes)


def grant_objections(
    conditions: Iterable[Condition], *, panel_favours: bool | None, site_passed: bool | None
) -> list[Objection]:
    """Why a favourable decision cannot be drafted: unmet conditions, the panel's or the site check's verdict."""
    found = [condition.objection for condition in conditions if not condition.is_met]
    if panel_favours is False:
        found.append(Objection(_("专家评审结论为不通过"), sources.EXPERT_REVIEW, "panel"))
    if site_passed is False:
        found.append(Objection(_("现场核查不符合要求"), sources.SITE_CHECK, "site_check"))
    return found


def decision_basis(kind: Kind, *, grants: bool) -> tuple[Clause, ...]:
    """The clauses a decision stands on, as its paper cites them."""
    conditions = sources.MEASURES.article(6 if kind is Kind.EVALUATION else 7, confirmed=False)
    return (conditions, sources.DECISION, sources.GRANT if grants else sources.REASONS)
