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
    probe = str(here / "project_probe.py")
    rounds = [  # in turns: whatever slows the machine for a while is met by both
        [json.loads(run(tmp_path, probe, str(tmp_path / f"{times}.plumb"))) for times in (1, 40)] for _ in range(3)
    ]
    short, long = (min(each, key=lambda told: told["usable_s"]) for each in zip(*rounds, strict=True))
    for told in (short, long):
        sys.stdout.write(f"\n{told['frames']} frames: {told}\n")
    assert long["frames"] == 40 * short["frames"] and long["units"] == 40 * short["units"]
    assert long["analysed"] and long["drawings"] == 50
    assert long["usable_s"] <= 4 * short["usable_s"]
