"""Which language a page speaks, and what is on record in Chinese whoever acts."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from portal.events import announce, listens
from portal.law import Objection, phrase
from portal.law.instruments import LICENSING
from portal.web.templatetags.portal import prose_date, wan

pytestmark = pytest.mark.django_db


def test_a_page_is_chinese_whatever_the_browser_would_accept(client):
    page = client.get(reverse("home"), HTTP_ACCEPT_LANGUAGE="en-GB,en;q=0.9")
    assert page["Content-Language"] == "zh-hans"
    assert 'lang="zh-Hans"' in page.text or 'lang="zh-hans"' in page.text
    assert "查机构、查资质、查公告" in page.text


def test_the_switch_makes_pages_english_and_back(client):
    answer = client.post(reverse("set_language"), {"language": "en", "next": reverse("home")})
    assert answer.url == reverse("home")
    page = client.get(reverse("home"), HTTP_ACCEPT_LANGUAGE="zh-CN")
    assert page["Content-Language"] == "en"
    assert 'lang="en"' in page.text
    assert "Find institutions, qualifications, announcements" in page.text
    client.post(reverse("set_language"), {"language": "zh-hans", "next": "/"})
    assert client.get(reverse("home"))["Content-Language"] == "zh-hans"


def test_a_language_nobody_speaks_here_is_chinese(client):
    client.cookies["django_language"] = "tlh"
    assert client.get(reverse("home"))["Content-Language"] == "zh-hans"


def test_caches_keep_the_languages_apart(client):
    assert "Cookie" in client.get(reverse("home"))["Vary"]


def test_one_readers_choice_does_not_outlast_the_request(client):
    client.cookies["django_language"] = "en"
    client.get(reverse("home"))
    assert translation.get_language() == "zh-hans"


def test_english_dates_and_amounts_read_like_english():
    with translation.override("en"):
        assert prose_date(date(2026, 11, 23)) == "23 November 2026"
        assert wan(Decimal("1250.50")) == "CNY 12,505,000"
        assert wan(Decimal("0.000125")) == "CNY 1.25"
    assert prose_date(date(2026, 11, 23)) == "2026年11月23日"


def test_a_refusal_is_spoken_in_the_readers_language_though_raised_in_another():
    refusal = Objection(phrase("同类申请正在办理：%(number)s") % {"number": "7"}, LICENSING.article(1))
    with translation.override("en"):
        assert str(refusal.message) == "An application of this kind is under way: 7"
    assert str(refusal.message) == "同类申请正在办理：7"


class Spoken:
    """A fact of this test alone."""


def test_what_listeners_write_is_in_the_language_of_the_law():
    heard = []

    @listens(Spoken)
    def listener(_fact):
        heard.append((translation.get_language(), str(phrase("已受理"))))

    with translation.override("en"):
        announce(Spoken())
        assert translation.get_language() == "en"
    assert heard == [("zh-hans", "已受理")]
