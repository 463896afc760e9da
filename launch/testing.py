"""`python3 launch test`: everything that has to hold, the quick checks first."""

import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from launch import environment, frontend, native, processes, servers
from launch.console import say, tell
from launch.place import Place, free_instance
from launch.servers import Portal

SETTINGS = "portal.settings.test"
ADDRESS = "http://127.0.0.1:8000"
# Whatever production insists on; nothing here is ever connected to or believed.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "only-for-the-deployment-check-0123456789-abcdefghijklmnopqrstuvwxyz",
    "PUBLIC_URL": "https://portal.example",
    "ALLOWED_HOSTS": "portal.example",
    "STATIC_ROOT": "/srv/static",
    "PRIVATE_ROOT": "/srv/private",
    "SIGNING_KEY": "b25seS1mb3ItdGhlLWRlcGxveW1lbnQtY2hlY2stMDA=",
    "TRUSTED_PROXIES": "127.0.0.1",
    "CLAMD_URL": "",
    "METRICS_TOKEN": "",
    "SMS_SENDER": "portal.notifications.channels.log_only",
    "EMAIL_URL": "smtp://user:password@mail.example:25",
    "DEFAULT_FROM_EMAIL": "portal@portal.example",
}


@dataclass(frozen=True)
class Check:
    """One thing that must hold, proved by a command's exit code."""

    name: str
    command: Sequence[str | Path]
    environment: Mapping[str, str]


def test(place: Place, arguments: Sequence[str]) -> int:
    """Run all checks and tests, or only the tests that the arguments choose; 0 when all is well."""
    instance = free_instance(place, "test")
    environment.prepare(place, "test")
    extra = {**native.prepare(place), **native.browser()}
    with servers.started(instance, SETTINGS, ADDRESS, extra, lasting=False) as portal:
        say(f"PostgreSQL and Valkey of {instance.name} answer")
        frontend.gather(portal)
        if arguments:
            return processes.foreground(_pytest(place, *arguments), portal.environment, place.root)
        failed = [check.name for check in checks(portal) if not _holds(check, place)]
        if not _tests_pass(portal):
            failed.append("pytest")
    tell()
    say("failed: " + ", ".join(failed) if failed else "everything holds")
    return 1 if failed else 0


def checks(portal: Portal) -> Iterator[Check]:
    """The checks that need no test database, the quickest first."""
    place, usual = portal.place, portal.environment
    tools = place.venv / "bin"
    production = {**usual, **PRODUCTION, "METRICS_DIR": str(portal.instance.home / "metrics")}
    templates = sorted(str(found.relative_to(place.root)) for found in _template_folders(place))
    yield Check("ruff check", [tools / "ruff", "check", "."], usual)
    yield Check("ruff format", [tools / "ruff", "format", "--check", "."], usual)
    yield Check("import-linter", [tools / "lint-imports"], usual)
    if templates:
        yield Check("djlint", [tools / "djlint", *templates, "--lint", "--quiet"], usual)
    yield Check("mypy", [tools / "mypy", *place.packages()], usual)
    yield Check(
        "check --deploy",
        [place.python, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        production,
    )
    yield Check("migrations", [place.python, "manage.py", "makemigrations", "--check", "--dry-run"], usual)


def _template_folders(place: Place) -> list[Path]:
    folders = [place.root / "templates", *(place.root / name / "templates" for name in place.packages())]
    return [folder for folder in folders if any(folder.rglob("*.html"))]


def _holds(check: Check, place: Place) -> bool:
    began = time.monotonic()
    done = subprocess.run(
        [str(argument) for argument in check.command],
        cwd=place.root,
        env=dict(check.environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    holds = done.returncode == 0
    say(f"{check.name:<16} {'holds' if holds else 'FAILS'} after {time.monotonic() - began:.1f} s")
    if not holds:
        tell(done.stdout.rstrip())
    return holds


def _tests_pass(portal: Portal) -> bool:
    began = time.monotonic()
    code = processes.foreground(_pytest(portal.place, "-q", "-n", "2", "-rsfE"), portal.environment, portal.place.root)
    say(f"{'pytest':<16} {'holds' if code == 0 else 'FAILS'} after {time.monotonic() - began:.1f} s")
    return code == 0


def _pytest(place: Place, *arguments: str) -> list[str | Path]:
    return [place.python, "-m", "pytest", *arguments]
