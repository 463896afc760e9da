"""The short road: what has no use for a session passes none of the browser's fences, and every other one."""

import pytest
from django.test import Client
from rest_framework.test import APIClient

from tests.portal.rest.conftest import carrying

DOCKET = "/api/v1/docket"


def check(institute):
    return f"/api/v1/organisations/{institute.code}/check"


def test_an_answer_without_a_session_is_fenced_for_machines(client, institute):
    answer = client.get(check(institute))
    assert answer.status_code == 200
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Request-ID"]
    assert int(answer["Content-Length"]) == len(answer.content)
    assert not answer.cookies


def test_the_switch_of_language_holds_on_the_short_road_too(client, institute):
    client.cookies["django_language"] = "en"
    assert client.get(check(institute))["Content-Language"] == "en"
    client.cookies.clear()
    assert client.get(check(institute))["Content-Language"] == "zh-hans"


def test_a_session_is_neither_read_nor_renewed_for_a_bearer(officer, bearer, objection):
    browser = Client()
    browser.force_login(officer)
    with_both = bearer(officer)
    with_both.cookies = browser.cookies
    answer = with_both.get(DOCKET)
    assert answer.status_code == 200
    assert not answer.cookies


def test_a_wrong_secret_is_not_helped_by_a_session(officer):
    both = carrying("wsp_nobody-knows-this")
    both.force_login(officer)
    assert both.get(DOCKET).status_code == 401


def test_who_is_signed_in_to_the_pages_uses_the_interface_as_before(officer, objection):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(officer)
    assert client.get(DOCKET).status_code == 200
    assert client.post("/api/v1/filings", {}, format="json").status_code == 403


@pytest.mark.parametrize("address", ["/desk/", "/desk/tokens/", "/files/", "/admin/"])
def test_a_token_opens_no_page(officer, bearer, address):
    answer = bearer(officer).get(address)
    assert answer.status_code in {302, 404}
    assert answer.get("Location", "/accounts/login/").startswith(("/accounts/login/", "/admin/login/"))


@pytest.mark.parametrize("address", ["/api/", "/api/v1/nothing", "/api/v1/organisations/%00/check/more"])
def test_what_leads_nowhere_goes_the_long_way(db, address):
    anybody = Client()
    assert anybody.get(address).status_code in {302, 404}
    assert Client(headers={"authorization": "Bearer x"}).get(address).status_code in {302, 404}
