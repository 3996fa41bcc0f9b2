"""The camera and the yaw of a passing athlete in analysis.json."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np

from core import paths
from core.analysis import Analysis
from core.export.document import analysis_dict
from core.kinematics.passing import Passing
from core.pose.camera_motion import CameraMotion
from tests.core.builders import sprint_analysis


def passed(base: Analysis) -> Analysis:
    n = len(base.raw)
    flat = np.zeros(n)
    shift = np.stack([np.linspace(0, -900.0, n), flat], axis=1)
    camera = CameraMotion(shift, flat, flat, flat + 0.2, np.zeros(n, np.int64), np.zeros(n, np.bool_), (1280, 720))
    yaw = np.linspace(-35.0, 40.0, n)
    yaw[0] = np.nan
    path = Passing(yaw, flat + 3, flat, flat + 360, flat + 1000, 640.0)
    return replace(base, raw=replace(base.raw, camera=camera), path=path)


def test_the_camera_and_the_yaws_range_are_told(tmp_path: Path) -> None:
    base = sprint_analysis(tmp_path / "run.mp4")
    document = analysis_dict(passed(base))
    schema = json.loads((paths.resources_dir() / "analysis.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, schema)
    assert document["camera"] == {
        "state": "panning", "known_share": 1.0, "travel_px": 900.0, "cuts": 0, "focal_px": None, "focal_sd_px": None,
    }  # fmt: skip
    low, high = document["view"]["yaw_range_deg"]
    assert -35.0 < low < -30.0
    assert high == 40.0


def test_without_pictures_there_is_no_camera_to_tell_of(tmp_path: Path) -> None:
    document = analysis_dict(sprint_analysis(tmp_path / "run.mp4"))
    assert document["camera"] is None
    assert document["view"]["yaw_range_deg"] is None
