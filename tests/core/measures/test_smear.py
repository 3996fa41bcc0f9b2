"""Limbs that smear in the picture, as a long exposure makes them."""

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from core.kinematics.view import View
from core.measures.notes import Filmed, Found, notes
from core.measures.quality import QualityNote
from core.measures.smear import edge_widths_px, smear
from core.pipeline import Request
from core.pipeline import run as analysed
from core.pose.models import find_model
from core.pose.skeleton import BONES, INDEX
from core.pose.track import PoseTrack
from core.video.reader import PyAVReader
from tests.core.stick_figure import clock, run, seen, squat
from tests.core.video.clips import make_clip
from tests.some import some

Picture = NDArray[np.uint8]
N, FPS, SUB, SIZE = 14, 40, 8, (960, 720)
NAMES = {"L": "left", "R": "right"}
PARTS = ("hip", "knee", "ankle", "shoulder", "elbow", "wrist", "heel")


def drawn(xy: NDArray[np.float64]) -> Picture:
    """A dark figure before a light wall: limbs 22 pixels wide."""
    out = np.full((SIZE[1], SIZE[0], 3), 190, np.uint8)
    for a, b in BONES:
        ends = [tuple(np.round(16 * xy[INDEX[k]]).astype(int).tolist()) for k in (a, b)]
        cv2.line(out, ends[0], ends[1], (60, 60, 60), 22, cv2.LINE_AA, 4)
    return out


def figure(path: Path, open_share: float, moving: str = "run") -> tuple[PoseTrack, Path]:
    """The figure's track and a clip of it, with the shutter open for a share of the time from picture to picture."""
    fine = clock(FPS * SUB, N / FPS)
    body = run(fine) if moving == "run" else squat(fine, ())
    track = seen(fine, body, at=(SIZE[0] / 2, 500.0))
    shots = max(1, round(open_share * SUB))
    pictures = [
        np.mean([drawn(track.xy_px[k + j - shots // 2]) for j in range(shots) if k + j >= shots // 2], axis=0)
        for k in range(0, N * SUB, SUB)
    ]
    clip = make_clip(path, N, size=SIZE, pictures=[p.astype(np.uint8) for p in pictures], options={"crf": "20"})
    return track.part(slice(None, None, SUB)), clip


def smeared(track: PoseTrack, clip: Path) -> float | None:
    with PyAVReader(clip) as reader:
        return smear(track, 0, reader)


def test_limbs_smear_the_further_the_longer_the_shutter_is_open(tmp_path: Path) -> None:
    told = [smeared(*figure(tmp_path / f"{share}.mp4", share)) for share in (0.0, 0.5, 1.0)]
    sharp, half, whole = (share for share in told if share is not None)
    assert sharp < 0.004 < half
    assert whole == pytest.approx(2 * half, rel=0.2)


def test_of_somebody_who_stands_small_or_is_not_there_nothing_is_told(tmp_path: Path) -> None:
    still = figure(tmp_path / "still.mp4", 0.0, "squat")
    assert smeared(*still) is None
    track, clip = figure(tmp_path / "run.mp4", 1.0)
    assert smeared(track, clip) is not None
    assert smeared(replace(track, xy_px=track.xy_px * 0.2), clip) is None
    assert smeared(replace(track, xy_px=np.full_like(track.xy_px, np.nan)), clip) is None


@pytest.mark.parametrize("spread_px", [0, 6, 12])
def test_an_edge_is_as_wide_as_its_brightness_takes_to_change(spread_px: int) -> None:
    x = np.arange(120.0)
    level = np.clip((x - 60 + spread_px / 2) / max(spread_px, 1), 0, 1)
    wall = np.repeat(np.repeat((60 + 130 * level)[None, :, None], 80, axis=0), 3, axis=2).astype(np.uint8)
    places, ways = np.array([[60.0, 40.0], [58.0, 30.0], [1.0, 40.0]]), np.tile([1.0, 0.0], (3, 1))
    widths = edge_widths_px(wall, places, ways, 20.0)
    assert len(widths) == 2, "one lies by the border"
    for width in some(widths):
        assert width == pytest.approx(max(spread_px, 2), abs=1.5)


def told(share: float | None, quantiser: float | None = None) -> QualityNote | None:
    t = clock(60, 2.0)
    filmed = Filmed(1, 120.0, (1280, 900), quantiser=quantiser, smear=share)
    every = notes(seen(t, run(t)), View("side", "right", 3.0, 6.0), Found("sprint"), filmed)
    return next((note for note in every if note.code == "blurred"), None)


def test_a_run_whose_limbs_smear_is_told_with_what_to_do_and_no_other() -> None:
    note = told(0.031)
    assert note is not None and note.severity == "caution"
    assert "over 3 % of the body's height" in note.message
    assert "more light" in note.message and "shorter exposure" in note.message
    assert told(None) is None and told(0.016) is None
    assert told(0.031, quantiser=39.0) is None, "then it is said that the clip was made small"


@pytest.mark.shared
@pytest.mark.parametrize("name", ["run_60fps", "sprint_240fps", "sprint_side_static_wide"])
def test_sharp_rendered_runs_are_told_to_be_sharp(shared: Path, name: str) -> None:
    clip = shared / "clips" / "rendered" / f"{name}.mp4"
    truth = json.loads(clip.with_suffix("").with_suffix(".truth.json").read_text())
    n = len(truth["frames"])
    xy = np.full((n, 33, 2), np.nan)
    for s, side in NAMES.items():
        for part in PARTS:
            xy[:, INDEX[f"{side}_{part}"]] = [f["px"][f"{part}.{s}"] for f in truth["frames"]]
        xy[:, INDEX[f"{side}_foot_index"]] = [f["px"][f"toe.{s}"] for f in truth["frames"]]
    xy[:, INDEX["nose"]] = [f["px"]["nose"] for f in truth["frames"]]
    flat = np.ones((n, 33))
    share = smeared(PoseTrack(np.array(truth["timestamps"]), xy, flat, np.full((n, 33, 3), np.nan), flat), clip)
    assert share is not None and share < 0.02


@pytest.mark.shared
@pytest.mark.skipif(find_model() is None, reason="needs the pose model")
@pytest.mark.parametrize("name", ["run_treadmill_60fps", "run_treadmill_30fps"])
def test_filmed_treadmills_are_not_called_blurred(shared: Path, name: str) -> None:
    result = analysed(Request(shared / "clips" / "real" / f"{name}.mp4", start_s=0.0, end_s=1.2))
    assert result.raw.has_pose.any()
    assert "blurred" not in {note.code for note in result.quality}
