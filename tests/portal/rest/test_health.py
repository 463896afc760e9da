"""Three levels of health, and what the watchers may see."""

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings as portal_settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.jobs import liveness
from portal.rest import metrics, probes
from portal.rest.probes import Level

OUTSIDE = "203.0.113.9"
ASK = """
import json, sys, django
django.setup()
from django.test import Client
client = Client(SERVER_NAME="localhost")
answers = {}
for address in json.loads(sys.argv[1]):
    answer = client.get(address)
    answers[address] = [answer.status_code, answer.content.decode()]
print("ANSWERS" + json.dumps(answers))
"""


def checks(client, address="/healthz/ready", **extra):
    answer = client.get(address, **extra)
    return answer.status_code, answer.json()


def asked_elsewhere(addresses, **environment):
    """What another process, with another environment, answers."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASK, json.dumps(addresses)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.test", **environment},
        cwd=portal_settings.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout.rpartition("ANSWERS")[2])
    return {address: (code, content) for address, (code, content) in found.items()}, done.stderr


def test_live_asks_nobody(client, db):
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/healthz/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert len(queries) == 0
    assert "no-store" in answer["Cache-Control"]


def test_with_database_and_cache_down_it_lives_but_is_not_ready():
    addresses = ["/healthz/live", "/healthz/ready", "/healthz/deep", "/metrics", "/api/v1/organisations/1/check"]
    answers, _log = asked_elsewhere(
        addresses,
        DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing",
        REDIS_URL="redis://127.0.0.1:1/0",
        BROKER_URL="redis://127.0.0.1:1/0",
    )
    assert answers["/healthz/live"][0] == 200
    code, content = answers["/healthz/ready"]
    found = json.loads(content)
    assert (code, found["status"]) == (503, "fail")
    assert {name: check["status"] for name, check in found["checks"].items()} == {
        "database": "fail",
        "migrations": "fail",
        "cache": "warn",
    }
    assert answers["/healthz/deep"][0] == 503
    assert json.loads(answers["/healthz/deep"][1])["checks"]["queue"]["status"] == "fail"
    assert answers["/metrics"][0] == 200
    assert "portal_database_up 0.0" in answers["/metrics"][1]
    assert answers["/api/v1/organisations/1/check"][0] == 503


def test_ready_is_200_when_all_is_in_order(client, db):
    code, body = checks(client)
    assert (code, body["status"]) == (200, "ok"), body
    assert set(body["checks"]) == {"database", "migrations", "cache"}


def test_a_migration_not_applied_is_named(client, db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'rest'")
    code, body = checks(client)
    assert (code, body["checks"]["migrations"]["missing"]) == (503, ["rest.0001_initial"])


def test_a_database_that_knows_no_chinese_letters_is_not_ready(client, db, monkeypatch):
    monkeypatch.setattr(probes, "LETTERS", probes.LETTERS.replace("'数据中心'", "'数据中心！'"))
    code, body = checks(client)
    assert (code, body["checks"]["database"]["status"]) == (503, "fail")


def test_strangers_learn_the_verdict_only(client, db, settings):
    assert checks(client, REMOTE_ADDR=OUTSIDE) == (200, {"status": "ok"})
    settings.METRICS_TOKEN = "watch"
    told = checks(client, REMOTE_ADDR=OUTSIDE, headers={"Authorization": "Bearer watch"})
    assert "checks" in told[1]
    assert "checks" not in checks(client, REMOTE_ADDR=OUTSIDE, headers={"Authorization": "Bearer guess"})[1]


def test_strangers_look_deep_so_often_and_no_oftener(client, db, settings):
    cache.clear()
    settings.API_REQUESTS_PER_MINUTE = {**settings.API_REQUESTS_PER_MINUTE, "anon": 2}
    codes = [client.get("/healthz/deep", REMOTE_ADDR=OUTSIDE).status_code for _ in range(3)]
    assert codes[:2] != [429, 429]
    assert codes[2] == 429
    assert client.get("/healthz/deep").status_code != 429


def test_deep_tells_when_worker_and_beat_were_last_heard_of(client, db):
    now = timezone.now()
    code, body = checks(client, "/healthz/deep")
    assert (code, body["checks"]["processes"]) == (503, body["checks"]["processes"] | {"beat": None, "worker": None})
    liveness.mark(liveness.BEAT, now)
    liveness.mark(liveness.WORKER, now - timedelta(seconds=20))
    body = checks(client, "/healthz/deep")[1]
    assert body["checks"]["processes"]["status"] == "ok"
    liveness.mark(liveness.WORKER, now - timedelta(minutes=5))
    code, body = checks(client, "/healthz/deep")
    assert (code, body["checks"]["processes"]["status"]) == (503, "fail")


def test_deep_looks_at_all_the_portal_stands_on(client, db):
    body = checks(client, "/healthz/deep")[1]
    assert set(body["checks"]) == {
        "database",
        "migrations",
        "cache",
        "processes",
        "queue",
        "backlog",
        "audit",
        "calendar",
        "replicas",
        "disk",
    }
    assert body["checks"]["audit"]["position"] == 0
    assert 0 < body["checks"]["disk"]["free_percent"] <= 100


def test_old_work_and_a_calendar_that_ends_are_warned_of(officer, client, monkeypatch):
    officer.messages.create(event="x", key="x", title="x")
    delivery = officer._meta.apps.get_model("notifications", "Delivery")
    delivery.objects.create(key="k", channel="mail", user=officer, next_at=timezone.now() - timedelta(hours=1))
    level, facts = probes.backlog()
    assert (level, facts["deliveries"]["waiting"]) == (Level.WARN, 1)
    assert 3500 < facts["deliveries"]["oldest_seconds"] < 3700
    monkeypatch.setattr(probes, "CALENDAR_AHEAD", timedelta(days=3000))
    assert probes.calendar()[0] == Level.WARN


def test_a_probe_that_breaks_fails_without_telling_the_inside():
    def broken():
        raise ValueError("password=secret")

    (finding,) = probes.ask({"broken": broken})
    assert (finding.level, finding.facts) == (Level.FAIL, {"error": "ValueError"})


# Metrics


def test_requests_are_counted_by_route_never_by_address(client, institute):
    client.get(f"/api/v1/organisations/{institute.code}")
    text = client.get("/metrics").content.decode()
    assert 'portal_requests_total{method="GET",route="api-organisation-detail",status="200"}' in text
    assert 'portal_request_seconds_count{method="GET",route="api-organisation-detail"}' in text
    assert institute.code not in text


def test_unknown_addresses_and_methods_make_no_new_series(client, db):
    for number in range(3):
        client.generic("BREW", f"/nothing-{number}/")
    text = client.get("/metrics").content.decode()
    assert 'method="OTHER",route="none"' in text
    assert "nothing-1" not in text
    assert "BREW" not in text


def test_the_queues_are_measured(client, officer, objection):
    metrics.cache.clear()
    text = client.get("/metrics").content.decode()
    assert 'portal_docket_live{kind="announcements.publicobjection",state="received"} 1.0' in text
    assert "portal_database_up 1.0" in text
    assert 'portal_connections{state="active"}' in text


def test_counts_of_several_processes_are_summed(tmp_path):
    count = """
import os, sys, django
django.setup()
from portal.rest import metrics
metrics.observe("a-route", "GET", 200, 0.02)

"""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.local", "METRICS_DIR": str(tmp_path)}
    for _process in range(2):
        subprocess.run([sys.executable, "-c", count], env=environment, cwd=portal_settings.ROOT, check=True)
    registry = metrics.CollectorRegistry()
    metrics.MultiProcessCollector(registry, path=str(tmp_path))
    labels = {"route": "a-route", "method": "GET", "status": "200"}
    assert registry.get_sample_value("portal_requests_total", labels) == 2


def test_the_metrics_are_for_the_watchers(client, db, settings):
    assert client.get("/metrics", REMOTE_ADDR=OUTSIDE).status_code == 404
    settings.METRICS_TOKEN = "watch"
    assert client.get("/metrics", REMOTE_ADDR=OUTSIDE, headers={"Authorization": "Bearer watch"}).status_code == 200
    settings.METRICS_NETWORKS = ["203.0.113.0/24"]
    assert client.get("/metrics", REMOTE_ADDR=OUTSIDE).status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="").status_code == 404


def test_a_dead_process_is_forgotten_after_a_week(settings, tmp_path):
    settings.METRICS_DIR = tmp_path
    gone, young, alive = (tmp_path / f"counter_{pid}.db" for pid in (4_194_304, 4_194_305, os.getpid()))
    for file in (gone, young, alive):
        file.touch()
    week_ago = timezone.now().timestamp() - metrics.STALE_AFTER - 1
    os.utime(gone, (week_ago, week_ago))
    os.utime(alive, (week_ago, week_ago))
    metrics.prepare()
    assert sorted(tmp_path.iterdir()) == sorted([young, alive])


# Logs


@pytest.mark.parametrize("sent", ["", "0123456789abcdef0123456789abcdef", "<script>", "a" * 500])
def test_an_answer_carries_the_number_of_its_request(client, db, settings, sent):
    settings.TRUSTED_PROXIES = ["*"]
    headers = {"X-Request-ID": sent} if sent else {}
    number = client.get("/healthz/live", headers=headers)["X-Request-ID"]
    assert (number == sent) == (sent.startswith("0123"))
    assert len(number) <= 36


def test_a_number_from_the_open_network_is_not_believed(client, settings):
    settings.TRUSTED_PROXIES = []
    sent = "0123456789abcdef0123456789abcdef"
    assert client.get("/healthz/live", headers={"X-Request-ID": sent})["X-Request-ID"] != sent


def test_in_production_a_line_is_json_with_the_number_and_without_the_person():
    script = """
import logging.config, django
from django.conf import settings
from portal.settings.logs import logging_as
settings.LOGGING = logging_as(json=True)
django.setup()
from django.test import Client
client = Client(SERVER_NAME="localhost", REMOTE_ADDR="203.0.113.77")
print(client.get("/api/docs/?code=91410000XXXXXXXXXX&name=王小明")["X-Request-ID"])
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.test"},
        cwd=portal_settings.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    (line,) = [line for line in lines if line["event"] == "request"]
    assert (line["route"], line["method"], line["level"]) == ("api-docs", "GET", "info")
    assert line["request"] in done.stdout
    assert not [word for word in ("王小明", "203.0.113.77", "91410000XXXXXXXXXX") if word in done.stderr]


def test_the_door_of_health_is_open_to_all():
    assert Client().get("/healthz/live", REMOTE_ADDR=OUTSIDE).status_code == 200
