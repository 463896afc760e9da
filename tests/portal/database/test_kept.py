"""What is asked all day: the same rows as the queryset itself, from a statement that was made once."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from institutions.models import BusinessScope
from portal.accounts.models import User
from portal.database.among import Among
from portal.database.kept import kept
from portal.parties.models import Organisation
from tests.factories import institutions as factories

pytestmark = pytest.mark.django_db
FOUNDED = date(2012, 6, 1)


@kept
def named(name, founded):
    """Those of this name, with their region."""
    found = Organisation.objects.filter(name=name, founded_on=founded, status="active")
    return found.select_related("region").order_by("pk")


@kept
def codes_among(keys):
    return Organisation.objects.filter(Among(F("pk"), keys)).order_by("code").values_list("code", flat=True)


@pytest.fixture
def three():
    return [factories.an_institution(name=f"河南第{place}评价公司", founded_on=FOUNDED) for place in ("一", "二", "三")]


def test_it_answers_the_rows_of_the_queryset_with_what_was_joined(three, django_assert_num_queries):
    with django_assert_num_queries(1):
        (found,) = named("河南第二评价公司", FOUNDED)
        assert found == three[1]
        assert found.region.code == three[1].region_id
    assert named.first("河南第二评价公司", date(2012, 6, 2)) is None
    assert named.__doc__ == "Those of this name, with their region."


def test_every_asking_brings_its_own_values(three):
    assert [named.first(one.name, FOUNDED) for one in three] == three
    assert codes_among([three[0].pk, three[2].pk]) == sorted([three[0].code, three[2].code])
    assert codes_among([]) == []


def test_it_is_put_into_words_once_and_planned_once(three):
    with CaptureQueriesContext(connection) as queries:
        for one in three:
            codes_among([one.pk])
    assert len({query["sql"].split("ANY")[0] for query in queries}) == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%id_ = ANY(($1)) ORDER BY 1 ASC'"
        )
        assert cursor.fetchone() == (1,)


def test_what_is_the_same_every_time_is_written_out_even_where_it_looks_like_a_place(three):
    @kept
    def percent(key):
        return Organisation.objects.filter(pk=key, name__contains="第%s").values_list("name", flat=True)

    three[0].name = "第%s公司"
    three[0].save()
    assert percent(three[0].pk) == ["第%s公司"]
    assert percent(three[1].pk) == []


def test_one_value_may_stand_in_several_places(three):
    @kept
    def either(key, day):
        return Organisation.objects.filter(pk=key, founded_on=day).union(
            Organisation.objects.filter(founded_on__gt=day)
        )

    assert either(three[0].pk, FOUNDED) == [three[0]]


def test_rows_are_locked_as_the_queryset_says(three):
    @kept
    def locked(key):
        return Organisation.objects.filter(pk=key).select_for_update(of=("self",))

    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        assert locked.first(three[0].pk) == three[0]
    assert queries[-1]["sql"].endswith('FOR UPDATE OF "parties_organisation"')


def test_what_follows_the_rows_is_fetched_for_them(django_assert_num_queries):
    @kept
    def scopes(kind):
        return BusinessScope.objects.filter(kind=kind).prefetch_related("specialties")

    with django_assert_num_queries(2):
        assert all(scope.specialties.all() is not None for scope in scopes("evaluation"))
    assert len(scopes("evaluation")) == BusinessScope.objects.filter(kind="evaluation").count() > 0


def test_a_wrong_number_of_values_is_a_mistake_and_no_question(django_assert_num_queries):
    with django_assert_num_queries(0), pytest.raises(ValueError, match="zip"):
        codes_among([1], 2)


def test_a_row_is_entered_by_a_statement_that_is_planned(django_assert_num_queries):
    with django_assert_num_queries(1):
        made = User.objects.create(username="a", name="甲")
    assert User.objects.get(pk=made.pk).name == "甲"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'INSERT INTO \"accounts_user\"%'"
        )
        assert cursor.fetchone() == (1,)
