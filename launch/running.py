"""`python3 launch`: install, start, watch, and stop the portal."""

import http.client
import os
import signal
import socket
from dataclasses import replace

from launch import environment, filling, frontend, native, servers
from launch.console import Trouble, say, tell
from launch.place import Instance, Place
from launch.processes import Process
from launch.servers import Portal

HOST = "127.0.0.1"
FIRST_PORT = 8000
PORTS = 100
READY = "/healthz/ready"
SETTINGS = "portal.settings.local"
START_LIMIT = 120.0
OK = 200
SERVER_ERROR = 500
NOT_THERE = frozenset({301, 302, 303, 401, 403, 404})


def run(place: Place) -> int:
    """Bring everything up, keep it up until it is interrupted, and take it down again."""
    instance = Instance(place, "run")
    if not instance.take():
        known = instance.address.read_text().strip() if instance.address.exists() else "starting"
        raise Trouble(f"this project runs already ({known}); stop it there with Ctrl-C first.")
    instance.address.unlink(missing_ok=True)
    environment.prepare(place, "local")
    variables = native.prepare(place)
    native.look_for_faces(place, variables)
    port = choose_port(os.environ.get("PORT"))
    address = f"http://{HOST}:{port}"
    with servers.started(instance, SETTINGS, address, variables) as portal:
        say("PostgreSQL and Valkey answer")
        filling.fill(portal)
        frontend.build(portal)
        _start_web(portal, port)
        if not portal.supervisor.watch(lambda: is_ready(port), START_LIMIT):
            raise Trouble(f"the portal does not answer at {address}; see {instance.logs / 'web.log'}")
        _start_work(portal)
        instance.address.write_text(f"{address}\n")
        say(f"the portal answers at {address}")
        _introduce(portal, address)
        _watch(portal)
    return 0


def _watch(portal: Portal) -> None:
    """Keep the portal up until somebody stops it, which is how this is meant to end."""
    try:
        portal.supervisor.watch()
    except KeyboardInterrupt:
        tell()
        say("stopping")
    finally:
        portal.instance.address.unlink(missing_ok=True)


def choose_port(wanted: str | None) -> int:
    """The port asked for, which must be free, or the first free one from 8000 on."""
    if wanted:
        if not wanted.isdecimal() or not 0 < int(wanted) < 1 << 16:
            raise Trouble(f"PORT is {wanted!r}, which is no port number.")
        if not _is_free(int(wanted)):
            raise Trouble(f"port {wanted} is taken; set PORT to a free one.")
        return int(wanted)
    for port in range(FIRST_PORT, FIRST_PORT + PORTS):
        if _is_free(port):
            if port != FIRST_PORT:
                say(f"port {FIRST_PORT} is taken, so the portal goes to {port}")
            return port
    raise Trouble(f"no port from {FIRST_PORT} to {FIRST_PORT + PORTS - 1} is free; set PORT.")


def _is_free(port: int) -> bool:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((HOST, port))
        except OSError:
            return False
        return True


def _start_web(portal: Portal, port: int) -> None:
    web = portal.command(
        "web",
        *(portal.place.venv / "bin/granian", "--interface", "wsgi", "portal.wsgi:application"),
        *("--host", HOST, "--port", str(port), "--workers", "2", "--blocking-threads", "2", "--no-ws"),
        *("--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "5"),
    )
    portal.supervisor.add(Process(web))


def _start_work(portal: Portal) -> None:
    """Start the worker and the clock, which two processors do better after the pages than beside them."""
    python = portal.place.python
    worker = portal.command(
        "worker",
        *(python, "-m", "celery", "-A", "portal", "worker", "--loglevel", "info", "--concurrency", "2"),
        *("--without-gossip", "--without-mingle"),
    )
    beat = portal.command(
        "beat",
        *(python, "-m", "celery", "-A", "portal", "beat", "--loglevel", "info"),
        *("--schedule", portal.instance.home / "beat-schedule"),
    )
    # Celery's word for: asked to stop, give unfinished work back to the queue after a short grace.
    giving_back = {**portal.environment, "REMAP_SIGTERM": "SIGQUIT"}
    portal.supervisor.add(Process(replace(worker, environment=giving_back, stop=((signal.SIGTERM, 15.0),))))
    portal.supervisor.add(Process(beat))


def is_ready(port: int) -> bool:
    """Whether the portal serves: by its own word, or by its front page where it has no word for it."""
    status = _status(port, READY)
    if status in NOT_THERE:
        status = _status(port, "/")
        return status is not None and status < SERVER_ERROR
    return status == OK


def _status(port: int, path: str) -> int | None:
    line = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        line.request("GET", path)
        return line.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        line.close()


def _introduce(portal: Portal, address: str) -> None:
    tell(f"\n    {address}\n")
    accounts = filling.welcome(portal.instance)
    if accounts:
        tell(accounts)
    tell(f"Ctrl-C stops everything; the data stays. Logs: {portal.instance.logs}")
