"""An analysis with the lanes on from another share of their typical peak; nothing is measured anew."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from core.analysis import Analysis, StepResult
from core.measures.lanes import BY_SHARE, lanes_at
from core.measures.spec import Metric
from core.measures.sprint_specs import COMPARED
from core.measures.sprint_summary import NO_DIFFERENCE
from core.pose.skeleton import SIDES


def at_share(analysis: Analysis, alpha: float) -> Analysis:
    """The same analysis at the share `alpha`: lanes, overlaps and their means; peaks and lags do not depend on it.

    The plus-minus stays the one of the measured share.  An analysis without steps comes back as it is.

    Raises
    ------
    ValueError : alpha is not 0.3 to 0.7.
    """
    if not analysis.steps:
        return analysis
    every = lanes_at(analysis.series, analysis.steps, alpha)
    steps = tuple(
        replace(s, lanes=lanes.on, metrics={**s.metrics, **lanes.metrics})
        for s, lanes in zip(analysis.steps, every, strict=True)
    )
    return replace(analysis, steps=steps, summary={**analysis.summary, **_means(analysis.summary, steps)})


def _means(measured: Mapping[str, Metric], steps: Sequence[StepResult]) -> dict[str, Metric]:
    """The means of `BY_SHARE` that the measured summary tells, with the values of these steps."""
    out: dict[str, Metric] = {}
    for name in BY_SHARE:
        by_side = {side: _values(steps, name, side) for side in SIDES}
        told = {name: [v for values in by_side.values() for v in values]}
        told |= {f"{name}_{side}": values for side, values in by_side.items()}
        for key, values in told.items():
            if key in measured and measured[key].value is not None and values:
                out[key] = replace(measured[key], value=float(np.mean(values)))
        difference = measured.get(f"{name}_left_minus_right")
        if name in COMPARED and difference is not None and difference.value is not None and all(by_side.values()):
            left, right = (float(np.mean(by_side[side])) for side in SIDES)
            out[f"{name}_left_minus_right"] = _compared(difference, left - right)
    return out


def _values(steps: Sequence[StepResult], name: str, side: str) -> list[float]:
    found = [s.metrics[name].value for s in steps if s.step.side == side and name in s.metrics]
    return [v for v in found if v is not None]


def _compared(measured: Metric, value: float) -> Metric:
    """A difference is told only beyond its own plus-minus; another reason for caution stays."""
    status, reason = measured.status, measured.reason
    if reason == NO_DIFFERENCE:
        status, reason = "ok", None
    if status == "ok" and measured.sd is not None and abs(value) <= 2 * measured.sd:
        status, reason = "caution", NO_DIFFERENCE
    return replace(measured, value=value, status=status, reason=reason)
