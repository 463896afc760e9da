"""
Condition keep-up (INS-R24): whose qualification no longer meets INS-R01 to R08, over all of them in one statement.

`institutions.rules.conditions.kept_up` weighs one institution in Python; a test holds the two to one another. What a
province fixes otherwise stands in the statement as a CASE over the places that have figures of their own.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    CharField,
    Count,
    DecimalField,
    Exists,
    F,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Trim
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThanOrEqual

from institutions.rules import thresholds
from institutions.rules.scale import POSTS
from institutions.rules.words import Kind, Level, Post
from portal.figures.table import Map
from portal.law import Figure
from portal.parties.models import Employment

MIDDLE_OR_MORE: Final = (Level.INTERMEDIATE, Level.SENIOR)
NUMBER: Final[Any] = DecimalField(max_digits=20, decimal_places=6)


def gone(person: Any, organisation: Any, on: date) -> Q:
    """That a person has left the organisation by that day, or works full-time at another."""
    known = Employment.objects.filter(person=person)
    here = known.filter(organisation=organisation)
    stays = Exists(here.filter(is_full_time=True, period__contains=on))
    left = Exists(here.filter(period__endswith__lte=on))
    works = Exists(known.filter(is_full_time=True, period__contains=on))
    return ~stays & (left | works)


@dataclass(frozen=True)
class Sweep:
    """One sweep: the applications that qualifications stand on, the day, and the figures of that day."""

    filings: Any
    on: date
    figures: Map

    def short(self) -> Any:
        """Those whose holder no longer complies."""
        evaluation = (
            self.staffed(
                Kind.EVALUATION,
                self.headcount(thresholds.EVALUATORS, thresholds.EVALUATORS_MORE)
                & self.share(Q(evaluator_level=1), thresholds.LEVEL_ONE)
                & self.share(Q(evaluator_level__in=(1, 2)), thresholds.LEVEL_TWO)
                & self.share(Q(engineer_level__in=MIDDLE_OR_MORE), thresholds.EVALUATION_ENGINEERS),
            )
            & self.reaches(F("fixed_assets"), thresholds.EVALUATION_ASSETS)
            & self.reaches(self.area(~Q(use="laboratory")), thresholds.EVALUATION_WORKSPACE)
            & self.reaches(self.area(Q(use="archive")), thresholds.ARCHIVE_ROOM)
        )
        inspection = (
            self.staffed(
                Kind.INSPECTION,
                self.headcount(thresholds.INSPECTION_STAFF, thresholds.INSPECTION_STAFF_MORE)
                & self.share(Q(engineer_level__in=MIDDLE_OR_MORE), thresholds.INSPECTION_ENGINEERS)
                & self.share(Q(title__in=MIDDLE_OR_MORE), thresholds.MIDDLE_TITLES)
                & self.share(Q(title=Level.SENIOR), thresholds.SENIOR_TITLES),
            )
            & self.reaches(F("fixed_assets"), thresholds.INSPECTION_ASSETS)
            & self.reaches(self.area(Q()), thresholds.INSPECTION_WORKSPACE)
            & self.reaches(self.equipment(), thresholds.EQUIPMENT_VALUE)
        )
        return self.filings.exclude(self.complies(Kind.EVALUATION, evaluation)).exclude(
            self.complies(Kind.INSPECTION, inspection)
        )

    def complies(self, kind: Kind, met: Q) -> Q:
        """Of this kind, with all that it must have, in the order of what is quickest to tell."""
        return Q(kind=kind) & met & self.manned(kind) & self.skilled(kind)

    def of(self, figure: Figure, filing: str = "") -> Any:
        """The figure in force where the row belongs; `filing` leads to the application."""
        nation = self.figures.places[""][figure]
        own = [
            When(**{f"{filing}qualification__region__path__startswith": path}, then=Value(there[figure], NUMBER))
            for path, there in sorted(self.figures.places.items(), key=lambda place: -len(place[0]))
            if path
        ]
        differs = any(there[figure] != nation for there in self.figures.places.values())
        return Case(*own, default=Value(nation, NUMBER)) if differs else Value(nation, NUMBER)

    def counts(self, kind: Kind, depth: int) -> Q:
        """
        That a professional counts towards the staffing (`institutions.rules.scale.reason_left_out`).

        `depth` is how many queries out the application is.
        """
        unit: Any = Trim(F("insured_unit"))
        own = Q(Exact(unit, F("filing__organisation__name"))) | Q(Exact(unit, F("filing__organisation_name")))
        trade = {
            Kind.EVALUATION: Q(evaluator_level__isnull=False),
            Kind.INSPECTION: Q(years_in_industry__gte=self.of(thresholds.STAFF_YEARS, "filing__")),
        }[kind]
        return (
            Q(is_full_time=True, contract_from__lte=self.on)
            & (Q(contract_to__isnull=True) | Q(contract_to__gte=self.on))
            & Q(insured_months__gte=self.of(thresholds.INSURED_MONTHS, "filing__"))
            & trade
            & ~Q(insured_unit="")
            & own
            & ~gone(OuterRef("person"), outer("organisation", depth + 1), self.on)
        )

    def details(self, name: str, depth: int = 1) -> QuerySet[Any]:
        """The rows of one detail of the application, `depth` queries out."""
        model: Any = self.filings.model._meta.get_field(name).related_model  # noqa: SLF001
        return model._default_manager.filter(filing=outer("pk", depth)).order_by()  # noqa: SLF001

    def scopes(self, depth: int = 1) -> QuerySet[Any]:
        """The scopes the qualification covers that day."""
        qualification: Any = self.filings.model._meta.get_field("qualification").related_model  # noqa: SLF001
        model: Any = qualification._meta.get_field("scopes").related_model  # noqa: SLF001
        rows = model._default_manager.filter(qualification=outer("qualification", depth), since__lte=self.on)  # noqa: SLF001
        return rows.filter(Q(until__isnull=True) | Q(until__gt=self.on)).order_by()

    def staffed(self, kind: Kind, enough: Q) -> Q:
        """That those who count are enough; `enough` speaks of their number as `counted`."""
        people = self.details("professional_set").filter(self.counts(kind, 1))
        return Q(Exists(people.values("filing").annotate(counted=Count("pk")).filter(enough)))

    def headcount(self, base: Figure, more: Figure) -> Q:
        """As many people as the scopes ask for."""
        number = Subquery(total(self.scopes(2), "qualification", Count("pk")), output_field=IntegerField())
        return Q(GreaterThanOrEqual(F("counted"), self.of(base, "filing__") + self.of(more, "filing__") * (number - 1)))

    def share(self, part: Q, figure: Figure) -> Q:
        """A share of the counted that reaches its percentage."""
        return Q(GreaterThanOrEqual(Count("pk", filter=part) * 100, self.of(figure, "filing__") * F("counted")))

    def reaches(self, found: Any, figure: Figure) -> Q:
        """An amount that reaches its figure; one not given does not."""
        return Q(GreaterThanOrEqual(Coalesce(found, Value(-1), output_field=NUMBER), self.of(figure)))

    def area(self, which: Q) -> Any:
        rows = self.details("premises_set").filter(which)
        return Subquery(total(rows, "filing", Sum("area")), output_field=NUMBER)

    def equipment(self) -> Any:
        value = Sum(F("value") * F("quantity"), output_field=NUMBER)
        return Subquery(total(self.details("equipment_set"), "filing", value), output_field=NUMBER)

    def manned(self, kind: Kind) -> Q:
        """That somebody fit holds each post."""
        fit = Q()
        for post, grades in self.fit_for(kind).items():
            people = self.details("professional_set", 2).filter(grades, person=OuterRef("person"))
            stays = ~gone(OuterRef("person"), outer("organisation", 3), self.on)
            fit |= Q(post=post) & Q(Exists(people.filter(stays)))
        held = total(self.details("keypost_set").filter(fit), "filing", Count("pk"))
        return Q(GreaterThanOrEqual(Coalesce(Subquery(held, output_field=IntegerField()), 0), len(POSTS[kind])))

    def fit_for(self, kind: Kind) -> dict[Post, Q]:
        """What the holder of each post must be."""
        if kind is Kind.INSPECTION:
            years = self.of(thresholds.LEADER_YEARS, "filing__")
            return dict.fromkeys(POSTS[kind], Q(title=Level.SENIOR, years_in_industry__gte=years))
        years = self.of(thresholds.DIRECTOR_YEARS, "filing__")
        director = Q(is_full_time=True, evaluator_level=1, title=Level.SENIOR, years_in_industry__gte=years)
        return {
            Post.TECHNICAL_DIRECTOR: director,
            Post.PROCESS_CONTROL_DIRECTOR: Q(is_full_time=True, evaluator_level__gt=0),
        }

    def skilled(self, kind: Kind) -> Q:
        """That no scope lacks people of a specialty it needs."""
        people = self.details("professional_set", 2).filter(self.counts(kind, 2))
        skills = people.annotate(
            skill=Func(
                "specialties", function="jsonb_array_elements_text", output_field=CharField(), set_returning=True
            )
        )
        held = ArraySubquery(skills.distinct("pk", "skill").values("skill"))
        positions = Func(held, F("specialty"), function="array_positions")
        number = Func(positions, function="cardinality", output_field=IntegerField())
        scope: Any = self.scopes().model._meta.get_field("business").related_model  # noqa: SLF001
        needs = scope._meta.get_field("specialties").related_model._default_manager.order_by()  # noqa: SLF001
        # The worst shortfall, not whether there is one: so only what the scopes held need is looked at.
        worst = total(
            needs.filter(scope__in=self.scopes(2).values("business")), "scope__kind", Max(F("minimum") - number)
        )
        return Q(LessThanOrEqual(Coalesce(Subquery(worst, output_field=IntegerField()), 0), 0))


def outer(field: str, depth: int) -> Any:
    """The application's field as seen from so many queries within."""
    found: Any = field
    for _step in range(depth):
        found = OuterRef(found)
    return found if depth else F(field)


def total(rows: QuerySet[Any], key: str, of: Any) -> QuerySet[Any]:
    """One number over the rows of one key."""
    return rows.values(key).annotate(total=of).values("total")
