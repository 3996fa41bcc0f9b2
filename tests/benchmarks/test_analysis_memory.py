"""What an analysis takes of memory, by the length of the clip; run alone with `pytest -m benchmark -s`.

PLUMBLINE_ANALYSED_SECONDS=600 analyses ten minutes instead of forty seconds, which takes some minutes.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.analysis_probe import FRAMES
from tests.benchmarks.phone_clips import FPS, HEIGHT, WIDTH, repeat
from tests.core.video.clips import make_clip

ROOT = Path(__file__).resolve().parents[2]
SHORT_S, LONG_S = FRAMES // FPS, int(os.environ.get("PLUMBLINE_ANALYSED_SECONDS", "40"))
pytestmark = pytest.mark.benchmark


def peak_mb(clip: Path, seconds: int, folder: Path) -> float:
    probe = str(ROOT / "tests" / "benchmarks" / "analysis_probe.py")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PLUMBLINE_CACHE_DIR": str(folder)}
    done = subprocess.run(
        [sys.executable, probe, str(clip), str(folder)],
        capture_output=True, text=True, env=environment, timeout=60 + 3 * seconds, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    sys.stdout.write(f"\n{seconds} s of 1080p: {result}\n")
    assert result["frames"] == seconds * FPS
    assert result["reps"] >= 3 * seconds // SHORT_S - 1
    return float(result["peak_mb"])


def test_an_analysis_takes_no_more_memory_for_a_longer_clip(tmp_path: Path) -> None:
    short = make_clip(tmp_path / "short.mp4", FRAMES, size=(WIDTH, HEIGHT), options={"preset": "ultrafast"})
    long = repeat(short, tmp_path / "long.mp4", LONG_S // SHORT_S)
    peaks = [peak_mb(short, SHORT_S, tmp_path), peak_mb(long, LONG_S, tmp_path)]
    assert peaks[1] <= 1.1 * peaks[0]
    assert max(peaks) <= 900
