"""Facts about jobs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class JobFinished:
    """A job came to one of its ends; `state` is done, failed or cancelled."""

    uuid: str
    kind: str
    state: str
    owner_id: int
