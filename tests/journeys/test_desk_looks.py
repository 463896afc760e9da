"""Every page behind the door before axe: wide and narrow, in English, in large type, for each who opens it."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from institutions.models.choices import FilingType
from institutions.views.section_forms import PARTS
from portal.accounts.models import User
from tests.house import addresses
from tests.house.addresses import MAKERS
from tests.house.test_addresses import OURS, PUBLIC, methods
from tests.house.test_queries import OPENED_BY
from tests.journeys.conftest import NARROW, WIDE, grave, overflow

#: No page: files and data, and the steps by which packages lead elsewhere.
NO_PAGE = (
    *(
        "api-",
        "attachments:",
        "documents:",
        "report-file",
        "import-template",
        "job-result",
        "job-progress",
        "publicity-file",
    ),
    *(
        "institutions:filing-template",
        "institutions:filing-draft",
        "objection-",
        "mfa_",
        "account_",
        "message/",
        "token-revoke/",
    ),
)
#: Pages of packages in our dress, and of ours that take no row; each with who opens it.
MORE = {
    **dict.fromkeys(("/accounts/2fa/", "/accounts/password/change/", "/accounts/email/"), "yongan.clerk"),
    "/desk/?": "ministry.officer",
    "/desk/places/": "ministry.officer",
    "/desk/places/?show=institutions": "ministry.officer",
    "/desk/docket/?whose=office": "henan.officer",
    "/desk/docket/?q=nothing-like-this": "henan.officer",
    "/institutions/filings/?": "yongan.clerk",
    "/desk/inbox/?": "admin.system",
}
#: A walk through all pages at once would outlast the time one test is given on a busy machine.
SHARES = 4
ROLES = ("henan.officer", "henan.reviewer", "henan.approver", "anping.clerk", "yongan.clerk", "henan.expert1")


def behind_the_door():
    """Each page with arguments as its owner sees it, and the others as whoever has a use for them."""
    for key, address in OURS.items():
        answers_to = methods(address)
        if key in PUBLIC or key.startswith(NO_PAGE) or (answers_to is not None and "get" not in answers_to):
            continue
        if key in MAKERS:
            row = MAKERS[key]()
            yield row.owner, address.url(row.args)
        elif not address.takes:
            yield OPENED_BY.get(key, "henan.officer"), address.url()
    for part in PARTS[FilingType.INITIAL]:
        row = addresses.of_draft(part.value)()
        yield row.owner, reverse("institutions:filing-section", args=row.args)
    for role in ROLES:
        yield role, reverse("desk")
    for path, username in MORE.items():
        yield username, path


def settled(page, path):
    """The page with every part that comes after it."""
    page.goto(path, wait_until="load")
    page.wait_for_selector(".skeleton, .htmx-request", state="detached")


def faults_of(page, path):
    settled(page, path)
    wide = overflow(page)
    return [f"{path} {fault}" for fault in grave(page)] + ([f"{path} is {wide} px too wide"] if wide > 0 else [])


def session_of(username):
    """A session without the door: one of those who are shown a page has no password."""
    client = Client()
    client.force_login(User.objects.get_by_natural_key(username))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def walk(anyone, viewport, share, cookies=()):
    """Everybody through a share of their own pages; all faults."""
    pages = list(dict.fromkeys(behind_the_door()))
    assert len(pages) > 40
    found, people = [], {}
    for username, path in pages[share::SHARES]:
        if username not in people:
            people[username] = anyone(viewport=viewport)
            worn = [*cookies, (settings.SESSION_COOKIE_NAME, session_of(username))]
            site = people[username].site
            people[username].context.add_cookies([{"name": n, "value": v, "url": site} for n, v in worn])
        found += faults_of(people[username].page, path)
    return found


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1440", "360"])
def test_every_page_behind_the_door_passes_axe_and_fits(anyone, viewport, share):
    found = walk(anyone, viewport, share)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_behind_the_door_passes_axe_in_english_and_in_large_type(anyone, share):
    found = walk(anyone, NARROW, share, (("django_language", "en"), ("large_type", "1")))
    assert not found, "\n".join(found)


def test_a_part_on_its_way_says_what_it_will_be_and_is_as_readable(anyone):
    """Before its answer a part holds its name, as a link that works without scripts; nothing of it is faded."""
    row = addresses.of_filing()()
    page = anyone(row.owner).page
    held = []

    def hold(route):
        held.append(route)

    page.route("**/checklist/", hold)
    page.goto(reverse("institutions:filing", args=row.args), wait_until="domcontentloaded")
    page.wait_for_selector(".htmx-request .skeleton a")
    assert page.inner_text(".htmx-request .skeleton a") == "查看条件对照"
    assert grave(page) == []
    while held:
        held.pop().continue_()
    page.wait_for_selector(".skeleton", state="detached")
