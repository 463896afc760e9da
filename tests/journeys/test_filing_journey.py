"""From an institution's first click to the public's objection, each by the hand of the person who does it."""

from django.core.files.base import ContentFile
from django.utils import timezone
from playwright.sync_api import expect

from institutions.models import CorrectionItem, Filing
from institutions.rules.filing import items_for
from institutions.rules.words import FilingType, Kind
from institutions.seed.country import PAGE
from institutions.services import drafts
from institutions.states import FilingState
from portal.announcements.models import Announcement, PublicObjection
from portal.attachments import store
from portal.documents.models import Document
from portal.workflow.models import Step
from tests.country import REASON
from tests.journeys.conftest import NARROW, overflow

MOVES = "/institutions/filings/{}/moves/{}/"
TWICE = """async () => {
  const form = document.querySelector('form[action$="/submit/"]');
  const click = () => fetch(form.action, { method: 'POST', body: new FormData(form), credentials: 'same-origin' });
  const answers = await Promise.all([click(), click()]);
  return answers.map((answer) => [answer.status, new URL(answer.url).pathname]);
}"""


def saved(page):
    """A row half typed is told to be wanting; typed to its end it is saved."""
    expect(page.locator(".saved[data-state=saved]")).to_contain_text("已保存", timeout=20_000)


def onward(person):
    person.press("main form[data-autosave] button.btn-primary")


def fill_sections(person, who, filing):
    """What a clerk types and ticks; the twenty-seven people and most of the papers are entered as a workbook would."""
    page = person.page
    page.check("[name=is_legal_person]")
    page.fill("[name=website]", "https://mingde.example.cn")
    page.fill("[name=fixed_assets]", "1580")
    page.fill("[name=contact]", "钱经办")
    page.fill("[name=introduction]", "从事安全生产技术服务。")
    saved(page)
    onward(person)
    page.check(f"[name=businesses][value={who.scope}]")
    saved(page)
    onward(person)
    representative = who.organisation.legal_representative
    drafts.save_sections(filing, people_and_posts(who), by=who.clerk, on=timezone.localdate())
    person.goto(f"/institutions/filings/{filing.number}/draft/equipment/")
    row(page, 0, name="气相色谱仪", model="GC-2014", quantity="2", value="180", bought_on="2021-05-07")
    row(page, 1, name="防雷检测成套设备", model="FL-8", quantity="4", value="130", bought_on="2020-09-01")
    saved(page)
    onward(person)
    row(page, 0, address=who.organisation.office_address, area="1260")
    page.select_option("[name=rows-0-use]", "office")
    row(page, 1, address=who.organisation.office_address, area="130")
    page.select_option("[name=rows-1-use]", "archive")
    saved(page)
    onward(person)
    row(page, 0, name=representative, share="70")
    row(page, 1, name="王股东", share="30")
    saved(page)
    onward(person)
    upload_evidence(person, who, filing)
    person.goto(f"/institutions/filings/{filing.number}/draft/commitment/")
    page.fill("[name=signed_by]", representative)
    page.fill("[name=signed_on]", timezone.localdate().isoformat())
    saved(page)
    onward(person)


def row(page, number, **values):
    for name, value in values.items():
        page.fill(f"[name=rows-{number}-{name}]", value)


def people_and_posts(who):
    posts = ("technical_director", "process_control_director")
    return {
        "professionals": who.people,
        "posts": [
            {"post": post, "person": who.people[number]["person"], "appointed_on": "2020-01-06"}
            for number, post in enumerate(posts)
        ],
    }


def upload_evidence(person, who, filing):
    first, *others = items_for(Kind.EVALUATION, FilingType.INITIAL)
    page, today = person.page, timezone.localdate()
    page.select_option("form[data-upload] [name=item]", str(first))
    file = {"name": "证明材料.pdf", "mimeType": "application/pdf", "buffer": PAGE + b"% by hand"}
    page.set_input_files("form[data-upload] [name=file]", file)
    person.press("form[data-upload] button.btn-primary")
    page.wait_for_selector("text=证明材料.pdf")
    for item in others:
        paper = ContentFile(PAGE + f"% {item}".encode(), name=f"{item}.pdf")
        kept = store.keep(paper, by=who.clerk, organisation=who.organisation, purpose="evidence", on=today)
        drafts.add_evidence(filing, item, kept, by=who.clerk, on=today)


def state_of(filing):
    return Filing.objects.get(pk=filing.pk).state


def test_from_the_first_click_to_the_publics_objection(newcomer, anyone):  # noqa: PLR0915 - it is one story
    # The institution starts, fills in, and hands in with two clicks at once.
    clerk = anyone("mingde.clerk")
    clerk.goto("/institutions/filings/start/")
    clerk.page.check("[name=kind][value=evaluation]")
    clerk.page.check("[name=type][value=initial]")
    clerk.press("main form button.btn-primary")
    filing = Filing.objects.get(organisation=newcomer.organisation)
    expect(clerk.page.locator(".checklist").first, "the checklist counts along").to_be_visible()
    fill_sections(clerk, newcomer, filing)
    assert clerk.page.locator(".refusal").count() == 0, clerk.page.inner_text("main")
    assert "可以提交" in clerk.page.inner_text("main")
    page_of_filing = f"/institutions/filings/{filing.number}/"
    assert clerk.page.evaluate(TWICE) == [[200, page_of_filing]] * 2
    assert state_of(filing) == FilingState.SUBMITTED
    assert Step.objects.filter(kind="institutions.filing", key=str(filing.pk), move="submit").count() == 1
    receipts = Document.objects.filter(subject_key=str(filing.pk), subject_kind="institutions.filing")
    assert receipts.count() == 1

    # The officer finds it in the docket and asks for a correction.
    officer = anyone("henan.officer")
    officer.goto("/desk/docket/")
    officer.press(f'a[href="{page_of_filing}"]')
    officer.press(f'a[href="{MOVES.format(filing.number, "require_correction")}"]')
    officer.page.select_option("[name=items-0-section]", "basics")
    officer.page.fill("[name=items-0-text]", "联系人应为专职人员，请更正")
    officer.page.fill("[name=items-0-basis]", "《安全评价检测检验机构管理办法》第九条")
    officer.press("main form button.btn-primary")
    assert state_of(filing) == FilingState.CORRECTION_REQUIRED

    # The institution reads what is wanted, amends and hands in again.
    clerk.goto(page_of_filing)
    assert "联系人应为专职人员，请更正" in clerk.page.inner_text("main")
    clerk.goto(f"{page_of_filing}draft/basics/")
    assert "联系人应为专职人员，请更正" in clerk.page.inner_text(".notice-warning")
    clerk.page.fill("[name=contact]", "孙专职")
    saved(clerk.page)
    clerk.goto(f"{page_of_filing}review/")
    clerk.confirm('form[action$="/submit/"] button.btn-primary')
    assert state_of(filing) == FilingState.SUBMITTED
    assert not CorrectionItem.objects.filter(filing=filing, resolved_on=None).exists()

    # Accepted, reviewed, seen on site, drafted.
    officer.goto(page_of_filing)
    for move in ("accept", "begin_review"):
        officer.press(f'form[action$="/moves/{move}/"] button')
    officer.press('a[href$="/moves/go_to_site/"]')
    officer.page.fill("[name=note]", "材料清楚，专业单一，无需专家评审")
    officer.press("main form button.btn-primary")
    officer.press('a[href$="/moves/record_site_check/"]')
    officer.page.fill("[name=checked_on]", timezone.localdate().isoformat())
    officer.page.fill("[name=place]", newcomer.organisation.office_address)
    officer.page.fill("[name=persons]", "何承办\n随行检查员")
    officer.page.fill("[name=findings]", "人员、场所、设备与申请材料一致。")
    officer.page.check("[name=is_passed][value=yes]")
    officer.press("main form button.btn-primary")
    officer.press('a[href$="/moves/draft/"]')
    officer.page.check("[name=outcome][value=grant]")
    officer.press("main form button.btn-primary")
    assert state_of(filing) == FilingState.DRAFTED, officer.page.inner_text("main")
    assert officer.page.locator('form[action$="/moves/review/"]').count() == 0, "who drafts does not review"

    # A second person reviews, a third signs.
    reviewer = anyone("henan.reviewer")
    reviewer.goto(page_of_filing)
    reviewer.press('form[action$="/moves/review/"] button')
    approver = anyone("henan.approver")
    approver.goto(page_of_filing)
    approver.confirm('form[action$="/moves/approve/"] button')
    filing.refresh_from_db()
    assert filing.state == FilingState.ANNOUNCED, approver.page.inner_text("main")

    # The public reads the announcement on a telephone, checks it by the code in its QR mark, and objects.
    announcement = Announcement.objects.get(organisation=newcomer.organisation)
    visitor = anyone(viewport=NARROW)
    visitor.goto("/announcements/")
    assert overflow(visitor.page) <= 0
    visitor.press(f'a[href="/announcements/{announcement.key}/"]')
    assert announcement.number in visitor.page.inner_text("main")
    assert overflow(visitor.page) <= 0
    visitor.goto(f"/v/{announcement.document.code}/")
    assert announcement.number in visitor.page.inner_text("main")
    assert overflow(visitor.page) <= 0
    visitor.goto(f"/o/{newcomer.organisation.code}/")
    assert "资质有效" in visitor.page.inner_text("main")
    assert overflow(visitor.page) <= 0
    visitor.goto(f"/announcements/{announcement.key}/objection/")
    visitor.page.fill("[name=reason]", REASON)
    visitor.page.check("[name=is_anonymous]")
    visitor.press("main form button.btn-primary")
    objection = PublicObjection.objects.get(announcement=announcement)
    assert objection.number in visitor.page.inner_text("main")
    assert overflow(visitor.page) <= 0
    officer.goto("/desk/docket/")
    officer.press(f'a[href="/desk/objections/{objection.number}/"]')
    assert REASON in officer.page.inner_text("main")
