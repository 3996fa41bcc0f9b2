"""How soon the window is seen and how long it ever stands still; run alone with `pytest -m benchmark -s`.

The numbers are printed. The bounds are wide, because machines are busy and unequal: they are told in multiples of what
the same machine needs, in the same minute, for the least window Qt can show.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LEAST_WINDOW = """
import os, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel("hello")
label.show()
QTimer.singleShot(0, lambda: (print(time.time() - float(os.environ["PROBE_STARTED"])), app.quit()))
app.exec()
"""
ROUNDS = 3
MOST_MS = 50
MOST_SHARE = 0.05

pytestmark = pytest.mark.benchmark


def run(tmp_path: Path, *arguments: str) -> str:
    """Last line of a program's output.  It keeps its compiled code, as every start but a person's first finds it."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PLUMBLINE_CONFIG_DIR": str(tmp_path / "config"),
        "PLUMBLINE_CACHE_DIR": str(tmp_path / "cache"),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(tmp_path.parent / "compiled"),
        "PROBE_STARTED": str(time.time()),
    }
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=environment, timeout=280, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def test_the_window_is_seen_soon(tmp_path: Path) -> None:
    probe = str(ROOT / "tests" / "benchmarks" / "probe.py")
    pairs = [
        (float(json.loads(run(tmp_path, probe, "-"))["seen_s"]), float(run(tmp_path, "-c", LEAST_WINDOW)))
        for _ in range(6)  # the least of each: the machine is not the same from one second to the next
    ]
    seen, least = min(p[0] for p in pairs), min(p[1] for p in pairs)
    sys.stdout.write(f"\nwindow seen after {seen:.2f} s; the least Qt window after {least:.2f} s\n")
    assert seen <= 8 * least


@pytest.mark.parametrize("clip", ["squat", "sprint"])
def test_the_window_hardly_ever_stands_still_during_an_analysis(tmp_path: Path, demo: Path, clip: str) -> None:
    probe = str(ROOT / "tests" / "benchmarks" / "probe.py")
    p99_ms, longest = [], []
    for _ in range(ROUNDS):  # what slows the machine for a while slows one of them
        shutil.rmtree(tmp_path / "cache", ignore_errors=True)
        told = json.loads(run(tmp_path, probe, str(demo / f"{clip}.mp4")))
        sys.stdout.write(f"\n{clip}: {told}\n")
        assert told["analysed"]
        p99_ms.append(told["p99_ms"])
        longest.append(told["longest_ms"] / (1000 * told["analysis_s"]))
        if min(p99_ms) <= MOST_MS and min(longest) <= MOST_SHARE:
            return
    assert min(p99_ms) <= MOST_MS, "the share of time in which the window does not answer"
    assert min(longest) <= MOST_SHARE, "no single stand-still is a part of the analysis"
