"""Who may come in with a token, for what, from where, until when."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from portal.access import Role
from portal.audit.models import Entry
from portal.errors import Refused
from portal.rest import basis
from portal.rest.models import ApiToken
from portal.rest.services import tokens
from portal.rest.services.tokens import MOST_USABLE, Wish
from tests.factories.institutions import a_user, an_institution
from tests.portal.rest.conftest import carrying

DOCKET = "/api/v1/docket"


def test_a_token_opens_what_it_was_issued_for(officer, bearer, objection):
    answer = bearer(officer).get(DOCKET)
    assert answer.status_code == 200
    assert [line["number"] for line in answer.json()["items"]] == [objection.number]


def test_without_a_token_the_answer_is_401_and_says_how(db):
    answer = APIClient().get(DOCKET)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
    assert answer.json()["type"] == "unauthenticated"


def test_an_expired_token_opens_nothing(officer, issue, today):
    token, secret = issue(officer)
    assert carrying(secret).get(DOCKET).status_code == 200
    ApiToken.objects.filter(pk=token.pk).update(expires_on=today)
    assert carrying(secret).get(DOCKET).status_code == 401


def test_a_revoked_token_opens_nothing(officer, issue):
    token, secret = issue(officer)
    tokens.revoke(token, by=officer, at=timezone.now())
    assert carrying(secret).get(DOCKET).status_code == 401


def test_the_token_of_a_disabled_user_opens_nothing(officer, issue):
    _token, secret = issue(officer)
    officer.is_active = False
    officer.save()
    assert carrying(secret).get(DOCKET).status_code == 401


@pytest.mark.parametrize(
    ("networks", "address", "code"),
    [
        (("203.0.113.0/24",), "203.0.113.9", 200),
        (("203.0.113.0/24",), "203.0.114.9", 401),
        (("203.0.113.7",), "::ffff:203.0.113.7", 200),
        (("2001:db8::/32",), "2001:db8::1", 200),
        (("2001:db8::/32",), "203.0.113.9", 401),
        (("203.0.113.0/24",), "", 401),
    ],
)
def test_a_token_is_used_from_its_networks_only(officer, issue, networks, address, code):
    _token, secret = issue(officer, networks=networks)
    assert carrying(secret).get(DOCKET, REMOTE_ADDR=address).status_code == code


@pytest.mark.urls("tests.portal.rest.trial")
def test_a_token_without_the_scope_is_told_which_one_it_lacks(officer, bearer, objection):
    answer = bearer(officer, "docket:read").get("/trial/trials")
    assert (answer.status_code, answer.json()["type"], answer.json()["scope"]) == (
        403,
        "insufficient_scope",
        "trial:read",
    )
    assert 'scope="trial:read"' in answer["WWW-Authenticate"]


@pytest.mark.urls("tests.portal.rest.trial")
def test_a_token_for_reading_does_no_deed(officer, bearer, objection):
    answer = bearer(officer, "trial:read").post(f"/trial/trials/{objection.number}/accept", {}, format="json")
    assert (answer.status_code, answer.json()["scope"]) == (403, "trial:write")
    objection.refresh_from_db()
    assert objection.state == "received"


def test_with_an_organisation_roles_elsewhere_do_not_count(officer, bearer, institute, objection):
    officer.assignments.create(role=Role.APPLICANT, organisation=institute, since=timezone.localdate())
    assert bearer(officer).get(DOCKET).json()["items"]
    assert bearer(officer, organisation=institute).get(DOCKET).json()["items"] == []


def test_the_secret_is_kept_nowhere(officer, issue):
    token, secret = issue(officer)
    row = ApiToken.objects.filter(pk=token.pk).values().get()
    assert secret not in str(row)
    assert secret not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_issue_and_revocation_are_in_the_trail(officer, issue):
    token, _secret = issue(officer)
    tokens.revoke(token, by=officer, at=timezone.now())
    tokens.revoke(token, by=officer, at=timezone.now())
    verbs = Entry.objects.filter(subject_key=str(token.pk), subject_kind="rest.apitoken").values_list("verb", flat=True)
    assert list(verbs.order_by("id")) == ["rest.token.issue", "rest.token.revoke"]


def test_every_reason_not_to_issue_is_named_at_once(officer, today):
    other = an_institution()
    wish = Wish(" ", ("no:such",), today, organisation=other, networks=("300.1.1.1",))
    with pytest.raises(Refused) as refused:
        tokens.issue(wish, by=officer, on=today)
    assert [objection.basis for objection in refused.value.objections] == [
        basis.PURPOSE,
        basis.PURPOSE,
        basis.TERM,
        basis.PLACE,
        basis.OWN,
    ]
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(("days", "is_fine"), [(1, True), (366, True), (367, False), (0, False), (None, False)])
def test_a_token_ends_within_a_year(officer, today, days, is_fine):
    wish = Wish("系统", ("docket:read",), None if days is None else today + timedelta(days=days))
    found = tokens.objections(wish, by=officer, on=today)
    assert [objection.basis for objection in found] == ([] if is_fine else [basis.TERM])


def test_nobody_hoards_tokens(officer, issue):
    made = [issue(officer)[0] for _ in range(MOST_USABLE)]
    with pytest.raises(Refused):
        issue(officer)
    tokens.revoke(made[0], by=officer, at=timezone.now())
    assert issue(officer)


def test_the_last_use_is_noted_to_the_minute(officer, issue, objection):
    token, secret = issue(officer)
    client = carrying(secret)
    client.get(DOCKET)
    token.refresh_from_db()
    first = token.last_used_at
    assert timezone.now() - first < timedelta(seconds=30)
    with CaptureQueriesContext(connection) as queries:
        client.get(DOCKET)
    assert [query["sql"] for query in queries if "UPDATE" in query["sql"]] == []
    token.refresh_from_db()
    assert token.last_used_at == first


def test_wrong_secrets_are_soon_not_listened_to(db, settings, officer, bearer):
    settings.API_REQUESTS_PER_MINUTE = {**settings.API_REQUESTS_PER_MINUTE, "login": 3}
    guesser = carrying("wsp_guess")
    assert [guesser.get(DOCKET).status_code for _ in range(5)] == [401, 401, 401, 429, 429]
    assert bearer(officer).get(DOCKET, REMOTE_ADDR="203.0.113.5").status_code == 200


def test_the_page_shows_the_secret_once(applicant, institute, today):
    client = Client()
    client.force_login(applicant)
    page = client.get(reverse("tokens"))
    assert page.status_code == 200
    assert 'role="alert"' not in page.content.decode()
    form = {
        "name": "本单位系统",
        "scopes": ["docket:read"],
        "expires_on": (today + timedelta(days=90)).isoformat(),
        "organisation": institute.pk,
        "networks": "203.0.113.0/24\n2001:db8::/32",
        "key": page.context["form"].initial["key"],
    }
    answer = client.post(reverse("tokens"), form)
    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert carrying(secret).get(DOCKET, REMOTE_ADDR="203.0.113.1").status_code == 200
    again = client.post(reverse("tokens"), form)
    assert again.context["secret"] == ""
    assert ApiToken.objects.count() == 1
    assert secret not in client.get(reverse("tokens")).content.decode()


def test_the_page_says_what_is_wrong_with_a_wish(applicant, today):
    client = Client()
    client.force_login(applicant)
    form = {
        "name": "系统",
        "scopes": ["docket:read"],
        "expires_on": (today + timedelta(days=900)).isoformat(),
        "key": "7b0ae4ad-7a26-4a22-8a3d-3c1e8f6e1c11",
    }
    answer = client.post(reverse("tokens"), form)
    assert answer.status_code == 409
    assert str(basis.TERM) in answer.content.decode()
    assert client.post(reverse("tokens"), {}).status_code == 400


def test_nobody_revokes_the_token_of_another(applicant, officer, issue):
    token, _secret = issue(applicant)
    client = Client()
    client.force_login(a_user("他人", Role.APPLICANT, organisation=an_institution()))
    address = reverse("token-revoke", args=[token.uuid])
    assert client.post(address).status_code == 404
    client.force_login(applicant)
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None
