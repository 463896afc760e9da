"""Sweep 1 and 2: every model is scoped or excused, and pages get rows from the bases only."""

import ast

import pytest

from portal.access import Scope, Scoped
from tests.house import source

#: Why a model needs no scope. An excuse whose model is gone, or scoped after all, fails.
EXCUSED: dict[str, str] = {
    "figures.figurerow": "figures of law are public",
    "regions.region": "administrative divisions are public",
    "regions.regionchange": "how divisions were renamed and recoded is public",
    "workdays.holidaynotice": "the State Council's notices are public",
    "workdays.adjustment": "which days are worked is public",
    "search.nameentry": "an index of names: it yields keys, and the rows behind them are read through their own scope",
    "parties.organisation": "who exists is public; what a chapter knows of it is scoped there",
    "parties.person": "read only through a chapter's scoped rows and the masker",
    "parties.employment": "read only through a chapter's scoped rows",
    "accounts.user": "read by its owner and by administrators through the admin's permissions",
    "accounts.assignment": "read by its owner and by administrators through the admin's permissions",
    "accounts.invitation": "read by those who may give roles at its place, through accounts.reading",
    "accounts.registration": "read by its applicant and by who decides it, through accounts.reading",
    "accounts.passwordrecord": "hashes of former passwords; read by the validator alone",
    "parties.formername": "who exists is public, and what it was called",
    "parties.formercode": "who exists is public, and by which code it was known",
    "parties.formerregion": "who exists is public, and where it was registered",
    "parties.codeoverride": "why a doubted code stands; read in the admin by its permissions",
    "parties.succession": "who succeeded whom is public",
    "audit.entry": "read by the audit administrator alone, through the admin's permissions",
    "audit.link": "the chain of the audit trail; read by verify_audit alone",
    "documents.organ": "which organ issues papers is public",
    "documents.docseries": "read through the register of numbers, by the admin's permissions",
    "documents.docnumber": "read through its document, which is scoped",
    "jobs.checkpoint": "what a handler must remember; read by the worker alone",
    "jobs.pulse": "whether beat and worker are alive; read by the health pages",
    "notifications.preference": "read and written by its owner alone, through the services",
    "notifications.delivery": "the outbox; read by the workers and, read-only, in the admin",
    "reports.subscription": "a person's own wish, read through the services",
    "institutions.businessscope": "the scopes of annex 1 are public",
    "institutions.scopespecialty": "what a scope needs is public",
    "institutions.qualificationseries": "the lock of a run of numbers; read by nobody",
    "institutions.reminder": "what was reminded of; read by the task and the admin's permissions",
    "workflow.step": "read through its matter, which is scoped",
    "workflow.clockrun": "read through its matter, which is scoped",
    "web.deskvisit": "read by its owner's desk alone",
    "workflow.receipt": "read by the request that made it",
}

#: Ways to every row, whoever asks; `portal.access.doors` leads to the rows one may see.
DOORS = {"objects", "_base_manager", "_default_manager"}


def label(model: type) -> str:
    return model._meta.label_lower


def test_every_model_is_scoped_or_excused():
    open_models = [label(model) for model in source.our_models() if not issubclass(model, Scoped)]
    assert sorted(set(open_models) - set(EXCUSED)) == []


def test_no_excuse_is_stale():
    open_models = {label(model) for model in source.our_models() if not issubclass(model, Scoped)}
    assert sorted(set(EXCUSED) - open_models) == []


@pytest.mark.parametrize("model", [model for model in source.our_models() if issubclass(model, Scoped)], ids=label)
def test_a_scoped_model_opens_some_way(model):
    assert model.scope != Scope()
    assert hasattr(model._default_manager.all(), "visible_to")


@pytest.mark.parametrize("path", list(source.modules("views", "rest", "pages")), ids=source.named)
def test_pages_get_rows_from_the_bases_only(path):
    """`.objects` in a view or viewset is a way round `visible_to`; rows come from a base or a queryset's verb."""
    if "services" in path.parts:
        pytest.skip("a service is no page; it is asked by one")
    found = [
        node.lineno for node in ast.walk(source.tree(path)) if isinstance(node, ast.Attribute) and node.attr in DOORS
    ]
    assert found == []
