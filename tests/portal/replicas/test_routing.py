"""Who may be answered by a replica, decided without one."""

import pytest
from django.db import transaction
from django.test import RequestFactory
from django.urls import resolve, reverse

from portal import replicas
from portal.parties.models import Organisation

ASKED = ("home", "search", "announcements", "announcement-feed", "institutions:register", "law")


def asked(name, *args, method="get", **headers):
    path = reverse(name, args=args)
    request = getattr(RequestFactory(), method)(path, headers=headers)
    return replicas.may_lag(request, resolve(path).func)


@pytest.mark.parametrize("name", [*ASKED, "api-organisation-list", "api-announcement-list", "api-qualification-list"])
def test_a_visitors_question_may_be_a_moment_behind(name):
    assert asked(name)
    assert asked(name, method="head")


def test_the_public_check_and_the_page_of_an_organisation_may_be_a_moment_behind():
    assert asked("api-organisation-check", "91410000MA40000017")
    assert asked("organisation", "91410000MA40000017")


@pytest.mark.parametrize("name", ["desk", "docket", "inbox", "api-docket-list", "account_login", "accounts:register"])
def test_behind_the_wall_and_at_the_door_nothing_is_ever_behind(name):
    assert not asked(name)


def test_whether_a_paper_holds_is_never_a_moment_old():
    assert not asked("verify", "ABCD")
    assert not asked("verify-form")


@pytest.mark.parametrize(
    "headers", [{"Cookie": "sessionid=x"}, {"Cookie": "wrote=1"}, {"Authorization": "Bearer wsp_x"}]
)
def test_who_is_known_or_has_just_written_is_answered_by_the_primary(headers):
    assert not asked("home", **headers)


def test_a_deed_is_the_primarys():
    assert not asked("home", method="post")
    assert replicas.Router().db_for_write(Organisation) == "default"
    assert not replicas.Router().allow_migrate("replica1", "parties")


@pytest.mark.django_db(transaction=True)
def test_a_transaction_reads_where_it_writes():
    with replicas._read_from("replica1"):
        assert replicas.Router().db_for_read(Organisation) == "replica1"
        with transaction.atomic():
            assert replicas.Router().db_for_read(Organisation) == "default"
    assert replicas.Router().db_for_read(Organisation) == "default"


def test_without_replicas_there_is_one_server_and_no_middleware(settings):
    assert settings.DATABASE_ROUTERS == []
    assert replicas.aliases() == []
    with replicas.reading() as alias:
        assert alias == "default"
