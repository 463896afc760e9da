"""The same key does a deed once, over two clicks and two servers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from portal.accounts.models import User
from portal.workflow import receipts
from portal.workflow.models import Receipt
from portal.workflow.receipts import once
from portal.workflow.tasks import forget_old_receipts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clerk():
    return User.objects.create_user("clerk", None, name="钱")


def test_the_second_use_finds_the_first_result(clerk):
    with once("k", "test.deed", clerk) as receipt:
        assert receipt.result == ""
        receipt.result = "N1"
    with once("k", "test.deed", clerk) as receipt:
        assert receipt.result == "N1"


def test_a_key_of_any_length_holds_and_no_other_is_taken_for_it(clerk):
    long = "k" * 300
    with once(long, "test.deed", clerk) as receipt:
        receipt.result = "N1"
    with once(long, "test.deed", clerk) as receipt:
        assert receipt.result == "N1"
    with once(long + "x", "test.deed", clerk) as receipt:
        assert receipt.result == ""


def test_a_key_is_ones_own_and_of_one_purpose(clerk):
    other = User.objects.create_user("other", None, name="孙")
    with once("k", "test.deed", clerk) as receipt:
        receipt.result = "N1"
    for purpose, user in (("test.other", clerk), ("test.deed", other)):
        with once("k", purpose, user) as receipt:
            assert receipt.result == ""


def test_a_deed_that_fails_leaves_no_receipt(clerk):
    with pytest.raises(RuntimeError), once("k", "test.deed", clerk) as receipt:
        receipt.result = "N1"
        raise RuntimeError
    assert not Receipt.objects.exists()


def test_of_two_at_once_one_does_it_and_the_other_waits_for_its_result(clerk):
    gate = Barrier(4)

    def click(number):
        try:
            gate.wait(10)
            with once("k", "test.deed", User.objects.get(pk=clerk.pk)) as receipt:
                if receipt.result:
                    return ("found", receipt.result)
                receipt.result = f"N{number}"
                return ("did", receipt.result)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(click, range(4)))
    assert sorted(kind for kind, _result in answers) == ["did", "found", "found", "found"]
    assert len({result for _kind, result in answers}) == 1


def test_receipts_older_than_ninety_days_are_forgotten_however_many(clerk, monkeypatch):
    monkeypatch.setattr(receipts, "MOST_AT_ONCE", 2)
    for number in range(5):
        with once(f"old{number}", "test.deed", clerk) as receipt:
            receipt.result = "N"
    Receipt.objects.update(at=timezone.now() - timedelta(days=91))
    with once("new", "test.deed", clerk) as receipt:
        receipt.result = "N"
    Receipt.objects.filter(key="new").update(at=timezone.now() - timedelta(days=89))
    forget_old_receipts()
    assert [receipt.key for receipt in Receipt.objects.all()] == ["new"]
