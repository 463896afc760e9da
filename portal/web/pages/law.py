"""Every rule the portal applies, open to anyone: clause, figure, since when, and whether the text itself was read."""

from collections import defaultdict
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from portal.figures import table
from portal.figures.models import FigureRow
from portal.law import Instrument
from portal.law.register import ClauseEntry, Register
from portal.web import lawbook
from portal.web.views import VisitorView


@lru_cache(maxsize=1)
def register() -> Register:
    """Read from the code once a process; the code does not change under it."""
    return lawbook.register(None)


class LawPage(VisitorView):
    """All instruments with their clauses, the figures in force today and the moves they allow."""

    template_name = "portal/law.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        today, words = timezone.localdate(), request.GET.get("q", "").strip()
        grouped: dict[Instrument, list[dict[str, Any]]] = defaultdict(list)
        figures = table.on(today)
        for entry in sorted(register().clauses.values(), key=_order):
            if words in _said(entry):
                grouped[entry.clause.instrument].append(_shown(entry, figures))
        shown = [clause for clauses in grouped.values() for clause in clauses]
        return self.show(
            instruments=[_section(instrument, clauses) for instrument, clauses in sorted(grouped.items(), key=_rank)],
            words=words,
            counts={
                "clauses": len(shown),
                "figures": sum(len(clause["figures"]) for clause in shown),
                "moves": sum(len(clause["moves"]) for clause in shown),
                "unconfirmed": sum(not clause["clause"].confirmed for clause in shown),
            },
            today=today,
        )


class ClausePage(VisitorView):
    """One clause: the figures it fixes with every dated row, and the moves that rest on it."""

    model = FigureRow
    template_name = "portal/law_clause.html"

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        entry = register().clauses.get(key)
        if entry is None:
            raise Http404
        today = timezone.localdate()
        codes = [figure.figure.code for figure in entry.figures]
        return self.show(entry=_shown(entry, table.on(today)), history=self.rows().of(codes), today=today)


def _rank(group: tuple[Instrument, list[dict[str, Any]]]) -> tuple[bool, int, str]:
    """What was promulgated under a number before the portal's own rules; the most cited first."""
    instrument, clauses = group
    return not instrument.number, -len(clauses), instrument.code


def _section(instrument: Instrument, clauses: list[dict[str, Any]]) -> dict[str, Any]:
    """Clauses that fix or allow something, row by row; those only cited, in one line."""
    rows = [clause for clause in clauses if clause["figures"] or clause["moves"]]
    cited = [clause["clause"] for clause in clauses if not (clause["figures"] or clause["moves"])]
    return {"instrument": instrument, "count": len(clauses), "rows": rows, "cited": cited}


def _order(entry: ClauseEntry) -> tuple[str, int, int, int]:
    clause = entry.clause
    return clause.instrument.code, clause.article, clause.paragraph, clause.item


def _said(entry: ClauseEntry) -> str:
    labels = [item.figure.label for item in entry.figures] + [item.move.label for item in entry.moves]
    return " ".join(str(part) for part in (entry.clause, entry.clause.instrument.number, *labels))


def _shown(entry: ClauseEntry, figures: table.Figures) -> dict[str, Any]:
    return {
        "clause": entry.clause,
        "figures": [{"figure": item.figure, "value": figures.choice(item.figure)} for item in entry.figures],
        "moves": [item.move for item in entry.moves],
        "places": [place for place in entry.places if place.name],
    }
