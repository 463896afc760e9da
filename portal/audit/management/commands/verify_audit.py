"""`manage.py verify_audit`: does the trail hold, and if not, where does it break first?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.audit.chain import verify


class Command(BaseCommand):
    """Exit 0 and print the head if every entry fits; else name the first that does not."""

    help = "Verify the hash chain of the audit trail and name the first broken entry."

    def handle(self, *_args: Any, **_options: Any) -> None:
        verdict = verify()
        if verdict.broken_at is not None:
            raise CommandError(f"Broken at entry {verdict.broken_at}: {verdict.reason}.")
        self.stdout.write(f"{verdict.entries} entries hold; head {verdict.head or '(empty)'}")
