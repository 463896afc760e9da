"""Ask the chain whether it holds, in the database, link by link."""

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Verdict:
    """`broken_at` is the key of the first entry that does not fit, None if every one does; `head` the last digest."""

    entries: int
    head: str
    broken_at: int | None = None
    reason: str = ""


# Walked in the order of the chain and left at the first fault, so that its length costs time and no memory.
FIRST_FAULT = """
WITH link AS (
    SELECT *, lag(digest) OVER chain AS before, lag(position) OVER chain AS before_position
    FROM audit_link WINDOW chain AS (ORDER BY position)
)
SELECT entry_id,
       CASE WHEN entry.id IS NULL THEN 'the entry is gone'
            WHEN position <> coalesce(before_position, 0) + 1 THEN 'links before it are gone'
            WHEN previous IS DISTINCT FROM coalesce(before, '\\x'::bytea) THEN 'it does not follow the link before it'
            ELSE 'the entry was changed' END
FROM link LEFT JOIN audit_entry entry ON entry.id = link.entry_id
WHERE entry.id IS NULL
   OR position <> coalesce(before_position, 0) + 1
   OR previous IS DISTINCT FROM coalesce(before, '\\x'::bytea)
   OR digest <> audit_digest(previous, entry)
ORDER BY position LIMIT 1
"""
UNCHAINED = """
SELECT entry.id, 'the entry has no link' FROM audit_entry entry
LEFT JOIN audit_link link ON link.entry_id = entry.id
WHERE link.entry_id IS NULL ORDER BY entry.id LIMIT 1
"""


def head() -> tuple[int, str]:
    """Position and digest of the last link; zero and nothing for an empty trail. One indexed query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT position, encode(digest, 'hex') FROM audit_link ORDER BY position DESC LIMIT 1")
        return cursor.fetchone() or (0, "")


def verify() -> Verdict:
    """Recompute every digest in the database and name the first entry that does not fit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), (SELECT encode(digest, 'hex') FROM audit_link ORDER BY position DESC LIMIT 1)"
            " FROM audit_entry",
        )
        entries, head = cursor.fetchone()
        for statement in (FIRST_FAULT, UNCHAINED):
            cursor.execute(statement)
            fault = cursor.fetchone()
            if fault:
                return Verdict(entries, head or "", fault[0], fault[1])
    return Verdict(entries, head or "")
