"""The PDF of a paper: for those who may see it, and of public papers for whoever has the code."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from portal.documents import pdf, verification
from portal.documents.models import Document


@login_not_required
@require_safe
def download(request: HttpRequest, code: str) -> FileResponse:
    """The file of a public paper, or of one the person may see; anything else does not exist."""
    rows = Document.objects.filter(code=verification.normalise(code))
    readable = Q(pk__in=rows.published().values("pk")) | Q(pk__in=rows.visible_to(request.user).values("pk"))
    document = rows.filter(readable).first()
    if document is None:
        raise Http404
    document = pdf.ensure(document)
    response = FileResponse(
        document.open_pdf(),
        as_attachment="save" in request.GET,
        filename=document.file_name,
        content_type="application/pdf",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = f'"{document.pdf_hash}"'
    response["Cache-Control"] = "private, max-age=0, must-revalidate"
    return response
