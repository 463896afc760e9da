"""How the PDF is made after commit, and what happens when nobody takes the order."""

import pytest
from kombu.exceptions import OperationalError

from portal.celery import PatientTask
from portal.documents import pdf, tasks
from portal.documents.models import Document


@pytest.fixture
def orders(monkeypatch):
    taken = []
    monkeypatch.setattr(tasks.render_document, "apply_async", lambda args, kwargs, **_how: taken.append(args))
    return taken


def test_the_pdf_is_ordered_when_the_deed_is_committed(issue, orders, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        paper = issue()
        assert orders == []
    assert orders == [(paper.pk,)]


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_undoes_no_paper_and_the_sweep_makes_it(issue, monkeypatch):
    def away(*_args, **_how):
        raise OperationalError("no broker")

    monkeypatch.setattr(PatientTask, "silent_until", 0.0)
    monkeypatch.setattr(tasks.render_document, "apply_async", away)
    paper = issue()
    assert Document.objects.unrendered().get() == paper
    tasks.render_unrendered()
    assert not Document.objects.unrendered().exists()


def test_the_order_given_twice_makes_one_file(issue):
    paper = issue()
    tasks.render_document(paper.pk)
    first = Document.objects.get(pk=paper.pk).pdf_path
    tasks.render_document(paper.pk)
    assert Document.objects.get(pk=paper.pk).pdf_path == first != ""


@pytest.mark.django_db(transaction=True)
def test_a_paper_that_cannot_be_drawn_keeps_no_other_waiting(issue, orders, monkeypatch):
    bad, good = issue(), issue(key=2, addressee="河南安全技术有限公司")
    draw = pdf.draw

    def stumble(html, **facts):
        return draw(html, **facts) if facts["key"] != bad.content_hash else 1 / 0

    monkeypatch.setattr(pdf, "draw", stumble)
    tasks.render_unrendered()
    assert Document.objects.unrendered().get() == bad
    assert Document.objects.get(pk=good.pk).pdf_path
