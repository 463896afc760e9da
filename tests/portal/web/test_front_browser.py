"""The pages in a real browser: nothing foreign is asked for, nothing spills over at 360 px, words typed are kept."""

import os
import re
import shutil

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test import Client
from django.test.testcases import LiveServerThread
from django.urls import reverse

from institutions.services import drafts
from tests.factories import institutions as factories

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason=os.environ.get("CHROMIUM_MISSING", "needs Chromium")),
    pytest.mark.skipif(
        not (settings.ROOT / "static/vendor/htmx.js").exists(), reason="needs `npm ci` and `manage.py vendor_assets`"
    ),
]
WIDTHS = [1440, 360]


@pytest.fixture
def chromium(monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs an event loop in this thread
    sync_api = pytest.importorskip("playwright.sync_api")
    connections.close_all()  # under the loop Django opens connections of its own; none may outlive its side
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()
        connections.close_all()


@pytest.fixture
def site(db):
    """The address of a server of this test alone."""
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://{server.host}:{server.port}"
    server.terminate()


@pytest.fixture
def opened(chromium, site):
    """A page of a person, which remembers what it asked for and what it complained of."""

    def opened(user=None, width=1440):
        context = chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        if user is not None:
            client = Client()
            client.force_login(user)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
        page = context.new_page()
        page.asked, page.complaints = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda fault: page.complaints.append(str(fault)))
        return page

    return opened


@pytest.mark.parametrize("width", WIDTHS)
def test_public_pages_fit_ask_nobody_else_and_complain_of_nothing(opened, site, institute, width):
    page = opened(width=width)
    for path in ["/", "/law/", "/search/?q=安全", reverse("organisation", args=[institute.code]), "/institutions/"]:
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert {url for url in page.asked if not url.startswith(site)} == set()
    assert page.complaints == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_desk_fits_and_complains_of_nothing(opened, site, officer, width):
    factories.a_submitted_filing()
    page = opened(officer, width)
    for name in ["desk", "docket", "places"]:
        page.goto(site + reverse(name))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.complaints == []


def test_a_choice_narrows_the_list_without_a_new_page_and_its_chip_widens_it(opened, site, officer):
    factories.a_submitted_filing()
    page = opened(officer)
    page.goto(site + reverse("docket"))
    page.evaluate("window.stayed = true")
    page.locator(".facets a", has_text="承办人员").click()
    page.wait_for_url("**waiting_for=officer**")
    chip = page.locator(".chip", has_text="承办人员")
    chip.wait_for()
    chip.click()
    page.wait_for_url(lambda url: "waiting_for" not in url)
    assert page.evaluate("window.stayed") is True
    assert page.complaints == []


def test_a_keyboard_reaches_the_search_box_and_the_text(opened, site):
    page = opened()
    page.goto(site + "/law/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"


@pytest.fixture
def form(opened, site, institute, applicant):
    """The first section of a draft, open in the applicant's browser."""
    draft = factories.a_draft(institute, applicant)
    page = opened(applicant)
    page.goto(site + reverse("institutions:filing-section", args=[draft.number, "basics"]))
    page.draft = draft
    return page


def saved_line(page, words):
    page.locator(".saved", has_text=re.compile(words)).wait_for(timeout=10_000)


def type_capital(page, amount):
    field = page.locator("[name=fixed_assets]")
    field.fill(amount)
    field.blur()


def test_what_is_typed_is_saved_and_the_hour_is_said(form):
    with form.expect_response(lambda answer: answer.request.method == "POST"):
        type_capital(form, "1300")
    saved_line(form, r"已保存 \d\d:\d\d")
    assert drafts.versions(form.draft)["basics"].data["fixed_assets"] in {"1300", 1300}


def test_what_was_changed_elsewhere_is_not_overwritten_and_both_are_told(form, applicant):
    version = drafts.versions(form.draft)["basics"].version
    content = {**factories.content(form.draft)["basics"], "legal_representative": "另一人"}
    drafts.save_section(form.draft, "basics", content, version=version, by=applicant, on=factories.FRIDAY)
    type_capital(form, "1400")
    saved_line(form, "另一处已修改")
    assert drafts.versions(form.draft)["basics"].data["legal_representative"] == "另一人"
    form.reload()
    form.get_by_role("button", name="恢复我上次没有保存的内容").click()
    assert form.locator("[name=fixed_assets]").input_value() == "1400"


def test_without_a_network_the_words_stay_and_go_out_when_it_returns(form):
    form.context.set_offline(True)
    type_capital(form, "1500")
    saved_line(form, "已留在本机")
    form.context.set_offline(False)
    saved_line(form, "已保存")
    form.reload()
    assert form.locator("[name=fixed_assets]").input_value().startswith("1500")
