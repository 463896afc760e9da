"""One search over everything public: organisations by any part of a name, and papers by their numbers."""

from django.http import HttpRequest, HttpResponse

from portal.parties.models import Organisation
from portal.search import names
from portal.web import sockets
from portal.web.views import VisitorView

SHOWN = 30
LONGEST = 100
#: How the index of names calls an organisation.
INDEXED_AS = "organisation"


class Search(VisitorView):
    """What bears these words or this number."""

    model = Organisation
    template_name = "portal/search.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        words = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
        matches = names.find(words, [INDEXED_AS], SHOWN + 1)
        return self.show(
            words=words,
            found=[hit for lookup in sockets.lookups for hit in lookup.find(words)] if words else [],
            organisations=self._organisations(words, [match.key for match in matches[:SHOWN]]),
            is_cut=len(matches) > SHOWN,
        )

    def _organisations(self, words: str, keys: list[str]) -> list[Organisation]:
        """In the order of the index; whoever types a whole name or code finds it even before it is indexed."""
        exact = self.rows().called(words).with_names() if words else ()
        found = {str(row.pk): row for rows in (exact, self.rows().filter(pk__in=keys).with_names()) for row in rows}
        first = [row for key, row in found.items() if key not in keys]
        return first + [found[key] for key in keys if key in found]
