"""A load generator: so many keep-alive connections, one request after another on each, in a process of its own."""

import argparse
import json
import selectors
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

LARGEST = 1 << 16
OK = 200


@dataclass
class Line:
    """One connection: the request it waits an answer for, and what has come of it."""

    connection: socket.socket
    sent: float = 0.0
    received: bytearray = field(default_factory=bytearray)
    wanted: int = 0


def requests(host: str, port: int, paths: Sequence[str]) -> list[bytes]:
    """The requests as they go over the line."""
    return [f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: */*\r\n\r\n".encode() for path in paths]


def run(host: str, port: int, paths: Sequence[str], connections: int, seconds: float) -> dict[str, Any]:
    """Ask for the paths in turn for so long; how many were answered, how many not with 200, and how long each took."""
    bodies = cycle(requests(host, port, paths))
    waiting = selectors.DefaultSelector()
    taken: list[float] = []
    failures = 0
    for _ in range(connections):
        line = Line(socket.create_connection((host, port)))
        line.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        waiting.register(line.connection, selectors.EVENT_READ, line)
        line.sent = time.perf_counter()
        line.connection.sendall(next(bodies))
    begun = time.perf_counter()
    end = begun + seconds
    while (now := time.perf_counter()) < end:
        for key, _events in waiting.select(timeout=end - now):
            line = key.data
            if not answered(line):
                continue
            moment = time.perf_counter()
            taken.append(moment - line.sent)
            failures += status(line) != OK
            line.received.clear()
            line.wanted = 0
            line.sent = moment
            line.connection.sendall(next(bodies))
    spent = time.perf_counter() - begun
    return {"seconds": spent, "answered": len(taken), "failures": failures, "rate": len(taken) / spent} | quantiles(
        taken
    )


def answered(line: Line) -> bool:
    """Read what has come; whether the answer is complete."""
    part = line.connection.recv(LARGEST)
    if not part:
        raise ConnectionError("The server closed the line.")
    line.received += part
    if not line.wanted:
        head, separator, _body = line.received.partition(b"\r\n\r\n")
        if not separator:
            return False
        line.wanted = len(head) + 4 + length(bytes(head))
    return len(line.received) >= line.wanted


def length(head: bytes) -> int:
    for field_line in head.split(b"\r\n")[1:]:
        name, _colon, value = field_line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ValueError(f"An answer without a length: {head!r}")


def status(line: Line) -> int:
    return int(line.received[9:12])


def quantiles(taken: list[float]) -> dict[str, float]:
    """Median and 95th percentile in milliseconds."""
    ordered = sorted(taken) or [0.0]
    return {
        "p50_ms": round(ordered[len(ordered) // 2] * 1000, 2),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 2),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=3)
    given = parser.parse_args()
    json.dump(run("127.0.0.1", given.port, sys.stdin.read().split(), given.connections, given.seconds), sys.stdout)
