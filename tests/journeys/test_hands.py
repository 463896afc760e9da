"""The same pages by keyboard, in two tabs, and where the answer is no."""

from django.utils import timezone

from institutions.models import DecisionReason, Filing
from institutions.seed.country import on_site
from institutions.states import FilingState
from portal.documents.models import Document

FOCUSED = """() => {
  const here = document.activeElement;
  return [here.tagName, here.getAttribute('href') || here.name || '', here.innerText || ''];
}"""


def tab_to(page, is_there, most=120):
    """Press the tabulator until the focus is where it should be."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if is_there(page.evaluate(FOCUSED)):
            return
    raise AssertionError(f"never reached on {page.url}")


def enter(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_an_officer_accepts_without_a_mouse(anyone):
    filing = Filing.objects.get(organisation__name="河南中正安全技术有限公司")
    page = anyone().goto("/accounts/login/")
    tab_to(page, lambda here: here[1] == "login")
    page.keyboard.type("henan.officer")
    tab_to(page, lambda here: here[1] == "password")
    page.keyboard.type("Portal-demo-2026")
    enter(page)
    page.wait_for_url("**/desk/")
    tab_to(page, lambda here: here[1] == "/desk/docket/")
    enter(page)
    tab_to(page, lambda here: here[1] == f"/institutions/filings/{filing.number}/")
    enter(page)
    tab_to(page, lambda here: here[0] == "BUTTON" and here[2].strip() == "受理")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", "the focus is seen"
    enter(page)
    filing.refresh_from_db()
    assert filing.state == FilingState.ACCEPTED


def test_two_tabs_on_one_section_lose_nothing(anyone):
    filing = Filing.objects.get(organisation__name="河南安平安全评价有限公司")
    address = f"/institutions/filings/{filing.number}/draft/basics/"
    clerk = anyone("anping.clerk")
    first, second = clerk.goto(address), clerk.tab()
    second.goto(address)
    first.fill("[name=contact]", "甲联系人")
    first.wait_for_selector(".saved[data-state=saved]")
    second.fill("[name=phone]", "0371-60000001")
    second.wait_for_selector(".saved[data-state=stale]")
    assert "甲联系人" in second.inner_text(".saved"), "what the other wrote is shown"
    assert second.input_value("[name=phone]") == "0371-60000001", "what was typed stays"
    assert Filing.objects.get(pk=filing.pk).contact == "甲联系人"

    second.reload()
    second.click(".saved + button")
    second.wait_for_selector(".saved[data-state=saved]")
    assert second.input_value("[name=phone]") == "0371-60000001", "what was typed comes back when asked for"
    assert second.input_value("[name=contact]") == "甲联系人", "and does not undo what the other wrote"
    filing.refresh_from_db()
    assert (filing.contact, filing.phone) == ("甲联系人", "0371-60000001")


def test_a_refusal_gives_every_reason_to_the_institution(newcomer, anyone):
    today = timezone.localdate()
    filing = on_site(newcomer, newcomer.ago(10), is_passed=False, professionals=newcomer.people[:9], posts=[])
    page_of_filing = f"/institutions/filings/{filing.number}/"
    officer = anyone("henan.officer")
    officer.goto(f"{page_of_filing}moves/draft/")
    officer.page.check("[name=outcome][value=grant]")
    with officer.page.expect_navigation():
        officer.page.click("main form button.btn-primary")
    assert "专职安全评价师" in officer.page.inner_text("main .refusal, main [role=alert]"), "fit it is not"
    officer.page.check("[name=outcome][value=refuse]")
    officer.page.fill("[name=items-0-text]", "现场未见档案管理人员")
    officer.page.fill("[name=items-0-basis]", "《安全评价检测检验机构管理办法》第十一条")
    officer.press("main form button.btn-primary")
    reviewer = anyone("henan.reviewer")
    reviewer.goto(page_of_filing)
    reviewer.press('form[action$="/moves/review/"] button')
    approver = anyone("henan.approver")
    approver.goto(page_of_filing)
    approver.confirm('form[action$="/moves/reject/"] button')
    filing.refresh_from_db()
    assert filing.state == FilingState.REJECTED

    reasons = list(DecisionReason.objects.filter(decision__filing=filing))
    assert len(reasons) >= 4
    paper = Document.objects.get(subject_key=str(filing.pk), paper__contains="refuse", organisation=filing.organisation)
    clerk = anyone("mingde.clerk")
    told = clerk.goto(page_of_filing).inner_text("main") + paper.html
    assert [reason.text for reason in reasons if reason.text not in told] == []
    assert "现场未见档案管理人员" in told
    assert "行政复议" in paper.html
    assert clerk.page.locator(f'.aside a[href="/papers/{paper.code}.pdf"]').count() == 1
    assert clerk.page.locator(f'.timeline a[href="/papers/{paper.code}.pdf"]').count() == 1
    assert today == filing.decided_on
