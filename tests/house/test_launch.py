"""What the launcher tells Django, where it keeps things, and what it installs."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import environ
import pytest

from launch import database, environment, frontend, keys, named, native, running, stamps, variables
from launch.console import Trouble
from launch.place import Instance, Place, free_instance

ROOT = Path(__file__).resolve().parents[2]
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


@pytest.mark.parametrize(
    ("name", "address", "reason"),
    [
        ("DATABASE_URL", "postgresql://portal:secret@127.0.0.1:1/portal", "Connection refused"),
        ("DATABASE_URL", "psql://portal@/portal?host=%2Fnowhere", "No such file or directory"),
        ("REDIS_URL", "redis://:secret@127.0.0.1:1/0", "Connection refused"),
        ("REDIS_URL", "127.0.0.1:6379", "must specify one of the following schemes"),
    ],
)
def test_a_server_of_the_users_that_does_not_answer_is_named_with_the_reason(monkeypatch, name, address, reason):
    monkeypatch.setenv(name, address)
    with pytest.raises(Trouble, match=f"{name} names does not answer as it should: .*{reason}") as trouble:
        named._ask(Place(ROOT), name, named.ASKING[name])
    assert "secret" not in str(trouble.value)


def test_servers_of_the_users_that_answer_are_taken():
    assert {"DATABASE_URL", "REDIS_URL"} <= set(os.environ), "the suite is started by the launcher"
    named.demand(Place(ROOT))


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


def test_an_interrupted_command_says_so():
    program = (
        "import os, signal, sys\nfrom launch import commands\n"
        "commands._obey = lambda *_: os.kill(os.getpid(), signal.SIGTERM)\nsys.exit(commands.main([]))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "launch: interrupted.\n")
