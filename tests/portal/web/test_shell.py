"""What holds on every page: the policy against foreign scripts, the login wall, the pages of failure, the weight."""

import gzip
import re
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from portal.access import Role
from portal.web.templatetags.portal import ICONS, icon, prose_date, wan
from tests.factories import institutions as factories

pytestmark = pytest.mark.django_db
HEAVIEST = 250_000
ASSETS = re.compile(r'(?:href|src)="(/static/[^"]+)"')


@pytest.mark.parametrize("path", ["/", "/law/", "/search/?q=安全", "/desk/", "/desk/docket/", "/nowhere/", "/admin/"])
def test_no_page_lets_a_foreign_or_inline_script_run(client, path):
    client.force_login(factories.a_user("系统", Role.SYSTEM_ADMIN))
    policy = client.get(path)["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy


def test_public_pages_open_without_an_account(client):
    for path in ["/", "/law/", "/search/", "/announcements/", "/v/"]:
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("name", ["desk", "docket", "inbox", "places", "jobs", "reports"])
def test_the_desk_asks_who_comes(client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_the_front_page_asks_nothing_of_other_hosts(client):
    text = client.get("/").content.decode()
    assert re.findall(r'(?:src|href|action)="(?:https?:)?//', text) == []


def test_the_front_page_is_light(client):
    text = client.get("/").content.decode()
    weight = len(gzip.compress(text.encode()))
    for address in set(ASSETS.findall(text)):
        file = settings.ROOT / "static" / address.removeprefix("/static/")
        if not file.exists():
            pytest.skip("the vendored files are copied by `manage.py vendor_assets`")
        weight += len(gzip.compress(file.read_bytes()))
    assert weight <= HEAVIEST


def test_large_type_is_switched_on_and_off_and_leads_back(client):
    answer = client.post(reverse("large-type"), {"next": "/law/"})
    assert answer["Location"] == "/law/"
    assert 'class="large-type"' in client.get("/law/").content.decode()
    client.post(reverse("large-type"), {"next": "/law/"})
    assert 'class="large-type"' not in client.get("/law/").content.decode()


def test_large_type_leads_to_no_foreign_host(client):
    assert client.post(reverse("large-type"), {"next": "https://elsewhere.example/"})["Location"] == "/"


def test_the_page_says_which_language_it_is_in(client):
    assert '<html lang="zh-hans"' in client.get("/").content.decode()
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    assert '<html lang="en"' in client.get("/").content.decode()


def test_what_is_not_there_is_said_with_the_number_of_the_request(client):
    page = client.get("/nowhere/")
    assert page.status_code == 404
    assert page["X-Request-ID"] in page.content.decode()


def test_a_form_without_its_token_is_told_so_and_changes_nothing(officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    page = client.post(reverse("save-search"), {"title": "a", "path": "/desk/"})
    assert page.status_code == 403
    assert "没有写入任何内容" in page.content.decode()


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500", "503"])
def test_a_page_of_failure_stands_alone(name, django_assert_num_queries):
    with django_assert_num_queries(0):
        text = render_to_string(f"{name}.html")
    assert f'<p class="code">{name[:3]}</p>' in text
    assert "<h1></h1>" not in text
    assert text.count("<p>") >= 2


@pytest.mark.parametrize("words", ["安", "", "\0", "'", "%_", "　", "a" * 500, "🔥", "<script>alert(1)</script>"])
def test_the_search_box_takes_whatever_is_typed(client, words):
    page = client.get("/search/", {"q": words})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_an_organisation_is_found_by_its_whole_name_and_code(client, institute):
    for words in (institute.name, institute.code, institute.code.lower()):
        page = client.get("/search/", {"q": words})
        assert [found.pk for found in page.context["organisations"]] == [institute.pk]


def test_the_law_register_finds_a_clause_by_its_words(client):
    everything = client.get("/law/").context["counts"]
    found = client.get("/law/", {"q": "固定资产"}).context
    assert 0 < found["counts"]["figures"] < everything["figures"]
    assert client.get("/law/", {"q": "没有这样的规定"}).context["counts"]["clauses"] == 0


def test_every_clause_of_the_register_has_its_page(client):
    sections = client.get("/law/").context["instruments"]
    keys = [row["clause"].key for section in sections for row in section["rows"]][:5]
    assert keys
    for key in keys:
        assert client.get(reverse("law-clause", args=[key])).status_code == 200
    assert client.get(reverse("law-clause", args=["no-such-clause"])).status_code == 404


def test_a_drawing_is_put_into_the_page_and_an_unknown_one_is_a_plain_file():
    assert icon("search").startswith('<svg class="icon" aria-hidden="true"')
    assert icon("no-such-drawing") == icon("file")
    assert (ICONS / "LICENSE").read_text().count("MIT License") == 1


def test_dates_and_amounts_are_said_as_people_say_them():
    assert prose_date(None) == ""
    assert prose_date(date(2026, 11, 3)) == "2026年11月3日"
    assert wan(None) == ""
    assert wan(Decimal("1250.50")) == "1,250.5 万元"
