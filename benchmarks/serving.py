"""The web server as the launcher starts it, on one scale's database."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.scales import ROOT, Scales

HOST = "127.0.0.1"
LIMIT = 60.0


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as attempt:
        attempt.bind((HOST, 0))
        return int(attempt.getsockname()[1])


@contextmanager
def web(
    scales: Scales, scale: str, application: str = "portal.wsgi:application", extra: Mapping[str, str] | None = None
) -> Iterator[int]:
    """Two workers of two threads, as `launch.running` starts them; yields the port, stops them afterwards."""
    port = free_port()
    command = [
        str(Path(sys.executable).parent / "granian"),
        *("--interface", "wsgi", application, "--host", HOST, "--port", str(port)),
        *("--workers", "2", "--blocking-threads", "2", "--no-ws", "--log-level", "error"),
    ]
    environment = {**scales.environment(scale), **(extra or {})}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _await(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + LIMIT
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError("The web server ended before it answered.")
        line = http.client.HTTPConnection(HOST, port, timeout=10)
        try:
            line.request("GET", "/healthz/live")
            line.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            line.close()
    raise RuntimeError("The web server does not answer.")
