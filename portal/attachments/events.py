"""Facts attachments announces."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AttachmentKept:
    """A file passed the door and is stored; the scanner has not seen it yet."""

    pk: int
    purpose: str
    sha256: str


@dataclass(frozen=True)
class AttachmentInfected:
    """The scanner condemned a file; it is no longer handed out."""

    pk: int
    name: str
    finding: str
    uploaded_by_id: int | None
    organisation_id: int | None
