"""Whoever acts in English: papers, reasons, letters and the register stay Chinese."""

import re

import pytest
from django.utils import translation

from institutions.models import DecisionReason
from institutions.services import decisions, filings
from portal.documents.models import Document
from portal.errors import Refused
from portal.notifications.models import Message
from tests.factories import institutions as factories

pytestmark = pytest.mark.django_db
TAGS = re.compile(r"<style.*?</style>|<svg.*?</svg>|<[^>]+>", re.DOTALL)
#: Two English words in a row; a code, an address or a kind has one.
ENGLISH = re.compile(r"\b[A-Za-z]{2,} [a-z]{2,}\b")


def english_in(*texts):
    return [found.group() for text in texts for found in ENGLISH.finditer(TAGS.sub(" ", str(text)))]


def test_the_sweep_of_this_test_finds_english():
    assert english_in("<b>Notice of acceptance</b>") == ["Notice of"]


def test_all_papers_of_an_application_are_chinese_though_officers_read_english(officer, reviewer, approver):
    with translation.override("en"):
        factories.a_qualification(officer, reviewer, approver)
        papers = list(Document.objects.all())
    assert len(papers) >= 4
    for paper in papers:
        assert english_in(paper.title, paper.html, paper.content) == []
    messages = list(Message.objects.all())
    assert messages != []
    assert english_in(*(message.title + message.body for message in messages)) == []


def test_the_reasons_of_a_refusal_are_on_record_in_chinese(officer):
    with translation.override("en"):
        filing = factories.a_filing_to_decide(officer, is_passed=False)
        decisions.draft(filing, "refuse", by=officer, on=factories.FRIDAY)
    reasons = DecisionReason.objects.filter(decision__filing=filing)
    assert reasons.exists()
    assert english_in(*(f"{reason.text} {reason.required} {reason.found}" for reason in reasons)) == []


def test_the_officer_is_refused_in_their_own_language(officer):
    filing = factories.a_submitted_filing()
    with translation.override("en"), pytest.raises(Refused) as refused:
        filings.require_correction(filing, [], by=officer, on=factories.FRIDAY)
    with translation.override("en"):
        assert [str(o.message) for o in refused.value.objections] == ["Please list everything that needs correction"]
