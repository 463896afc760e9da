"""The portal's own signature on what it issues: Ed25519, so that anyone holding the public key can check it."""

import base64
import hashlib
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings


@lru_cache(maxsize=4)
def _key(secret: str, fallback: str) -> Ed25519PrivateKey:
    seed = base64.b64decode(secret) if secret else hashlib.sha256(b"papers" + fallback.encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def key() -> Ed25519PrivateKey:
    """The key of SIGNING_KEY, or one derived from SECRET_KEY where none is set."""
    return _key(settings.SIGNING_KEY, settings.SECRET_KEY)


def sign(*parts: str) -> str:
    """The signature over these parts, in base64."""
    return base64.b64encode(key().sign(_message(parts))).decode()


def holds(signature: str, *parts: str) -> bool:
    """Whether the signature is ours and over exactly these parts."""
    try:
        key().public_key().verify(base64.b64decode(signature), _message(parts))
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key() -> str:
    """The public key in PEM, to be published."""
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return key().public_key().public_bytes(encoding, form).decode()


def _message(parts: tuple[str, ...]) -> bytes:
    # Lengths first: "ab" + "c" must not sign what "a" + "bc" signs.
    return "".join(f"{len(part)}:{part}" for part in parts).encode()
