"""Who does which kind of job."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.law import Words

Do = Callable[[Any], None]


class Cancelled(Exception):  # noqa: N818 - its owner's wish, not an error
    """Raised by `run.progress()` and `run.stop_if_cancelled()` once the owner has called the job off."""


class Failed(Exception):  # noqa: N818 - an answer to the owner, not a defect
    """
    The job cannot be done, for reasons its owner can act on.

    `problems` are dictionaries fit for JSON, each with at least a `message`.
    """

    def __init__(self, *problems: dict[str, Any]) -> None:
        super().__init__(*problems)
        self.problems = list(problems)


@dataclass(frozen=True)
class Handler:
    """
    What is known of a kind of job.

    `do` takes a `JobRun`. It is entered again from the start when its worker was killed, and finds what it had saved
    by `run.checkpoint()`; work and checkpoint saved in one transaction are never done twice.
    """

    kind: str
    label: Words
    do: Do
    is_cancellable: bool = True


_handlers: dict[str, Handler] = {}


def job(kind: str, *, label: Words, is_cancellable: bool = True) -> Callable[[Do], Do]:
    """Register the handler of a kind; a second one for the same kind is a mistake and says so."""

    def register(do: Do) -> Do:
        present = _handlers.get(kind)
        if present is not None and (present.do.__module__, present.do.__qualname__) != (do.__module__, do.__qualname__):
            message = f"Two handlers for the job kind {kind}."
            raise ValueError(message)
        _handlers[kind] = Handler(kind, label, do, is_cancellable)
        return do

    return register


def known(kind: str) -> Handler | None:
    """The handler of a kind, or None where it is no longer known."""
    return _handlers.get(kind)


def find(kind: str) -> Handler:
    """The handler of a kind; `LookupError` when nobody registered one."""
    try:
        return _handlers[kind]
    except KeyError:
        message = f"No handler for the job kind {kind}."
        raise LookupError(message) from None
