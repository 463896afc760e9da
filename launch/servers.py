"""The servers of one command and what Django has to know to find them."""

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from launch import keys, named, processes, tuning, variables
from launch.broker import Valkey
from launch.console import Trouble
from launch.database import Postgres
from launch.place import Instance, Place
from launch.processes import Command, Supervisor


@dataclass(frozen=True)
class Portal:
    """A project whose servers run, and the environment its processes share."""

    place: Place
    instance: Instance
    environment: Mapping[str, str]
    supervisor: Supervisor
    cluster: str  # what tells our database cluster from any other; nothing when it is the user's

    def manage(self, *arguments: str) -> None:
        """Run a `manage.py` command to its end, its words in a log; Trouble when it fails."""
        self.run("manage", self.place.python, "manage.py", *arguments)

    def ask(self, *arguments: str) -> str:
        """What a `manage.py` command prints."""
        answer = subprocess.run(
            [str(self.place.python), "manage.py", *arguments],
            cwd=self.place.root,
            env=dict(self.environment),
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        return answer.stdout

    def run(self, log: str, *arguments: str | Path) -> None:
        """Run a command in the project to its end; Trouble, with its last words, when it fails."""
        file = self.instance.logs / f"{log}.log"
        command = self.command(log, *arguments)
        if processes.run(command):
            said = " ".join(Path(argument).name for argument in map(str, arguments[1:]))
            raise Trouble(f"“{said}” failed; its log {file} ends:\n{processes.tail(file)}")

    def command(self, name: str, *arguments: str | Path) -> Command:
        """A command in the project, with its environment and a log of its own."""
        return Command(
            name=name,
            arguments=arguments,
            log=self.instance.logs / f"{name}.log",
            environment=self.environment,
            folder=self.place.root,
        )


@contextmanager
def started(
    instance: Instance, settings: str, address: str, extra: Mapping[str, str], *, lasting: bool = True
) -> Iterator[Portal]:
    """Servers for as long as the block lasts; those that the environment names are left to their owner."""
    with processes.guarded():
        supervisor = Supervisor()
        place = instance.place
        named.demand(place)
        secrets = keys.load(place)
        try:
            cluster = ""
            if not os.environ.get("DATABASE_URL"):
                told = tuning.lasting(tuning.memory_of_machine()) if lasting else tuning.passing()
                postgres = Postgres(instance, secrets.database_password, told)
                supervisor.add(postgres)
                cluster = postgres.identity
            if not os.environ.get("REDIS_URL"):
                supervisor.add(Valkey(instance, lasting=lasting))
            yielding = (*variables.SERVERS, *variables.IDENTITY) if lasting else variables.SERVERS
            yield Portal(place, instance, describe(instance, settings, address, extra, yielding), supervisor, cluster)
        finally:
            processes.stopping()
            supervisor.stop()


def describe(
    instance: Instance, settings: str, address: str, extra: Mapping[str, str], yielding: Iterable[str]
) -> dict[str, str]:
    """The environment with which Django finds the servers of an instance, whoever started them."""
    return variables.django(
        settings=settings,
        keys=keys.load(instance.place),
        sockets=instance.postgres_sockets,
        valkey=instance.valkey_socket,
        files=instance.files,
        address=address,
        environ={**os.environ, **extra},
        yielding=yielding,
    )
