"""The secrets of this checkout: made once, readable by their owner alone."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass

from launch.console import Trouble
from launch.place import Place


@dataclass(frozen=True)
class Keys:
    """What the servers and Django are started with when the environment brings no keys of its own."""

    database_password: str
    secret_key: str
    field_key: str


def load(place: Place) -> Keys:
    """The keys of this checkout, made on the first call."""
    file = place.state / "secrets.json"
    if file.is_file():
        try:
            return Keys(**json.loads(file.read_text()))
        except (ValueError, TypeError) as broken:
            raise Trouble(f"{file} cannot be read ({broken}); bring it back from a backup.") from broken
    if any(place.private.glob("run/postgresql-*")):
        raise Trouble(
            f"{file} is gone, but the database in {place.private / 'run'} was made with it: "
            "bring the file back, or remove the database to begin anew.",
        )
    keys = Keys(
        database_password=secrets.token_urlsafe(24),
        secret_key=secrets.token_urlsafe(48),
        field_key=base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    )
    place.state.mkdir(exist_ok=True)
    draft = file.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(asdict(keys), out, indent=2)
    draft.replace(file)
    return keys
