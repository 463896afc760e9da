"""What PostgreSQL is told, here and in containers, and that it has understood."""

import re
from pathlib import Path

import pytest
import yaml

from launch import tuning
from tests.portal.replicas.servers import OPTIONS, Pair

ROOT = Path(__file__).resolve().parents[2]
GIB = 2**30
#: What PostgreSQL calls by another word than it is told from 15 on.
SPELT = {"wal_compression": "pglz"}
UNITS = re.compile(r"\d+(kB|MB|GB|TB)")


def mib(settings, name):
    return int(settings[name].removesuffix("MB"))


@pytest.mark.parametrize(
    ("gib", "buffers", "cache", "maintenance", "work"),
    [(1, 128, 512, 64, 8), (4, 512, 2048, 128, 8), (32, 4096, 16384, 1024, 64), (512, 8192, 262144, 1024, 64)],
)
def test_memory_is_shared_out_by_the_size_of_the_machine(gib, buffers, cache, maintenance, work):
    sized = tuning.lasting(gib * GIB)
    assert mib(sized, "shared_buffers") == buffers
    assert mib(sized, "effective_cache_size") == cache
    assert mib(sized, "maintenance_work_mem") == maintenance
    assert mib(sized, "work_mem") == work


def test_only_a_tests_server_may_lose_what_it_acknowledged():
    assert tuning.passing()["fsync"] == "off"
    assert {"fsync", "synchronous_commit", "full_page_writes"}.isdisjoint(tuning.lasting(GIB))


def test_containers_are_told_the_same_whatever_the_machine():
    told = dict(
        re.findall(
            r"-c (\w+)=(\S+)",
            yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["postgres"]["command"],
        )
    )
    assert tuning.STEADY.items() <= told.items()


def test_every_setting_is_in_force_on_a_server_that_was_told():
    with Pair() as pair:
        server = pair.primary()
        for name, value in OPTIONS.items():
            found = server.ask(f"SELECT current_setting('{name}')", database="postgres")
            if UNITS.fullmatch(value):
                sizes = f"SELECT pg_size_bytes('{found}') = pg_size_bytes('{value}')"
                assert server.ask(sizes, database="postgres"), (name, found)
            else:
                assert found in {value, SPELT.get(name)}, name
