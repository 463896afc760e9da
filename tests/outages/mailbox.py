"""A mail server that wants a name and a word, keeps what it is sent, and can be told to refuse or to hesitate."""

import asyncio
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


class Mailbox:
    """What aiosmtpd calls for each letter."""

    def __init__(self):
        self.letters, self.answers, self.port = [], [], 0
        self.goes_on = threading.Event()
        self.goes_on.set()

    async def handle_DATA(self, _server, _session, envelope):
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        await asyncio.to_thread(self.goes_on.wait)
        return answer

    @property
    def url(self):
        """As production is told of its mail server."""
        return f"smtp://portal:word@127.0.0.1:{self.port}"

    @property
    def marks(self):
        """The Message-ID of every letter taken."""
        return [letter["Message-ID"] for letter in self.letters]


class Counter(Controller):
    """Listens on a port the system chooses."""

    def _trigger_server(self):
        # aiosmtpd knocks at the port it was given, which is none until it listens.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def admit(_server, _session, _envelope, _mechanism, given):
    """Only the portal with its word sends mail here."""
    return AuthResult(success=(given.login, given.password) == (b"portal", b"word"))


@contextmanager
def mailbox():
    """A mail server for as long as the block lasts."""
    box = Mailbox()
    door = Counter(box, hostname="127.0.0.1", port=0, authenticator=admit, auth_required=True, auth_require_tls=False)
    door.start()
    box.port = door.port
    try:
        yield box
    finally:
        door.stop()
