"""The line to the database: looked at before it is used, and what is asked all day is planned once."""

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


def end_from_elsewhere():
    """End the server process of our line, as a restart does."""
    known = connection.get_connection_params()
    address = {name: known[name] for name in ("dbname", "user", "password", "host", "port") if known.get(name)}
    with psycopg.connect(**address, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])


@pytest.mark.django_db(transaction=True)
def test_an_idle_line_is_usable_and_one_whose_server_ended_is_not():
    connection.ensure_connection()
    assert connection.is_usable()
    end_from_elsewhere()
    assert not connection.is_usable()
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_server_that_was_restarted_between_two_requests_costs_nobody_an_answer(client):
    assert client.get("/healthz/ready").status_code == 200
    end_from_elsewhere()
    connection.health_check_done = False  # as at the start of every request
    connection.health_check_enabled = True
    assert client.get("/healthz/ready").status_code == 200


def test_a_planned_statement_is_counted_like_any_other_and_kept_prepared(db):
    statement = "SELECT %s::int + 41"
    with CaptureQueriesContext(connection) as queries:
        for number in (1, 2):
            with connection.planned_cursor() as cursor:
                cursor.execute(statement, [number])
                assert cursor.fetchone() == (number + 41,)
    assert [query["sql"] for query in queries] == ["SELECT 1::int + 41", "SELECT 2::int + 41"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT $1::int + 41'")
        assert cursor.fetchone() == (1,)
