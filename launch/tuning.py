"""What PostgreSQL is told: what suits the portal anywhere, and what is sized by the machine's memory."""

import os
from collections.abc import Mapping
from typing import Final

MIB: Final = 1 << 20
#: Whatever the machine; docs/operations.md gives the reasons, and docker-compose.yml says the same.
STEADY: Final[Mapping[str, str]] = {
    "random_page_cost": "1.1",
    "jit": "off",
    "wal_compression": "on",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "autovacuum_vacuum_scale_factor": "0.02",
    "autovacuum_vacuum_insert_scale_factor": "0.02",
    "autovacuum_analyze_scale_factor": "0.01",
    "autovacuum_vacuum_cost_limit": "2000",
}
#: On one machine with everything else; a socket only.
HERE: Final[Mapping[str, str]] = {"listen_addresses": "", "max_connections": "60", "log_line_prefix": "%m [%p] "}


def sized(memory: int) -> dict[str, str]:
    """
    Settings by the bytes of memory of a machine that PostgreSQL shares with web and workers.

    An eighth for its own buffers, since the system's cache holds the rest; half of the memory is what a plan may hope
    to find cached. `work_mem` is taken per sort, and ten statements of two sorts each must not hurt.
    """
    return {
        "shared_buffers": _mib(memory // 8, 128, 8192),
        "effective_cache_size": _mib(memory // 2, 512, 1 << 20),
        "maintenance_work_mem": _mib(memory // 32, 64, 1024),
        "work_mem": _mib(memory // 512, 8, 64),
    }


def lasting(memory: int) -> dict[str, str]:
    """For data that is kept."""
    return {**HERE, **STEADY, **sized(memory)}


def passing() -> dict[str, str]:
    """For a test's data, which may be lost with the machine and is made anew: small, and in no hurry to the disk."""
    unsafe = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return {**HERE, **STEADY, **sized(1 << 30), **unsafe}


def memory_of_machine() -> int:
    """The machine's memory in bytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _mib(wanted: int, least: int, most: int) -> str:
    return f"{min(max(wanted // MIB, least), most)}MB"
