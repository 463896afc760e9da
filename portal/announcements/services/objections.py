"""What can be done to an objection: lodge, accept, decline, answer; read who lodged it."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.announcements import rules
from portal.announcements.events import ObjectionAnswered, ObjectionLodged
from portal.announcements.models import Announcement, PublicObjection
from portal.attachments import kinds, store
from portal.attachments.models import Attachment
from portal.audit.trail import record
from portal.database.texts import is_storable
from portal.documents import locks
from portal.documents.issuing import ALPHABET
from portal.errors import Refused
from portal.events import announce
from portal.law import Objection
from portal.parties import cipher
from portal.workflow import engine
from portal.workflow.models import DocketEntry, Step

EVIDENCE_LIMIT: Final = 5
CODE_LENGTH: Final = 10


@dataclass(frozen=True)
class Words:
    """What the objector filled in; `request_key` is made by the form, so that two clicks lodge one objection."""

    request_key: str
    reason: str
    is_anonymous: bool = False
    name: str = ""
    phone: str = ""


@transaction.atomic
def lodge(announcement: Announcement, words: Words, *, on: date, evidence: Iterable[File] = ()) -> PublicObjection:
    """Take an objection in and give it a receipt number, or refuse with every reason; lodged twice it is one."""
    locks.hold(f"objection {words.request_key}")
    existing = PublicObjection.objects.filter(request_key=words.request_key).first()
    if existing is not None:
        return existing
    files = list(evidence)
    found = rules.objections(
        rules.Complaint(
            reason=words.reason,
            name=words.name,
            phone=words.phone,
            is_anonymous=words.is_anonymous,
            on=on,
            since=announcement.published_on,
            until=announcement.objection_until,
            is_in_force=announcement.status == Announcement.Status.PUBLISHED,
        ),
    )
    if len(files) > EVIDENCE_LIMIT:
        found.append(Objection(_("证据文件过多"), rules.OBJECTING, "evidence", str(EVIDENCE_LIMIT), str(len(files))))
    Refused.unless_clear(found)
    objection = _open(announcement, words, on)
    objection.evidence.set(_keep(files, announcement, on))
    announce(ObjectionLodged(objection.pk, objection.number, announcement.pk, announcement.region_id, on))
    return objection


def _keep(files: list[File], announcement: Announcement, on: date) -> list[Attachment]:
    found: list[Objection] = []
    kept = []
    for file in files:
        try:
            kept.append(
                store.keep(
                    file,
                    by=None,
                    organisation=None,
                    region=announcement.region,
                    purpose="objection",
                    on=on,
                    allowed=kinds.EVIDENCE,
                ),
            )
        except Refused as refused:
            found += refused.objections
    Refused.unless_clear(found)
    return kept


def _open(announcement: Announcement, words: Words, on: date) -> PublicObjection:
    named = not words.is_anonymous
    objection = PublicObjection(
        number=_next_number(on),
        code="".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH)),
        announcement=announcement,
        region=announcement.region,
        request_key=words.request_key,
        is_anonymous=words.is_anonymous,
        name_cipher=_seal(words, "name", words.name) if named else None,
        phone_cipher=_seal(words, "phone", words.phone) if named else None,
        reason=words.reason.strip(),
        lodged_on=on,
    )
    engine.open_matter(objection, by=None, on=on)
    return objection


def _seal(words: Words, field: str, value: str) -> bytes:
    return cipher.seal(value.strip(), PublicObjection.place(words.request_key, field))


def _next_number(on: date) -> str:
    """YY20261022-0001: counted by the day, under a lock, so that no two are alike."""
    locks.hold(f"objections of {on}")
    of_the_day = f"YY{on:%Y%m%d}-"
    last = PublicObjection.objects.numbered(of_the_day).values_list("number", flat=True).first()
    return f"{of_the_day}{int((last or '0').removeprefix(of_the_day)) + 1:04d}"


def accept(objection: PublicObjection, *, by: User, on: date, version: int | None = None, note: str = "") -> None:
    """Take the objection up; the answer is due in the period in force."""
    with engine.move(objection, "accept", by=by, on=on, version=version, note=note):
        pass


def decline(objection: PublicObjection, *, reason: str, by: User, on: date, version: int | None = None) -> None:
    """Not take it up, and tell the objector why; nothing of it is published."""
    with engine.move(objection, "decline", by=by, on=on, version=version, note=reason):
        if not reason.strip():
            raise Refused(Objection(_("不予受理应当说明理由"), rules.OBJECTING, "reason"))
        _write(objection, answer=reason.strip(), answered_on=on)


def answer(
    objection: PublicObjection,
    *,
    gist: str,
    text: str,
    is_upheld: bool,
    by: User,
    on: date,
    version: int | None = None,
) -> None:
    """Publish the answer with the gist of the objection; refused if either would give the objector away."""
    with engine.move(objection, "answer", by=by, on=on, version=version):
        found = []
        if not gist.strip():
            found.append(Objection(_("请写明异议要点"), rules.OBJECTING, "gist"))
        if not text.strip():
            found.append(Objection(_("请写明答复内容"), rules.OBJECTING, "text"))
        found += _about_exposure(objection, gist, text)
        Refused.unless_clear(found)
        _write(objection, gist=gist.strip(), answer=text.strip(), is_upheld=is_upheld, answered_on=on)
        announce(ObjectionAnswered(objection.pk, objection.number, objection.announcement_id, is_upheld, on))


def _about_exposure(objection: PublicObjection, *texts: str) -> list[Objection]:
    name, phone = objection.objector
    told = [value for value in (name, phone) if value and any(value in text for text in texts)]
    message = _("公开内容中含有异议人的姓名或电话")
    return [Objection(message, rules.PROTECTION)] if told else []


def _write(objection: PublicObjection, **values: object) -> None:
    # By update, not save: the engine writes the state, and only the engine.
    PublicObjection.objects.filter(pk=objection.pk).update(**values)
    for name, value in values.items():
        setattr(objection, name, value)


@transaction.atomic
def read_objector(objection: PublicObjection, *, by: User, purpose: str) -> tuple[str, str]:
    """Name and telephone for an official who may see the row; that they were read is recorded."""
    if objection.is_anonymous:
        return "", ""
    record("announcements.read_objector", objection, by=by, facts={"purpose": purpose, "fields": ["name", "phone"]})
    return objection.objector


def timeline(objection: PublicObjection) -> list[Step]:
    """What was done so far, and by whom."""
    return list(Step.objects.about(objection.machine.kind, objection.pk).select_related("by"))


def docket_entry(objection: PublicObjection, viewer: User) -> DocketEntry | None:
    """Its line in the docket, with the days left."""
    kind = objection.machine.kind
    return DocketEntry.objects.visible_to(viewer).filter(kind=kind, key=str(objection.pk)).first()


def find_for_objector(number: str, code: str) -> PublicObjection | None:
    """The objection by receipt number and query code, for the one who lodged it."""
    if not is_storable(number):
        return None
    row = PublicObjection.objects.select_related("announcement").filter(number=number.strip().upper()).first()
    if row is None or not secrets.compare_digest(row.code.encode(), code.strip().upper().encode()):
        return None
    return row
