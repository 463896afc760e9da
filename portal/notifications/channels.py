"""How a delivery reaches its address; each channel returns when it has, and raises `Undelivered` when it has not."""

import hashlib
import hmac
import json
import smtplib
import socket
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.files.storage import storages
from django.core.mail import EmailMessage
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.module_loading import import_string

from portal.notifications.models import Delivery

TIMEOUT: Final = 10.0
SIGNATURE: Final = "X-Portal-Signature"
TAKEN: Final = range(200, 300)
log = structlog.get_logger(__name__)


class Undelivered(Exception):  # noqa: N818 - it will be tried again
    """The other side could not be reached or did not take it; `is_final` when trying again is useless."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final


class SmsSender(Protocol):
    """What a gateway for text messages must do: send, or raise `Undelivered`; `key` lets it refuse a second one."""

    def __call__(self, *, user: Any, text: str, key: str) -> None: ...


def log_only(*, user: Any, text: str, key: str) -> None:
    """Stand in where no gateway is contracted: the text is noted in the log, without its content."""
    log.info("sms", user=user.pk, key=key, length=len(text))


def message_id(delivery: Delivery) -> str:
    """The same for every attempt at a delivery, so that a mailbox that got it twice shows it once."""
    digest = hashlib.sha256(delivery.key.encode()).hexdigest()[:32]
    return f"<{digest}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}>"


def mail(delivery: Delivery) -> None:
    """Send by the configured mail server."""
    if delivery.user is None or not delivery.user.email:
        raise Undelivered("no address", is_final=True)
    letter = EmailMessage(
        delivery.subject.replace("\n", " "),
        delivery.body,
        to=[delivery.user.email],
        headers={"Message-ID": message_id(delivery), "Auto-Submitted": "auto-generated"},
    )
    try:
        for path, name in delivery.files:
            with storages["private"].open(path) as file:
                letter.attach(name, file.read())
        letter.send()
    except smtplib.SMTPRecipientsRefused as wrong:
        raise Undelivered(f"refused: {wrong}"[:200], is_final=True) from wrong
    except (smtplib.SMTPException, OSError) as wrong:
        raise Undelivered(f"{type(wrong).__name__}: {wrong}"[:200]) from wrong


def sms(delivery: Delivery) -> None:
    """Send by the gateway the settings name."""
    sender: SmsSender = import_string(settings.SMS_SENDER)
    sender(user=delivery.user, text=delivery.subject, key=delivery.key)


def webhook(delivery: Delivery) -> None:
    """
    Post the signed payload to the organisation's own system.

    The signature is `sha256=` and the HMAC-SHA-256 of the body's bytes under the endpoint's secret. Only addresses of
    the open network are called, the one that was checked is the one connected to, and redirects are not followed.
    """
    endpoint = delivery.endpoint
    if endpoint is None or not endpoint.is_active:
        raise Undelivered("endpoint inactive", is_final=True)
    content = json.dumps(delivery.payload, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Portal-Delivery": delivery.key,
        SIGNATURE: signature(endpoint.secret, content),
    }
    try:
        status = _post(endpoint.url, content, headers)
    except (OSError, HTTPException) as wrong:
        raise Undelivered(f"{type(wrong).__name__}: {wrong}"[:200]) from wrong
    if status not in TAKEN:
        raise Undelivered(f"HTTP {status}")


def signature(secret: str, content: bytes) -> str:
    """What the other side computes again to know that the portal wrote it."""
    return "sha256=" + hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()


def _post(url: str, content: bytes, headers: dict[str, str]) -> int:
    parts = urlsplit(url)
    is_secure = parts.scheme == "https"
    if not parts.hostname or not (is_secure or settings.WEBHOOKS_TO_PRIVATE_HOSTS):
        raise Undelivered("https only", is_final=True)
    port = parts.port or (443 if is_secure else 80)
    address = _public_address(parts.hostname, port)
    connection = (HTTPSConnection if is_secure else HTTPConnection)(parts.hostname, port, timeout=TIMEOUT)
    connection._create_connection = lambda _name, *rest: socket.create_connection(address, *rest)  # type: ignore[attr-defined]  # noqa: SLF001
    try:
        connection.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), content, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def _public_address(host: str, port: int) -> tuple[str, int]:
    """Where this name leads; nothing inside our own network may be reached by registering its name."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not settings.WEBHOOKS_TO_PRIVATE_HOSTS and not all(ip_address(entry).is_global for entry in found):
        raise Undelivered("not a public address", is_final=True)
    return found[0], port


CHANNELS: Final[dict[str, Callable[[Delivery], None]]] = {
    Delivery.Channel.MAIL: mail,
    Delivery.Channel.SMS: sms,
    Delivery.Channel.WEBHOOK: webhook,
}
