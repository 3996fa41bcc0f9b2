"""What the program may use of the machine, and what it gives back."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from core import paths
from core.machine import busy_s, cores, give_back_memory


def test_there_is_at_least_one_core() -> None:
    assert cores() >= 1


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not say")
def test_what_the_processors_have_done_counts_this_process_and_no_more_than_there_is_time() -> None:
    """In one of several rounds: each of a dozen counters tells whole ticks only, and they add up."""
    tick = 0.01 * cores()
    rounds = []
    for _ in range(5):
        begin, own, before = time.perf_counter(), time.process_time(), busy_s()
        while time.process_time() - own < 0.3:
            pass
        after, elapsed = busy_s(), time.perf_counter() - begin
        assert before is not None and after is not None
        rounds.append(0.3 - tick <= after - before <= cores() * elapsed + tick)
    assert any(rounds)


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


_ADDRESSES = """
import ctypes, sys, threading
from pathlib import Path
from core.machine import share_memory_between_threads
if sys.argv[1] == "shared":
    share_memory_between_threads()
libc, everybody = ctypes.CDLL(None), threading.Barrier(9)
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
def take():
    libc.malloc(50_000)
    everybody.wait()
    everybody.wait()
for _ in range(8):
    threading.Thread(target=take).start()
everybody.wait()
line = next(x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith("VmSize"))
print(int(line.split()[1]) // 1024)
everybody.wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such places")
def test_threads_take_memory_from_few_places() -> None:
    def held_mb(how: str) -> int:
        ran = subprocess.run([sys.executable, "-c", _ADDRESSES, how], capture_output=True, text=True, check=True)
        return int(ran.stdout)

    assert held_mb("shared") < held_mb("apart") - 200  # 64 MB or more of addresses each, for six threads


@pytest.mark.skipif(sys.platform != "linux", reason="limits of addresses are a matter of Linux")
def test_who_may_take_too_little_memory_is_told_before_anything_is_loaded(tmp_path: Path) -> None:
    import resource

    asked = [
        sys.executable,
        "-m",
        "app",
        "analyze",
        str(paths.demo_dir() / "squat.mp4"),
        "--out",
        str(tmp_path / "out"),
    ]
    ran = subprocess.run(
        asked,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000)),
    )
    assert ran.returncode == 1
    assert "may take 1.5 GB of memory here, too little" in ran.stderr and "2 GB" in ran.stderr
    assert not list((tmp_path / "out").iterdir())
