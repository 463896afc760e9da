"""Organs and papers the tests of documents use."""

from datetime import date

import pytest

from portal.documents import issuing, organs
from portal.documents.papers import Layout, Paper, Series
from portal.regions.models import Region

TODAY = date(2026, 10, 22)
REVIEW = Series("test-review", "审")
DECISION = Paper("test-decision", "条件审查决定书", "portal/papers/sample_official.html", series=REVIEW, is_public=True)
LETTER = Paper("test-letter", "受理通知书", "portal/papers/sample_letter.html", series=REVIEW, layout=Layout.LETTER)
WORDS = "你单位提交的安全评价机构条件审查申请收悉，经审查符合规定条件，现予以公告。"


@pytest.fixture
def province(db):
    return Region.objects.get(pk="410000")


@pytest.fixture
def organ(province):
    return organs.of(province)


@pytest.fixture
def issue(organ):
    def issue(paper=DECISION, key=1, on=TODAY, **context):
        context = {"addressee": "河南安评技术有限公司", "paragraphs": [{"text": WORDS}]} | context
        return issuing.issue(
            paper, organ=organ, context=context, subject_kind="filing", subject_key=key, on=on, by=None
        )

    return issue
