"""What the chapter answers in the public check of one organisation."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from institutions.models import Qualification
from institutions.models.choices import Kind
from institutions.rules import sources
from portal.access import doors
from portal.rest.standing import Answer, Standing, Verdict


def columns(on: date) -> Mapping[str, Any]:
    """The kinds it may work in that day, and the qualification that reaches furthest."""
    mine = doors.published(Qualification).filter(organisation=OuterRef("pk"))
    live = mine.in_force(on).order_by("-valid_to", "-pk")
    kinds = {f"kind_{kind.value}": Exists(live.filter(kind=kind.value)) for kind in Kind}
    latest = {name: Subquery(live.values(name)[:1]) for name in ("number", "valid_from", "valid_to")}
    return {**kinds, **latest, "is_known": Exists(mine)}


def answer(found: Mapping[str, Any], _on: date) -> Answer:
    """Whether it may take commissions."""
    basis = sources.OPEN_DECISION
    if found["number"]:
        kinds = "、".join(str(kind.label) for kind in Kind if found[f"kind_{kind.value}"])
        sentence = _now("可以承接%(kinds)s业务，资质有效。") % {"kinds": kinds}
        return Answer(Verdict.GOOD, sentence, basis, found["number"], found["valid_from"], found["valid_to"])
    if found["is_known"]:
        return Answer(Verdict.BAD, _now("现无有效的机构资质，不得承接相关业务。"), basis)
    return Answer(Verdict.NONE, _now("没有机构资质记录。"), basis)


QUALIFIED = Standing("institutions.qualification", _("能否承接安全评价、检测检验业务"), columns, answer)
