"""A camera that zooms while somebody squats: what it makes larger or smaller is neither a descent nor a drop."""

from dataclasses import replace

import numpy as np
import pytest

from core.kinematics.calibration import KnownLength
from core.kinematics.zoom import without_zoom, zooms
from core.motion import measure
from core.pose.track import PoseTrack
from tests.core.squat_figure import Move
from tests.core.stick_figure import LEFT, RIGHT, SIZE_PX, TOWARD, clock, filmed, noisy, squat

MOVES = (Move(1.5), Move(5.0))
TIME = clock(30.0, 8.0)
NAMES = ("start_s", "bottom_s", "end_s")


def zoomed(track: PoseTrack, size: np.ndarray, segment: np.ndarray | None = None) -> PoseTrack:
    """The same through a lens that makes everything (T,) times as large about the picture's middle."""
    assert track.camera is not None
    middle = np.array(SIZE_PX) / 2
    camera = replace(track.camera, log_scale=np.log(size), segment=track.camera.segment if segment is None else segment)
    return replace(track, xy_px=middle + (track.xy_px - middle) * size[:, None, None], camera=camera)


def smaller(by: float) -> np.ndarray:
    return np.exp(np.linspace(0.0, -np.log(by), len(TIME)))


def moments(track: PoseTrack) -> np.ndarray:
    """(reps, 3) seconds."""
    return np.array([[getattr(r.rep, name) for name in NAMES] for r in measure(track, wanted="squat").reps])


@pytest.mark.parametrize("turn", [TOWARD, TOWARD + 45, RIGHT, LEFT])
@pytest.mark.parametrize("by", [1.4, 1 / 1.4])
def test_a_zoom_moves_no_start_bottom_or_end(turn: float, by: float) -> None:
    steady = noisy(filmed(TIME, squat(TIME, MOVES), turn), 0.5)
    told = moments(steady)
    assert len(told) == len(MOVES)
    assert moments(zoomed(steady, smaller(by))) == pytest.approx(told, abs=0.01)


@pytest.mark.parametrize("turn", [TOWARD, RIGHT])
def test_a_zoom_makes_no_squat_deeper_or_quicker(turn: float) -> None:
    steady = noisy(filmed(TIME, squat(TIME, MOVES), turn), 0.5)
    pairs = list(zip(measure(steady).reps, measure(zoomed(steady, smaller(1.4))).reps, strict=True))
    assert len(pairs) == len(MOVES)
    for true, told in pairs:
        for name, within in (("depth_pelvis_drop_ratio", 0.01), ("mean_concentric_velocity", 0.02)):
            assert told.metrics[name].value == pytest.approx(true.metrics[name].value, abs=within)


def test_a_line_of_known_length_counts_by_how_large_the_picture_was_when_it_was_drawn() -> None:
    steady = filmed(TIME, squat(TIME, MOVES), RIGHT)
    size = smaller(1.4)
    line, row = np.array([[400.0, 500.0], [900.0, 500.0]]), 150
    middle = np.array(SIZE_PX) / 2
    drawn = middle + (line - middle) * size[row]

    def scale(track: PoseTrack, ends: np.ndarray) -> float:
        known = KnownLength(tuple(ends[0]), tuple(ends[1]), 2.0, float(TIME[row]))
        m_per_px = measure(track, calibration=known).scale.m_per_px
        assert m_per_px is not None
        return m_per_px

    assert scale(zoomed(steady, size), drawn) == pytest.approx(scale(steady, line), rel=0.01)


def test_where_the_background_was_lost_its_size_goes_on_from_what_it_was() -> None:
    steady = filmed(TIME, squat(TIME, MOVES), RIGHT)
    size, later = smaller(1.4), np.arange(len(TIME)) >= 100
    track = zoomed(steady, size, later.astype(np.int64))
    assert track.camera is not None
    log = np.where(later, track.camera.log_scale - track.camera.log_scale[100], track.camera.log_scale)
    log[98:100] = np.nan
    shift = np.where(np.isnan(log)[:, None], np.nan, track.camera.shift_px)
    told = without_zoom(replace(track, camera=replace(track.camera, log_scale=log, shift_px=shift)))
    jump = np.exp(np.log(size[97]) - np.log(size[100]))  # what nobody saw
    assert told.xy_px[:97] == pytest.approx(steady.xy_px[:97])
    middle = np.array(SIZE_PX) / 2
    assert (told.xy_px[101:] - middle) * jump == pytest.approx(steady.xy_px[101:] - middle)


@pytest.mark.parametrize("by", [1.0, 1.08])
def test_a_background_that_keeps_its_size_leaves_the_track_as_it_is(by: float) -> None:
    track = zoomed(filmed(TIME, squat(TIME, MOVES), RIGHT), smaller(by))
    assert not zooms(track.camera)
    assert without_zoom(track) is track
    blind = replace(track, camera=None)
    assert without_zoom(blind) is blind
