"""How people say how they are told, where their systems are told, and the letter that goes with a request."""

from datetime import date

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.access import Role
from portal.accounts import reading
from portal.accounts.models import Registration
from portal.accounts.services import registrations
from portal.attachments.models import Attachment
from portal.audit.models import Entry
from portal.errors import Refused
from portal.notifications import endpoints, services
from portal.notifications.endpoints import ADDRESS, MOST, ONCE
from portal.notifications.models import Delivery, Endpoint, Message, Preference
from portal.regions.models import Region
from tests.factories import accounts, parties
from tests.factories.accounts import PASSWORD
from tests.factories.codes import credit_code

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 18)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
ADDRESSES = reverse("endpoints")
PREFERENCES = reverse("preferences")


@pytest.fixture
def henan():
    return Region.objects.get(code="410000")


@pytest.fixture
def firm(henan):
    return parties.organisation(henan, name="河南安评技术有限公司")


@pytest.fixture
def head(firm):
    return accounts.user(Role.ORGANISATION_ADMIN, organisation=firm, email="head@example.com", password=PASSWORD)


@pytest.fixture
def newcomer():
    return accounts.user(email="zhao@example.com")


def deed(client, endpoint, name, **data):
    return client.post(reverse("endpoint-deed", args=[endpoint.uuid, name]), data)


# How one is told


def test_what_nobody_has_said_yet_is_mail_at_once(client, officer):
    client.force_login(officer)
    assert client.get(PREFERENCES).context["form"].initial == {"mail": "at_once", "by_sms": False}


def test_a_wish_is_kept_and_followed(client, newcomer):
    client.force_login(newcomer)
    assert client.post(PREFERENCES, {"mail": "none", "by_sms": "on"}).status_code == 302
    wish = Preference.objects.get(user=newcomer)
    assert (wish.mail, wish.by_sms) == ("none", True)
    services.notify([newcomer], "x.y", "标题", key="x:1")
    assert [row.channel for row in Delivery.objects.all()] == ["sms"]
    page = client.get(PREFERENCES)
    assert page.context["form"].initial == {"mail": "none", "by_sms": True}


def test_a_wish_nobody_offers_is_refused(client, newcomer):
    client.force_login(newcomer)
    assert client.post(PREFERENCES, {"mail": "hourly"}).status_code == 400
    assert not Preference.objects.exists()


# Where an organisation's systems are told


def test_an_administrator_registers_an_address_and_reads_its_secret_once(client, head, firm):
    client.force_login(head)
    answer = client.post(ADDRESSES, {"organisation": firm.code, "url": "https://hook.example.cn/in"})
    endpoint = Endpoint.objects.get()
    assert endpoint.organisation == firm
    assert endpoint.secret in answer.text
    assert answer["Cache-Control"] == "no-store"
    assert endpoint.secret not in client.get(ADDRESSES).text
    assert Entry.objects.filter(verb="endpoint-registered", actor_key=head.pk).exists()


@pytest.mark.parametrize("url", ["http://hook.example.cn/in", "https://user:secret@hook.example.cn/in"])
def test_an_open_or_telling_address_is_refused(client, head, firm, url, settings):
    settings.WEBHOOKS_TO_PRIVATE_HOSTS = False
    client.force_login(head)
    assert client.post(ADDRESSES, {"organisation": firm.code, "url": url}).status_code == 409
    with pytest.raises(Refused) as refused:
        endpoints.register(firm, url, by=head, at=None)
    assert [objection.basis for objection in refused.value.objections] == [ADDRESS]
    assert not Endpoint.objects.exists()


def test_an_address_is_entered_once_and_not_without_end(client, head, firm):
    client.force_login(head)
    known = "https://hook.example.cn/0"
    rows = [Endpoint(organisation=firm, url=f"https://hook.example.cn/{number}") for number in range(MOST)]
    Endpoint.objects.bulk_create(rows)
    answer = client.post(ADDRESSES, {"organisation": firm.code, "url": known})
    assert answer.status_code == 409
    assert Endpoint.objects.count() == MOST
    with pytest.raises(Refused) as refused:
        endpoints.register(firm, known, by=head, at=None)
    assert [objection.basis for objection in refused.value.objections] == [ONCE, ONCE]


def test_a_test_delivery_is_one_a_click_and_its_fate_is_shown(client, head, firm):
    client.force_login(head)
    endpoint = Endpoint.objects.create(organisation=firm, url="https://hook.example.cn/in")
    for _ in range(2):
        assert deed(client, endpoint, "test", once="abc").status_code == 302
    delivery = Delivery.objects.get()
    assert delivery.payload["event"] == endpoints.TEST
    assert "portal.test" in client.get(ADDRESSES).text


def test_a_stopped_address_is_told_nothing_until_it_is_begun_again(client, head, firm):
    client.force_login(head)
    endpoint = Endpoint.objects.create(organisation=firm, url="https://hook.example.cn/in")
    deed(client, endpoint, "disable")
    assert services.tell_organisation(firm, "x.y", {}, key="1") == 0
    deed(client, endpoint, "enable")
    assert services.tell_organisation(firm, "x.y", {}, key="2") == 1
    verbs = list(Entry.objects.filter(verb__startswith="endpoint-").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["endpoint-disabled", "endpoint-enabled"]


def test_a_new_secret_is_shown_once_and_voids_the_old(client, head, firm):
    client.force_login(head)
    endpoint = Endpoint.objects.create(organisation=firm, url="https://hook.example.cn/in")
    answer = deed(client, endpoint, "renew")
    fresh = Endpoint.objects.get()
    assert fresh.secret != endpoint.secret
    assert fresh.secret in answer.text


def test_addresses_are_not_there_for_clerks_nor_for_other_organisations(client, applicant, head, firm, henan):
    endpoint = Endpoint.objects.create(organisation=firm, url="https://hook.example.cn/in")
    client.force_login(applicant)
    assert client.get(ADDRESSES).status_code == 404
    other = parties.organisation(henan, name="邻家安全技术有限公司")
    client.force_login(accounts.user(Role.ORGANISATION_ADMIN, organisation=other))
    assert "hook.example.cn" not in client.get(ADDRESSES).text
    for name in ("test", "disable", "renew"):
        assert deed(client, endpoint, name).status_code == 404
    assert client.post(ADDRESSES, {"organisation": firm.code, "url": "https://a.example.cn/"}).status_code == 400
    client.force_login(head)
    assert deed(client, endpoint, "blow-up").status_code == 404
    assert client.get(reverse("endpoint-deed", args=[endpoint.uuid, "test"])).status_code == 405


# The letter, and who is told of a request


def asked(newcomer, henan, code=None):
    return registrations.request(newcomer, code or credit_code(), name="新来安全技术有限公司", region=henan, on=TODAY)


def told(user):
    return list(Message.objects.filter(user=user).order_by("pk").values_list("event", flat=True))


def test_a_letter_goes_to_the_officers_of_the_region_and_to_nobody_else(client, newcomer, henan, officer, stranger):
    registration = asked(newcomer, henan)
    client.force_login(newcomer)
    address = reverse("registration-letter", args=[registration.pk])
    assert client.get(address).status_code == 200
    answer = client.post(address, {"file": SimpleUploadedFile("授权书.pdf", PDF)})
    assert answer.status_code == 302
    attachment = Attachment.objects.get()
    registration.refresh_from_db()
    assert registration.letter == str(attachment.key)
    file = reverse("attachments:download", args=[attachment.key])
    client.force_login(officer)
    assert file in client.get(reverse("accounts:registration-queue")).text
    assert client.get(file).status_code == 200
    client.force_login(stranger)
    assert client.get(file).status_code == 404
    assert client.get(address).status_code == 404


def test_a_bad_letter_is_refused_beside_its_field_and_nothing_is_kept(client, newcomer, henan):
    registration = asked(newcomer, henan)
    client.force_login(newcomer)
    address = reverse("registration-letter", args=[registration.pk])
    answer = client.post(address, {"file": SimpleUploadedFile("授权书.pdf", b"MZ\x90\x00")})
    assert answer.status_code == 409
    assert 'id="id_file_error"' in answer.text
    assert client.post(address).status_code == 400
    assert not Attachment.objects.exists()
    assert Registration.objects.get().letter == ""


def test_a_decided_request_takes_no_letter(client, newcomer, henan):
    registration = asked(newcomer, henan)
    registrations.withdraw(registration, by=newcomer, on=TODAY)
    client.force_login(newcomer)
    assert client.get(reverse("registration-letter", args=[registration.pk])).status_code == 404


def test_a_request_is_told_to_its_applicant_and_the_nearest_officers(newcomer, officer, stranger):
    city = accounts.user(Role.OFFICER, region=Region.objects.get(code="411000"))
    asked(newcomer, Region.objects.get(code="411002"))
    assert told(newcomer) == ["accounts.registration"]
    assert told(city) == ["accounts.registration-waiting"]
    assert told(officer) == told(stranger) == []
    assert Delivery.objects.filter(user=newcomer, channel="mail").count() == 1


def test_where_there_is_an_administrator_they_are_told_and_not_the_officer(newcomer, henan, head, firm, officer):
    registration = asked(newcomer, henan, firm.code)
    assert told(head) == ["accounts.registration-waiting"]
    assert told(officer) == []
    assert list(reading.deciders(registration, TODAY)) == [head]


def test_the_applicant_is_told_of_the_word_and_of_its_reason(newcomer, henan, officer):
    registrations.refuse(asked(newcomer, henan), by=officer, on=TODAY, reason="授权书未盖章")
    assert "授权书未盖章" in Message.objects.get(event="accounts.registration-refused").body
    registrations.confirm(asked(newcomer, henan), by=officer, on=TODAY, proof="授权书2026年9月1日")
    assert told(newcomer)[-1] == "accounts.registration-confirmed"


def test_who_registers_anew_is_asked_to_prove_the_address(client, db):
    said = {
        "code": credit_code(),
        "organisation_name": "新来安全技术有限公司",
        "region": "410000",
        "username": "newcomer",
        "person_name": "赵新",
        "email": "zhao@example.com",
        "password1": "Xin-Lai-De-2026",
        "password2": "Xin-Lai-De-2026",
    }
    assert client.post(reverse("accounts:register"), said).status_code == 302
    letters = [letter for letter in mail.outbox if "confirm-email" in letter.body]
    assert [letter.to for letter in letters] == [["zhao@example.com"]]


def test_the_queue_is_reached_from_the_desk_by_those_who_decide(client, officer, head, applicant):
    address = reverse("accounts:registration-queue")
    for person, is_there in ((officer, True), (head, True), (applicant, False)):
        client.force_login(person)
        assert (f'href="{address}"' in client.get(reverse("desk")).text) is is_there


def test_administrators_reach_the_admin_site_from_the_desk(client, officer):
    for person, is_there in ((accounts.user(Role.SECURITY_ADMIN), True), (officer, False)):
        client.force_login(person)
        assert (f'href="{reverse("admin:index")}"' in client.get(reverse("desk")).text) is is_there


@pytest.mark.parametrize("name", ["account_change_password", "mfa_index", "usersessions_list", "preferences"])
def test_the_tabs_stand_on_our_pages_and_allauths_alike(client, head, name):
    client.force_login(head)
    page = client.get(reverse(name)).text
    for tab in ("account_change_password", "mfa_index", "preferences", "tokens", "endpoints"):
        assert f'href="{reverse(tab)}"' in page
    assert page.count('aria-current="page"') >= 1
