"""How long pieces of work take, one against the other, on a machine whose pace changes within seconds."""

import time
from collections.abc import Callable, Sequence

ROUNDS = 5


def in_turns(works: Sequence[Callable[[], object]], rounds: int = ROUNDS) -> list[tuple[float, ...]]:
    """Seconds of each work, a tuple per round: whatever slows the machine for a while is met by all of them.

    Of this thread: those that a matrix library keeps turning beside it would count twice where cores are idle.
    """
    return [tuple(_took(work) for work in works) for _ in range(rounds)]


def least(works: Sequence[Callable[[], object]], rounds: int = ROUNDS) -> tuple[float, ...]:
    """The shortest seconds of each work, out of several rounds in turns."""
    return tuple(min(each) for each in zip(*in_turns(works, rounds), strict=True))


def _took(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began
