"""Once: the same idempotency key does a deed once, over two clicks and two servers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from typing import Final

from portal.accounts.models import User
from portal.database.joining import joined
from portal.database.rows import overwrite
from portal.workflow.models import Receipt

#: So many are forgotten in one transaction.
MOST_AT_ONCE: Final = 10_000
#: A key longer than a receipt holds is known by its digest.
LONGEST: Final = 80


@contextmanager
def once(key: str, purpose: str, by: User) -> Iterator[Receipt]:
    """Hold the receipt of this key. If `receipt.result` is set, the deed was done: answer with it and do nothing.

    Otherwise do the deed and set `receipt.result`; it is saved with the deed. The second of two simultaneous requests
    waits here until the first has committed, and then finds its result. A deed that fails leaves no receipt.
    """
    with joined():
        kept = key if len(key) <= LONGEST else sha256(key.encode()).hexdigest()
        receipt = Receipt.objects.hold(by, purpose, kept)
        before = receipt.result
        yield receipt
        if receipt.result != before:
            overwrite(receipt, "result")


def forget_before(moment: datetime) -> int:
    """Delete receipts taken before this moment, so many at a time; how many."""
    return Receipt.objects.taken_before(moment).forget(MOST_AT_ONCE)
