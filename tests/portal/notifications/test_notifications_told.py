"""People are told once, whatever fails and however often it is said."""

import json
import smtplib
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail as outbox
from django.db import connection, transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.notifications import services
from portal.notifications.channels import SIGNATURE, message_id, signature
from portal.notifications.delivering import FIRST_PAUSE, LONGEST_PAUSE, PATIENCE, attempt, pause, send_due
from portal.notifications.models import Delivery, Endpoint, Message, Preference
from portal.parties.models import Organisation
from tests.factories.codes import credit_code

pytestmark = pytest.mark.django_db
State = Delivery.State


@pytest.fixture
def people():
    return [User.objects.create_user(f"u{n}", name=f"人{n}", email=f"u{n}@example.com") for n in range(3)]


@pytest.fixture
def organisation():
    return Organisation.objects.create(code=credit_code(), name="某评价公司", region_id="410000")


def tell(people, key="accepted:1", **more):
    return services.notify(people, "institutions.accepted", "已受理", "请等候审查", "/institutions/1/", key=key, **more)


def send_all(now=None):
    return [attempt(pk, now or timezone.now()) for pk in Delivery.objects.order_by("pk").values_list("pk", flat=True)]


def test_one_event_is_one_message_and_one_mail_a_person_however_often_it_is_said(people):
    assert tell(people[:2]) == 2
    assert tell(people) == 1
    assert tell(people) == 0
    assert Message.objects.count() == Delivery.objects.count() == 3
    assert send_all() == [True, True, True]
    assert send_all() == [False, False, False]
    assert sorted(letter.to[0] for letter in outbox.outbox) == ["u0@example.com", "u1@example.com", "u2@example.com"]
    assert "http://127.0.0.1:8000/institutions/1/" in outbox.outbox[0].body


def test_another_event_is_another_message(people):
    tell(people)
    assert tell(people, key="accepted:2") == 3


def test_people_who_left_are_not_told(people):
    people[0].is_active = False
    assert tell(people) == 2


@pytest.mark.django_db(transaction=True)
def test_two_processes_telling_the_same_at_once_make_one_message(people):
    told, gate = [], threading.Barrier(2)

    def say():
        gate.wait()
        told.append(tell(people))
        connection.close()

    threads = [threading.Thread(target=say) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(told) == 3
    assert Message.objects.count() == Delivery.objects.count() == 3


def test_an_event_that_is_rolled_back_tells_nobody(people):
    def undone():
        with transaction.atomic():
            tell(people)
            raise LookupError

    with pytest.raises(LookupError):
        undone()
    assert not Delivery.objects.exists()


def test_a_mail_server_that_is_down_is_tried_again_later_and_later_with_the_same_message_id(people, monkeypatch):
    tell(people[:1])
    row = Delivery.objects.get()
    now = timezone.now()
    with monkeypatch.context() as outage:
        outage.setattr("django.core.mail.EmailMessage.send", down)
        assert not attempt(row.pk, now)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.next_at) == (State.WAITING, 1, now + FIRST_PAUSE)
    assert "ConnectionRefusedError" in row.last_error
    assert send_due(now) == 0
    assert send_due(now + FIRST_PAUSE) == 1
    assert attempt(row.pk, now + FIRST_PAUSE)
    assert outbox.outbox[0].extra_headers["Message-ID"] == message_id(row)
    row.refresh_from_db()
    assert (row.state, row.last_error) == (State.SENT, "")


def down(*_args, **_kwargs):
    raise ConnectionRefusedError("no server")


def test_a_refused_address_is_given_up_at_once_and_a_silent_one_after_days(people, monkeypatch):
    tell(people[:2])
    refused, silent = Delivery.objects.order_by("pk")
    with monkeypatch.context() as outage:
        outage.setattr("django.core.mail.EmailMessage.send", refuse)
        attempt(refused.pk, timezone.now())
        outage.setattr("django.core.mail.EmailMessage.send", down)
        attempt(silent.pk, timezone.now() + PATIENCE + timedelta(minutes=1))
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.GIVEN_UP}


def refuse(*_args, **_kwargs):
    raise smtplib.SMTPRecipientsRefused({"u0@example.com": (550, b"unknown")})


def test_pauses_grow_and_end():
    assert [pause(number) for number in (1, 2, 3)] == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4]
    assert pause(500) == LONGEST_PAUSE


def test_what_the_broker_lost_during_five_minutes_becomes_due_again(people, monkeypatch, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = False
    monkeypatch.setattr("portal.notifications.delivering.deliver.apply_async", down)
    start = timezone.now()
    tell(people)
    assert send_due(start + timedelta(seconds=1)) == 3, "the sweep finds them although nobody sent the task"
    assert send_due(start + timedelta(seconds=30)) == 0, "handed out a moment ago"
    assert send_due(start + timedelta(seconds=300)) == 3, "the broker lost them again"
    assert send_all() == [True, True, True]
    assert send_due(start + timedelta(seconds=900)) == 0


def test_who_wants_a_daily_digest_gets_one_mail_and_the_inbox_at_once(people):
    services.prefer(people[0], mail=Preference.Mail.DAILY, by_sms=False)
    for number in range(3):
        tell(people[:1], key=f"accepted:{number}")
    assert Message.objects.all().visible_to(people[0]).unread().count() == 3
    assert not Delivery.objects.exists()
    Message.objects.update(created_at=datetime(2026, 9, 17, 23, 5, tzinfo=UTC))
    today = timezone.localdate()
    assert services.send_digests(today) == 1
    assert services.send_digests(today) == 0
    send_all()
    assert len(outbox.outbox) == 1
    assert outbox.outbox[0].subject.endswith("（3 条）")
    assert "07:05" in outbox.outbox[0].body


def test_who_wants_no_mail_gets_none_and_sms_goes_by_the_configured_gateway(people, settings):
    sent = []
    globals()["gateway"] = lambda **facts: sent.append(facts["text"])
    settings.SMS_SENDER = f"{__name__}.gateway"
    services.prefer(people[0], mail=Preference.Mail.NONE, by_sms=True)
    tell(people[:1])
    assert [row.channel for row in Delivery.objects.all()] == [Delivery.Channel.SMS]
    assert send_all() == [True]
    assert sent == ["已受理"]


def test_a_person_marks_only_their_own_messages_read(people):
    tell(people)
    uuids = list(Message.objects.values_list("uuid", flat=True))
    assert services.mark_read(people[0], timezone.now(), uuids) == 1
    assert services.mark_read(people[0], timezone.now()) == 0
    assert Message.objects.unread().count() == 2


class Listener(BaseHTTPRequestHandler):
    """An organisation's own system."""

    status = 204
    heard: list = []

    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).heard.append((dict(self.headers), content))
        self.send_response(type(self).status)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def listener():
    Listener.heard, Listener.status = [], 204
    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_an_organisation_is_told_by_a_signed_post_once(organisation, listener, settings):
    settings.WEBHOOKS_TO_PRIVATE_HOSTS = True
    url = f"http://127.0.0.1:{listener.server_port}/hook?x=1"
    endpoint = Endpoint.objects.create(organisation=organisation, url=url)
    Endpoint.objects.create(organisation=organisation, url=f"{url}2", events=["other.event"])
    for _ in range(2):
        assert services.tell_organisation(organisation, "institutions.accepted", {"number": "1"}, key="1") == 1
    assert send_all() == [True]
    [(headers, content)] = Listener.heard
    assert headers[SIGNATURE] == signature(endpoint.secret, content)
    assert json.loads(content)["facts"] == {"number": "1"}
    old = endpoint.secret
    assert services.renew_secret(endpoint) != old


def test_a_system_that_answers_with_an_error_is_tried_again(organisation, listener, settings):
    settings.WEBHOOKS_TO_PRIVATE_HOSTS = True
    Listener.status = 503
    Endpoint.objects.create(organisation=organisation, url=f"http://127.0.0.1:{listener.server_port}/")
    services.tell_organisation(organisation, "institutions.accepted", {}, key="1")
    assert send_all() == [False]
    assert Delivery.objects.get().last_error == "HTTP 503"
    Listener.status = 200
    assert send_all() == [True]


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "https://localhost/", "http://example.com/", "https://10.0.0.8/"]
)
def test_our_own_network_cannot_be_reached_by_registering_its_address(organisation, url):
    Endpoint.objects.create(organisation=organisation, url=url)
    services.tell_organisation(organisation, "institutions.accepted", {}, key="1")
    send_all()
    assert Delivery.objects.get().state == State.GIVEN_UP


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_delivery_send_one_mail(people, monkeypatch):
    tell(people[:1])
    pk = Delivery.objects.get().pk
    inside, go_on, results = threading.Event(), threading.Event(), []

    def slow(_letter, *_args):
        inside.set()
        go_on.wait(5)
        return 1

    monkeypatch.setattr("django.core.mail.EmailMessage.send", slow)

    def first():
        results.append(attempt(pk, timezone.now()))
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert inside.wait(5)
    assert attempt(pk, timezone.now()) is False
    go_on.set()
    thread.join()
    assert results == [True]
    assert Delivery.objects.get().attempts == 1


def test_an_address_nothing_can_be_made_of_is_put_off_and_given_up_like_any_other(organisation):
    Endpoint.objects.create(organisation=organisation, url="https://example.com:99999/hook")
    services.tell_organisation(organisation, "institutions.accepted", {}, key="accepted:1")
    now = timezone.now()
    assert send_all(now) == [False]
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.next_at) == (State.WAITING, 1, now + FIRST_PAUSE)
    assert send_all(now + PATIENCE + timedelta(hours=1)) == [False]
    assert Delivery.objects.get().state == State.GIVEN_UP
