"""One condition as it stands, and the scale it is weighed on."""

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from institutions.rules.facts import Facts, Professional
from institutions.rules.thresholds import INSURED_MONTHS, STAFF_YEARS
from institutions.rules.words import Item, Kind, Post
from portal.law import Clause, Figure, Objection, Phrase, ten_thousands
from portal.law import phrase as _

if TYPE_CHECKING:
    from portal.figures.table import Figures


@dataclass(frozen=True)
class Condition:
    """
    One condition as it stands today.

    `required` is the figure with its unit, `found` what was counted; `left_out` names who was not counted and why.
    """

    code: str
    name: Phrase
    section: str
    basis: Clause
    required: Phrase
    found: Phrase
    is_met: bool
    is_confirmed: bool
    evidence: tuple[Item, ...] = ()
    missing: tuple[Item, ...] = ()
    left_out: tuple[tuple[str, Phrase], ...] = ()

    @property
    def objection(self) -> Objection:
        """The reason this condition gives for a refusal."""
        return Objection(
            _("不具备条件：%(name)s", name=self.name), self.basis, self.section, str(self.required), str(self.found)
        )


@dataclass(frozen=True)
class Scale:
    """The facts and figures one condition is weighed by."""

    facts: Facts
    figures: "Figures"

    def condition(
        self,
        code: str,
        name: Phrase,
        section: str,
        *,
        basis: Clause,
        required: Phrase,
        found: Phrase,
        is_met: bool,
        is_confirmed: bool = False,
        evidence: tuple[Item, ...] = (),
        left_out: tuple[tuple[str, Phrase], ...] = (),
    ) -> Condition:
        missing = tuple(item for item in evidence if item not in self.facts.evidence)
        return Condition(code, name, section, basis, required, found, is_met, is_confirmed, evidence, missing, left_out)

    def amount(self, code: str, figure: Figure, found: Decimal | None, section: str, *items: Item) -> Condition:
        """A condition that an amount reaches a figure; an amount not given does not."""
        least = self.figures[figure]
        return self.condition(
            code,
            _("%(label)s", label=figure.label),
            section,
            basis=figure.basis,
            required=_("不少于 %(least)s", least=measured(least, figure.unit)),
            found=_("未填写") if found is None else measured(found, figure.unit),
            is_met=found is not None and found >= least,
            is_confirmed=figure.confirmed,
            evidence=items,
        )

    def share(self, code: str, figure: Figure, part: int, whole: int) -> Condition:
        """A condition that a share of the counted persons reaches a percentage; nobody counted is not enough."""
        percent = self.figures[figure]
        least = math.ceil(percent * whole / 100)
        return self.condition(
            code,
            _("%(label)s", label=figure.label),
            "professionals",
            basis=figure.basis,
            required=_("不低于 %(percent)s%%，即 %(least)s 人", percent=plain(percent), least=least),
            found=_("%(part)s 人 / %(whole)s 人", part=part, whole=whole),
            is_met=whole > 0 and part >= least,
            is_confirmed=figure.confirmed,
            evidence=(Item.CERTIFICATES,),
        )

    def headcount(self, code: str, base: Figure, more: Figure, counted: "Count") -> Condition:
        """Twenty-five for one scope and five more for each further: the figures say how many."""
        scopes = len(self.facts.scopes)
        least = int(self.figures[base]) + int(self.figures[more]) * max(scopes - 1, 0)
        return self.condition(
            code,
            _("%(label)s", label=base.label),
            "professionals",
            basis=base.basis,
            required=_("%(scopes)s 个业务范围，不少于 %(least)s 人", scopes=scopes, least=least),
            found=_("计入 %(counted)s 人", counted=len(counted.persons)),
            is_met=scopes > 0 and len(counted.persons) >= least,
            is_confirmed=base.confirmed and more.confirmed,
            evidence=(Item.CONTRACTS, Item.SOCIAL_INSURANCE, Item.CERTIFICATES),
            left_out=counted.left_out,
        )


@dataclass(frozen=True)
class Count:
    """Who counts, and who does not and why."""

    persons: tuple[Professional, ...]
    left_out: tuple[tuple[str, Phrase], ...]


UNITS: Final = {"m2": _("平方米"), "persons": _("人"), "years": _("年")}
POSTS: Final = {
    Kind.EVALUATION: (Post.TECHNICAL_DIRECTOR, Post.PROCESS_CONTROL_DIRECTOR),
    Kind.INSPECTION: (Post.HEAD_OF_TESTING, Post.TECHNICAL_DIRECTOR, Post.QUALITY_DIRECTOR),
}
POST_NAMES: Final = {
    Post.LEGAL_REPRESENTATIVE: _("法定代表人"),
    Post.TECHNICAL_DIRECTOR: _("技术负责人"),
    Post.PROCESS_CONTROL_DIRECTOR: _("过程控制负责人"),
    Post.HEAD_OF_TESTING: _("主持检测检验工作的负责人"),
    Post.QUALITY_DIRECTOR: _("质量负责人"),
}


def plain(number: Decimal) -> str:
    """800 for 800.000000, 800.5 for 800.50: a number as people write it."""
    return f"{number.normalize():f}"


def measured(amount: Decimal, unit: str) -> Phrase:
    """An amount with its unit."""
    if unit == "CNY_10k":
        return ten_thousands(amount)
    return _("%(amount)s %(unit)s", amount=plain(amount), unit=UNITS[unit])


def count(facts: Facts, figures: "Figures") -> Count:
    """The professionals that count: full-time, under contract, insured by this unit, and of the trade."""
    counted, left_out = [], []
    for person in facts.professionals:
        reason = reason_left_out(person, facts.kind, figures)
        if reason is None:
            counted.append(person)
        else:
            left_out.append((person.name, reason))
    return Count(tuple(counted), tuple(left_out))


def reason_left_out(person: Professional, kind: Kind, figures: "Figures") -> Phrase | None:
    """Why a person does not count towards the staffing, or None."""
    if person.is_gone:
        return _("已离开本单位，或者专职受聘于其他单位")
    if not person.is_full_time:
        return _("非专职")
    if not person.is_under_contract:
        return _("劳动合同不在有效期内")
    if person.insured_months < figures.days(INSURED_MONTHS):
        return _("社会保险未由本单位缴纳")
    return reason_not_of_the_trade(person, kind, figures)


def reason_not_of_the_trade(person: Professional, kind: Kind, figures: "Figures") -> Phrase | None:
    """Why what a person is does not count, or None."""
    if kind is Kind.EVALUATION and not person.evaluator_level:
        return _("不是安全评价师")
    if kind is Kind.INSPECTION and person.years < figures.days(STAFF_YEARS):
        return _("在本行业领域工作年限不足")
    return None
