"""Ask the virus scanner: a ClamAV daemon by socket, where one is installed."""

import socket
import struct
from dataclasses import dataclass
from typing import IO, Final, Protocol
from urllib.parse import urlsplit

from django.conf import settings

CHUNK: Final = 64 * 1024
TIMEOUT: Final = 60


@dataclass(frozen=True)
class Verdict:
    """What a scanner said of a file; `finding` names what it found."""

    is_clean: bool
    finding: str = ""


class Scanner(Protocol):
    """Anything that can look into a file; raises `OSError` when it cannot be reached."""

    def scan(self, content: IO[bytes]) -> Verdict: ...


class Clamd:
    """The INSTREAM command of clamd, over `tcp://host:port` or `unix:///path`."""

    def __init__(self, url: str) -> None:
        self.url = urlsplit(url)

    def scan(self, content: IO[bytes]) -> Verdict:
        with self._connect() as line:
            line.sendall(b"zINSTREAM\0")
            while chunk := content.read(CHUNK):
                line.sendall(struct.pack("!I", len(chunk)) + chunk)
            line.sendall(struct.pack("!I", 0))
            answer = b""
            while not answer.endswith(b"\0") and (part := line.recv(4096)):
                answer += part
        return self._read(answer.rstrip(b"\0").decode(errors="replace"))

    def _connect(self) -> socket.socket:
        if self.url.scheme == "unix":
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(TIMEOUT)
            line.connect(self.url.path)
            return line
        return socket.create_connection((self.url.hostname or "", self.url.port or 3310), timeout=TIMEOUT)

    @staticmethod
    def _read(answer: str) -> Verdict:
        if answer.endswith("OK"):
            return Verdict(is_clean=True)
        if answer.endswith("FOUND"):
            return Verdict(is_clean=False, finding=answer.removeprefix("stream: ").removesuffix(" FOUND"))
        raise OSError(answer or "The scanner closed the line.")


def scanner() -> Scanner | None:
    """The scanner of this installation, or None."""
    return Clamd(settings.CLAMD_URL) if settings.CLAMD_URL else None
