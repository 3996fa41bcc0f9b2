"""Numbers of a rep with more than one bottom."""

from dataclasses import replace

from core.events.event import Rejected, Rep
from core.events.pulses import PULSE
from core.measures.more_bottoms import REASON, mark_more_bottoms
from core.measures.spec import Metric

REP = Rep(1, 1.0, 2.0, 2.1, 2.2, 3.0, 0.02, 0.02, 0.02)
METRICS = {"eccentric_s": Metric(1.0, "s", 0.05), "depth_thigh_to_horizontal_deg": Metric(3.0, "deg", 2.0)}


def test_the_ways_down_and_up_are_told_with_caution_and_the_depth_plainly() -> None:
    told = mark_more_bottoms(METRICS, REP, [Rejected("rep", 1.5, 2.5, PULSE)])
    assert (told["eccentric_s"].status, told["eccentric_s"].reason) == ("caution", REASON)
    assert told["depth_thigh_to_horizontal_deg"] == METRICS["depth_thigh_to_horizontal_deg"]


def test_another_rep_and_one_that_was_set_by_hand_keep_theirs() -> None:
    pulse = [Rejected("rep", 1.5, 2.5, PULSE)]
    assert mark_more_bottoms(METRICS, replace(REP, by_hand=("start", "bottom", "end")), pulse) == METRICS
    assert mark_more_bottoms(METRICS, REP, [Rejected("rep", 3.5, 4.5, PULSE)]) == METRICS
    assert mark_more_bottoms(METRICS, REP, [Rejected("rep", 1.5, 2.5, "too quick")]) == METRICS
