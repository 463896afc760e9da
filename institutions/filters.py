"""How the public register and one's own applications are narrowed."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from institutions.models import ConditionFinding, Filing, Proceeding, Qualification
from institutions.models.choices import FilingType, Kind, Measure
from institutions.states import FilingState, ProceedingState, QualificationState
from portal.regions.models import Region
from portal.web.filters import AnyOf


def provinces(_request: Any) -> QuerySet[Any]:
    return Region.objects.provinces()


class RegisterFilter(django_filters.FilterSet):
    """By name or code, province, kind, scope and standing."""

    q = django_filters.CharFilter(label=_("机构名称、代码或资质编号"), method="by_words")
    kind = AnyOf(label=_("机构类别"), choices=Kind.choices)
    state = AnyOf(label=_("状态"), choices=QualificationState.choices)
    region = django_filters.ModelChoiceFilter(label=_("审查机关地区"), queryset=provinces, empty_label=_("全国"))

    class Meta:
        model = Qualification
        fields = ["q", "kind", "state", "region"]

    def by_words(self, rows: Any, _name: str, words: str) -> QuerySet[Any]:
        return rows.saying(words.strip())


class FilingFilter(django_filters.FilterSet):
    """By number, kind, type and state."""

    q = django_filters.CharFilter(label=_("申请编号"), field_name="number", lookup_expr="icontains")
    kind = AnyOf(label=_("机构类别"), choices=Kind.choices)
    type = django_filters.ChoiceFilter(label=_("申请类型"), choices=FilingType.choices, empty_label=_("全部"))
    state = AnyOf(label=_("状态"), choices=FilingState.choices)

    class Meta:
        model = Filing
        fields = ["q", "kind", "type", "state"]


class FindingFilter(django_filters.FilterSet):
    """By holder, kind, and whether the finding stands, is late or has ended."""

    q = django_filters.CharFilter(label=_("机构名称、代码或资质编号"), method="by_words")
    standing = django_filters.ChoiceFilter(
        label=_("情况"),
        choices=[("standing", _("待整改")), ("late", _("逾期未整改")), ("ended", _("已终结"))],
        method="by_standing",
        empty_label=_("全部"),
    )
    kind = AnyOf(label=_("机构类别"), choices=Kind.choices, field_name="qualification__kind")

    class Meta:
        model = ConditionFinding
        fields = ["q", "standing", "kind"]

    def by_words(self, rows: Any, _name: str, words: str) -> QuerySet[Any]:
        return rows.saying(words.strip())

    def by_standing(self, rows: Any, _name: str, how: str) -> QuerySet[Any]:
        return {"standing": rows.standing, "late": lambda: rows.late(timezone.localdate()), "ended": rows.ended}[how]()


class ProceedingFilter(django_filters.FilterSet):
    """By number or party, measure and state."""

    q = django_filters.CharFilter(label=_("案号、机构名称或代码"), method="by_words")
    measure = AnyOf(label=_("拟作出的处理"), choices=Measure.choices)
    state = AnyOf(label=_("状态"), choices=ProceedingState.choices)

    class Meta:
        model = Proceeding
        fields = ["q", "measure", "state"]

    def by_words(self, rows: Any, _name: str, words: str) -> QuerySet[Any]:
        return rows.saying(words.strip())
