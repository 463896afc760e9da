"""A part of a deed joins the deed's transaction, and is undone with all of it."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.database.joining import joined
from portal.regions.models import Region


@pytest.mark.django_db(transaction=True)
def test_alone_it_is_a_transaction_of_its_own():
    with pytest.raises(LookupError), joined():
        rename("河南")
        raise LookupError
    assert not Region.objects.filter(name="河南").exists()


@pytest.mark.django_db(transaction=True)
def test_within_a_deed_it_sets_no_savepoint():
    with CaptureQueriesContext(connection) as captured, transaction.atomic(), joined(), joined():
        Region.objects.filter(pk="410000").exists()
    assert not [one["sql"] for one in captured if "SAVEPOINT" in one["sql"]]


@pytest.mark.django_db(transaction=True)
def test_a_fault_within_it_undoes_the_deed_though_it_is_caught():
    with transaction.atomic():
        rename("河南")
        with pytest.raises(LookupError), joined():
            raise LookupError
        with pytest.raises(transaction.TransactionManagementError):
            Region.objects.filter(pk="410000").exists()
    assert not Region.objects.filter(name="河南").exists()


@pytest.mark.django_db
def test_a_test_that_is_undone_at_its_end_is_no_deed():
    with pytest.raises(LookupError), joined():
        rename("河南")
        raise LookupError
    assert not Region.objects.filter(name="河南").exists()


def rename(name):
    assert Region.objects.filter(pk="410000").update(name=name) == 1
