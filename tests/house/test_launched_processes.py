"""What the launcher started: watched, started again, and ended with it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from launch import database, processes, undertaker
from launch.console import Trouble
from launch.processes import Command, Process, Supervisor

ROOT = Path(__file__).resolve().parents[2]


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
