"""What can be done with a person's data."""

from datetime import date
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from portal.errors import Refused
from portal.events import announce
from portal.law import Objection
from portal.parties import basis, cipher, codes, events
from portal.parties.actor import Actor
from portal.parties.masking import mask
from portal.parties.models import Person

SEALED: Final = ("identity", "phone")


@transaction.atomic
def enter(name: str, identity: str = "", *, by: Actor | None, on: date, phone: str = "") -> Person:
    """
    The person of this name and identity number, entered if not yet known.

    Raises Refused when the number is wrong, or belongs to somebody of another name (whom the message does not tell).
    """
    name = " ".join(name.split())
    found = [] if name else [Objection(_("请填写姓名"), basis.NAME, "name")]
    if identity:
        found += codes.identity_objections(identity, on=on)
    if phone:
        found += codes.phone_objections(phone, mobile_only=True)
    Refused.unless_clear(found)
    if identity and (known := Person.objects.by_identity(identity).first()):
        return _the_same(known, name)
    person = Person(name=name)
    if identity:
        _seal_identity(person, codes.normalise_identity(identity))
    if phone:
        person.phone_cipher = cipher.seal(codes.normalise_phone(phone), person.place("phone"))
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:  # another clerk was quicker by a moment
        known = Person.objects.by_identity(identity).first()
        if known is None:
            raise
        try:
            return _the_same(known, name)
        except Refused as refused:
            raise refused from error
    announce(events.PersonEntered(person.pk, by.pk if by else None, on))
    return person


@transaction.atomic
def change_phone(person: Person, phone: str, *, by: Actor | None) -> None:
    """Record another mobile number; an empty one removes it."""
    if phone:
        Refused.unless_clear(codes.phone_objections(phone, mobile_only=True))
    person = Person.objects.select_for_update().get(pk=person.pk)
    person.phone_cipher = cipher.seal(codes.normalise_phone(phone), person.place("phone")) if phone else None
    person.save(update_fields=["phone_cipher"])
    announce(events.PersonChanged(person.pk, "phone", by.pk if by else None))


@transaction.atomic
def reveal(person: Person, field: str, *, by: Actor, reason: str) -> str:
    """
    The unmasked "identity" or "phone" of a person; that it was read, by whom and what for, is announced.

    Raises Refused without a reason: purpose comes before access (PIPL art. 6).
    """
    if not reason.strip():
        raise Refused(Objection(_("查看个人信息须说明用途"), basis.PURPOSE, "reason"))
    value = _open(person, field)
    announce(events.PersonalDataRead(person.pk, field, reason.strip(), by.pk))
    return value


def masked(person: Person, field: str) -> str:
    """What anybody entitled to see the row may see of "identity" or "phone"."""
    return mask(field, _open(person, field))


@transaction.atomic
def reseal(person: Person) -> bool:
    """Seal a person's data under the present key; False if they are already."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not is_outdated(person):
        return False
    if person.identity_cipher is not None:
        _seal_identity(person, _open(person, "identity"))
    if person.phone_cipher is not None:
        person.phone_cipher = cipher.seal(_open(person, "phone"), person.place("phone"))
    person.save(update_fields=["identity_cipher", "identity_hash", "phone_cipher"])
    return True


def is_outdated(person: Person) -> bool:
    """Whether anything of this person is sealed under a retired key."""
    ciphers = (person.identity_cipher, person.phone_cipher)
    return any(value is not None and not cipher.is_current(value) for value in ciphers)


def _the_same(known: Person, name: str) -> Person:
    if known.name != name:
        raise Refused(Objection(_("该身份证件号码已登记在其他姓名下，请核对"), basis.UNIQUE, "identity"))
    return known


def _seal_identity(person: Person, number: str) -> None:
    person.identity_cipher = cipher.seal(number, person.place("identity"))
    person.identity_hash = cipher.fingerprint(number)


def _open(person: Person, field: str) -> str:
    if field not in SEALED:
        raise ValueError(f"Not a sealed field: {field}.")
    value = getattr(person, f"{field}_cipher")
    return cipher.unseal(value, person.place(field)) if value is not None else ""
