"""The overlaps of a run in one look: left pushes against right ones, the mean course of the lanes, and a sentence.

A push is named by the foot on the ground: on a left push the left leg drives back, the right thigh swings forward.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.kinematics.series import Series
from core.measures import overlap
from core.measures.lanes import WithLanes, typical_peaks
from core.measures.overlap import LANES, PAIRED
from core.measures.spec import Metric
from core.measures.sprint_specs import PER_STEP
from core.measures.step_order import stride_s
from core.pose.skeleton import SIDES, Side

Floats = NDArray[np.float64]

MEASURES: Final = (
    *(f"overlap_push_{lane}_pct" for lane in PAIRED), "three_on_pct", "all_on_pct", "all_on_ms",
    *(f"peak_lag_{lane}_ms" for lane in PAIRED), "peak_spread_ms", "whole_body_push_index",
    "drive_balance_push_swing",
)  # fmt: skip
# of the contact, 0 = touchdown, 100 = toe-off; limbs are looked at half a contact before and after it as well
PHASE_PCT: Final = (-50.0, 150.0)
_POINTS: Final = 101
_WORDS: Final = {"swing": "the swing leg", "arms": "the arms"}
# whole sentences: another language orders their words in its own way
_BEFORE: Final = {
    "swing": "the swing leg peaks {} ms before the push", "arms": "the arms peak {} ms before the push",
}  # fmt: skip
_AFTER: Final = {
    "swing": "the swing leg peaks {} ms after the push", "arms": "the arms peak {} ms after the push",
}  # fmt: skip
# an error so large tells neither an order nor that they peak together
MOST_SD_MS: Final = next(s.most_sd for s in PER_STEP if s.name == "peak_lag_swing_ms") or np.inf
_UNSURE: Final = {
    "swing": "when the swing leg peaks is too unsure to tell (± {} ms)",
    "arms": "when the arms peak is too unsure to tell (± {} ms)",
}
_UNSURE_BOTH: Final = "when the swing leg and the arms peak is too unsure to tell (± {} and ± {} ms)"
ALL_TOGETHER: Final = "push, the swing leg and the arms peak together within error"


@dataclass(frozen=True)
class SideMean:
    """One measure over the pushes of one side.

    mean : with its own plus-minus and status.  spread : one standard deviation from step to step, None below two.
    steps : how many steps tell it.
    """

    mean: Metric
    spread: float | None
    steps: int


@dataclass(frozen=True)
class LaneBand:
    """A lane's mean course over the pushes of one side, in shares of its typical peak.

    mean, sd : (K,) over `SidePushes.phase_pct`; NaN where it was not seen, sd where only one step was.
    """

    mean: Floats
    sd: Floats


@dataclass(frozen=True)
class SidePushes:
    """The pushes of one side: measure -> mean, lane -> course.

    steps : how many there are.  told : how many of them the overlaps are told of, and the courses made of; where it is
    none the courses are those of all steps.
    """

    side: Side
    steps: int
    told: int
    measures: Mapping[str, SideMean]
    phase_pct: Floats
    bands: Mapping[str, LaneBand]


@dataclass(frozen=True)
class OverlapReport:
    """sides : those with at least one push, left first.  sentence : what peaks together, in plain words."""

    sides: tuple[SidePushes, ...]
    sentence: str


def overlap_report(series: Series, steps: Sequence[WithLanes], summary: Mapping[str, Metric]) -> OverlapReport:
    """The report of one analysis, from its own series, steps and summary; nothing is measured anew."""
    typical = typical_peaks(steps)
    stride = stride_s([s.step for s in steps])
    sides = tuple(_pushes(series, side, steps, summary, typical, stride) for side in SIDES if _of(steps, side))
    return OverlapReport(sides, plain_words(summary))


def _of(steps: Sequence[WithLanes], side: Side) -> list[WithLanes]:
    return [s for s in steps if s.step.side == side]


def _pushes(
    series: Series, side: Side, every: Sequence[WithLanes], summary: Mapping[str, Metric],
    typical: Mapping[str, float], stride: float,
) -> SidePushes:  # fmt: skip
    steps = _of(every, side)
    measures = {}
    for name in MEASURES:
        mean = summary.get(f"{name}_{side}")
        if mean is None:
            continue
        values = [v for s in steps if name in s.metrics and (v := s.metrics[name].value) is not None]
        spread = float(np.std(values, ddof=1)) if len(values) > 1 else None
        measures[name] = SideMean(mean, spread, len(values))
    phase = np.linspace(*PHASE_PCT, _POINTS)
    told = [s for s in steps if (m := s.metrics.get("overlap_push_swing_pct")) is not None and m.value is not None]
    return SidePushes(
        side,
        len(steps),
        len(told),
        measures,
        phase,
        _bands(overlap.lane_curves(series, side, stride), series.time_s, told or steps, typical, phase),
    )


def _bands(
    curves: Mapping[str, Floats], time_s: Floats, steps: Sequence[WithLanes], typical: Mapping[str, float],
    phase: Floats,
) -> dict[str, LaneBand]:  # fmt: skip
    whole = [(s.step.touchdown_s, s.step.toe_off_s) for s in steps if s.step.toe_off_s is not None]
    out = {}
    for lane in LANES:
        nan = np.full(len(phase), np.nan)
        if not whole:
            out[lane] = LaneBand(nan, nan)
            continue
        down, off = (np.array([w[k] for w in whole]) for k in (0, 1))
        at = down[:, None] + phase / 100 * (off - down)[:, None]
        rows = np.broadcast_to(curves[lane], (len(at), len(time_s)))
        share = overlap.at_times(time_s, rows, at) / typical[lane]
        known = np.isfinite(share)
        n = known.sum(axis=0)
        mean = np.where(n > 0, np.where(known, share, 0).sum(0) / np.maximum(n, 1), np.nan)
        squares = np.where(known, (share - mean) ** 2, 0).sum(0)
        out[lane] = LaneBand(mean, np.where(n > 1, np.sqrt(squares / np.maximum(n - 1, 1)), np.nan))
    return out


def plain_words(summary: Mapping[str, Metric]) -> str:
    """What peaks together on left and right pushes; an order only where a lag exceeds twice its uncertainty.

    Nor are parts told to peak together where that uncertainty is larger than what a lag should tell.
    """
    told = [(side, _side_words(summary, side)) for side in SIDES]
    known = [(side, words) for side, words in told if words]
    if not known:
        return "Not enough was seen to say what peaks together."
    if len(known) == 2 and known[0][1] == known[1][1]:
        return f"On left and right pushes {known[0][1]}."
    first = f"On {known[0][0]} pushes {known[0][1]}"
    return "; ".join([first, *(f"on {side} pushes {words}" for side, words in known[1:])]) + "."


def _side_words(summary: Mapping[str, Metric], side: Side) -> str:
    told: list[str] = []
    unsure: dict[str, str] = {}
    same: list[str] = []
    for lane, who in _WORDS.items():
        lag = summary.get(f"peak_lag_{lane}_ms_{side}")
        if lag is None or lag.value is None or lag.sd is None:
            continue
        if abs(lag.value) > 2 * lag.sd:
            words = _BEFORE if lag.value < 0 else _AFTER
            told.append(words[lane].format(f"{abs(lag.value):.0f} ± {lag.sd:.0f}"))
        elif lag.sd > MOST_SD_MS:
            unsure[lane] = f"{lag.sd:.0f}"
        else:
            same.append(who)
    if len(unsure) > 1:
        return _UNSURE_BOTH.format(*unsure.values())
    told += [_UNSURE[lane].format(sd) for lane, sd in unsure.items()]
    if not told:
        return ALL_TOGETHER if len(same) > 1 else f"push and {same[0]} peak together within error" if same else ""
    first = " and ".join(told)
    return f"{first}, push and {same[0]} together within error" if same else first
