"""
Long work with a progress bar: resumable, cancellable, done once.

A chapter registers a handler in its `tasks.py` or `exchange.py`, `@job("institutions.import", label=_("…"))`, and
starts it by `services.start("institutions.import", {...}, by=user)`. The row is the truth: the message
to the worker may be lost, doubled or late, and the work is still done exactly once.
"""

from portal.jobs.registry import Cancelled, Failed, Handler, find, job, known

__all__ = ["Cancelled", "Failed", "Handler", "find", "job", "known"]
