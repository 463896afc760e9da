"""What the launcher says, and the one way it says no."""

import sys
import time

_BEGAN = time.monotonic()
_aside = False


class Trouble(Exception):  # noqa: N818  it is read by a person, not caught as a class of error
    """Something the launcher cannot mend: one clear sentence that says what, and what to do."""


def speak_aside() -> None:
    """From now on progress goes where errors go, because what is printed belongs to the command we run."""
    global _aside  # noqa: PLW0603  there is one terminal
    _aside = True


def say(sentence: str) -> None:
    """Print a line with the seconds since the command began."""
    line = f"[{time.monotonic() - _BEGAN:6.1f} s] {sentence}"
    print(line, file=sys.stderr if _aside else sys.stdout, flush=True)


def tell(text: str = "") -> None:
    """Print text as it stands, without a clock."""
    print(text, flush=True)


def complain(sentence: str) -> None:
    """Print a trouble where errors belong."""
    print(f"launch: {sentence}", file=sys.stderr, flush=True)
