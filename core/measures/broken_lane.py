"""Lanes that stop half-way: in running every limb goes either way in one stroke, and one that pauses was not seen well.

Where legs pass each other a small, dark, blurred or compressed runner's are hard to tell apart, and the swing thigh
seems to stand still or to go back for a moment.  Its hump falls apart into two, of which either may be the higher one,
and lanes hardly seem to be on together.  Of 54 swing lags of rendered runs that no other reason doubts, most of them
dark, blurred, small or compressed, 6 were off by more than two sd, 5 of them in such steps; of the 34 in other steps 33
lie within.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from core.measures.overlap import LIMBS, Span
from core.measures.spec import Metric
from core.measures.sprint_gates import OK, Gate

# of a stride: shorter is a dent at the level from which a lane is on; half of one and more lies between two strokes
LEAST_PAUSE: Final = 0.04
MOST_PAUSE: Final = 0.5
STOPS: Final = {
    "push": "the push thigh seems to stop half-way, which it does in no running step: it was not seen well",
    "swing": "the swing thigh seems to stop half-way, which it does in no running step: it was not seen well",
    "arms": "the arms seem to stop half-way, which they do in no running step: they were not seen well",
}
NO_SURER: Final = "how long two of the three are on together is not sure, and all three are no surer"
_HANGS_ON: Final = {
    "peak_lag_swing_ms": ("push", "swing"), "peak_spread_ms": LIMBS, "three_on_pct": LIMBS, "all_on_pct": LIMBS,
    "all_on_ms": LIMBS,
}  # fmt: skip
_PAIRS: Final = ("overlap_push_swing_pct", "overlap_push_arms_pct")


def broken(lanes: Mapping[str, Sequence[Span]], stride_s: float) -> frozenset[str]:
    """The limbs' lanes of one step that are off for a moment within one stroke; spans in seconds, in order."""
    return frozenset(
        lane
        for lane in LIMBS
        for before, after in zip(lanes.get(lane, ()), lanes.get(lane, ())[1:], strict=False)
        if LEAST_PAUSE * stride_s < after[0] - before[1] < MOST_PAUSE * stride_s
    )


def by_break(name: str, stopped: Collection[str]) -> Gate:
    """What hangs on when a lane peaks, or on several at once, where one of them was not seen well."""
    lane = next((lane for lane in _HANGS_ON.get(name, ()) if lane in stopped), None)
    return OK if lane is None else ("caution", STOPS[lane])


def no_surer_than_pairs(metrics: Mapping[str, Metric]) -> dict[str, Metric]:
    """Three lanes at once are doubted where two of them are: what is never on together has a small plus-minus else."""
    three = metrics["three_on_pct"]
    if three.status == "ok" and any(metrics[pair].status != "ok" for pair in _PAIRS):
        three = replace(three, status="caution", reason=NO_SURER)
    return {**metrics, "three_on_pct": three}
