"""Where the present deed comes from: set once by the middleware, read by `record`."""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Origin:
    """The network address and the request's number; empty for tasks and commands."""

    address: str = ""
    request: str = ""


NOWHERE: Final = Origin()
origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)
