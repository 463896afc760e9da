"""Servers that the environment names: the user's own, asked once whether they answer."""

import os
import subprocess

from launch.console import Trouble
from launch.place import Place

ASKING = {
    # libpq knows the scheme by one name only.
    "DATABASE_URL": "psycopg.connect('postgresql://' + address.rpartition('://')[2], connect_timeout=10).close()",
    "REDIS_URL": "redis.Redis.from_url(address, socket_timeout=10, retry=None).ping()",
}
PROGRAM = """
import os, sys, psycopg, redis
address = os.environ[{name!r}]
try:
    {asking}
except Exception as refusal:
    sys.exit(" ".join(str(refusal).split()))
"""


def demand(place: Place) -> None:
    """Refuse to go on with a server that does not answer; those we start ourselves are not asked here."""
    for name, asking in ASKING.items():
        if os.environ.get(name):
            _ask(place, name, asking)


def _ask(place: Place, name: str, asking: str) -> None:
    program = PROGRAM.format(name=name, asking=asking)
    done = subprocess.run([str(place.python), "-c", program], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Trouble(f"the server that {name} names does not answer as it should: {done.stderr.strip()}")
