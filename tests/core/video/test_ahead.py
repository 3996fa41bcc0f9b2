"""Reading ahead changes when pictures are decoded, and nothing else."""

import threading
from collections.abc import Iterator

import pytest

from core.video.ahead import read_ahead


def test_every_item_comes_once_and_in_order() -> None:
    assert list(read_ahead(iter(range(100)), depth=3)) == list(range(100))


def test_no_more_than_the_depth_is_fetched_before_it_is_asked_for() -> None:
    fetched: list[int] = []

    def items() -> Iterator[int]:
        for k in range(50):
            fetched.append(k)
            yield k

    ahead = read_ahead(items(), depth=2)
    for k in ahead:
        assert len(fetched) <= k + 2 + 2  # the two waiting, the one in hand, the one just asked for
    assert len(fetched) == 50


def test_an_error_is_raised_in_its_turn() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("damaged")

    ahead = read_ahead(items())
    assert next(ahead) == 1
    with pytest.raises(ValueError, match="damaged"):
        next(ahead)


def test_closing_early_leaves_no_thread_behind() -> None:
    ahead = read_ahead(iter(range(1000)), depth=2)
    assert next(ahead) == 0
    ahead.close()  # type: ignore[attr-defined]
    assert not [t for t in threading.enumerate() if t.name == "read-ahead"]
