"""Tell: a fact is announced, and whoever listens acts in the same transaction."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import translation

Fact = TypeVar("Fact")
_listeners: dict[type, list[Callable[[Any], None]]] = defaultdict(list)
_of_many: dict[Callable[[Any], None], Callable[[Sequence[Any]], None]] = {}


def listens(
    fact: type[Fact], *, many: Callable[[Sequence[Fact]], None] | None = None
) -> Callable[[Callable[[Fact], None]], Callable[[Fact], None]]:
    """
    Register a listener for facts of exactly this type; a listener that fails makes the deed fail.

    `many` does the same for a hundred thousand facts as the listener does for each of them, only in bulk.
    """

    def register(listener: Callable[[Fact], None]) -> Callable[[Fact], None]:
        if listener not in _listeners[fact]:
            _listeners[fact].append(listener)
        if many is not None:
            _of_many[listener] = many
        return listener

    return register


def announce(fact: object) -> None:
    """
    Hand a fact to its listeners, in order of registration, inside the teller's transaction.

    Raises `TransactionManagementError` outside one: a fact half-told must be impossible.
    """
    announce_many([fact])


def announce_many(facts: Sequence[object]) -> None:
    """Hand over the facts of one deed done to many, all of one type; as `announce` does each, in bulk where it can."""
    if transaction.get_connection().in_atomic_block is False:
        raise transaction.TransactionManagementError("A fact is announced inside the deed's transaction.")
    # What listeners write is read by others than the teller: it is in the language of the law.
    with translation.override(settings.LANGUAGE_CODE):
        for listener in _listeners[type(facts[0])] if facts else ():
            if len(facts) > 1 and listener in _of_many:
                _of_many[listener](facts)
            else:
                for fact in facts:
                    listener(fact)


def listeners_of(fact: type) -> tuple[Callable[[Any], None], ...]:
    """Who hears this fact; for the register and the tests."""
    return tuple(_listeners[fact])
