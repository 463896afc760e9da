"""Enter every organisation in the index of names anew, after rows were loaded without the services."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.parties.services import organisations


class Command(BaseCommand):
    """Safe at any time: what is found meanwhile is the old entry or the new one."""

    help = "Rebuild the index of organisations' names."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Say how many names there are."""
        self.stdout.write(f"{organisations.index_all()} names")
