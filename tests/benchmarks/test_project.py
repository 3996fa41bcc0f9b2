"""How soon a saved project can be worked with; run alone with `pytest -m benchmark -s`.

The seconds are printed. The bound is a ratio in one run: a clip of five minutes against one of eight seconds, both
saved with fifty drawings; usable is when the picture, lanes, plots, cards, table and drawings are painted.
"""

import json
import sys
from pathlib import Path

import pytest

from tests.benchmarks.test_window import ROOT, run

pytestmark = pytest.mark.benchmark


def test_a_project_with_a_clip_of_minutes_is_open_about_as_soon_as_one_of_seconds(tmp_path: Path, demo: Path) -> None:
    here = ROOT / "tests" / "benchmarks"
    run(tmp_path, str(here / "long_project.py"), str(demo / "squat.mp4"), str(tmp_path), "1", "40")
    told = {}
    for times in (1, 40):
        runs = [
            json.loads(run(tmp_path, str(here / "project_probe.py"), str(tmp_path / f"{times}.plumb"))) for _ in "ab"
        ]
        told[times] = min(runs, key=lambda r: r["usable_s"])
        sys.stdout.write(f"\n{told[times]['frames']} frames: {told[times]}\n")
    short, long = told[1], told[40]
    assert long["frames"] == 40 * short["frames"] and long["units"] == 40 * short["units"]
    assert long["analysed"] and long["drawings"] == 50
    assert long["usable_s"] <= 4 * short["usable_s"]
