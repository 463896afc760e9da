"""What Django is told by its environment."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from launch.database import NAME, ROLE
from launch.keys import Keys

# What the user's own environment may say better than we: where the servers are, and whose portal it is.
SERVERS = ("DATABASE_URL", "REDIS_URL", "BROKER_URL")
IDENTITY = ("SECRET_KEY", "FIELD_KEY", "PUBLIC_URL", "MEDIA_ROOT", "PRIVATE_ROOT")


def database_url(password: str, sockets: Path) -> str:
    """The address of our PostgreSQL, in the form that Django's reader and libpq both understand."""
    return f"postgresql://{ROLE}:{quote(password, safe='')}@/{NAME}?host={quote(str(sockets), safe='')}"


def cache_url(socket: Path) -> str:
    """The address of our cache: the second database of the server, apart from the queue."""
    return f"unix://{socket}?db=1"


def queue_url(redis_url: str) -> str:
    """The address of the queue on a server given for both: Celery spells a socket in its own way."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    number = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={number}"


def django(
    *,
    settings: str,
    keys: Keys,
    sockets: Path,
    valkey: Path,
    files: Path,
    address: str,
    environ: Mapping[str, str],
    yielding: Iterable[str],
) -> dict[str, str]:
    """The variables of every process of ours; those the user's environment may set win over ours."""
    ours = {
        "DJANGO_SETTINGS_MODULE": settings,
        "DATABASE_URL": database_url(keys.database_password, sockets),
        "REDIS_URL": cache_url(valkey),
        "BROKER_URL": queue_url(f"unix://{valkey}?db=0"),
        "SECRET_KEY": keys.secret_key,
        "FIELD_KEY": keys.field_key,
        "PUBLIC_URL": address,
        "MEDIA_ROOT": str(files / "media"),
        "PRIVATE_ROOT": str(files / "private"),
        "METRICS_DIR": str(files / "metrics"),
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        # A shell that forbids compiled files would make each of a dozen processes compile all of Django anew.
        "PYTHONDONTWRITEBYTECODE": "",
    }
    if environ.get("REDIS_URL"):
        ours["BROKER_URL"] = queue_url(environ["REDIS_URL"])
    ours |= {name: environ[name] for name in yielding if environ.get(name)}
    return {**environ, **ours}
