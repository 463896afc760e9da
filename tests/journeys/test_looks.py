"""Every public page before axe and on a narrow screen; and what the first visit transfers."""

import brotli
import pytest
from django.urls import reverse

from institutions.models import Qualification
from portal.announcements.models import Announcement
from tests.house.addresses import MAKERS
from tests.house.test_addresses import OURS, PUBLIC
from tests.journeys.conftest import NARROW, WIDE, grave, overflow

#: Public addresses that show no page: files, data, deeds, steps of the door that lead elsewhere.
NO_PAGE = (
    "api-",
    "healthz",
    "metrics",
    "announcement-feed",
    "set_language",
    "large-type",
    "account_",
    "mfa_",
    "verify/",
)
PAGES = [key for key in PUBLIC if not key.startswith(NO_PAGE)]
FIRST_VISIT = 250_000


def fault_of(page, path):
    page.goto(path, wait_until="networkidle")
    wide = overflow(page)
    return [f"{path} {fault}" for fault in grave(page)] + ([f"{path} is {wide} px too wide"] if wide > 0 else [])


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1440", "360"])
def test_every_public_page_passes_axe_and_fits(anyone, viewport):
    page = anyone(viewport=viewport).page
    paths = [OURS[key].url(MAKERS[key]().args if key in MAKERS else ()) for key in PAGES]
    paths += ["/accounts/login/", "/accounts/password/reset/", "/search/?q=安全", "/institutions/?state=active"]
    paths += [f"/v/{announcement().document.code}/", "/v/NOSUCHCODE/", "/nothing-here/"]
    found = [fault for path in paths for fault in fault_of(page, path)]
    assert not found, "\n".join(found)


def announcement():
    return Announcement.objects.select_related("document").first()


def test_the_front_page_transfers_little_and_asks_nobody_else(anyone):
    """Compressed as the server compresses it; that no other host is asked, `anyone` sees to."""
    person, sizes = anyone(), {}
    person.page.on("response", lambda answer: sizes.setdefault(answer.url, answer))
    person.page.goto(reverse("home"), wait_until="networkidle")
    transferred = {url: len(brotli.compress(answer.body(), quality=5)) for url, answer in sizes.items()}
    assert len(transferred) >= 5
    assert sum(transferred.values()) <= FIRST_VISIT, transferred
    print(f"front page: {sum(transferred.values())} bytes in {len(transferred)} answers")  # noqa: T201


def test_a_qualification_is_found_and_read_from_the_front_page(anyone):
    held = Qualification.objects.filter(state="active").select_related("organisation").first()
    person = anyone(viewport=NARROW)
    person.goto("/")
    person.page.fill("main [name=q]", held.organisation.name[2:6])
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    person.press(f'a[href="/o/{held.organisation.code}/"]')
    assert held.number in person.page.inner_text("main")
