"""The audit trail: append-only, chained under many writers, and honest about where it breaks."""

import threading
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from portal.audit.chain import verify
from portal.audit.models import Entry, Link
from portal.audit.trail import record

COPY = (
    "COPY audit_entry (id, actor_name, acting_as, verb, subject_kind, subject_key, subject_number, facts, address,"
    " request) FROM STDIN"
)


def tamper(statement: str, *parameters: object) -> None:
    """Change the trail as only the owner of the tables can: with its triggers switched off."""
    with connection.cursor() as cursor:
        for table in ("audit_entry", "audit_link"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, parameters)
        for table in ("audit_entry", "audit_link"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def entries(count: int) -> list[Entry]:
    for number in range(count):
        with transaction.atomic():
            record("test.deed", by=None, facts={"number": number, "字": "安全"})
    return list(Entry.objects.filter(verb="test.deed").order_by("id"))


@pytest.mark.parametrize("count", [1, 3, 10, 11, 12, 40])
@pytest.mark.django_db(transaction=True)
def test_a_deed_of_few_entries_and_a_load_of_many_make_one_chain(count):
    entries(2)
    with transaction.atomic():
        for number in range(count):
            record("test.load", by=None, facts={"number": number})
    entries(1)
    linked = list(Link.objects.order_by("position").values_list("position", "entry"))
    assert linked == list(enumerate(Entry.objects.order_by("id").values_list("pk", flat=True), 1))
    assert verify().broken_at is None


@pytest.mark.django_db(transaction=True)
def test_an_undisturbed_trail_holds():
    entries(5)
    verdict = verify()
    assert (verdict.entries, verdict.broken_at) == (5, None)
    assert len(verdict.head) == 64


@pytest.mark.django_db(transaction=True)
def test_a_changed_entry_is_named():
    written = entries(5)
    tamper("UPDATE audit_entry SET actor_name = 'somebody else' WHERE id = %s", written[2].pk)
    assert verify().broken_at == written[2].pk
    with pytest.raises(CommandError, match=f"entry {written[2].pk}"):
        call_command("verify_audit")


@pytest.mark.django_db(transaction=True)
def test_a_removed_entry_is_named_even_with_its_link():
    written = entries(5)
    tamper("DELETE FROM audit_link WHERE entry_id = %s", written[1].pk)
    tamper("DELETE FROM audit_entry WHERE id = %s", written[1].pk)
    assert verify().broken_at == written[2].pk


@pytest.mark.django_db(transaction=True)
def test_an_entry_slipped_in_without_a_link_is_named():
    entries(2)
    tamper(
        "INSERT INTO audit_entry (actor_name, acting_as, verb, subject_kind, subject_key, subject_number, facts,"
        " address, request) VALUES ('x', '', 'v', '', '', '', '{}', '', '')"
    )
    slipped = Entry.objects.latest("id")
    assert verify().broken_at == slipped.pk


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "edit",
    [
        lambda: Entry.objects.update(verb="other"),
        lambda: Link.objects.all().delete(),
        lambda: Entry.objects.all()._raw_delete("default"),
        lambda: connection.cursor().execute("UPDATE audit_link SET digest = ''"),
    ],
)
def test_the_trail_refuses_to_be_edited(edit):
    entries(1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        edit()
    assert verify().broken_at is None


@pytest.mark.django_db(transaction=True)
def test_a_failed_deed_leaves_no_entry():
    with pytest.raises(RuntimeError), transaction.atomic():
        record("test.deed", by=None)
        raise RuntimeError
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_writers_make_one_chain():
    faults: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(15):
                with transaction.atomic():
                    record("test.deed", by=None)
                    record("test.deed.again", by=None)
        except BaseException as fault:  # noqa: BLE001 - whatever it is, the test must see it
            faults.append(fault)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert faults == []
    verdict = verify()
    assert (verdict.entries, verdict.broken_at) == (180, None)


def load(numbers: Iterable[int]) -> None:
    """Enter entries by COPY, as a bulk load does, in the running transaction."""
    with connection.cursor() as cursor, cursor.copy(COPY) as rows:
        for number in numbers:
            rows.write_row((number, "系统", "", "test.load", "", "", "", "{}", "", ""))


@pytest.mark.django_db(transaction=True)
def test_a_load_by_copy_is_chained_in_the_order_of_its_ids_whatever_the_order_it_came_in():
    entries(1)
    with transaction.atomic():
        load([1_000_003, 1_000_001, 1_000_002])
        load(range(2_000_000, 2_003_000))
    entries(1)
    verdict = verify()
    assert (verdict.entries, verdict.broken_at) == (3005, None)
    loaded = Link.objects.filter(entry__verb="test.load", entry_id__gte=2_000_000)
    assert list(loaded.order_by("position").values_list("entry_id", flat=True)) == list(range(2_000_000, 2_003_000))


@pytest.mark.django_db(transaction=True)
def test_entries_of_a_savepoint_are_linked_with_the_others_and_those_of_an_undone_one_are_not():
    with transaction.atomic():
        record("test.before", by=None)
        with transaction.atomic():
            record("test.inside", by=None)
        with pytest.raises(RuntimeError), transaction.atomic():
            record("test.undone", by=None)
            raise RuntimeError
        record("test.after", by=None)
    linked = Link.objects.order_by("position").values_list("entry__verb", flat=True)
    assert list(linked) == ["test.before", "test.inside", "test.after"]
    assert verify().broken_at is None


@pytest.mark.django_db(transaction=True)
def test_what_is_entered_after_the_chain_was_closed_early_is_linked_too():
    with transaction.atomic():
        record("test.before", by=None)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        record("test.after", by=None)
        record("test.at_last", by=None)
    assert Link.objects.count() == 3
    assert verify().broken_at is None


@pytest.mark.django_db(transaction=True)
def test_an_entry_slipped_in_ahead_of_the_numbers_is_never_adopted_by_a_later_deed():
    entries(1)
    tamper(
        "INSERT INTO audit_entry (id, actor_name, acting_as, verb, subject_kind, subject_key, subject_number, facts,"
        " address, request) VALUES (4000000000, 'x', '', 'v', '', '', '', '{}', '', '')"
    )
    entries(2)
    assert verify().broken_at == 4_000_000_000


def test_the_digest_is_the_one_the_oldest_trails_were_chained_by(db):
    entry = (
        "ROW(7, '2026-09-18 08:30:00.25+08', 3, '王建国', 'officer', 'institutions.filing.accept',"
        " 'institutions.filing', '12', 'PJ2026000012', '{\"to\": \"accepted\", \"from\": \"submitted\"}',"
        " '10.0.0.1', '')::audit_entry"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT encode(audit_digest('\\x0102', {entry}), 'hex')")
        assert cursor.fetchone() == ("c291ce6f2d6546f876c9ed95c567634a743b09be753547b76881a1290c463d48",)


def test_an_entry_names_its_time_as_the_clock_on_the_wall_shows_it():
    entry = Entry(at=datetime(2026, 11, 23, 17, 0, tzinfo=UTC), actor_name="甲", verb="x")
    assert str(entry).startswith("2026-11-24 01:00:00 甲")
