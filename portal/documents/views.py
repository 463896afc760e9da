"""The PDF of a paper: for those who may see it, and of public papers for whoever has the code."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from portal.documents import pdf, verification


@login_not_required
@require_safe
def download(request: HttpRequest, code: str) -> FileResponse:
    """The file of a public paper, or of one the person may see; anything else does not exist."""
    document = verification.readable(code, request.user if request.user.is_authenticated else None)
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
