"""Many new rows in one statement, and a row that is there written as it now is."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.utils import timezone

from institutions.models import Equipment, Filing, Premises, SectionSave
from portal.database.entering import enter, enter_unless_there
from portal.database.rows import overwrite
from portal.notifications.models import Message
from tests.factories import institutions as factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def filing():
    return factories.a_draft()


def equipment(filing, name, **facts):
    return Equipment(filing=filing, name=name, value=Decimal("2.500001"), bought_on=date(2020, 5, 1), **facts)


def test_rows_of_several_tables_are_entered_together_as_they_are(filing, django_assert_num_queries):
    quoted = equipment(filing, '"引号"\\与\n换行', quantity=3)
    rooms = [Premises(filing=filing, address=f"{number}层", use="office", area=Decimal(100)) for number in (1, 2)]
    with django_assert_num_queries(1):
        enter([quoted], rooms, [])
    found = Equipment.objects.get(name=quoted.name)
    assert (found.quantity, found.value, found.bought_on) == (3, Decimal("2.500001"), date(2020, 5, 1))
    assert found.calibrated_to is None
    assert list(Premises.objects.filter(address__endswith="层").values_list("address", flat=True))[-2:] == [
        "1层",
        "2层",
    ]


def test_a_json_column_and_a_moment_are_kept_whole(filing, before):
    save = SectionSave(filing=filing, section="basics", version=99, data={"说": ["“是”", None, 1.5]})
    enter([save])
    found = SectionSave.objects.get(version=99)
    assert found.data == {"说": ["“是”", None, 1.5]}
    assert before <= found.at <= timezone.now()


@pytest.fixture
def before():
    return timezone.now()


def test_nothing_to_enter_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        enter()
        enter([], [])
        assert enter_unless_there([], "uuid") == set()


def test_what_a_constraint_forbids_is_raised_and_nothing_is_entered(filing):
    twice = [SectionSave(filing=filing, section="basics", version=50, data={}) for _ in range(2)]
    with pytest.raises(IntegrityError), transaction.atomic():
        enter([equipment(filing, "天平")], twice)
    assert not Equipment.objects.filter(name="天平").exists()


def test_a_value_that_is_no_plain_one_is_a_mistake(filing):
    with pytest.raises(TypeError, match="plain"):
        enter([SectionSave(filing=filing, section="basics", version=51, data={1, 2})])


def test_only_what_was_not_there_is_entered_and_told(applicant):
    first, again = (Message(user=applicant, event="e", key="k", title=title) for title in ("先", "后"))
    assert enter_unless_there([first], "uuid") == {first.uuid}
    other = Message(user=applicant, event="e", key="l", title="另")
    assert enter_unless_there([again, other], "uuid") == {other.uuid}
    assert set(Message.objects.values_list("title", flat=True)) == {"先", "另"}


@pytest.fixture
def applicant():
    return factories.an_applicant(factories.an_institution())


def test_a_row_is_written_field_by_field(filing, django_assert_num_queries):
    filing.fixed_assets, filing.introduction = Decimal(7), "不写这一项"
    with django_assert_num_queries(1):
        overwrite(filing, "fixed_assets")
    found = Filing.objects.get(pk=filing.pk)
    assert (found.fixed_assets, found.introduction) == (Decimal(7), "")


def test_a_row_that_is_gone_is_not_written(filing):
    with pytest.raises(ObjectDoesNotExist):
        overwrite(Filing(pk=filing.pk + 1000, introduction=""), "introduction")
