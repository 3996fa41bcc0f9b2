"""Several looks at each frame become one pose: sides told from the whole clip, nobody's legs averaged."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.pose import joined_looks
from core.pose.joined_looks import join
from core.pose.skeleton import INDEX, N_LANDMARKS, mirror_order
from tests.core.stick_figure import clock, run, seen

Floats = NDArray[np.float64]
T = clock(60, 2.0)
TRUTH = seen(T, run(T))
LEGS, MIRROR = np.arange(25, 33), np.array(mirror_order())
KNEES = [INDEX["left_knee"], INDEX["right_knee"]]


def looks(count: int, noise_px: float = 1.0) -> Floats:
    """(T, count, 33, 6) what looks that agree but for noise tell of a runner."""
    rng = np.random.default_rng(3)
    out = np.empty((len(T), count, N_LANDMARKS, 6))
    out[..., :2] = TRUTH.xy_px[:, None] + noise_px * rng.standard_normal((len(T), count, N_LANDMARKS, 2))
    out[..., 2] = 0.9
    out[..., 3:] = TRUTH.world_m[:, None]
    return out


def exchange(told: Floats, frames: object, look: int) -> None:
    told[np.ix_(np.arange(len(T))[frames], [look], LEGS)] = told[
        np.ix_(np.arange(len(T))[frames], [look], MIRROR[LEGS])
    ]


def off(xy: Floats, part: object = KNEES) -> Floats:
    return np.asarray(np.hypot(*np.moveaxis(xy[:, part] - TRUTH.xy_px[:, part], -1, 0)))


def test_looks_that_agree_are_averaged_and_their_distance_is_told() -> None:
    one = join(T, looks(2, 2.0))
    assert off(one.xy_px).mean() < 2.0  # two looks with 2 px in x and y are 2.5 px off each
    assert np.median(one.noise_px) == pytest.approx(2.0 / np.sqrt(2), rel=0.4)
    assert one.exchanged == {"legs": 0, "arms": 0}
    np.testing.assert_allclose(one.visibility, 0.9)
    np.testing.assert_allclose(one.world_m[:, LEGS], TRUTH.world_m[:, LEGS])


def test_feet_are_the_widest_look_s_where_boxes_take_turns_and_legs_are_all_looks() -> None:
    told = looks(2, 0.0)
    feet = [INDEX[f"{side}_{part}"] for side in ("left", "right") for part in ("heel", "foot_index")]
    told[:, 1, [*feet, *KNEES], 0] += 6.0
    in_turn = np.zeros(len(T), np.bool_)
    in_turn[30:60] = True
    told[45, 0] = np.nan  # but the other one's where that saw nobody
    one = join(T, told, in_turn)
    assert off(one.xy_px, feet)[30:45].max() < 0.5
    assert off(one.xy_px, feet)[:30] == pytest.approx(3.0, abs=0.1)
    assert off(one.xy_px, feet)[45] == pytest.approx(6.0, abs=1e-6)
    assert off(one.xy_px)[:45] == pytest.approx(3.0, abs=0.1)


def test_a_look_that_takes_left_for_right_is_turned_round_wherever_it_does() -> None:
    told = looks(2)
    exchange(told, slice(20, 26), 0)
    exchange(told, slice(50, 70), 1)
    assert off(join(T, told).xy_px, LEGS).max() < 5.0


def test_looks_that_are_both_wrong_for_a_moment_are_put_right_by_the_frames_around() -> None:
    told = looks(2)
    for look in (0, 1):
        exchange(told, slice(40, 44), look)
    one = join(T, told)
    assert off(one.xy_px, LEGS).max() < 5.0
    assert one.exchanged["legs"] == 4


def test_half_an_exchanged_leg_is_outvoted_by_a_third_look_and_not_averaged_in() -> None:
    told = looks(3)
    told[60, 0, KNEES, :2] = told[60, 0, KNEES[::-1], :2]  # the knees alone
    assert off(told[:, 0, :, :2])[60].min() > 20
    assert off(join(T, told).xy_px)[60].max() < 5.0


def test_a_look_that_saw_nobody_counts_for_nothing_and_none_at_all_is_a_gap() -> None:
    told = looks(2)
    told[30:35, 1] = np.nan
    told[80:82] = np.nan
    one = join(T, told)
    gone = np.isin(np.arange(len(T)), [80, 81])
    assert np.isnan(one.xy_px[gone]).all()
    assert off(np.where(gone[:, None, None], TRUTH.xy_px, one.xy_px)).max() < 5.0
    assert np.isnan(one.noise_px[30:35]).all(), "one look cannot tell its own noise"


def test_a_clip_in_which_nobody_is_seen_stays_empty() -> None:
    one = join(T, np.full((len(T), 2, N_LANDMARKS, 6), np.nan))
    assert np.isnan(one.xy_px).all()
    assert np.isnan(one.visibility).all()


@pytest.mark.parametrize("frames", [0, 1, 3])
def test_very_short_clips_are_averaged(frames: int) -> None:
    one = join(T[:frames], looks(2)[:frames])
    assert one.xy_px.shape == (frames, N_LANDMARKS, 2)
    assert np.isfinite(one.xy_px).all()


def test_a_long_clip_is_averaged_in_pieces_to_the_last_bit_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    told = looks(3).astype(np.float32)
    exchange(told, slice(20, 40), 1)
    told[30:35, 1] = np.nan
    whole = join(T, told)
    monkeypatch.setattr(joined_looks, "_PIECE", 7)
    pieces = join(T, told)
    for name in ("xy_px", "visibility", "world_m", "noise_px"):
        np.testing.assert_array_equal(getattr(pieces, name), getattr(whole, name))
    assert pieces.exchanged == whole.exchanged
