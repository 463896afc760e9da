"""Give an administration where nobody is there yet to give it: `manage.py appoint zhang security_admin`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.access import Role
from portal.access.roles import ADMINISTRATIVE
from portal.accounts.models import User
from portal.accounts.services import assignments
from portal.errors import Refused


class Command(BaseCommand):
    """The first administrators come from the machine; later ones from the security administrator."""

    help = "Make an existing user system, security or audit administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("role", choices=sorted(ADMINISTRATIVE))

    def handle(self, *_args: Any, **options: Any) -> None:
        """Say what was refused, in words."""
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"No such user: {options['username']}")
        try:
            assignments.confer(user, Role(options["role"]), by=None, on=timezone.localdate())
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{user.username}: {Role(options['role']).label}")
