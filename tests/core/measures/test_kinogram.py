"""The five positions of a stride, found where a runner with known motion passes them."""

from dataclasses import replace

import numpy as np
import pytest

from core.measures.kinogram import POSITIONS, best_per_leg, kinograms, moved
from core.motion import Measured, measure
from tests.core.stick_figure import CONTACT_S, FIRST_S, STRIDE_S, clock, joints, noisy, run, seen, standing
from tests.some import some

FPS = 120.0


@pytest.fixture(scope="module")
def ran() -> Measured:
    t = clock(FPS, 2.2)
    return measure(noisy(seen(t, run(t)), 0.3))


def test_each_landing_has_its_five_positions_in_order_of_time(ran: Measured) -> None:
    found = kinograms(ran.series, ran.track, ran.steps, ran.view.forward)
    assert len(found) >= 6
    for kinogram in found:
        assert kinogram.complete
        assert [t.position for t in kinogram.tiles] == list(POSITIONS)
        off, flight, strike, down, support = (t.time_s for t in kinogram.tiles)
        assert off < flight < down < support
        assert flight < strike < support
        for tile in kinogram.tiles:
            assert abs(ran.series.time_s[tile.row] - tile.time_s) <= 0.51 / FPS
            assert all(a.value_deg is not None for a in tile.angles)


def test_positions_lie_where_the_motion_passes_them(ran: Measured) -> None:
    for kinogram in some(kinograms(ran.series, ran.track, ran.steps, ran.view.forward)):
        into = (kinogram.tiles[3].time_s - FIRST_S[kinogram.side]) % STRIDE_S
        assert min(into, STRIDE_S - into) < 0.02  # touchdown
        # the treadmill runner's foot passes under the hip in mid-contact, give or take where a foot's middle lies
        into = (kinogram.tiles[4].time_s - FIRST_S[kinogram.side]) % STRIDE_S
        assert into == pytest.approx(CONTACT_S / 2, abs=0.02)
        strike = kinogram.tiles[2]
        other = "left" if kinogram.side == "right" else "right"
        thigh = np.interp(strike.time_s, ran.series.time_s, ran.series[f"{other}_thigh_forward_deg"])
        assert thigh == pytest.approx(0, abs=1.0)


def test_the_highest_point_of_a_flight_is_found_between_frames() -> None:
    t = clock(60.0, 2.0)
    bob = 0.05 * np.cos(2 * np.pi * t / (STRIDE_S / 2))  # highest at 0 s and every half stride
    body = run(t)
    body[..., 2] += bob[:, None]
    measured = measure(seen(t, body), wanted="sprint")
    for kinogram in some(kinograms(measured.series, measured.track, measured.steps, measured.view.forward)):
        at = next(tile.time_s for tile in kinogram.tiles if tile.position == "mid_flight")
        away = (at + STRIDE_S / 4) % (STRIDE_S / 2) - STRIDE_S / 4
        assert abs(away) < 0.5 / 60


def test_mid_flight_is_in_the_middle_of_the_flight_though_the_camera_sways(ran: Measured) -> None:
    sway = ran.track.xy_px.copy()
    sway[..., 1] -= 400.0 * ran.series.time_s[:, None]  # the picture sinks: everything in it rises
    swaying = replace(ran.track, xy_px=sway)
    for kinogram in some(kinograms(ran.series, swaying, ran.steps, ran.view.forward)):
        off, flight, _, down, _ = (tile.time_s for tile in kinogram.tiles)
        assert flight == pytest.approx((off + down) / 2, abs=(down - off) / 4)


def test_frames_are_the_clips_own_where_only_a_part_was_measured(ran: Measured) -> None:
    here = kinograms(ran.series, ran.track, ran.steps, ran.view.forward)
    there = kinograms(ran.series, ran.track, ran.steps, ran.view.forward, first_frame=100)
    assert there[0].tiles[0].frame == here[0].tiles[0].frame + 100
    assert there[0].tiles[0].row == here[0].tiles[0].row


def test_a_tile_moved_by_a_frame_shows_that_frames_angles(ran: Measured) -> None:
    kinogram = kinograms(ran.series, ran.track, ran.steps, ran.view.forward, first_frame=7)[0]
    tile = kinogram.tiles[1]
    later = moved(tile, ran.series, 2, kinogram.side)
    assert (later.row, later.frame) == (tile.row + 2, tile.frame + 2)
    assert later.angles[0].value_deg == ran.series[later.angles[0].name][tile.row + 2]
    assert moved(tile, ran.series, -10_000, kinogram.side).row == 0


def test_one_whole_sequence_is_chosen_for_each_leg(ran: Measured) -> None:
    every = kinograms(ran.series, ran.track, ran.steps, ran.view.forward)
    best = best_per_leg(every)
    assert set(best) == {"left", "right"}
    assert all(k.complete and k.side == side for side, k in best.items())
    # of an athlete who passes, the one seen nearest to square-on: here the last
    yaw = np.linspace(40, 0, len(ran.series.time_s))
    last = best_per_leg(every, ran.series.time_s, yaw)
    assert last["left"] is [k for k in every if k.side == "left"][-1]


def test_nobody_who_runs_gives_no_kinogram() -> None:
    t = clock(60.0, 2.0)
    still = measure(seen(t, joints(standing(len(t)))))
    assert kinograms(still.series, still.track, still.steps, 1.0) == ()
    assert best_per_leg(()) == {}
