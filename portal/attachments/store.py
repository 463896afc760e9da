"""Do: take a file in, with every objection at once, and keep it once."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import IO, Final
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction

from portal.access.scope import Viewer
from portal.accounts.models import User
from portal.attachments import inspection, kinds
from portal.attachments.events import AttachmentKept
from portal.attachments.kinds import EVIDENCE, Kind
from portal.attachments.models import Attachment
from portal.errors import Refused
from portal.events import announce
from portal.parties.models import Organisation
from portal.regions.models import Region

CHUNK: Final = 1024 * 1024


@transaction.atomic
def keep(
    file: File,
    *,
    by: User | None,
    organisation: Organisation | None,
    purpose: str,
    on: date,
    region: Region | None = None,
    allowed: Iterable[Kind] = EVIDENCE,
) -> Attachment:
    """
    Check and store a file; handing in the same file again returns the row of the first time.

    `region` is the authority it is handed to; without one only the organisation sees it, until `hand_over`. Raises
    `Refused` with every objection; then nothing is stored.
    """
    name = str(file.name or "")
    Refused.unless_clear(
        inspection.objections(name, file.size, file, limit=settings.ATTACHMENT_MAX_BYTES, allowed=allowed),
    )
    digest = _digest(file)
    kind = kinds.sniff(file)
    facts = {
        "size": file.size,
        "mime": kind.mime if kind else "application/octet-stream",
        "path": _store(file, digest, organisation),
        "region": region,
        "uploaded_by": by,
        "uploaded_on": on,
        "scan": Attachment.Scan.PENDING if settings.CLAMD_URL else Attachment.Scan.UNAVAILABLE,
    }
    where = {"organisation": organisation, "purpose": purpose, "name": name, "sha256": digest}
    if organisation is None:
        attachment, is_new = Attachment.objects.create(**where, **facts), True
    else:
        attachment, is_new = Attachment.objects.get_or_create(**where, defaults=facts)
    if is_new:
        announce(AttachmentKept(attachment.pk, purpose, digest))
    return attachment


def hand_over(keys: Iterable[int], region: Region) -> None:
    """The organisation's files go to an authority: from now on its officials may read them."""
    Attachment.objects.hand_over(list(keys), region.pk)


def find(key: UUID, viewer: Viewer) -> Attachment | None:
    """
    The file of this key, if the person may have it.

    One that is not scanned yet goes back to whoever handed it in, and to nobody else.
    """
    found = Attachment.objects.visible_to(viewer).filter(key=key).first()
    if found is not None and found.scan == Attachment.Scan.PENDING and found.uploaded_by_id != viewer.pk:
        return None
    return found


def _digest(content: IO[bytes]) -> str:
    content.seek(0)
    digest = hashlib.sha256()
    while chunk := content.read(CHUNK):
        digest.update(chunk)
    content.seek(0)
    return digest.hexdigest()


def _store(content: File, digest: str, organisation: Organisation | None) -> str:
    """Where the bytes lie; one organisation never shares a file with another, so that neither learns of the other's."""
    owner = organisation.code if organisation else "public"
    path = f"attachments/{owner}/{digest[:2]}/{digest}"
    storage = storages["private"]
    if not storage.exists(path) or storage.size(path) != content.size:
        # Two at once store it twice under different names, each row then knows its own; so does whoever comes after
        # a process that was killed in the middle of writing.
        path = storage.save(path, File(content, name=digest))
    return path
