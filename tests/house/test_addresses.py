"""Sweep 3: every address of the resolver, with real rows, before a visitor, a stranger and the owner."""

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from institutions.models import Filing
from institutions.models.choices import FilingType
from institutions.views.section_forms import PARTS
from portal.accounts.models import User
from tests.house import addresses
from tests.house.addresses import MAKERS

ALL = {address.key: address for address in addresses.addresses()}
OURS = {key: address for key, address in ALL.items() if not key.startswith("admin:")}
ADMIN = {key: address for key, address in ALL.items() if key.startswith("admin:")}

#: Every page that opens without an account, and why; nothing else does. An entry that is not needed fails.
PUBLIC: dict[str, str] = {
    "home": "the front page",
    "search": "one search over what is public",
    "organisation/1": "who may work is public (Opinions, on disclosure)",
    "institutions:register": "the register is published",
    "institutions:qualification/1": "the register is published",
    "announcements": "announcements are made to the public",
    "announcement-feed": "announcements are made to the public",
    "announcement/1": "announcements are made to the public",
    "object-to/1": "anyone may object, without an account",
    "objection-status": "an objector without an account follows by receipt number and code",
    "objection-receipt": "an objector without an account is given the receipt",
    "verify-form": "anyone may check a paper",
    "verify/1": "anyone may check a paper",
    "law": "the rules the portal applies are public",
    "law-clause/1": "the rules the portal applies are public",
    "large-type": "how one reads is nobody's business",
    "set_language": "how one reads is nobody's business",
    "accounts:register": "an organisation registers before it has an account",
    "accounts:invitation-accept/1": "whoever holds the letter takes the role",
    "account_login": "the door",
    "account_logout": "who is out already is sent home",
    "account_inactive": "says that an account is closed",
    "account_signup": "the door",
    "account_reset_password": "a forgotten password",
    "account_reset_password_done": "a forgotten password",
    "account_reset_password_from_key/2": "a forgotten password",
    "account_reset_password_from_key_done": "a forgotten password",
    "account_confirm_email/1": "the link in a letter",
    "account_email_verification_sent": "says that a letter is on its way",
    "account_confirm_login_code": "part of the door; without a code asked for it leads back to it",
    "mfa_authenticate": "part of the door; without a password given it leads back to it",
    "api-qualification-list": "the register is published",
    "api-qualification-detail/1": "the register is published",
    "api-organisation-check/1": "whether an organisation may work is public",
    "api-organisation-list": "the register is published",
    "api-organisation-detail/1": "the register is published",
    "api-announcement-list": "announcements are made to the public",
    "api-announcement-detail/1": "announcements are made to the public",
    "api-schema": "the interface is described to whoever builds on it",
    "api-docs": "the interface is described to whoever builds on it",
    "healthz-live": "asked by machines without an account",
    "healthz-ready": "asked by machines without an account",
    "healthz-deep": "asked by machines of the networks that watch",
    "metrics": "asked by machines of the networks that watch",
}
#: Addresses of packages and machines whose arguments are not rows of ours.
FOREIGN_ARGS = {
    "account_confirm_email/1": ("none",),
    "account_reset_password_from_key/2": ("1", "none"),
    "mfa_remove_webauthn/1": (1,),
    "mfa_edit_webauthn/1": (1,),
    "accounts:session-end/1": (1,),
}
#: A page for anyone that shows some rows to their owners only: to a visitor such a row does not exist.
CLOSED_TO_VISITORS = {"documents:pdf/1"}


def row_of(key):
    if key in MAKERS:
        return MAKERS[key]()
    return addresses.Row(FOREIGN_ARGS.get(key, ()), "henan.officer", ())


def client_of(username):
    client = Client()
    client.force_login(User.objects.get_by_natural_key(username))
    return client


def is_door(response):
    return response.status_code == 302 and response["Location"].startswith(reverse("account_login"))


def methods(address):
    """What a page answers to: those of its class, or for a function what it says itself when asked wrongly."""
    view = getattr(address.view, "view_class", None) or getattr(address.view, "cls", None)
    if view is None:
        return None
    actions = getattr(address.view, "actions", None) or {}
    allowed = [name for name in ("get", "post") if name in view.http_method_names]
    return {name for name in allowed if name in actions or (not actions and hasattr(view, name))}


def test_every_address_with_arguments_has_real_ones():
    taking = {key for key, address in OURS.items() if address.takes}
    assert sorted(taking - set(MAKERS) - set(FOREIGN_ARGS)) == []
    assert sorted((set(MAKERS) | set(FOREIGN_ARGS)) - taking) == []


def test_the_list_of_public_pages_names_no_page_that_is_gone():
    assert sorted(set(PUBLIC) - set(OURS)) == []


@pytest.mark.parametrize("key", OURS)
def test_a_visitor_finds_the_door_or_a_public_page(country, key):
    address = OURS[key]
    url = address.url(row_of(key).args)
    for send in (Client().get, Client().post):
        answer = send(url)
        if key in CLOSED_TO_VISITORS:
            assert answer.status_code in {404, 405}
        elif key in PUBLIC:
            assert answer.status_code < 500 or key.startswith("healthz"), answer.status_code
        elif url.startswith("/api/"):
            assert answer.status_code in {401, 403}
        else:
            assert is_door(answer), (answer.status_code, answer.get("Location"))


@pytest.mark.parametrize("key", PUBLIC)
def test_a_public_page_needs_its_place_on_the_list(country, key):
    """Somebody without an account is served, so the entry is not stale."""
    answers = [send(OURS[key].url(row_of(key).args)) for send in (Client().get, Client().post)]
    assert any(
        answer.status_code in {200, 422, 503}
        or (answer.status_code == 302 and not is_door(answer))
        or (is_door(answer) and key.startswith(("account_", "mfa_")))
        for answer in answers
    )


@pytest.mark.parametrize("key", [key for key in MAKERS if key in OURS])
def test_the_owner_is_served(country, key):
    row = MAKERS[key]()
    client, url, answers_to = client_of(row.owner), OURS[key].url(row.args), methods(OURS[key])
    got = client.get(url)
    if got.status_code == 405:
        assert answers_to is None or "get" not in answers_to
        got = client.post(url, **row.sent)
        assert got.status_code in {200, 302, 400, 409, 412, 422}
    elif key == "job-result/1":
        assert got.status_code == 404, "nothing was made yet"
    else:
        assert got.status_code in {200, 302}


@pytest.mark.parametrize("section", [part.value for part in PARTS[FilingType.INITIAL]])
def test_every_section_of_a_draft_opens(country, section):
    row = addresses.of_draft(section)()
    assert client_of(row.owner).get(reverse("institutions:filing-section", args=row.args)).status_code == 200


@pytest.mark.parametrize("key", [key for key in MAKERS if key in OURS and key not in PUBLIC])
def test_to_a_stranger_it_does_not_exist(country, key):
    row = MAKERS[key]()
    url = OURS[key].url(row.args)
    for stranger in row.strangers:
        client = client_of(stranger)
        told = {client.get(url).status_code, client.post(url, **row.sent).status_code}
        assert told <= {404, 405}, (stranger, told)
        assert 404 in told, (stranger, told)


#: What can be amiss with a request to the interface, and what whoever may see the row is told.
AMISS = {
    "no key": ({"headers": {"If-Match": "*"}}, 400),
    "a key that is none": ({"headers": {"Idempotency-Key": "mit leerzeichen", "If-Match": "*"}}, 400),
    "an unknown field": ({"data": {"colour": 1}}, 400),
    "no object": ({"data": [1]}, 400),
    "broken": ({"data": "{"}, 400),
    "a form": ({"data": "reason=1", "content_type": "application/x-www-form-urlencoded"}, 415),
    "endless": ({"data": '"' + "x" * 1_100_000 + '"'}, 413),
    "no version": ({"headers": {"Idempotency-Key": "no-version"}}, 428),
}


DEEDS = [
    key for key, address in OURS.items() if address.takes and hasattr(getattr(address.view, "cls", None), "do_once")
]


@pytest.mark.parametrize("key", [key for key in DEEDS if "post" in methods(OURS[key])])
def test_what_is_amiss_is_told_to_whoever_may_see_the_row_and_to_nobody_else(country, key):
    row = MAKERS[key]()
    url = OURS[key].url(row.args)
    for wrong, said in AMISS.values():
        told = [client_of(user).post(url, **(row.sent | wrong)).status_code for user in (row.owner, row.strangers[0])]
        assert told == [said, 404], wrong


@pytest.mark.parametrize("key", OURS)
def test_an_address_for_deeds_answers_405_to_get(country, key):
    answers_to = methods(OURS[key])
    if answers_to is None or "get" in answers_to:
        return
    row = row_of(key)
    assert client_of(row.owner).get(OURS[key].url(row.args)).status_code == 405


@pytest.mark.parametrize("key", ADMIN)
def test_the_administration_is_closed_to_visitors_and_to_those_who_administer_nothing(country, key):
    address = ADMIN[key]
    url = address.url(("institutions",) if key == "admin:app_list/1" else ("1",) * address.takes)
    for client in (Client(), client_of("henan.officer"), client_of("zhongzheng.clerk")):
        answer = client.get(url)
        assert answer.status_code in {302, 403, 404, 405}, answer.status_code


# Lists, searches, exports


def words_of(province):
    """What may not be read in another province: numbers of files and names of those who filed."""
    rows = Filing.objects.filter(organisation__region__path__startswith=f"{province}/").select_related("organisation")
    return {row.number for row in rows} | {row.organisation.name for row in rows}


def content_of(answer):
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if not body.startswith(b"PK"):
        return body.decode()
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


#: Lists behind the wall; each is asked plainly, searched, and taken away in every format.
LISTS = ("desk", "docket", "places", "inbox", "jobs", "reports", "api-docket-list")
ASKED = (
    *("", "?q=河南", "?q=公司", "?whose=office", "?whose=mine", "?region=410000"),
    *("?format=csv", "?format=xlsx", "?format=jsonl"),
)


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("name", LISTS)
def test_no_list_search_or_export_shows_rows_of_another_region(country, name, asked):
    answer = client_of("hubei.officer").get(reverse(name) + asked)
    assert answer.status_code in {200, 400, 404}
    shown = content_of(answer)
    assert [word for word in words_of("41") if word in shown] == []


@pytest.mark.parametrize("name", ["docket", "api-docket-list"])
def test_a_list_shows_the_rows_of_ones_own_region(country, name):
    shown = content_of(client_of("henan.officer").get(reverse(name) + ("?whose=office" if name == "docket" else "")))
    assert [word for word in words_of("41") if word in shown]
    assert [word for word in words_of("42") if word in shown] == []


@pytest.mark.parametrize("name", ["desk", "docket", "institutions:filings", "inbox", "jobs", "api-docket-list"])
def test_an_institution_reads_of_no_other(country, name):
    answer = client_of("changjiang.clerk").get(reverse(name))
    assert answer.status_code == 200
    others = words_of("41") | words_of("42")
    mine = {
        word
        for row in Filing.objects.filter(organisation__name="武汉长江安全评价有限公司").select_related("organisation")
        for word in (row.number, row.organisation.name)
    }
    shown = content_of(answer)
    assert [word for word in others - mine if word in shown] == []
