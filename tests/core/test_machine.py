"""What the program may use of the machine, and what it gives back."""

import sys
from pathlib import Path

import numpy as np
import pytest

from core.machine import cores, give_back_memory


def test_there_is_at_least_one_core() -> None:
    assert cores() >= 1


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take back by themselves what was freed")
def test_what_was_freed_between_what_stays_goes_back_to_the_system() -> None:
    def held_mb() -> float:
        line = next(x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith("RssAnon"))
        return int(line.split()[1]) / 1024

    blocks = [np.ones(12_000) for _ in range(1000)]  # 96 kB each: the C library keeps such, 96 MB together
    blocks = blocks[::10]  # what stays lies between
    before = held_mb()
    give_back_memory()
    assert held_mb() < before - 40
    assert all(block.sum() == 12_000 for block in blocks)
