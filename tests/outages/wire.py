"""A wire to PostgreSQL that breaks at the worst moment: after the database's yes, before anybody has heard it."""

import socket
import threading
from contextlib import contextmanager

FIRST, LAST = b"workflow_step", b"COMMIT"


class Wire:
    """Carries what is said between the portal and the server; once it is `due`, it loses the answer to one commit."""

    def __init__(self, server, door):
        self.server, self.door = server, door
        self.is_due = self.has_broken = False

    def listen(self):
        while True:
            try:
                near, _peer = self.door.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(self.server)
            threading.Thread(target=self._outward, args=(near, far), daemon=True).start()
            threading.Thread(target=_inward, args=(far, near), daemon=True).start()

    def _outward(self, near, far):
        has_moved = False
        while said := _heard(near):
            has_moved = has_moved or FIRST in said
            if self.is_due and has_moved and LAST in said:
                self.is_due, self.has_broken = False, True
                near.shutdown(socket.SHUT_WR)
                far.sendall(said)
                far.shutdown(socket.SHUT_WR)
                near.close()
                return
            far.sendall(said)
        far.close()


def _inward(far, near):
    while said := _heard(far):
        try:
            near.sendall(said)
        except OSError:
            return
    near.close()


def _heard(line):
    try:
        return line.recv(65536)
    except OSError:
        return b""


@contextmanager
def wire(sockets, folder):
    """A wire from a socket in this folder to the server whose socket lies in that one."""
    door = socket.socket(socket.AF_UNIX)
    door.bind(str(folder / ".s.PGSQL.5432"))
    door.listen()
    found = Wire(str(sockets / ".s.PGSQL.5432"), door)
    threading.Thread(target=found.listen, daemon=True).start()
    try:
        yield found
    finally:
        door.shutdown(socket.SHUT_RDWR)
        door.close()
