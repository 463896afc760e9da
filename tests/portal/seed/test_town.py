"""A town by COPY is what the services would have written: docket, trail, forms, numbers."""

from datetime import date

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from institutions.models import Filing, Professional, Qualification
from institutions.states import FILING, FilingState
from portal.announcements.models import Announcement, PublicObjection
from portal.announcements.papers import GENERAL
from portal.audit import chain
from portal.documents import numbers, organs, verification
from portal.documents.composing import compose
from portal.documents.models import Document
from portal.figures import table
from portal.parties import codes
from portal.parties.models import FormerName, Organisation, Person
from portal.regions.models import Region
from portal.search import names
from portal.seed import announcing, loading
from portal.seed.announcing import Form
from portal.seed.growing import is_nation, populate
from portal.seed.matters import Life, Loader, Turn
from portal.seed.public import ANNOUNCEMENTS
from portal.workflow import docket
from portal.workflow.models import DocketEntry, Step
from tests.country import connected_to

ON = date(2026, 11, 23)


@pytest.fixture(scope="module")
def grown_twice(_own_country, django_db_blocker):
    """The town, and what the matters and names were each of two times that it was grown from the same seed."""
    block = transaction.atomic()
    block._from_testcase = True
    with (
        pytest.MonkeyPatch.context() as patched,
        django_db_blocker.unblock(),
        connected_to(_own_country),
        block,
    ):
        patched.setattr(announcing, "BATCH", 7)  # so that even a town's come in several
        seen = []
        with transaction.atomic():
            populate(timezone.localdate(), "town")
            seen.append(told())
            transaction.set_rollback(True)
        town = populate(timezone.localdate(), "town")
        seen.append(told())
        yield town, seen
        transaction.set_rollback(True)


def told():
    matters = DocketEntry.objects.order_by("kind", "title", "state", "due_on", "opened_on")
    parties = Organisation.objects.order_by("code").values_list("code", "name")
    return list(matters.values_list("kind", "title", "state", "due_on", "opened_on")), list(parties)


@pytest.fixture
def town(grown_twice):
    with transaction.atomic():
        yield grown_twice[0]
        transaction.set_rollback(True)


def test_a_town_is_what_the_services_would_have_written(town):
    assert is_nation()
    assert list(docket.discrepancies()) == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    verdict = chain.verify()
    assert verdict.broken_at is None
    assert verdict.entries > Step.objects.count()
    assert numbers.series_with_gaps() == []
    assert Announcement.objects.count() >= town.share(ANNOUNCEMENTS)
    assert set(Filing.objects.values_list("state", flat=True)) >= set(FilingState) - {
        FilingState.APPROVED,
        FilingState.CERTIFICATE_DUE,
    }
    assert Qualification.objects.held().in_force(timezone.localdate()).exists()
    assert Professional.objects.in_register().filter(filing__qualification__in=Qualification.objects.held()).exists()
    assert PublicObjection.objects.exists()


def test_its_codes_names_and_people_stand_every_check_of_the_register(town):
    made = Organisation.objects.order_by("-pk")[:300]
    assert [row.code for row in made if codes.code_objections(row.code)] == []
    former = FormerName.objects.order_by("-pk")[0]
    assert str(former.organisation_id) in {match.key for match in names.find(former.name, ["organisation"])}
    person = Person.objects.order_by("-pk")[0]
    assert person.birth_on is not None


def test_its_announcements_verify_and_read_as_if_composed_one_by_one(town):
    for announcement in Announcement.objects.order_by("-pk")[:5]:
        assert verification.verify(announcement.document.code).holds
    document = Document.objects.filter(paper=GENERAL.code).order_by("-pk").first()
    facts = document.content
    written = compose(
        GENERAL, facts, organ=document.organ, number=document.number, title=document.title, on=document.issued_on,
        code=document.code, is_sample=document.is_sample,
    )  # fmt: skip
    assert document.html == written


def test_words_that_mean_something_to_a_page_are_made_harmless_in_a_form(town):
    organ = organs.of(Region.objects.get(pk="410000"))
    facts = {"paragraphs": ["<b>&"], "objection_until": "2026年12月1日"}
    code, number = "9" * 20, "2026年第7号"
    title = str(GENERAL.title)
    filled = Form(GENERAL, organ, facts).filled(facts, number, ON, code)
    assert filled == compose(GENERAL, facts, organ=organ, number=number, title=title, on=ON, code=code, is_sample=True)
    assert "&lt;b&gt;&amp;" in filled


def test_the_same_seed_and_day_make_the_same_town(grown_twice):
    _town, (first, second) = grown_twice
    assert first == second


def test_a_second_time_changes_nothing(town, capsys):
    before = Organisation.objects.count()
    call_command("seed", scale="town")
    assert Organisation.objects.count() == before
    assert "already" in capsys.readouterr().out


def test_a_life_the_table_of_moves_forbids_is_refused(town):
    loader = Loader(FILING, ("number",), table.on(ON))
    life = Life(1, "PJ1", "", None, None, ON, None, [Turn("approve", ON, None)], ("PJ1",))
    with pytest.raises(ValueError, match="does not leave draft"):
        loader.load([life])


def test_a_state_nobody_announced_is_refused_by_the_table_itself(town):
    names = ("number", "organisation_id", "kind", "type", "regime", "state", "state_since", "version")
    row = ("PJ9", town.applicants[0].key, "evaluation", "initial", "", "submitted", ON, 1)
    with pytest.raises(psycopg.IntegrityError, match="only through a move"), transaction.atomic():
        loading.load(Filing, names, [row])


def test_plain_indexes_are_there_again_after_a_load(town):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname IN ('step_of_matter', 'docket_live_by_place')")
        assert cursor.fetchone() == (2,)
