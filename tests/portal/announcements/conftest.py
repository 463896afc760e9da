"""A published announcement and the people round it."""

from datetime import date

import pytest

from portal.access import Role
from portal.announcements.papers import GENERAL
from portal.announcements.services import notices
from portal.regions.models import Region
from tests.factories.papers import a_firm, an_official

TODAY = date(2026, 9, 18)
ROWS = [["机构名称", "河南安评技术有限公司"], ["业务范围", "金属、非金属矿及其他矿采选业"]]


@pytest.fixture
def province(db):
    return Region.objects.get(pk="410000")


@pytest.fixture
def next_province(db):
    return Region.objects.get(pk="420000")


@pytest.fixture
def firm(province):
    return a_firm(province)


@pytest.fixture
def officer(province):
    return an_official("承办人甲", province)


@pytest.fixture
def reviewer(province):
    return an_official("审核人乙", province, Role.REVIEWER)


@pytest.fixture
def stranger(next_province):
    return an_official("邻省丙", next_province, Role.REVIEWER)


@pytest.fixture
def publish(province, firm):
    def publish(key=1, on=TODAY, **more):
        facts = {
            "context": {"paragraphs": ["经审查，符合规定条件，现予公告。"], "rows": ROWS},
            "organisation": firm,
        } | more
        return notices.publish(
            GENERAL,
            kind="qualification",
            region=province,
            subject_kind="filing",
            subject_key=key,
            title="关于河南安评技术有限公司条件审查结果的公告",
            on=on,
            by=None,
            **facts,
        )

    return publish


@pytest.fixture
def announcement(publish):
    return publish()
