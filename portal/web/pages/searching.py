"""One search over everything public: organisations by any part of a name, and papers by their numbers."""

from django.http import HttpRequest, HttpResponse

from portal.parties.models import Organisation
from portal.web import sockets
from portal.web.views import VisitorView

SHOWN = 30


class Search(VisitorView):
    """What bears these words or this number."""

    model = Organisation
    template_name = "portal/search.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        words = request.GET.get("q", "").strip()[:100]
        found = [hit for lookup in sockets.lookups for hit in lookup.find(words)] if words else []
        organisations = (self.rows().by_code(words) | self.rows().named(words)).with_names()[:SHOWN] if words else []
        return self.show(words=words, found=found, organisations=organisations)
