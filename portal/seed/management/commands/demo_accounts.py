"""`manage.py demo_accounts`: who can sign in to the demonstration, and as what."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.accounts.models import Assignment
from portal.seed.country import DEMO_PASSWORD


class Command(BaseCommand):
    """Prints nothing where there is no demonstration."""

    help = "List the demo accounts and their common password."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            return
        rows = Assignment.objects.in_force(timezone.localdate()).select_related("user", "region", "organisation")
        for row in rows.order_by("pk"):
            place = row.region or row.organisation or ""
            self.stdout.write(f"  {row.user.username:<22}{row.get_role_display()}  {place}")
        self.stdout.write(f"  password of all: {DEMO_PASSWORD}")
