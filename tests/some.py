"""Things to look at one after another, of which there must be any."""

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def some(things: Iterable[T]) -> list[T]:
    """All of them, and at least one: assertions in a loop over none hold whatever the program does."""
    found = list(things)
    assert found, "there is nothing to look at"
    return found
