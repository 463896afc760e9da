"""The one way out for a file: a stream to somebody who may see its row."""

from uuid import UUID

from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from portal.accounts.http import UserRequest
from portal.attachments import store
from portal.attachments.models import Attachment


def stream(attachment: Attachment) -> FileResponse:
    """The bytes as a download that no browser will run or guess about; 404 for what the scanner condemned."""
    if attachment.scan == Attachment.Scan.INFECTED:
        raise Http404
    response = FileResponse(
        attachment.open(), as_attachment=True, filename=attachment.name, content_type=attachment.mime
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    response["ETag"] = f'"{attachment.sha256}"'
    return response


@require_safe
def download(request: UserRequest, key: UUID) -> FileResponse:
    """A file the person may see; anything else does not exist."""
    attachment = store.find(key, request.user)
    if attachment is None:
        raise Http404
    return stream(attachment)
