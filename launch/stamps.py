"""Remembering what was done, so that a second launch does not do it again."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(*parts: str | bytes) -> str:
    """One hash of several parts, each kept apart from its neighbour."""
    whole = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        whole.update(len(content).to_bytes(8, "big"))
        whole.update(content)
    return whole.hexdigest()


def of_files(files: Iterable[Path]) -> str:
    """A hash of what the files hold."""
    parts: list[str | bytes] = []
    for file in sorted(files):
        parts += [str(file), file.read_bytes()]
    return digest(*parts)


def of_trees(folders: Iterable[Path]) -> str:
    """A hash of names, sizes and times below the folders: cheap, and enough to see a change."""
    parts: list[str | bytes] = []
    for folder in sorted(folders):
        for file in sorted(folder.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                found = file.stat()
                parts.append(f"{file} {found.st_size} {found.st_mtime_ns}")
    return digest(*parts)


def is_fresh(stamp: Path, value: str) -> bool:
    """Whether the work this value stands for was finished before."""
    return stamp.is_file() and stamp.read_text().strip() == value


def put(stamp: Path, value: str) -> None:
    """Record that the work is finished; only ever the last step of it."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value + "\n")
