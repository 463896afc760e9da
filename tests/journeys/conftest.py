"""A real Chromium before a real server on a copy of the seeded country."""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from institutions.rules.words import Kind
from institutions.seed.country import Applicant, Plan, settle
from portal.accounts.models import User
from portal.seed.country import DEMO_PASSWORD, Country

# The browser's driver keeps a loop in this thread, which Django takes for asynchronous code; nothing here is.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 360, "height": 740}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        pytest.skip(os.environ.get("CHROMIUM_MISSING", "No Chromium: install one, or name it in CHROMIUM."))
    if not (Path(settings.ROOT) / "static/vendor/tabler.css").exists():
        pytest.skip("The front-end files are missing: `npm ci` and `manage.py vendor_assets`.")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture
def site(lasting_country: str) -> Iterator[str]:
    """The address of a server on this test's own country."""
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://{server.host}:{server.port}"
    server.terminate()


class Person:
    """Somebody at a browser of their own: every fault the browser reports, and every foreign host it asks, counts."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context, self.site, self.faults = context, site, []
        context.on("request", self._note_host)
        self.page = self.tab()

    def tab(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._note_fault)
        return page

    def _note_fault(self, message: Any) -> None:
        # The browser itself reports answers of 4xx, which several journeys want.
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            self.faults.append(message.text)

    def _note_host(self, request: Any) -> None:
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.faults.append(f"asked {request.url}")

    def sign_in(self, username: str) -> "Person":
        self.page.goto("/accounts/login/")
        self.page.fill("[name=login]", username)
        self.page.fill("[name=password]", DEMO_PASSWORD)
        self.page.click("main button[type=submit], button.btn-primary[type=submit]")
        self.page.wait_for_url("**/desk/")
        return self

    def goto(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def press(self, selector: str) -> None:
        """Click what leads to another page, and wait for it."""
        with self.page.expect_navigation():
            self.page.click(selector)

    def confirm(self, selector: str) -> None:
        """Click what asks back, and say yes."""
        self.page.click(selector)
        with self.page.expect_navigation():
            self.page.click("dialog .btn-primary")


@pytest.fixture
def anyone(chromium: Browser, site: str) -> Iterator[Callable[..., Person]]:
    """Whoever is asked for, signed in when named; at the end no browser has had anything to complain of."""
    people: list[Person] = []

    def open_browser(username: str = "", viewport: Any = WIDE) -> Person:
        context = chromium.new_context(base_url=site, viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai")
        context.set_default_timeout(15_000)
        people.append(Person(context, site))
        return people[-1].sign_in(username) if username else people[-1]

    yield open_browser
    faults = [fault for person in people for fault in person.faults]
    for person in people:
        person.context.close()
    assert faults == []


@pytest.fixture
def newcomer(lasting_country: str) -> Applicant:
    """A sound institution of Zhengzhou with its people and a clerk, that has applied for nothing yet."""
    country = Country(timezone.localdate(), random.Random(7))
    country._serial = 9_000
    names = ("henan.officer", "henan.reviewer", "henan.approver")
    country.users = {name: User.objects.get_by_natural_key(name) for name in names}
    plan = Plan(
        "郑州明德安全评价有限公司", "410105", "mingde.clerk", Kind.EVALUATION, "evaluation-chemical", lambda _who: None
    )
    return settle(country, plan)


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def grave(page: Page) -> list[str]:
    """What axe finds serious or critical, with the first place."""
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {fault['nodes'][0]['target']} {fault['nodes'][0]['html'][:160]}"
        for fault in found
        if fault["impact"] in {"serious", "critical"}
    ]
