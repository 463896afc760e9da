"""What another process does on the servers of the trial: fills them before it, and looks back after it."""

import json
import sys
import time
from datetime import timedelta
from io import BytesIO

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.urls import get_resolver  # noqa: E402
from django.utils import timezone  # noqa: E402

from institutions.models import Filing  # noqa: E402
from portal import replicas  # noqa: E402
from portal.access import Role  # noqa: E402
from portal.audit.models import Entry  # noqa: E402
from portal.documents.models import Document  # noqa: E402
from portal.exchange import exports  # noqa: E402
from portal.exchange.lists import ExportColumn, ListExport  # noqa: E402
from portal.jobs import liveness  # noqa: E402
from portal.parties.models import Organisation  # noqa: E402
from portal.rest.services import tokens  # noqa: E402
from portal.rest.services.tokens import Wish  # noqa: E402
from portal.workflow.models import DocketEntry, Receipt, Step  # noqa: E402
from tests.factories import institutions as factories  # noqa: E402

KIND = "institutions.filing"
LIST = ListExport("trial", "单位", (ExportColumn("名称", "name"),), rows=lambda _user, _params: ())


def fill(amount):
    """So many applications ready to be handed in by one person's token, each of an institution of its own."""
    assert get_resolver().url_patterns  # the interface declares what a token may be for
    today = timezone.localdate()
    units = [factories.an_institution() for _ in range(amount)]
    clerk = factories.an_applicant(units[0])
    for unit in units[1:]:
        clerk.assignments.create(role=Role.APPLICANT, organisation=unit, since=today - timedelta(days=30))
    wish = Wish(name="业务系统", expires_on=today + timedelta(days=30), scopes=("filing:read", "filing:write"))
    _token, secret = tokens.issue(wish, by=clerk, on=today)
    numbers = [factories.a_draft(unit, clerk, on=today).number for unit in units]
    return {"secret": secret, "numbers": numbers, "codes": [unit.code for unit in units]}


def write_file(_told):
    """Where a worker reads the rows of a file: from a standby that has replayed what came before, from no other."""
    asked_at = timezone.now()
    liveness.mark(liveness.WORKER, asked_at)
    for _attempt in range(100):
        with replicas.reading(since=asked_at) as alias:
            if alias == "replica1":
                rows = exports.write(BytesIO(), LIST, Organisation.objects.order_by("pk"), exports.Format.CSV)
                with replicas.connection().cursor() as cursor:
                    cursor.execute("SELECT pg_is_in_recovery()")
                    (from_standby,) = cursor.fetchone()
                break
        time.sleep(0.1)
    with replicas.reading(since=timezone.now() + timedelta(hours=1)) as before_it_knew:
        return {"rows": rows, "from_standby": from_standby, "before_it_knew": before_it_knew}


def look_back(numbers):
    """What is there of each application, after the books were proved: the docket rebuilt alike, the chain unbroken."""
    call_command("verify_audit", stdout=sys.stderr)
    call_command("rebuild_docket", check=True, stdout=sys.stderr)
    return {filing.number: _kept(filing) for filing in Filing.objects.filter(number__in=numbers)}


def _kept(filing):
    return {
        "state": filing.state,
        "docket": DocketEntry.objects.filter(number=filing.number, state=filing.state).count(),
        "steps": Step.objects.filter(kind=KIND, key=str(filing.pk), move="submit").count(),
        "audit": Entry.objects.filter(verb=f"{KIND}.submit", subject_number=filing.number).count(),
        "papers": Document.objects.filter(subject_kind=KIND, subject_key=str(filing.pk)).count(),
        "receipts": Receipt.objects.filter(key=f"hand-in-{filing.number}").exclude(result="").count(),
    }


if __name__ == "__main__":
    done = {"fill": fill, "write_file": write_file, "look_back": look_back}[sys.argv[1]](json.loads(sys.argv[2]))
    sys.stdout.write(json.dumps(done))
