"""Several looks at one frame become one, and heatmaps sharpen landmarks."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.pose import crop
from core.pose.backend import APART, TO_FOLLOW, Box, Detection, Looks
from core.pose.landmark_network import SIDE, LandmarkNetwork, combine, disagree, refine
from core.pose.skeleton import INDEX, N_LANDMARKS, mirror_order
from core.video.planes import Room
from tests.core.stick_figure import clock, run, seen

Floats = NDArray[np.float64]
MIRROR = mirror_order()
LEGS, ARMS = list(range(25, 33)), list(range(13, 23))
RUNNER = seen(clock(30, 1.0), run(clock(30, 1.0)))
FRAME = 11


def look(offset: float = 0.0, score: float = 0.9, exchanged: list[int] | None = None) -> Detection:
    """The runner as one look sees it; some limbs taken for their other side."""
    order = list(range(N_LANDMARKS))
    for i in exchanged or []:
        order[i] = MIRROR[i]
    visibility = np.linspace(0.2, 0.9, N_LANDMARKS)
    xy, world = RUNNER.xy_px[FRAME] + offset, RUNNER.world_m[FRAME]
    return Detection(xy[order], visibility[order], world[order], score, np.full(N_LANDMARKS, np.nan))


def test_no_look_gives_nothing_and_one_look_is_itself() -> None:
    assert combine([]) is None
    one = look()
    assert combine([one]) is one


def test_the_legs_of_the_runner_are_apart_in_this_frame() -> None:
    apart = np.abs(RUNNER.xy_px[FRAME][LEGS] - RUNNER.xy_px[FRAME][[MIRROR[i] for i in LEGS]]).sum(axis=1)
    assert apart.min() > 30


def test_two_looks_are_averaged_and_their_distance_is_told() -> None:
    both = combine([look(-2.0, 0.8), look(4.0, 0.6)])
    assert both is not None
    np.testing.assert_allclose(both.xy_px, RUNNER.xy_px[FRAME] + 1.0)
    np.testing.assert_allclose(both.spread_px, 3.0)
    assert both.score == pytest.approx(0.7)


@pytest.mark.parametrize("exchanged", [LEGS, ARMS, LEGS + ARMS], ids=["legs", "arms", "both"])
def test_a_look_that_took_left_for_right_is_brought_to_the_side_of_the_first(exchanged: list[int]) -> None:
    both = combine([look(), look(2.0, exchanged=exchanged)])
    assert both is not None
    np.testing.assert_allclose(both.xy_px, RUNNER.xy_px[FRAME] + 1.0)
    np.testing.assert_allclose(both.world_m, RUNNER.world_m[FRAME])
    np.testing.assert_allclose(both.visibility, np.linspace(0.2, 0.9, N_LANDMARKS))
    assert both.spread_px.max() < 1.5


def test_hips_and_shoulders_stay_where_each_look_saw_them() -> None:
    trunk = [INDEX[f"{s}_{p}"] for s in ("left", "right") for p in ("hip", "shoulder")]
    both = combine([look(), look(exchanged=trunk)])
    assert both is not None
    middle = (RUNNER.xy_px[FRAME][trunk] + RUNNER.xy_px[FRAME][[MIRROR[i] for i in trunk]]) / 2
    np.testing.assert_allclose(both.xy_px[trunk], middle)


def heat(at: Floats, height: float, wide: float = 1.5) -> Floats:
    """(64, 64, 33) logits with one warm spot a landmark, at crop pixels."""
    rows, columns = np.mgrid[:64, :64]
    x, y = at.T * 64 / SIDE
    away = (columns[..., None] - x) ** 2 + (rows[..., None] - y) ** 2
    return height * np.exp(-away / (2 * wide**2)) - 10


def places() -> Floats:
    rng = np.random.default_rng(0)
    return rng.uniform(60, 190, (N_LANDMARKS, 2))


def test_a_landmark_goes_to_the_hot_spot_beside_it() -> None:
    hot = np.round(places() * 64 / SIDE) * SIDE / 64
    warm = heat(hot, height=20.0)
    given = hot + np.random.default_rng(1).uniform(-6, 6, hot.shape)
    refined = refine(given, warm)
    assert np.abs(refined - hot).max() < 1.0
    assert np.abs(refined - hot).mean() < 0.3 * np.abs(given - hot).mean()


def test_a_landmark_at_the_squares_edge_or_beyond_it_moves_no_other_one() -> None:
    hot = np.round(places() * 64 / SIDE) * SIDE / 64
    given = hot + np.random.default_rng(1).uniform(-6, 6, hot.shape)
    warm = heat(hot, height=20.0)
    alone = refine(given, warm)
    for at in ((4.0, 120.0), (120.0, 251.0), (-30.0, 300.0)):
        moved = given.copy()
        moved[5] = at
        others = np.arange(N_LANDMARKS) != 5
        np.testing.assert_array_equal(refine(moved, warm)[others], alone[others])


def test_a_landmark_without_heat_stays_where_it_was() -> None:
    given = places()
    np.testing.assert_array_equal(refine(given, np.full((64, 64, N_LANDMARKS), -10.0)), given)


def test_each_landmark_looks_at_its_own_map_only() -> None:
    given = places()
    cold = np.full((64, 64, N_LANDMARKS), -10.0)
    knee = INDEX["left_knee"]
    cold[..., knee] = heat(np.round(given * 64 / SIDE) * SIDE / 64, height=20.0)[..., knee]
    moved = np.any(refine(given + 3, cold) != given + 3, axis=1)
    assert np.flatnonzero(moved).tolist() == [knee]


def test_landmarks_at_and_beyond_the_edge_of_the_crop_are_no_error() -> None:
    at = np.tile([[0.0, 0.0], [SIDE - 1.0, 3.0], [-20.0, 40.0], [SIDE + 30.0, SIDE + 30.0]], (9, 1))[:N_LANDMARKS]
    refined = refine(at, np.full((64, 64, N_LANDMARKS), 5.0))
    assert np.isfinite(refined).all()
    outside = ((at < 0) | (at >= SIDE)).any(axis=1)
    np.testing.assert_array_equal(refined[outside], at[outside])
    assert ((refined[~outside] >= 0) & (refined[~outside] <= SIDE)).all()


def test_looks_that_put_a_leg_elsewhere_disagree_and_such_as_differ_by_noise_do_not() -> None:
    assert not disagree(look(), look(3.0), APART)
    assert disagree(look(), look(exchanged=LEGS), APART)
    assert not disagree(look(), look(exchanged=ARMS), APART), "arms alone are not worth a third look"


def test_what_was_combined_is_kept_look_by_look() -> None:
    one, other = look(-2.0), look(4.0)
    both = combine([one, other])
    assert both is not None and both.looks == (one, other)


class Net:
    """A network that sees a body in the middle of its picture, and nothing of another one."""

    def __init__(self) -> None:
        self.picture = np.zeros((1, SIDE, SIDE, 3), np.float32)
        points = np.zeros((39, 5), np.float32)
        points[:33, :2] = SIDE / 2 + np.linspace(-40, 40, 33)[:, None]
        self.out = [points.reshape(1, -1), np.zeros((1, 117), np.float32), np.ones((1, 1), np.float32)]
        self.heat = np.full((1, 64, 64, 39), -20, np.float32)

    def tensor(self, k: int) -> Callable[[], Any]:
        return lambda: self.picture if k == 3 else self.heat

    def get_tensor(self, k: int) -> Any:
        return self.out[k]

    def invoke(self) -> None:
        """Always the same."""


@pytest.fixture
def network() -> LandmarkNetwork:
    made = object.__new__(LandmarkNetwork)
    made._net = Net()
    made._points, made._world, made._presence, made._input, made._heat = 0, 1, 2, 3, 4
    made._room = Room(SIDE)
    return made


def test_what_somebody_wears_is_told_of_looks_that_follow_alone(network: LandmarkNetwork) -> None:
    red = np.full((400, 400, 3), [200, 30, 40], np.uint8)
    box = Box(200.0, 200.0, 300.0)
    one = network.landmarks(red, box)
    assert one is not None and one.colours is None
    followed = network.landmarks(red, box, TO_FOLLOW)
    assert followed is not None
    np.testing.assert_array_equal(followed.colours, np.full((5, 3), [200, 30, 40]))


def test_frames_that_are_looked_at_in_turn_are_looked_at_in_boxes_of_other_sizes_than_their_neighbours(
    network: LandmarkNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[float] = []
    cut = crop.cut
    monkeypatch.setattr(crop, "cut", lambda rgb, box, *more: sizes.append(box.size) or cut(rgb, box, *more))
    black, box = np.zeros((400, 400, 3), np.uint8), Box(200.0, 200.0, 300.0)

    def taken(turn: int) -> list[float]:
        sizes.clear()
        network.landmarks(black, box, Looks(2, apart=9.0, turn=turn))
        return sizes.copy()

    assert taken(0) != taken(1)
    assert taken(0) == taken(2), "a frame's looks depend on its number alone"
    assert len(taken(0)) == len(taken(1)) == 2, "no frame is looked at more often for it"
    assert all(taken(turn) == sorted(taken(turn), reverse=True) for turn in (0, 1)), "the widest tells the feet"
