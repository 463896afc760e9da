"""All SQL of search."""

from typing import Any, Self

from django.contrib.postgres.search import SearchQueryField
from django.db import models
from django.db.models import BooleanField, Case, F, Func, IntegerField, Q, Value, When
from django.db.models.functions import Cast

from portal.search import lexemes


class Holds(Func):
    """Whether a tsvector holds what a tsquery asks for."""

    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = BooleanField()


class NameEntryQuerySet(models.QuerySet[Any]):
    """Names by what people type."""

    def matching(self, asked: lexemes.Asked) -> Self:
        """The index narrows down, and the text itself is checked again: neighbours do not prove a longer part."""
        query = Cast(Value(asked.tsquery), SearchQueryField())
        checked = Q()
        for word in asked.words:
            checked &= _holds(word)
        return self.filter(Holds(F("grams"), query), checked)

    def ranked(self, asked: lexemes.Asked) -> Self:
        """Exact code, exact name, beginning, part, initials; former names last; the heavier and shorter first."""
        whole, parts = asked.whole, Q()
        for word in asked.words:
            parts &= Q(text__contains=word.text)
        rank = Case(
            When(code__in=asked.codes, then=Value(0)),
            When(is_former=True, then=Value(5)),
            When(text=whole, then=Value(1)),
            When(Q(text__startswith=whole) | _code_begins(asked.codes), then=Value(2)),
            When(parts, then=Value(3)),
            default=Value(4),
            output_field=IntegerField(),
        )
        return self.annotate(rank=rank).order_by("rank", "-weight", "sort_key", "pk")


def _holds(word: lexemes.Word) -> Q:
    found = Q(text__contains=word.text)
    if word.is_latin:
        found |= Q(initials__contains=word.text) | Q(reading__startswith=word.text)
    return found | _code_begins(word.codes)


def _code_begins(codes: tuple[str, ...]) -> Q:
    found = Q(pk__in=[])
    for code in codes:
        found |= Q(code__startswith=code)
    return found
