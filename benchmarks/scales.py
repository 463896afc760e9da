"""The databases that are measured: a nation, a twentieth and a hundredth of it, side by side in one cluster."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("nation", "province", "city")
#: Rates would stop a load generator; everything else is as the launcher sets it.
UNFENCED = dict.fromkeys(
    ("API_ANON_PER_MINUTE", "API_CHECK_PER_MINUTE", "API_TOKEN_PER_MINUTE", "API_WRONG_TOKENS_PER_MINUTE"), "100000000"
)


@dataclass
class Scales:
    """
    Where each scale's database is; `seconds` tells how long those took that had to be made.

    `nation` is the scale that is measured as the nation: a smaller one, to see how a measure grows.
    """

    address: str
    nation: str = "nation"
    seconds: dict[str, float] = field(default_factory=dict)

    def url(self, scale: str) -> str:
        """The address of the scale's database: that of the launcher's, by another name."""
        front, _slash, rest = self.address.rpartition("/portal?")
        return f"{front}/portal_{quote(self.nation if scale == 'nation' else scale)}?{rest}"

    def environment(self, scale: str) -> dict[str, str]:
        """What a process needs to know to work on it."""
        return {**os.environ, **UNFENCED, "DATABASE_URL": self.url(scale)}

    def manage(self, scale: str, *words: str, extra: Mapping[str, str] | None = None) -> str:
        """What a manage.py command prints, on the scale's database; CalledProcessError when it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env={**self.environment(scale), **(extra or {})},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    def prepare(self, scale: str) -> None:
        """Make, migrate and seed the database if it is not there yet."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [f"portal_{scale}"]).fetchone()
            if known is None:
                connection.execute(f'CREATE DATABASE "portal_{scale}"')
        self.manage(scale, "migrate", "--no-input", "-v0")
        begun = time.perf_counter()
        said = self.manage(scale, "seed", "--scale", scale)
        if "already" not in said.splitlines()[-1]:
            self.seconds[scale] = time.perf_counter() - begun
            with psycopg.connect(self.url(scale), autocommit=True) as connection:
                connection.execute("VACUUM (ANALYZE)")

    def connect(self, scale: str) -> psycopg.Connection[tuple[object, ...]]:
        """A connection of its own, each statement its own transaction."""
        return psycopg.connect(self.url(scale), autocommit=True)
