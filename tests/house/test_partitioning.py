"""The manual's lines that partition a table are run as they stand, on a year that is still to come."""

import re
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from portal.workflow.models import Step
from tests.factories import institutions as factories

MANUAL = Path(__file__).resolve().parents[2] / "docs/operations.md"
PARTITION_OF = "SELECT tableoid::regclass::text FROM workflow_step WHERE id = %s"
NEXT_YEAR = """
    INSERT INTO workflow_step (kind, key, move, source, target, by_id, acting_as, "on", at, note)
    SELECT kind, key, move, source, target, by_id, acting_as, "on", at + interval '1 year', note
    FROM workflow_step WHERE id = %s RETURNING id
"""


def lines(year):
    """What the manual says, for this year instead of its own; a test is one transaction already."""
    (block,) = re.findall(r"```sql\n(.*?PARTITION BY RANGE.*?)```", MANUAL.read_text(), re.DOTALL)
    block = block.replace("2028", str(year + 1)).replace("2027", str(year)).replace(" CONCURRENTLY", "")
    return re.sub(r"^(BEGIN|COMMIT);$", "", block, flags=re.MULTILINE)


def one(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return cursor.fetchone()[0] if cursor.description else None


@pytest.mark.django_db
def test_the_manuals_lines_partition_the_steps_and_the_portal_does_not_notice():
    year = timezone.localdate().year + 1
    old = factories.a_submitted_filing()
    before = list(Step.objects.order_by("pk").values_list("pk", "move"))
    one("SET CONSTRAINTS ALL IMMEDIATE")
    one(lines(year))
    assert list(Step.objects.order_by("pk").values_list("pk", "move")) == before
    new = factories.a_submitted_filing()
    last = Step.objects.order_by("pk").last()
    assert last.key == str(new.pk)
    assert last.pk > before[-1][0]
    assert one(PARTITION_OF, last.pk) == f"workflow_step_before_{year}"
    coming = one(NEXT_YEAR, last.pk)
    assert one(PARTITION_OF, coming) == f"workflow_step_{year}"
    for step in (before[0][0], coming):
        with pytest.raises(DatabaseError), transaction.atomic():
            one("UPDATE workflow_step SET note = 'x' WHERE id = %s RETURNING 1", step)
    assert Step.objects.filter(kind="institutions.filing", key=str(old.pk), move="submit").count() == 1
