"""How the index of names is asked from lists: which rows bear these words."""

from collections.abc import Iterable
from typing import Any, Final, Self

from django.contrib.postgres.search import SearchQueryField
from django.db import connection, models
from django.db.models import BooleanField, F, Func, Q, Value
from django.db.models.functions import Cast

from portal.search import lexemes

#: Of all names: a word that more of them bear is common.
COMMON: Final = 0.002
#: A shorter beginning of a code says no more than a region and a kind of organisation.
TELLING_CODE: Final = 9
#: What the planner knows of the index, kept up by ANALYZE: the most common lexemes and how many names have each.
FREQUENCIES: Final = """
    SELECT known.lexeme, known.share
    FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS known (lexeme, share)
    WHERE schemaname = current_schema() AND tablename = %s AND attname = 'grams' AND known.lexeme = ANY(%s)
"""


class Holds(Func):
    """Whether a tsvector holds what a tsquery asks for."""

    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = BooleanField()


class Hidden(Func):
    """A value the planner does not see: it would guess how many names have it, and read the whole table for most."""

    template = "(SELECT %(expressions)s)"
    arity = 1


class NameEntryQuerySet(models.QuerySet[Any]):
    """Names by what people type."""

    def matching(self, asked: lexemes.Asked) -> Self:
        """The index narrows down, and the text itself is checked again: neighbours do not prove a longer part."""
        query = Hidden(Cast(Value(asked.tsquery), SearchQueryField()))
        return self.filter(Holds(F("grams"), query)).bearing(asked)

    def bearing(self, asked: lexemes.Asked) -> Self:
        """The check alone, for names that are at hand."""
        checked = Q()
        for word in asked.words:
            checked &= _holds(word)
        return self.filter(checked)

    def is_common(self, asked: lexemes.Asked) -> bool:
        """Whether so many names bear these words that it is quicker to look at each row of a list for itself."""
        wanted = {lexeme for word in asked.words for several in lexemes.alternatives(word) for lexeme in several}
        with connection.cursor() as cursor:
            cursor.execute(FREQUENCIES, [self.model._meta.db_table, sorted(wanted)])  # noqa: SLF001 - its public name
            shares: dict[str, float] = dict(cursor.fetchall())
        expected = 1.0
        for word in asked.words:
            expected *= max(_share(word, shares), default=0.0)
        return expected > COMMON


def _share(word: lexemes.Word, shares: dict[str, float]) -> Iterable[float]:
    """Of each way to bear a word, how many names may do so."""
    for several in lexemes.alternatives(word):
        yield min(shares.get(lexeme, 0.0) for lexeme in several)
    yield from (1.0 for code in word.codes if len(code) < TELLING_CODE)


def _holds(word: lexemes.Word) -> Q:
    found = Q(text__contains=word.text)
    if word.is_latin:
        found |= Q(initials__contains=word.text) | Q(reading__startswith=word.text)
    for code in word.codes:
        found |= Q(code__startswith=code)
    return found
