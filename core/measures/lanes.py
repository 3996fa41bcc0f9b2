"""The lanes of every step for another share of the typical peak, from what was measured already.

Nothing is measured anew: curves, contacts and peaks stay as they are, only the level changes from which a lane counts
as on.  Quick enough to follow a slider.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from core.events.event import Step
from core.kinematics.series import Series
from core.measures import overlap
from core.measures.overlap import ALPHA, ALPHA_RANGE, LANES, NEVER_ON, PAIRED, LanePeak, Span
from core.measures.spec import Metric
from core.measures.step_order import stride_s
from core.pose.skeleton import Side

Floats = NDArray[np.float64]

# what depends on the share from which a lane is on
BY_SHARE: Final = (*(f"overlap_push_{lane}_pct" for lane in PAIRED), "three_on_pct", "all_on_pct", "all_on_ms")
NOT_AT_THE_USUAL: Final = "at the usual share one of the two is never on: how sure this number is is not known"
BAND: Final = (ALPHA_RANGE[0], ALPHA, ALPHA_RANGE[1])


class WithLanes(Protocol):
    """What an analysis holds of a step."""

    @property
    def step(self) -> Step: ...
    @property
    def metrics(self) -> Mapping[str, Metric]: ...
    @property
    def peaks(self) -> Mapping[str, LanePeak]: ...


@dataclass(frozen=True)
class StepLanes:
    """One step's lanes at one share; all spans in seconds.

    on : lane -> when it is on: push within the contact, the others up to a quarter stride either side.
    metrics : the names of `BY_SHARE` at this share.  What was refused stays so, and the plus-minus is the one measured
        at the usual share: it hangs on the same landmarks and moments.
    """

    step: Step
    on: Mapping[str, tuple[Span, ...]]
    metrics: Mapping[str, Metric]


def typical_peaks(steps: Sequence[WithLanes]) -> dict[str, float]:
    """Lane -> the median over steps of its peak, deg/s; NaN where no step shows one."""
    out = {}
    for lane in LANES:
        values = [s.peaks[lane].value_deg_s for s in steps if lane in s.peaks]
        middle = float(np.median(values)) if values else float("nan")
        out[lane] = middle if middle > 0 else float("nan")
    return out


def lanes_at(series: Series, steps: Sequence[WithLanes], alpha: float = ALPHA) -> tuple[StepLanes, ...]:
    """The lanes of every step, on from the share `alpha` of their typical peak.

    Parameters
    ----------
    series, steps : an analysis's own.  alpha : 0.3 to 0.7.

    Raises
    ------
    ValueError : alpha lies outside.
    """
    if not ALPHA_RANGE[0] - 1e-9 <= alpha <= ALPHA_RANGE[1] + 1e-9:
        raise ValueError(f"alpha {alpha} is not between {ALPHA_RANGE[0]} and {ALPHA_RANGE[1]}")
    typical = typical_peaks(steps)
    stride = stride_s([s.step for s in steps])
    curves = {side: overlap.lane_curves(series, side, stride) for side in {s.step.side for s in steps}}
    together = _together(series.time_s, curves, steps, typical, alpha)
    return tuple(
        _one(series.time_s, curves[s.step.side], s, typical, stride / 4, alpha, values)
        for s, values in zip(steps, together, strict=True)
    )


def _together(
    time_s: Floats, curves: Mapping[Side, Mapping[str, Floats]], steps: Sequence[WithLanes],
    typical: Mapping[str, float], alpha: float,
) -> list[dict[str, float]]:  # fmt: skip
    """What `overlap.compare_lanes` tells of every step, all steps of a side in one call; {} without a toe-off."""
    out: list[dict[str, float]] = [{} for _ in steps]
    for side, lanes in curves.items():
        mine = [i for i, s in enumerate(steps) if s.step.side == side and s.step.toe_off_s is not None]
        if not mine:
            continue
        down = np.array([steps[i].step.touchdown_s for i in mine])
        off = np.array([steps[i].step.toe_off_s for i in mine], np.float64)
        rows = {lane: np.broadcast_to(curve, (len(mine), len(time_s))) for lane, curve in lanes.items()}
        level = {lane: np.full(len(mine), typical[lane]) for lane in LANES}
        told = overlap.compare_lanes(time_s, rows, down, off, level, alpha)
        for k, i in enumerate(mine):
            out[i] = {name: float(told[name][k]) for name in BY_SHARE}
    return out


def alpha_band(series: Series, steps: Sequence[WithLanes]) -> tuple[dict[str, tuple[float | None, ...]], ...]:
    """Per step: name of `BY_SHARE` -> its value at each of `BAND`, None where refused; how much hangs on the choice."""
    each = [lanes_at(series, steps, alpha) for alpha in BAND]
    return tuple({name: tuple(lanes[i].metrics[name].value for lanes in each) for name in BY_SHARE}
                 for i in range(len(steps)))  # fmt: skip


def _one(
    time_s: Floats, curves: Mapping[str, Floats], of: WithLanes, typical: Mapping[str, float], quarter: float,
    alpha: float, values: Mapping[str, float],
) -> StepLanes:  # fmt: skip
    step = of.step
    if step.toe_off_s is None:
        nothing: dict[str, tuple[Span, ...]] = dict.fromkeys(LANES, ())
        told = {name: of.metrics[name] for name in BY_SHARE if name in of.metrics}
        return StepLanes(step, nothing, told)
    down, off = step.touchdown_s, step.toe_off_s
    on = {}
    for lane in LANES:
        wide = 0.0 if lane == "push" else quarter
        level = alpha * typical[lane]
        on[lane] = overlap.spans_on(time_s, curves[lane], level, down - wide, off + wide)
    return StepLanes(
        step,
        on,
        {name: _at(of.metrics[name], values[name]) for name in BY_SHARE if name in of.metrics},
    )


def _at(measured: Metric, value: float) -> Metric:
    if measured.value is None:
        told = measured.reason == NEVER_ON and np.isfinite(value)
        return Metric(value, measured.unit, None, "caution", NOT_AT_THE_USUAL) if told else measured
    if not np.isfinite(value):
        return Metric(None, measured.unit, None, "refused", NEVER_ON)
    return replace(measured, value=value)
