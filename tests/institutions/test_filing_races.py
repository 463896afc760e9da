"""Two at once, on two connections: one deed, one refusal, nothing half done."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from institutions.models import Filing
from institutions.services import drafts, filings
from institutions.states import FILING, FilingState
from portal.accounts.models import User
from portal.documents.models import Document
from portal.errors import Refused, Stale
from portal.workflow.models import Step
from tests.factories import institutions as factories
from tests.factories.institutions import FRIDAY

pytestmark = pytest.mark.django_db(transaction=True)


def together(*deeds):
    """Run the deeds at the same moment; what each answered, or what it raised."""
    gate = Barrier(len(deeds))

    def run(deed):
        try:
            gate.wait(10)
            return deed()
        except (Refused, Stale) as no:
            return no
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_two_officers_accept_at_once_and_one_is_refused(institute, applicant, officer):
    filing = factories.a_submitted_filing(institute, applicant)
    other = factories.a_user("同事", "officer", region="410000")

    def accept(user):
        return lambda: filings.accept(Filing.objects.get(pk=filing.pk), by=User.objects.get(pk=user.pk), on=FRIDAY)

    answers = together(accept(officer), accept(other))
    assert sorted(isinstance(answer, Refused) for answer in answers) == [False, True]
    assert Step.objects.about(FILING.kind, filing.pk).filter(move="accept").count() == 1
    assert Document.objects.filter(paper="institutions-acceptance").count() == 1


def test_two_clicks_from_two_servers_hand_in_once(institute, applicant):
    filing = factories.a_draft(institute, applicant)

    def submit():
        user = User.objects.get(pk=applicant.pk)
        return filings.submit_once(Filing.objects.get(pk=filing.pk), key="one form", by=user, on=FRIDAY)

    first, second = together(submit, submit)
    assert first.pk == second.pk == filing.pk
    filing.refresh_from_db()
    assert filing.state == FilingState.SUBMITTED
    assert Document.objects.filter(paper="institutions-receipt").count() == 1


def test_two_colleagues_start_at_once_and_one_is_told_of_the_other(institute, applicant):
    def start():
        return filings.start(institute, "evaluation", by=User.objects.get(pk=applicant.pk), on=FRIDAY)

    answers = together(start, start)
    (refused,) = [answer for answer in answers if isinstance(answer, Refused)]
    assert refused.objections[0].found == Filing.objects.get().number


def test_two_forms_saved_at_once_and_one_is_stale(institute, applicant):
    filing = filings.start(institute, "evaluation", by=applicant, on=FRIDAY)

    def save(contact):
        def deed():
            user = User.objects.get(pk=applicant.pk)
            return drafts.save_section(filing, "basics", {"contact": contact}, version=0, by=user, on=FRIDAY)

        return deed

    answers = together(save("甲"), save("乙"))
    assert sorted(isinstance(answer, Stale) for answer in answers) == [False, True]
