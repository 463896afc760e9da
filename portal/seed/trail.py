"""Tell: what the steps of loaded matters leave in the audit trail, in the order of their days."""

from typing import Final

from django.db import connection

from portal.audit.models import Entry
from portal.seed import loading
from portal.workflow.models import DocketEntry, Step

#: As `engine.move` records a step: the verb is kind and move, the facts are states, day and note.
ENTER: Final = """
INSERT INTO {entry} (at, actor_key, actor_name, acting_as, verb, subject_kind, subject_key, subject_number, facts,
                     address, request)
SELECT step.at, step.by_id, coalesce(nullif(who.name, ''), who.username, '系统'), step.acting_as,
       step.kind || '.' || step.move, step.kind, step.key, docket.number,
       CASE WHEN step.move = 'open' THEN jsonb_build_object('state', step.target)
            ELSE jsonb_build_object('from', step.source, 'to', step.target, 'on', step.on, 'note', step.note) END,
       '', ''
FROM {step} step
JOIN {docket} docket ON docket.kind = step.kind AND docket.key = step.key
LEFT JOIN accounts_user who ON who.id = step.by_id
WHERE step.id > %s
ORDER BY step.at, step.id
"""


def last_step() -> int:
    """The key of the last step on record, zero for none."""
    last = Step.objects.order_by("-pk").values_list("pk", flat=True).first()
    return int(last or 0)


def enter_steps(after: int) -> None:
    """Enter every step beyond this key; the chain closes over them as over any others."""
    names = {"entry": Entry, "step": Step, "docket": DocketEntry}
    with connection.cursor() as cursor:
        cursor.execute(ENTER.format(**{name: loading.table_of(model) for name, model in names.items()}), [after])
