"""Marker files of Sports2D and Pose2Sim: units, axes, gaps, and files that are none."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.pose.landmark_file import LandmarkFile, LandmarkFileError
from core.pose.landmark_names import columns
from core.pose.skeleton import INDEX
from core.pose.track import PoseTrack
from core.pose.trc import PX_PER_M, read_trc
from tests.core.pose.landmark_writers import HALPE_MARKERS, in_order, trc_pixels, trc_text
from tests.core.squat_figure import Move
from tests.core.stick_figure import LEFT, METRE, PX, RIGHT, clock, seen, squat

TIME = clock(30, 2)
BODY = squat(TIME, (Move(0.2),))
OURS = sorted(columns(HALPE_MARKERS))
FILE = Path("squat_px_person00.trc")


def read(points: np.ndarray, path: Path = FILE, units: str = "m", **how: object) -> LandmarkFile:
    return read_trc(path, trc_text(points, HALPE_MARKERS, TIME, units, **how))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def track() -> PoseTrack:
    return seen(TIME, BODY)


@settings(max_examples=15)
@given(
    turn=st.sampled_from([RIGHT, LEFT]),
    at=st.tuples(st.floats(200, 3000), st.floats(200, 2000)),
    gaps=st.lists(st.tuples(st.integers(0, 59), st.sampled_from(OURS)), max_size=8),
    blank=st.sampled_from(["", "nan", "NaN"]),
)
def test_pixels_are_read_as_they_are_whatever_the_header_says(
    turn: float, at: tuple[float, float], gaps: list[tuple[int, int]], blank: str
) -> None:
    track = seen(TIME, BODY, turn, at)
    xy = track.xy_px.copy()
    for row, landmark in gaps:
        xy[row, landmark] = np.nan
    points = trc_pixels(PoseTrack(TIME, xy, track.visibility, track.world_m, track.noise_px))
    found = read(points, blank=blank)
    np.testing.assert_allclose(found.xy_px[:, OURS], xy[:, OURS], atol=1e-6)
    np.testing.assert_array_equal(found.visibility[:, OURS], np.where(np.isnan(xy[:, OURS, 0]), np.nan, 1.0))
    assert np.isnan(np.delete(found.xy_px, OURS, axis=1)).all()
    assert np.isnan(found.world_m).all()
    assert (found.in_picture, found.px_per_m, found.hips_in_front) == (True, None, False)
    np.testing.assert_array_equal(found.frame, np.arange(60))
    np.testing.assert_allclose(found.time_s, TIME)


def test_early_sports2d_pixels_are_thousandths_and_upside_down(track: PoseTrack) -> None:
    found = read(trc_pixels(track) / 1000 * [1, -1, 1])
    np.testing.assert_allclose(found.xy_px[:, OURS], track.xy_px[:, OURS], atol=1e-6)
    assert found.in_picture


def test_pixels_counted_from_below_lie_nowhere_in_the_picture(track: PoseTrack) -> None:
    found = read(trc_pixels(track) * [1, -1, 1] + [0, 1080, 0])
    assert not found.in_picture
    down = np.diff(found.xy_px[:, [INDEX["left_hip"], INDEX["left_knee"]], 1], axis=1)
    np.testing.assert_allclose(down[:, 0], np.diff(track.xy_px[:, [23, 25], 1], axis=1)[:, 0], atol=1e-6)


@pytest.mark.parametrize(("units", "factor"), [("m", 1.0), ("mm", 1000.0), ("cm", 100.0)])
def test_flat_metres_are_drawn_to_scale(track: PoseTrack, units: str, factor: float) -> None:
    flat = trc_pixels(track) * METRE / PX * factor * [1, -1, 1]
    found = read(flat, Path("squat_m_person00.trc"), units)
    np.testing.assert_allclose(
        np.diff(found.xy_px[:, OURS], axis=0), np.diff(track.xy_px[:, OURS], axis=0) * METRE / PX * PX_PER_M, atol=1e-6
    )
    assert (found.in_picture, found.px_per_m) == (False, PX_PER_M)
    assert np.isnan(found.world_m).all()


def space(up: str, turn_deg: float) -> np.ndarray:
    """(T, K, 3) of the figure in metres in a right-handed room in which it faces some direction."""
    forward, left, height = np.moveaxis(BODY * METRE, -1, 0)
    a = np.radians(turn_deg)
    x, z = np.cos(a) * forward - np.sin(a) * left, -np.sin(a) * forward - np.cos(a) * left
    axes = {"y": [x, height, z], "z": [x, -z, height]}[up]
    out = np.zeros((len(TIME), len(HALPE_MARKERS), 3))
    for ours, theirs in columns(HALPE_MARKERS).items():
        out[:, theirs] = np.stack(axes, axis=-1)[:, ours]
    return out


@pytest.mark.parametrize("up", ["y", "z"])
@pytest.mark.parametrize("turn", [0.0, 30.0, -70.0, 120.0, 180.0])
def test_markers_in_space_are_seen_from_the_athletes_side(up: str, turn: float) -> None:
    found = read(space(up, turn), Path("trial.trc"))
    faces_right = abs(turn) < 90
    wanted = seen(TIME, BODY, RIGHT if faces_right else LEFT)
    for name in ("knee", "ankle", "shoulder", "foot_index"):
        for s in ("left", "right"):
            k = INDEX[f"{s}_{name}"]
            hips = found.xy_px[:, [23, 24]].mean(axis=1), wanted.xy_px[:, [23, 24]].mean(axis=1)
            np.testing.assert_allclose(
                (found.xy_px[:, k] - hips[0]) / PX_PER_M, (wanted.xy_px[:, k] - hips[1]) / PX * METRE, atol=1e-6
            )
    np.testing.assert_allclose(found.world_m[:, OURS], wanted.world_m[:, OURS], atol=1e-6)


def test_somebody_who_turns_about_is_seen_along_the_files_own_axis() -> None:
    half = len(TIME) // 2
    both = np.concatenate([space("y", 0.0)[:half], space("y", 180.0)[half:]])
    found = read(both, Path("trial.trc"))
    assert found.told["turned_deg"] == 0.0


def test_frames_are_counted_by_the_time_where_a_file_begins_later(track: PoseTrack) -> None:
    text = trc_text(trc_pixels(track), HALPE_MARKERS, TIME + 2.0, first=1)
    found = read_trc(FILE, text)
    assert (found.frame[0], found.frame[-1]) == (60, 119)


def test_markers_at_the_origin_were_not_found(track: PoseTrack) -> None:
    points = trc_pixels(track)
    points[3, HALPE_MARKERS.index("RHeel")] = 0
    assert np.isnan(read(points).xy_px[3, INDEX["right_heel"]]).all()


def test_rows_that_end_early_lack_their_last_markers(track: PoseTrack) -> None:
    lines = trc_text(trc_pixels(track), HALPE_MARKERS, TIME).splitlines()
    lines[10] = "\t".join(lines[10].split("\t")[:-3])
    found = read_trc(FILE, "\n".join(lines))
    assert np.isnan(found.xy_px[5, INDEX["left_wrist"]]).all()
    assert np.isfinite(found.xy_px[5, INDEX["left_elbow"]]).all()


def test_other_markers_are_named(track: PoseTrack) -> None:
    names = ["r.ASIS_study", "L.ASIS_study", "C7_study", "RKnee"]
    with pytest.raises(LandmarkFileError) as told:
        read_trc(FILE, trc_text(in_order(track, names), names, TIME))
    assert told.value.sentence == (
        f"{FILE}: its markers are not a skeleton that is known (found: r.ASIS_study, L.ASIS_study, C7_study, RKnee): "
        "markers for left_shoulder, left_hip, left_knee, left_ankle, right_shoulder, right_hip, right_ankle are "
        "needed, named like RHip or LKnee"
    )


def test_blanks_short_rows_and_cells_beyond_the_markers_are_gaps(track: PoseTrack) -> None:
    lines = trc_text(trc_pixels(track), HALPE_MARKERS, TIME).splitlines()
    whole = read_trc(FILE, "\n".join(lines))
    lines[5] = lines[5].replace(lines[5].split("\t")[2], " ", 1) + "\t \t"
    lines[6] = "\t".join(lines[6].split("\t")[:-3])
    read = read_trc(FILE, "\n".join([*lines[:7], "", *lines[7:]]))
    assert len(read) == len(whole)
    same = np.isfinite(read.xy_px)
    assert (~same).any(axis=(1, 2)).tolist()[:3] == [True, True, np.isnan(whole.xy_px[2]).any()]
    assert np.array_equal(read.xy_px[same], whole.xy_px[same])


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda text: "", "its first lines are not those of a .trc file"),
        (lambda text: text.splitlines()[0], "its first lines are not"),
        (lambda text: "\n".join(text.splitlines()[:5]), "there are no frames in it"),
        (lambda text: text.replace("\n4\t", "\n4x\t").replace("0.1\t", "soon\t"), "holds something that is no number"),
        (
            lambda text: "\n".join([*text.splitlines(), text.splitlines()[5]]),
            "its times are missing or do not increase",
        ),
        (lambda text: text.replace("\n3\t0.1\t", "\n3\t\t"), "its times are missing"),
    ],
)
def test_a_damaged_file_is_one_sentence(track: PoseTrack, damage: object, says: str) -> None:
    text = trc_text(trc_pixels(track), HALPE_MARKERS, TIME)
    with pytest.raises(LandmarkFileError, match=says):
        read_trc(FILE, damage(text))  # type: ignore[operator]


@pytest.mark.parametrize(("kept", "broken"), [(0.5, True), (0.5, False), (0.9, True)])
def test_a_file_that_ends_in_the_middle_says_where_and_gives_the_whole_frames(
    track: PoseTrack, kept: float, broken: bool
) -> None:
    whole = trc_text(trc_pixels(track), HALPE_MARKERS, TIME)
    assert not read_trc(FILE, whole).notice and not read_trc(FILE, whole.rstrip("\n")).notice
    lines = whole.splitlines(keepends=True)
    there = round(kept * len(TIME))
    text = "".join(lines[: 5 + there]) + (lines[5 + there][:-9] if broken else "")
    found = read_trc(FILE, text)
    assert len(found) == there
    np.testing.assert_allclose(found.xy_px[:, OURS], track.xy_px[:there, OURS], atol=1e-6)
    last = 5 + there + broken
    assert found.notice.startswith(f"{FILE.name} ends at line {last}: {there} of 60 frames can be read. Copy it again")


def test_a_last_line_that_is_cut_is_told_where_the_head_tells_no_number_of_frames(track: PoseTrack) -> None:
    whole = trc_text(trc_pixels(track), HALPE_MARKERS, TIME).replace(f"\t{len(TIME)}\t", "\t\t", 1)
    found = read_trc(FILE, whole[:-200])
    assert len(found) == len(TIME) - 1
    assert found.notice.startswith(f"{FILE.name} ends in the middle of line 65: 59 frames can be read.")
