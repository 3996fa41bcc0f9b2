"""A lane that stops half-way was not seen well, and what hangs on it is told with caution."""

import pytest

from core.measures.broken_lane import NO_SURER, STOPS, broken, by_break, no_surer_than_pairs
from core.measures.spec import Metric, Status

STRIDE = 0.5


@pytest.mark.parametrize(
    ("spans", "stops"),
    [
        ([(0.10, 0.28)], False),
        ([(0.10, 0.17), (0.21, 0.28)], True),  # off for 40 ms in the middle of a stroke
        ([(0.10, 0.17), (0.18, 0.28)], False),  # a dent
        ([(0.00, 0.06), (0.40, 0.48)], False),  # the strokes before and after
        ([], False),
    ],
)
def test_a_lane_that_is_off_for_a_moment_within_one_stroke_stops(spans: list[tuple[float, float]], stops: bool) -> None:
    assert broken({"swing": spans, "push": [(0.1, 0.2)]}, STRIDE) == ({"swing"} if stops else frozenset())


def test_only_what_hangs_on_the_lane_that_stops_is_doubted_and_says_which() -> None:
    assert by_break("peak_lag_swing_ms", {"swing"}) == ("caution", STOPS["swing"])
    assert by_break("three_on_pct", {"arms"}) == ("caution", STOPS["arms"])
    assert by_break("peak_lag_swing_ms", {"arms"})[0] == "ok"
    assert by_break("contact_s", {"push", "swing", "arms"})[0] == "ok"


@pytest.mark.parametrize(("pair", "told"), [("ok", "ok"), ("caution", "caution"), ("refused", "caution")])
def test_three_at_once_are_no_surer_than_two_of_them(pair: Status, told: Status) -> None:
    def pct(status: Status, sd: float) -> Metric:
        return Metric(None if status == "refused" else 0.0, "%", sd, status, None if status == "ok" else "why")

    metrics = {
        "overlap_push_swing_pct": pct("ok", 4.0), "overlap_push_arms_pct": pct(pair, 30.0),
        "three_on_pct": pct("ok", 1.0),
    }  # fmt: skip
    three = no_surer_than_pairs(metrics)["three_on_pct"]
    assert (three.status, three.reason) == (told, None if told == "ok" else NO_SURER)
    assert (three.value, three.sd) == (0.0, 1.0)
