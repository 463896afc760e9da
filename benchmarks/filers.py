"""Applicants at work over HTTP, in a process of its own: each files a whole application, which is handed in at once."""

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
CREATED = 201


class Applicant:
    """Who files, and what, ready to be sent: writing it out is no work of the portal's."""

    def __init__(self, told: dict[str, Any]) -> None:
        wanted = {"kind": told["kind"], "sections": told["sections"], "submit": True}
        self.body = json.dumps(wanted).encode()
        self.headers = {
            "Authorization": f"Bearer {told['secret']}",
            "Content-Type": "application/json",
            "Idempotency-Key": uuid.uuid4().hex,
        }


class Filer(threading.Thread):
    """One user at one connection; takes the next applicant from the shared list until time or applicants run out."""

    def __init__(self, port: int, applicants: Iterator[Applicant], until: float) -> None:
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

    def file(self, applicant: Applicant) -> None:
        """One request; ValueError with the answer that does not say the application was handed in."""
        self.line.request("POST", FILINGS, applicant.body, applicant.headers)
        answer = self.line.getresponse()
        told = answer.read()
        if answer.status != CREATED or b'"state":"submitted"' not in told:
            raise ValueError(f"{answer.status} {told[:300]!r}")


def run(port: int, users: int, seconds: float, applicants: list[dict[str, Any]]) -> dict[str, Any]:
    """Let so many users file for so long; how many applications were handed in, and how long each took."""
    shared = _Shared(iter([Applicant(told) for told in applicants]))
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

    def __init__(self, source: Iterator[Applicant]) -> None:
        self.source, self.lock = source, threading.Lock()

    def __iter__(self) -> "_Shared":
        return self

    def __next__(self) -> Applicant:
        with self.lock:
            return next(self.source)


if __name__ == "__main__":
    told = json.load(sys.stdin)
    json.dump(run(told["port"], told["users"], told["seconds"], told["applicants"]), sys.stdout)
