"""Applicants at work over HTTP, in a process of its own: each opens an application, fills it in, and hands it in."""

import http.client
import itertools
import json
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any

FILINGS = "/api/v1/filings"
DONE = frozenset({200, 201})


class Filer(threading.Thread):
    """One user at one connection; takes the next applicant from the shared list until time or applicants run out."""

    def __init__(self, port: int, applicants: Iterator[dict[str, Any]], until: float) -> None:
        super().__init__()
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.applicants, self.until = applicants, until
        self.taken: list[float] = []
        self.failures: list[str] = []

    def run(self) -> None:
        for applicant in self.applicants:
            begun = time.perf_counter()
            if begun >= self.until:
                return
            try:
                self.file(applicant)
            except (OSError, http.client.HTTPException, ValueError) as error:
                self.failures.append(repr(error))
                self.line.close()
            else:
                self.taken.append(time.perf_counter() - begun)

    def file(self, applicant: dict[str, Any]) -> None:
        """Three requests: open, fill in, hand in; ValueError with the answer that was not a success."""
        filing = self.post(FILINGS, applicant["secret"], {"kind": applicant["kind"]})
        address = f"{FILINGS}/{filing['number']}"
        self.post(f"{address}/sections", applicant["secret"], {"sections": applicant["sections"]})
        self.post(f"{address}/submit", applicant["secret"], {})

    def post(self, path: str, secret: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {
            "Authorization": f"Bearer {secret}",
            "Content-Type": "application/json",
            "Idempotency-Key": uuid.uuid4().hex,
            "If-Match": "*",
        }
        self.line.request("POST", path, json.dumps(body), headers)
        answer = self.line.getresponse()
        told = answer.read()
        if answer.status not in DONE:
            raise ValueError(f"{path}: {answer.status} {told[:300]!r}")
        return dict(json.loads(told))


def run(port: int, users: int, seconds: float, applicants: list[dict[str, Any]]) -> dict[str, Any]:
    """Let so many users file for so long; how many applications were handed in, and how long each took."""
    shared = _Shared(iter(applicants))
    begun = time.perf_counter()
    filers = [Filer(port, shared, begun + seconds) for _ in range(users)]
    for filer in filers:
        filer.start()
    for filer in filers:
        filer.join()
    spent = time.perf_counter() - begun
    taken = list(itertools.chain.from_iterable(filer.taken for filer in filers))
    failures = list(itertools.chain.from_iterable(filer.failures for filer in filers))
    return {"rate": len(taken) / spent, "seconds": spent, "taken": taken, "failures": failures}


class _Shared:
    """An iterator many threads may draw from."""

    def __init__(self, source: Iterator[dict[str, Any]]) -> None:
        self.source, self.lock = source, threading.Lock()

    def __iter__(self) -> "_Shared":
        return self

    def __next__(self) -> dict[str, Any]:
        with self.lock:
            return next(self.source)


if __name__ == "__main__":
    told = json.load(sys.stdin)
    json.dump(run(told["port"], told["users"], told["seconds"], told["applicants"]), sys.stdout)
