"""Sweep 4, 5 and 8, and the budgets: borders, windows, time and size."""

import ast
import inspect
import typing
from importlib import import_module

import pytest
from django.db import models

from tests.house import source

MAX_LINES = 400


def chapter_of(model: type) -> str:
    return model.__module__.split(".")[0]


def test_no_foreign_key_crosses_a_chapters_border():
    crossing = [
        f"{model._meta.label}.{field.name}"
        for model in source.our_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and chapter_of(field.related_model) in source.OURS
        and chapter_of(field.related_model) not in {"portal", chapter_of(model)}
    ]
    assert crossing == []


def windows() -> list[tuple[str, typing.Any]]:
    found = []
    for chapter in source.CHAPTERS:
        public = import_module(f"{chapter}.public")
        found += [
            (f"{chapter}.{name}", verb)
            for name, verb in inspect.getmembers(public, inspect.isfunction)
            if verb.__module__ == public.__name__ and not name.startswith("_")
        ]
    return found


@pytest.mark.parametrize("verb", [verb for _, verb in windows()], ids=[name for name, _ in windows()])
def test_a_window_is_typed_and_hands_out_no_chapter_model(verb):
    hints = typing.get_type_hints(verb)
    assert "return" in hints
    assert set(inspect.signature(verb).parameters) <= set(hints)
    for part in (hints["return"], *typing.get_args(hints["return"])):
        if inspect.isclass(part) and issubclass(part, models.Model):
            assert chapter_of(part) == "portal"


@pytest.mark.parametrize("path", list(source.modules("rules", "services")), ids=source.named)
def test_rules_and_services_are_told_the_date(path):
    called = {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.Call)
    }
    assert called & {"localdate", "today", "localtime"} == set()


#: Ways to queue that wait for a broker which is away, and fail the deed that has just been committed.
IMPATIENT = {"delay", "apply_async", "send_task"}
#: Who else may queue a task, and why. An excuse nobody needs any longer fails.
QUEUES = {
    "portal/celery.py": "defines how a task is sent",
    "portal/jobs/services.py": "a job's row is its outbox: it is sent on commit, and again by the sweep",
    "portal/notifications/delivering.py": "the outbox itself: hands each due delivery to a worker",
    "portal/notifications/services.py": "puts deliveries in the outbox and sends them on commit",
    "portal/reports/tasks.py": "beat's task gives each report that is due a task of its own",
}


@pytest.mark.parametrize("path", list(source.modules()), ids=source.named)
def test_only_listeners_queue_tasks(path):
    queues = [
        node.lineno
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {*IMPATIENT, "delay_on_commit"}
    ]
    if path.stem != "listeners":
        assert bool(queues) == (source.named(path) in QUEUES), queues


@pytest.mark.parametrize("path", list(source.modules()), ids=source.named)
def test_every_task_is_queued_in_the_one_way_that_neither_waits_nor_fails(path):
    used = {node.attr for node in ast.walk(source.tree(path)) if isinstance(node, ast.Attribute)}
    assert source.named(path) == "portal/celery.py" or not used & IMPATIENT


@pytest.mark.parametrize("path", list(source.modules()), ids=source.named)
def test_no_module_outgrows_its_room(path):
    assert len(path.read_text().splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", list(source.modules()), ids=source.named)
def test_no_own_import_hides_in_a_function(path):
    if path.stem == "apps":
        return
    hidden = [
        inner.lineno
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
        and (getattr(inner, "module", None) or inner.names[0].name).split(".")[0] in source.OURS
    ]
    assert hidden == []


@pytest.mark.parametrize("path", list(source.modules()), ids=source.named)
def test_a_module_says_in_one_line_what_it_is_for(path):
    if path.name == "__init__.py" and not path.read_text().strip():
        return
    assert ast.get_docstring(source.tree(path))


def test_functions_are_short():
    """95 of 100 functions within 40 lines."""
    lengths = sorted(
        node.end_lineno - node.lineno + 1
        for path in source.modules()
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert lengths[int(len(lengths) * 0.95)] <= 40
