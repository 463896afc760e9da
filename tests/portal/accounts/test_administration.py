"""The admin site: three administrations, each with its own part; and what a password must be."""

import pytest
from django.contrib import admin
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from institutions.models import BusinessScope
from portal.access import Role
from portal.access.roles import ADMINISTRATIVE
from portal.accounts.models import Assignment, User
from portal.parties.models import Organisation, Person
from portal.regions.models import Region
from tests.factories import accounts, parties


@pytest.fixture
def henan(db):
    return Region.objects.get(code="410000")


@pytest.fixture
def administrators(db):
    return {role: accounts.user(role) for role in ADMINISTRATIVE}


OPEN = {
    Role.SYSTEM_ADMIN: ["parties_organisation", "parties_person", "parties_employment"],
    Role.SECURITY_ADMIN: ["accounts_user", "accounts_assignment", "accounts_invitation", "accounts_registration"],
    Role.AUDIT_ADMIN: [],
}


def test_each_administration_sees_its_own_part_and_nothing_of_the_others(client, administrators):
    every = {name for names in OPEN.values() for name in names}
    for role, user in administrators.items():
        client.force_login(user)
        assert client.get(reverse("admin:index")).status_code == 200
        for name in every:
            expected = 200 if name in OPEN[role] else 403
            assert client.get(reverse(f"admin:{name}_changelist")).status_code == expected, (role, name)


@pytest.mark.parametrize("name", ["documents_organ", "institutions_expert", "institutions_businessscope"])
def test_reference_rows_are_kept_by_the_system_administrator_wherever_they_belong(client, administrators, name):
    for role, user in administrators.items():
        client.force_login(user)
        expected = 200 if role == Role.SYSTEM_ADMIN else 403
        assert client.get(reverse(f"admin:{name}_add")).status_code == expected, role


def test_a_scope_is_entered_with_the_specialties_it_needs(client, administrators):
    client.force_login(administrators[Role.SYSTEM_ADMIN])
    address, row = reverse("admin:institutions_businessscope_add"), BusinessScope.objects.order_by("pk").first()
    facts = {field.name: getattr(row, field.name) for field in row._meta.fields if getattr(row, field.name) is not None}
    facts |= {
        "code": "evaluation-tried",
        "name": "试行范围",
        "specialties-TOTAL_FORMS": 1,
        "specialties-INITIAL_FORMS": 0,
    }
    facts |= {"specialties-0-specialty": "采矿", "specialties-0-minimum": 2}
    assert client.post(address, facts).status_code == 302
    assert BusinessScope.objects.get(code="evaluation-tried").specialties.get().minimum == 2


def test_the_trail_is_for_the_audit_administrator_alone(administrators):
    for role, user in administrators.items():
        assert user.has_perm("audit.view_entry") is (role == Role.AUDIT_ADMIN)
        assert not user.has_perm("audit.change_entry")
        assert user.has_perm("regions.change_region") is (role == Role.SYSTEM_ADMIN)
        assert user.has_module_perms("accounts") is (role == Role.SECURITY_ADMIN)


def test_an_officer_does_not_enter_and_a_visitor_is_sent_to_the_one_door(client, henan):
    address = reverse("admin:index")
    response = client.get(address, follow=True)
    assert response.request["PATH_INFO"] == reverse("account_login")
    client.force_login(accounts.user(Role.OFFICER, region=henan))
    assert client.get(address).status_code == 302
    assert client.get(reverse("admin:login"))["Location"] == "/"


def test_the_admin_has_no_door_of_its_own(client, henan):
    user = accounts.user(Role.SYSTEM_ADMIN, password=accounts.PASSWORD)
    client.post(reverse("admin:login"), {"username": user.username, "password": accounts.PASSWORD})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("model", [Organisation, Person, User])
def test_nothing_is_added_changed_or_removed_in_the_admin(rf, administrators, model):
    page = admin.site._registry[model]
    for user in administrators.values():
        request = rf.get("/")
        request.user = user
        assert not page.has_add_permission(request)
        assert not page.has_change_permission(request)
        assert not page.has_delete_permission(request)


def test_a_person_is_shown_masked_and_found_by_the_whole_number(client, administrators):
    person = parties.person(name="张三", identity="11010519491231002X", phone="13812345678")
    client.force_login(administrators[Role.SYSTEM_ADMIN])
    page = client.get(reverse("admin:parties_person_change", args=[person.pk])).text
    assert "11**************2X" in page
    assert "138****5678" in page
    assert "11010519491231002X" not in page
    found = client.get(reverse("admin:parties_person_changelist"), {"q": "11010519491231002x"}).text
    assert "张三" in found


def test_the_security_administrator_grants_and_revokes_through_the_services(client, administrators, henan):
    security, user = administrators[Role.SECURITY_ADMIN], accounts.user()
    client.force_login(security)
    add = reverse("admin:accounts_assignment_add")
    facts = {"user": user.pk, "role": "officer", "region": "410000", "since": "2026-01-01"}
    assert client.get(add).status_code == 200
    assert client.post(add, facts | {"region": ""}).status_code == 200
    assert client.post(add, facts | {"user": security.pk}).status_code == 200
    assert not user.assignments.exists()
    assert client.post(add, facts).status_code == 302
    given = user.assignments.get()
    assert given.granted_by == security
    # Separation is the service's word: the page says so, nothing is written.
    told = client.post(add, {"user": user.pk, "role": "audit_admin", "since": "2026-01-01"}, follow=True)
    assert "兼任" in told.text
    assert user.assignments.count() == 1
    rows = reverse("admin:accounts_assignment_changelist")
    client.post(rows, {"action": "revoke", "_selected_action": [given.pk]})
    given.refresh_from_db()
    assert given.revoked_by == security
    assert client.post(reverse("admin:accounts_assignment_delete", args=[given.pk])).status_code == 403
    assert Assignment.objects.filter(pk=given.pk).exists()


def test_the_security_administrator_shuts_and_opens_accounts(client, administrators):
    user = accounts.user()
    client.force_login(administrators[Role.SECURITY_ADMIN])
    rows = reverse("admin:accounts_user_changelist")
    for action, is_active in (("disable", False), ("enable", True)):
        client.post(rows, {"action": action, "_selected_action": [user.pk]})
        assert User.objects.get(pk=user.pk).is_active is is_active
    client.post(rows, {"action": "reset_second_factor", "_selected_action": [user.pk]})


@pytest.mark.parametrize(
    "password", ["Aa1!aaaa", "alllowercaseword", "ALLUPPER12345", "1234567890", "Password123", "zhangsan-2026"]
)
def test_a_weak_password_is_refused(db, password):
    with pytest.raises(ValidationError):
        validate_password(password, accounts.user(username="zhangsan"))


def test_none_of_the_last_five_passwords_comes_back(db):
    user = accounts.user(password="Mi-Ma-2026-0")
    for number in range(1, 5):
        user.set_password(f"Mi-Ma-2026-{number}")
        user.save()
    for number in range(5):
        with pytest.raises(ValidationError):
            validate_password(f"Mi-Ma-2026-{number}", user)
    user.set_password("Mi-Ma-2026-5")
    user.save()
    validate_password("Mi-Ma-2026-0", user)
    assert user.password_records.count() == 5
