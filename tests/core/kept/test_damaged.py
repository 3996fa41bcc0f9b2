"""A byte turned anywhere in what lies in the cache costs time, and never brings an error."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core import paths
from core.kept import store as results
from core.pose import store as poses
from tests.core.squat_figure import Move
from tests.core.stick_figure import clock, seen, squat

TIME = clock(30, 0.5)
LISTED = b"PK\x01\x02"  # begins each entry of a zip's list of members: version needed at 6, flags at 8, packing at 10


def keep_a_value() -> None:
    results.save("a", np.arange(100) / 3)


def keep_landmarks() -> None:
    poses.save("a", seen(TIME, squat(TIME, (Move(0.1),))), 1)


@pytest.mark.parametrize(
    ("keep", "load", "room"),
    [
        (keep_a_value, lambda: results.load("a"), "results"),
        (keep_landmarks, lambda: poses.load("a", len(TIME)), "pose"),
    ],
)
@pytest.mark.parametrize(
    ("at", "byte"), [(6, 200), (8, 0x01), (8, 0x20), (8, 0x40), (10, 8), (10, 12), (10, 14), (10, 99)]
)
def test_a_member_that_is_told_to_be_packed_in_another_way_is_as_none(
    keep: Callable[[], None], load: Callable[[], object], room: str, at: int, byte: int
) -> None:
    keep()
    (file,) = (paths.cache_dir() / room).iterdir()
    assert load() is not None
    turn(file, LISTED, at, byte)
    assert load() is None
    keep()
    assert load() is not None


@pytest.mark.parametrize(
    "header", [b"{'descr': (((((", b"{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999,)"]
)
def test_a_head_that_is_no_head_of_an_array_is_as_none(header: bytes) -> None:
    keep_landmarks()
    (file,) = (paths.cache_dir() / "pose").iterdir()
    turn(file, b"{'descr'", 0, *header)
    assert poses.load("a", len(TIME)) is None


def turn(file: Path, mark: bytes, at: int, *values: int) -> None:
    """Put other bytes behind the first mark in a file."""
    data = bytearray(file.read_bytes())
    place = data.index(mark) + at
    data[place : place + len(values)] = bytes(values)
    file.write_bytes(bytes(data))
