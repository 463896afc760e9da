"""What is counted for the watchers, in few statements over the tables of all packages."""

from datetime import date, datetime
from typing import Final

from django.db import connection

WAITING: Final = """
    SELECT 'jobs', count(*), coalesce(extract(epoch FROM %(now)s - min(sent_at)), 0)
    FROM jobs_job WHERE state = 'queued'
    UNION ALL
    SELECT 'deliveries', count(*), coalesce(extract(epoch FROM %(now)s - min(next_at)), 0)
    FROM notifications_delivery WHERE state = 'waiting' AND next_at <= %(now)s
"""
GAUGES: Final = """
    SELECT 'docket_live', kind, state, count(*) FROM workflow_docketentry WHERE closed_on IS NULL GROUP BY kind, state
    UNION ALL
    SELECT 'docket_overdue', kind, '', count(*) FROM workflow_docketentry
    WHERE closed_on IS NULL AND paused_on IS NULL AND due_on < %(today)s GROUP BY kind
    UNION ALL
    SELECT 'jobs', kind, state, count(*) FROM jobs_job GROUP BY kind, state
    UNION ALL
    SELECT 'deliveries', channel, state, count(*) FROM notifications_delivery
    WHERE state <> 'sent' GROUP BY channel, state
    UNION ALL
    SELECT 'connections', coalesce(state, 'none'), '', count(*) FROM pg_stat_activity
    WHERE datname = current_database() GROUP BY state
    UNION ALL
    SELECT 'audit_position', '', '', coalesce(max(position), 0) FROM audit_link
"""


def waiting(now: datetime) -> dict[str, tuple[int, float]]:
    """Jobs queued and messages due: how many, and for how many seconds the oldest has been."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING, {"now": now})
        return {name: (count, float(seconds)) for name, count, seconds in cursor.fetchall()}


def gauges(today: date) -> list[tuple[str, str, str, int]]:
    """Rows of (measure, first label, second label, value), in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(GAUGES, {"today": today})
        return list(cursor.fetchall())
