"""Verification: is this paper real, does it still hold, is this the file that was issued?"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from portal.documents import signing, verification
from portal.documents.models import Document
from portal.web.views import VisitorView

REMEMBERED = 50
LARGEST_FILE = 20 * 1024 * 1024


class VerifyForm(VisitorView):
    """Where a code is typed or a file handed in; what holds is asked of the primary alone."""

    may_lag = False
    model = Document
    template_name = "portal/verify.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        if code := verification.normalise(request.GET.get("code", ""))[:40]:
            return redirect("verify", code=code)
        return self.show(public_key=signing.public_key())

    def post(self, request: HttpRequest) -> HttpResponse:
        """The verdict on a file: issued by us as it is, or not."""
        file = request.FILES.get("file")
        is_readable = file is not None and file.size is not None and file.size <= LARGEST_FILE
        found = verification.issued_as(file) if file is not None and is_readable else None
        return self.show(
            public_key=signing.public_key(),
            is_file_checked=is_readable,
            is_file_missing=not is_readable,
            file_name=file.name if file else "",
            found=found,
        )


@method_decorator(never_cache, name="dispatch")
class VerifyPage(VisitorView):
    """The verdict on a code, with the paper itself below; never a moment old."""

    may_lag = False
    model = Document
    template_name = "portal/verification.html"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self._answer(request, code)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Compare a file with the one issued under this code."""
        file = request.FILES.get("file")
        if file is None or file.size is None or file.size > LARGEST_FILE:
            return HttpResponseRedirect(request.path)
        is_same = verification.is_issued_file(code, file)
        return self._answer(request, code, is_file_checked=True, is_same_file=is_same, file_name=file.name)

    def _answer(self, request: HttpRequest, code: str, **more: Any) -> HttpResponse:
        seen: list[str] = request.session.get("verified", [])
        plain = verification.normalise(code)
        found = verification.verify(code, counts=plain not in seen)
        if found.verdict is not verification.Verdict.UNKNOWN and plain not in seen:
            request.session["verified"] = [*seen, plain][-REMEMBERED:]
        status = 404 if found.verdict is verification.Verdict.UNKNOWN else 200
        return self.show(paper=found, status=status, **more)
