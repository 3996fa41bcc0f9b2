"""What is hidden is gone from the pixels: faces followed through clips, gaps bridged, names taken out."""

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import platformdirs
import pytest

from core import pipeline
from core.analysis import Analysis
from core.export.document import analysis_dict
from core.export.head import HOLD_S, head_regions
from core.export.privacy import PRIVATE, Face, Privacy, anonymous, hidden
from core.pipeline import Request
from core.pose.skeleton import INDEX
from core.pose.track import PoseTrack
from core.provenance import ProvenanceStep
from core.video.reader import open_reader
from tests.core import stick_figure
from tests.core.builders import squat_analysis

FACE = [i for name, i in INDEX.items() if name == "nose" or "eye" in name]
ALL_CLIPS = "PLUMBLINE_TEST_ALL_CLIPS"  # every clip with a person, whole; minutes where their poses are not cached
PEOPLE = ("real/squat_side_gym_mirror.mp4", "rendered/run_60fps.mp4")


def noise(height: int, width: int) -> np.ndarray:
    """A picture in which every pixel differs from its neighbours: what is left of that tells what was hidden."""
    return np.random.default_rng(1).integers(0, 256, (height, width, 3)).astype(np.uint8)


def detail(rgb: np.ndarray, x: float, y: float) -> float:
    """How much neighbouring pixels differ in the 5 x 5 around a point."""
    part = rgb[max(0, int(y) - 2) : int(y) + 3, max(0, int(x) - 2) : int(x) + 3].astype(float)
    return float(np.abs(np.diff(part, axis=1)).mean()) if part.size and part.shape[1] > 1 else 0.0


def assert_faces_are_gone(analysis: Analysis, face: Face, pictures: bool) -> int:
    """On every frame where nose or eyes were detected, their surroundings hold no detail any more."""
    heads = head_regions(analysis)
    size = (analysis.clip.height_px, analysis.clip.width_px)
    still = noise(*size)
    looked_at = 0
    for row, time_s in enumerate(analysis.raw.time_s.tolist()):
        made = hidden(still, time_s, heads, Privacy(face))
        for points in (analysis.raw.xy_px[row, FACE], analysis.smoothed.xy_px[row, FACE]):
            for x, y in points[np.isfinite(points).all(axis=1)].tolist():
                if 3 <= x < size[1] - 3 and 3 <= y < size[0] - 3:
                    looked_at += 1
                    assert detail(made, x, y) < 0.35 * detail(still, x, y), f"a face at {time_s:.3f} s"
    assert looked_at > 0
    if pictures:
        with open_reader(analysis.clip.path) as reader:
            shown = reader.frame(analysis.first_frame).rgb
            made = hidden(shown, float(reader.time_s[analysis.first_frame]), heads, Privacy(face))
            changed = (made != shown).any(axis=2).mean()
            assert 0 < changed < 0.25, "the head, and not the whole picture"
    return looked_at


@pytest.mark.parametrize("name", PEOPLE)
def test_nose_and_eyes_are_gone_on_every_frame_of_real_detections(shared: Path, name: str) -> None:
    analysis = pipeline.run(Request(shared / "clips" / name, start_s=2.0, end_s=2.15))
    assert_faces_are_gone(analysis, "pixelated", pictures=True)


@pytest.mark.timeout(7200)
def test_nose_and_eyes_are_gone_on_every_frame_of_all_clips(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not os.environ.get(ALL_CLIPS):
        pytest.skip(f"set {ALL_CLIPS}=1 to look at every clip")
    monkeypatch.setenv("PLUMBLINE_CACHE_DIR", platformdirs.user_cache_dir("plumbline", appauthor=False))
    clips = sorted(p for p in (shared / "clips").glob("*/*") if p.suffix in (".mp4", ".mov", ".webm", ".mkv"))
    looked_at = {}
    for clip in clips:
        analysis = pipeline.run(Request(clip))
        if analysis.pose.frames_with_pose and "no_person" not in clip.name:
            looked_at[clip.name] = assert_faces_are_gone(analysis, "blurred", pictures=False)
    print(json.dumps(looked_at, indent=1))  # noqa: T201 - seen with -s
    assert len(looked_at) > 20


@pytest.fixture
def result() -> Analysis:
    time_s = stick_figure.clock(30, 3.0)
    seen = stick_figure.seen(time_s, stick_figure.joints(stick_figure.standing(90)))
    base = squat_analysis(Path("squat.mp4"))
    return replace(base, raw=seen, smoothed=seen, clip=replace(base.clip, width_px=1280, height_px=720))


def without_head(track: PoseTrack, first: int, last: int, whole: bool = False) -> PoseTrack:
    xy = np.array(track.xy_px)
    xy[first:last, : (33 if whole else INDEX["mouth_right"] + 1)] = np.nan
    return replace(track, xy_px=xy)


def with_track(result: Analysis, track: PoseTrack) -> Analysis:
    return replace(result, raw=track, smoothed=track)


def test_pixels_outside_the_head_stay_as_they_are(result: Analysis) -> None:
    still = noise(720, 1280)
    heads = head_regions(result)
    x, y, radius = heads.at(0.0) or (0, 0, 0)
    made = hidden(still, 0.0, heads, Privacy("blurred"))
    rows, columns = np.mgrid[:720, :1280]
    away = np.hypot(columns + 0.5 - x, rows + 0.5 - y) > radius + 2
    assert (made[away] == still[away]).all() and (made != still).any()


def test_a_head_seen_from_behind_is_hidden_where_the_shoulders_say_it_is(result: Analysis) -> None:
    """No landmark of the face at all, for the whole clip."""
    heads = head_regions(with_track(result, without_head(result.raw, 0, 90)))
    place = heads.at(1.0)
    true = result.raw.xy_px[30, INDEX["nose"]]
    assert place is not None and np.hypot(place[0] - true[0], place[1] - true[1]) < 0.6 * place[2]


@pytest.mark.parametrize("frames", [3, 14])
def test_a_gap_is_held_and_grows_until_half_a_second(result: Analysis, frames: int) -> None:
    """The athlete moves across while nobody is seen: the circle covers the way from end to end."""
    xy = np.array(result.raw.xy_px)
    xy[:, :, 0] += 40 * result.raw.time_s[:, None]
    moving = replace(result.raw, xy_px=xy)
    heads = head_regions(with_track(result, without_head(moving, 30, 30 + frames, whole=True)))
    for row in range(30, 30 + frames):
        x, y, radius = heads.at(float(moving.time_s[row])) or (0, 0, 0)
        face = moving.xy_px[row, FACE]
        assert (np.hypot(face[:, 0] - x, face[:, 1] - y) < 0.6 * radius).all()
    assert heads.radius_px[30 + frames // 2] > heads.radius_px[29]


def test_where_nobody_knows_where_the_head_is_the_whole_picture_is_hidden(result: Analysis) -> None:
    heads = head_regions(with_track(result, without_head(result.raw, 20, 90, whole=True)))
    at = float(result.raw.time_s[19]) + HOLD_S
    still = noise(720, 1280)
    assert heads.at(at - 0.1) is not None
    late = float(result.raw.time_s[60])
    made = hidden(still, late, heads, Privacy("blurred"))
    assert detail(made, 50, 50) < 0.1 * detail(still, 50, 50)


def test_a_head_half_out_of_the_picture_is_hidden_up_to_its_edge(result: Analysis) -> None:
    xy = np.array(result.raw.xy_px)
    xy[..., 1] -= xy[0, INDEX["nose"], 1]
    heads = head_regions(with_track(result, replace(result.raw, xy_px=xy)))
    still = noise(720, 1280)
    made = hidden(still, 0.0, heads, Privacy("pixelated"))
    assert detail(made, xy[0, INDEX["nose"], 0], 3) < 0.35 * detail(still, xy[0, INDEX["nose"], 0], 3)


@pytest.mark.parametrize("background", ["black", "blurred"])
def test_skeleton_only_leaves_nothing_of_the_picture(result: Analysis, background: str) -> None:
    still = noise(720, 1280)
    made = hidden(still, 0.0, head_regions(result), Privacy(background=background))  # type: ignore[arg-type]
    assert max(detail(made, x, y) for x in (20, 640, 1200) for y in (20, 360, 700)) < 0.1 * detail(still, 640, 360)
    assert background != "black" or not made.any()


def test_names_are_nowhere_in_an_anonymous_result() -> None:
    step = ProvenanceStep("landmarks", {"file": "Erika Muster squat.csv", "of": ["Erika Muster"]})
    named = replace(squat_analysis(Path("Erika Muster squat.mp4")), athlete="Erika Muster", provenance=(step,))
    told = json.dumps(analysis_dict(anonymous(named)), ensure_ascii=False)
    assert "Erika" not in told and named.clip.sha256 in told
    assert analysis_dict(anonymous(named))["reps"] == analysis_dict(named)["reps"]


@pytest.mark.parametrize(
    ("clip", "athlete", "text", "left"),
    [
        ("clip.mp4", "Al", "Al_3.csv, of al: valid", "–_3.csv, of –: valid"),
        ("Jo.mp4", None, "by jo; joined", "by –; joined"),
        ("clip.mp4", "Ida Muster", "ida.csv and MUSTER-2, validated", "–.csv and –-2, validated"),
        ("1.mp4", None, "MediaPipe 1.2", "MediaPipe 1.2"),
    ],
)
def test_names_of_one_or_two_letters_and_parts_of_names_are_taken_out_too(
    clip: str, athlete: str | None, text: str, left: str
) -> None:
    step = ProvenanceStep("landmarks", {"file": text})
    named = replace(squat_analysis(Path(clip)), athlete=athlete, provenance=(step,))
    assert anonymous(named).provenance[0].parameters["file"] == left


def test_the_switch_says_what_it_does() -> None:
    assert Privacy().sentence == "off" and not Privacy().on
    assert PRIVATE.on and PRIVATE.sentence == "face blurred, names taken out"
