"""Overlaps are no surer than when their lanes go on and off."""

import pytest

from core.measures.overlap_edges import no_surer_than_edges
from core.measures.spec import Metric

STRIDE_S, CONTACT = 0.5, (1.0, 1.1)
LANES = {"push": ((1.02, 1.1),), "swing": ((0.95, 1.2),), "arms": ((1.0, 1.06),), "torso": ()}


def told(name: str, sd: float, fps: float = 240, contact: tuple[float, float | None] = CONTACT) -> Metric:
    metrics = {name: Metric(100.0, "%", sd)}
    return no_surer_than_edges(metrics, LANES, contact, STRIDE_S, fps)[name]


def test_a_lane_that_covers_the_push_in_every_draw_has_the_plus_minus_of_one_edge() -> None:
    # 0.024 strides of 0.5 s are 12 ms of the push's 80
    assert told("overlap_push_swing_pct", 0.0).sd == pytest.approx(15.1, abs=0.2)
    assert told("three_on_pct", 0.0).sd == pytest.approx(100 * 0.0165 / 0.1, abs=0.3)


def test_fewer_frames_a_second_know_an_edge_less_well() -> None:
    few, many = (told("overlap_push_swing_pct", 0.0, fps).sd or 0.0 for fps in (30, 240))
    assert few > many + 2


def test_what_is_less_sure_already_stays_as_it_is() -> None:
    assert told("overlap_push_swing_pct", 18.0) == Metric(100.0, "%", 18.0)


def test_an_overlap_that_its_edges_make_too_unsure_is_told_with_caution() -> None:
    arms = told("overlap_push_arms_pct", 3.0)  # of 40 ms that the arms are on in this push
    assert arms.status == "caution" and "plus-minus" in (arms.reason or "")


def test_where_the_clip_ends_in_a_contact_there_is_nothing_to_widen() -> None:
    assert told("overlap_push_swing_pct", 0.0, contact=(1.0, None)).sd == 0


@pytest.mark.parametrize(("value", "most_sd"), [(12.0, 47.7), (50.0, 28.9), (100.0, 57.8)])
def test_no_overlap_is_less_sure_than_if_nothing_were_known_of_it(value: float, most_sd: float) -> None:
    """The torso is on for 9 ms of the push; where its edge is off by 43 ms a per cent means nothing any more."""
    lanes = {**LANES, "torso": ((1.09, 1.099),)}
    name = "overlap_push_torso_pct"
    sd = no_surer_than_edges({name: Metric(value, "%", 3.0)}, lanes, CONTACT, STRIDE_S, 240)[name].sd
    assert sd == pytest.approx(most_sd, abs=0.1)


def test_a_time_together_is_no_less_sure_than_any_time_within_the_contact() -> None:
    wide = no_surer_than_edges({"all_on_ms": Metric(50.0, "ms", 3.0)}, LANES, CONTACT, 10.0, 240)["all_on_ms"]
    assert wide.sd == pytest.approx(100 / 12**0.5, abs=0.1)
