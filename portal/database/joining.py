"""A transaction that joins its caller's, where nobody undoes a part of a deed and keeps the rest."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def joined() -> Iterator[None]:
    """
    Begin a transaction, or join the one under way without a savepoint: two statements fewer.

    For what is all done or not at all together with its caller. A fault inside spoils the whole transaction, so who
    catches one and goes on needs `transaction.atomic()` around it.
    """
    with transaction.atomic(savepoint=_is_first()):
        yield


def _is_first() -> bool:
    """Whether no deed is under way; the transaction a test undoes at its end is none."""
    blocks = transaction.get_connection().atomic_blocks
    return not blocks or blocks[-1]._from_testcase  # noqa: SLF001 - as Django asks for durable blocks
