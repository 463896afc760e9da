"""The description of the interface: committed, complete, readable."""

from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from portal.rest.schema import METHODS, document

COMMITTED = Path(settings.ROOT) / "docs/openapi.yaml"


def test_the_committed_document_is_the_generated_one(tmp_path):
    """When this fails: `python3 launch manage spectacular --validate --fail-on-warn --file docs/openapi.yaml`."""
    made = tmp_path / "openapi.yaml"
    call_command("spectacular", file=str(made), validate=True, fail_on_warn=True)
    assert made.read_text() == COMMITTED.read_text()


@pytest.mark.parametrize("address", ["/api/schema/", "/api/schema/?format=json"])
def test_the_document_is_served_to_anyone(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert yaml.safe_load(answer.content) == yaml.safe_load(COMMITTED.read_text())


def operations():
    return [
        (path, method, item[method])
        for path, item in document()["paths"].items()
        for method in METHODS
        if method in item
    ]


def test_every_operation_says_in_chinese_what_it_is_for():
    assert [path for path, _method, operation in operations() if not operation.get("summary")] == []


def test_every_deed_names_its_headers_and_its_scope():
    for path, method, operation in operations():
        if method != "post":
            continue
        headers = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "header"}
        assert "Idempotency-Key" in headers, path
        assert operation["x-token-scope"].endswith(":write"), path
        assert {"400", "401", "403", "409", "429"} <= set(operation["responses"]), path


def test_what_a_deed_is_told_is_described_and_not_what_it_answers():
    told = {
        path: operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for path, method, operation in operations()
        if "requestBody" in operation
    }
    assert told["/api/v1/proceedings/{number}/announce-hearing"] == "SummonsInputRequest"
    assert [path for path, name in told.items() if not name.endswith("InputRequest")] == []


def test_what_is_not_public_names_the_scope_it_needs():
    closed = [(path, operation) for path, _method, operation in operations() if operation.get("security")]
    assert closed
    assert [path for path, operation in closed if not operation.get("x-token-scope")] == []


def test_people_can_read_it_too(db):
    answer = Client().get("/api/docs/")
    page = answer.content.decode()
    assert answer.status_code == 200
    for path, _method, _operation in operations():
        assert path in page
    assert "<script src=" not in page.replace('<script src="/static/', "")
