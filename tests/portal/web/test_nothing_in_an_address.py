"""What no text of the database can hold is not found; it breaks nothing."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
NOTHING = "\0"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("organisation", [NOTHING]),
        ("announcement", [NOTHING]),
        ("announcement", [f"410000-{NOTHING}-1"]),
        ("object-to", [NOTHING]),
        ("verify", [NOTHING]),
        ("law-clause", [NOTHING]),
        ("documents:pdf", [NOTHING]),
        ("institutions:qualification", [NOTHING]),
        ("accounts:invitation-accept", [NOTHING]),
    ],
)
def test_a_visitors_address_with_a_sign_no_name_holds_is_not_found(client, name, arguments):
    client.raise_request_exception = False
    assert client.get(reverse(name, args=arguments)).status_code == 404


def test_a_receipt_number_with_such_a_sign_is_nobodys(client):
    client.raise_request_exception = False
    asked = client.post(reverse("objection-status"), {"number": NOTHING, "code": "ABC"})
    assert asked.status_code == 404
