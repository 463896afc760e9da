"""The launcher's pure parts, and the files with which the portal is deployed."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import environ
import pytest
import yaml

from launch import database, environment, frontend, keys, native, processes, running, stamps, undertaker, variables
from launch.console import Trouble
from launch.place import Instance, Place, free_instance
from launch.processes import Command, Process, Supervisor

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
KEYS = keys.Keys(database_password="p/@:%?#", secret_key="s", field_key="f")


@pytest.fixture
def place(tmp_path):
    (tmp_path / ".state").mkdir()
    return Place(tmp_path)


@pytest.fixture
def instance(place, tmp_path):
    instance = Instance(place, "run")
    instance.private = tmp_path / "private"
    assert instance.take()
    yield instance
    instance.sockets.rmdir()


# What Django is told


def told(**environ_):
    return variables.django(
        settings="portal.settings.local",
        keys=KEYS,
        sockets=Path("/tmp/portal-x/postgres"),
        valkey=Path("/tmp/portal-x/valkey.sock"),
        files=Path("/srv/portal"),
        address="http://127.0.0.1:8001",
        environ=environ_,
        yielding=(*variables.SERVERS, *variables.IDENTITY),
    )


def test_django_reads_back_the_database_we_wrote():
    read = environ.Env.db_url_config(told()["DATABASE_URL"])
    assert read["PASSWORD"] == KEYS.database_password
    assert (read["USER"], read["NAME"], read["HOST"]) == ("portal", "portal", "")
    assert read["OPTIONS"] == {"host": "/tmp/portal-x/postgres"}


def test_the_queue_and_the_cache_are_two_databases_of_one_server():
    assert told()["BROKER_URL"] == "redis+socket:///tmp/portal-x/valkey.sock?virtual_host=0"
    assert told()["REDIS_URL"] == "unix:///tmp/portal-x/valkey.sock?db=1"


@pytest.mark.parametrize(
    ("given", "queue"),
    [
        ("redis://db.example:6379/3", "redis://db.example:6379/3"),
        ("rediss://:pw@db.example/0", "rediss://:pw@db.example/0"),
        ("unix:///run/valkey.sock?db=2", "redis+socket:///run/valkey.sock?virtual_host=2"),
        ("unix:///run/valkey.sock", "redis+socket:///run/valkey.sock?virtual_host=0"),
    ],
)
def test_the_queue_is_on_the_server_the_user_named(given, queue):
    assert told(REDIS_URL=given)["BROKER_URL"] == queue


def test_what_the_user_set_is_kept():
    own = dict.fromkeys((*variables.SERVERS, *variables.IDENTITY), "own")
    assert told(**own).items() >= own.items()


def test_programs_are_compiled_once_whatever_the_shell_says():
    assert told(PYTHONDONTWRITEBYTECODE="1")["PYTHONDONTWRITEBYTECODE"] == ""


def test_the_settings_are_ours_whatever_the_shell_says():
    assert told(DJANGO_SETTINGS_MODULE="other.settings")["DJANGO_SETTINGS_MODULE"] == "portal.settings.local"


# Places, locks, keys


def test_two_checkouts_never_meet(tmp_path):
    one, other = Instance(Place(tmp_path / "one"), "run"), Instance(Place(tmp_path / "other"), "run")
    assert one.sockets != other.sockets
    assert one.private != other.private


def test_a_socket_fits_the_kernels_limit_however_deep_the_project_lies(tmp_path):
    instance = Instance(Place(tmp_path / ("very/deep/" * 40)), "bench-8")
    assert len(str(instance.postgres_sockets / ".s.PGSQL.5432.lock")) < 107
    assert len(str(instance.valkey_socket)) < 107


def test_only_one_launcher_holds_an_instance(instance, place):
    assert not Instance(place, "run").take()


def test_test_runs_beside_each_other_take_servers_of_their_own(place, monkeypatch, tmp_path):
    monkeypatch.setattr("launch.place.ROOT_HOME", tmp_path / "var")
    first, second = free_instance(place, "test"), free_instance(place, "test")
    try:
        assert (first.name, second.name) == ("test-1", "test-2")
    finally:
        first.sockets.rmdir()
        second.sockets.rmdir()


def test_keys_are_made_once_and_for_their_owner_alone(place):
    made = keys.load(place)
    assert keys.load(place) == made
    assert (place.state / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_keys_that_cannot_be_read_are_not_replaced(place):
    (place.state / "secrets.json").write_text("{")
    with pytest.raises(Trouble, match="cannot be read"):
        keys.load(place)


def test_lost_keys_are_not_replaced_while_their_database_stands(place, monkeypatch, tmp_path):
    monkeypatch.setattr(Place, "private", tmp_path / "private")
    (tmp_path / "private/run/postgresql-18").mkdir(parents=True)
    with pytest.raises(Trouble, match="is gone"):
        keys.load(place)


# Doing things once


def test_a_stamp_is_fresh_only_for_what_it_was_put_for(tmp_path):
    stamps.put(tmp_path / "deep/stamp", "one")
    assert stamps.is_fresh(tmp_path / "deep/stamp", "one")
    assert not stamps.is_fresh(tmp_path / "deep/stamp", "two")
    assert not stamps.is_fresh(tmp_path / "none", "one")


def test_a_digest_keeps_its_parts_apart():
    assert stamps.digest("ab", "c") != stamps.digest("a", "bc")


def test_a_changed_static_file_is_noticed(tmp_path):
    (tmp_path / "one.css").write_text("a{}")
    before = stamps.of_trees([tmp_path])
    (tmp_path / "two.css").write_text("b{}")
    assert stamps.of_trees([tmp_path]) != before


# Locks of packages


def pins(lock):
    return set(re.findall(r"^([a-z0-9_.-]+==[^ \\]+)", (ROOT / f"requirements/{lock}.lock").read_text(), re.MULTILINE))


@pytest.mark.parametrize("lock", sorted(file.name for file in (ROOT / "requirements").glob("*.lock")))
def test_a_lock_names_hashes_and_no_address(lock):
    text = (ROOT / "requirements" / lock).read_text()
    assert "--hash=sha256:" in text
    assert "://" not in text
    assert "--index-url" not in text


@pytest.mark.parametrize(("inner", "outer"), [("runtime", "local"), ("local", "test")])
def test_the_outer_lock_holds_the_inner_one_whole(inner, outer):
    assert pins(inner) <= pins(outer)


def test_the_front_end_lock_names_no_address():
    lock = ROOT / "package-lock.json"
    if lock.exists():
        assert '"resolved"' not in lock.read_text()


def test_pip_settings_are_read_the_strongest_last():
    listed = "global.index-url='https://one.example/simple'\n:env:.cert='/ca.pem'\nglobal.cert='/other.pem'\n"
    assert environment.parse_pip_settings(listed) == {"index-url": "https://one.example/simple", "cert": "/ca.pem"}


def test_node_is_told_of_the_machines_certificates():
    assert frontend.npm_environment({}) == {"NODE_USE_SYSTEM_CA": "1"}
    assert frontend.npm_environment({"SSL_CERT_FILE": "/ca.pem"})["NODE_EXTRA_CA_CERTS"] == "/ca.pem"
    assert frontend.npm_environment({"SSL_CERT_FILE": "/a", "NODE_EXTRA_CA_CERTS": "/b"})["NODE_EXTRA_CA_CERTS"] == "/b"


# Servers and processes


@pytest.mark.parametrize("major", [14, 15, 16, 17, 18])
def test_no_cluster_is_made_in_the_c_locale(major):
    options = database.locale_options(major)
    assert "--locale=C.UTF-8" in options
    assert ("--builtin-locale=C.UTF-8" in options) is (major >= 17)


def test_the_wheels_postgresql_is_found():
    assert database.find(Place(ROOT)).major >= database.OLDEST


def test_a_named_postgresql_that_is_none_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("POSTGRES_BIN", str(tmp_path))
    with pytest.raises(Trouble, match="POSTGRES_BIN"):
        database.find(Place(ROOT))


def test_a_taken_port_is_passed_by_unless_it_was_asked_for():
    with socket.socket() as taken:
        taken.bind((running.HOST, 0))
        taken.listen()
        number = taken.getsockname()[1]
        with pytest.raises(Trouble, match="is taken"):
            running.choose_port(str(number))
    assert running.choose_port(str(number)) == number
    with pytest.raises(Trouble, match="no port number"):
        running.choose_port("eighty")


def sleeper(tmp_path, program="import time; time.sleep(60)"):
    return Process(Command("sleeper", [sys.executable, "-c", program], tmp_path / "sleeper.log"))


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_dies_is_started_again(tmp_path):
    supervisor, service = Supervisor(), sleeper(tmp_path)
    supervisor.add(service)
    first = service._child.pid
    service._child.kill()
    assert supervisor.watch(lambda: service.is_alive() and service._child.pid != first, limit=5)
    supervisor.stop()
    assert not service.is_alive()


def test_what_keeps_dying_is_given_up_with_its_log_named(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "pause", lambda deaths: 0.0)
    supervisor = Supervisor()
    supervisor.add(sleeper(tmp_path, "raise SystemExit(3)"))
    with pytest.raises(Trouble, match=r"sleeper\.log"):
        supervisor.watch(limit=20)
    supervisor.stop()


def test_patience_grows_and_ends():
    assert [processes.pause(deaths) for deaths in (1, 2, 3, 4, 20)] == [0.0, 1.0, 2.0, 4.0, 15.0]


def test_a_process_that_will_not_hear_is_ended_with_its_children(tmp_path):
    deaf = (
        "import os, signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = os.fork()\nif child: print(child, flush=True)\ntime.sleep(60)"
    )
    command = Command("deaf", [sys.executable, "-c", deaf], tmp_path / "deaf.log", stop=((signal.SIGTERM, 0.2),))
    process = Process(command)
    process.start()
    while not (tmp_path / "deaf.log").read_text().strip():
        time.sleep(0.02)
    process.stop()
    child = int((tmp_path / "deaf.log").read_text())
    assert not process.is_alive()
    deadline = time.monotonic() + 5
    while alive(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not alive(child)


def test_nothing_outlives_a_launcher_that_was_killed(tmp_path):
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom launch.processes import Command, Process\n"
        f"process = Process(Command('child', ['sleep', '60'], Path({str(tmp_path)!r}) / 'child.log'))\n"
        "process.start()\nprint(process._child.pid, flush=True)\ntime.sleep(60)"
    )
    launcher = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    child = int(launcher.stdout.readline())
    assert alive(child)
    launcher.kill()
    launcher.wait()
    launcher.stdout.close()
    deadline = time.monotonic() + 5
    while alive(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not alive(child)


def test_a_deaf_child_of_a_killed_launcher_is_ended_too(tmp_path):
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom launch import processes, undertaker\n"
        "undertaker.GRACE = 0.3\ndeaf = 'import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "print(1, flush=True); time.sleep(60)'\n"
        f"log = Path({str(tmp_path)!r}) / 'deaf.log'\n"
        "with processes.guarded():\n"
        "    process = processes.Process(processes.Command('deaf', [sys.executable, '-c', deaf], log))\n"
        "    process.start()\n"
        "    while not log.read_text(): time.sleep(0.02)\n"
        "    print(process._child.pid, flush=True)\n    time.sleep(60)"
    )
    launcher = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    child = int(launcher.stdout.readline())
    launcher.kill()
    launcher.wait()
    launcher.stdout.close()
    deadline = time.monotonic() + 10
    while alive(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not alive(child)


def test_the_undertaker_knows_who_is_left():
    reading, writing = os.pipe()
    os.write(writing, b"+10\n+20\n-10\n")
    os.close(writing)
    assert undertaker.listen(reading) == {20}


def test_a_pid_file_names_a_server_only_while_that_server_lives(tmp_path):
    file = tmp_path / "postmaster.pid"
    assert database._holder(file, tmp_path) is None
    other = subprocess.Popen(["sleep", "60"])
    file.write_text(f"{other.pid}\n{tmp_path}\n")
    assert database._holder(file, tmp_path) is None, "a stranger that got the number is not our server"
    other.kill()
    other.wait()


def test_a_zombie_does_not_hold_the_database(tmp_path):
    zombie = subprocess.Popen([sys.executable, "-c", "pass", str(tmp_path)])
    (tmp_path / "postmaster.pid").write_text(f"{zombie.pid}\n")
    deadline = time.monotonic() + 5
    while alive(zombie.pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert database._holder(tmp_path / "postmaster.pid", tmp_path) is None
    zombie.wait()


def test_how_a_process_ended_is_said_in_words():
    assert processes.how_it_ended(-9) == "was ended by SIGKILL"
    assert processes.how_it_ended(3) == "ended with code 3"


def test_fonts_are_found_beside_the_packages(place, tmp_path):
    packages = tmp_path / ".venv/lib/python3.11/site-packages"
    packages.mkdir(parents=True)
    written = native._write_fonts(place).read_text()
    assert f"<dir>{packages / 'pylopdf_fonts_zh_cn'}</dir>" in written
    assert 'ignore_missing="yes"' in written


def test_help_names_every_command():
    said = subprocess.run(
        [sys.executable, "launch", "help"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=30
    ).stdout
    for word in ("test", "manage", "bench", "DATABASE_URL", "REDIS_URL", "PORT"):
        assert word in said


def test_an_unknown_word_is_refused():
    done = subprocess.run([sys.executable, "launch", "fly"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "there is no “fly”" in done.stderr


# Deployment


def read_by(file):
    """Names of the variables a settings module reads, and those among them that have a default."""
    text = (ROOT / f"portal/settings/{file}.py").read_text()
    return {name: "default=" in rest for name, rest in re.findall(r'env\.\w+\(\s*"([A-Z_]+)"([^\n]*)', text)}


# A matter of policy or of size that has a good answer anywhere; all else must be decided in production.
ANSWERED = {
    "ATTACHMENT_MAX_BYTES",
    "RETIRED_FIELD_KEYS",
    "TASK_QUEUE",
    "WEBHOOKS_TO_PRIVATE_HOSTS",
    "METRICS_NETWORKS",
    "API_ANON_PER_MINUTE",
    "API_CHECK_PER_MINUTE",
    "API_TOKEN_PER_MINUTE",
    "API_WRONG_TOKENS_PER_MINUTE",
}


def decided_in_production():
    text = (ROOT / "portal/settings/production.py").read_text()
    return set(re.findall(r'^    "([A-Z_]+)",$', text, re.MULTILINE))


def test_production_takes_no_default():
    undecided = {name for name, has_default in read_by("base").items() if has_default}
    assert undecided - ANSWERED <= decided_in_production()


def required():
    names = {name for name, has_default in (read_by("base") | read_by("production")).items() if not has_default}
    return names | decided_in_production()


SERVICES = ("web", "worker", "beat", "migrate")
IN_THE_IMAGE = {"STATIC_ROOT", "MEDIA_ROOT", "PRIVATE_ROOT", "METRICS_DIR"}


@pytest.mark.parametrize("service", SERVICES)
def test_every_container_of_the_portal_gets_every_variable(service):
    assert required() - IN_THE_IMAGE <= set(COMPOSE["services"][service]["environment"])
    assert all(f"{name}=" in (ROOT / "Dockerfile").read_text() for name in IN_THE_IMAGE)


def test_compose_has_the_whole_portal_behind_one_door():
    services = COMPOSE["services"]
    assert set(services) == {"postgres", "redis", "migrate", "web", "worker", "beat", "proxy"}
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert all("image" in service for service in services.values())


def test_compose_names_only_volumes_and_services_it_has():
    for service in COMPOSE["services"].values():
        assert set(service.get("depends_on", {})) <= set(COMPOSE["services"])
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source.startswith((".", "$")) or source in COMPOSE["volumes"]
            if source.startswith("./"):
                assert (ROOT / source).exists()


def test_compose_and_its_template_ask_for_the_same_values():
    text = (ROOT / "docker-compose.yml").read_text()
    asked = set(re.findall(r"^ +([A-Z_]+):$", text, re.MULTILINE)) | set(re.findall(r"\$\{([A-Z_]+)", text))
    offered = set(re.findall(r"^([A-Z_]+)=$", (ROOT / "deploy/example.env").read_text(), re.MULTILINE))
    assert offered == asked


def test_the_deployed_cluster_knows_chinese_as_the_local_one_does():
    arguments = COMPOSE["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    assert set(database.locale_options(18)) - {"-E", "UTF8"} <= set(arguments)


def test_the_manual_explains_every_variable():
    manual = (ROOT / "docs/operations.md").read_text()
    names = {*read_by("base"), *read_by("production"), *required()}
    names |= set(re.findall(r"^([A-Z_]+)=$", (ROOT / "deploy/example.env").read_text(), re.MULTILINE))
    names |= {"PORT", "POSTGRES_BIN", "CHROMIUM"}
    assert {name for name in names if f"`{name}`" not in manual} == set()


def test_ci_types_what_people_type():
    assert (ROOT / ".ci/run").read_text().rstrip().endswith("exec python3 launch test")
    assert (ROOT / ".ci/run").stat().st_mode & 0o111
