"""
Personal data at rest: AES-256-GCM, and a keyed hash to look them up by.

Both keys derive from FIELD_KEY. A sealed value names its key: retired keys open it until rotation is done.
"""

import base64
import binascii
import hashlib
import hmac
import os
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

VERSION: Final = b"\x01"
KEY_LENGTH: Final = 32
NAME_LENGTH: Final = 4
NONCE_LENGTH: Final = 12


class Unreadable(Exception):  # noqa: N818 - it tells a state of the value
    """The value was sealed under a key we do not hold, for another row, or was altered."""


@lru_cache(maxsize=16)
def _master(encoded: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(encoded.replace("+", "-").replace("/", "_"))
    except (binascii.Error, ValueError) as error:
        raise ImproperlyConfigured("FIELD_KEY is not base64.") from error
    if len(key) != KEY_LENGTH:
        raise ImproperlyConfigured("FIELD_KEY must be 32 bytes in base64.")
    return key


@lru_cache(maxsize=64)
def _derived(encoded: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_LENGTH, salt=None, info=b"portal:" + purpose).derive(_master(encoded))


def _name(encoded: str) -> bytes:
    return hashlib.sha256(_derived(encoded, b"name")).digest()[:NAME_LENGTH]


def _keys() -> list[str]:
    return [settings.FIELD_KEY, *settings.RETIRED_FIELD_KEYS]


def seal(text: str, place: str) -> bytes:
    """Encrypt for one place ("person.identity:<key>"); moved elsewhere it does not open."""
    nonce = os.urandom(NONCE_LENGTH)
    key = settings.FIELD_KEY
    return VERSION + _name(key) + nonce + AESGCM(_derived(key, b"seal")).encrypt(nonce, text.encode(), place.encode())


def unseal(value: bytes, place: str) -> str:
    """Decrypt; raises Unreadable."""
    value = bytes(value)
    name, rest = value[1 : 1 + NAME_LENGTH], value[1 + NAME_LENGTH :]
    for key in _keys():
        if value[:1] == VERSION and _name(key) == name:
            try:
                plain = AESGCM(_derived(key, b"seal")).decrypt(rest[:NONCE_LENGTH], rest[NONCE_LENGTH:], place.encode())
            except InvalidTag as error:
                raise Unreadable from error
            return plain.decode()
    raise Unreadable


def is_current(value: bytes) -> bool:
    """Whether the value is sealed under the present key."""
    return bytes(value)[1 : 1 + NAME_LENGTH] == _name(settings.FIELD_KEY)


def fingerprint(text: str) -> bytes:
    """The keyed hash a value is found by, under the present key."""
    return _fingerprint(settings.FIELD_KEY, text)


def fingerprints(text: str) -> list[bytes]:
    """The hashes under every key we hold, for look-ups while a rotation is under way."""
    return [_fingerprint(key, text) for key in _keys()]


def _fingerprint(encoded: str, text: str) -> bytes:
    return hmac.new(_derived(encoded, b"find"), text.encode(), hashlib.sha256).digest()
