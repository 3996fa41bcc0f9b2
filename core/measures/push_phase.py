"""Where in the push each lane peaks on average: the marks of a plot over the contact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.measures.lanes import WithLanes
from core.measures.overlap import PAIRED
from core.measures.spec import Metric
from core.pose.skeleton import Side


@dataclass(frozen=True)
class PhasePeak:
    """A lane's mean peak in % of the contact; sd_pct : of its lag behind the push peak, 0 for push itself."""

    at_pct: float
    sd_pct: float | None


def phase_peaks(steps: Sequence[WithLanes], summary: Mapping[str, Metric], side: Side) -> dict[str, PhasePeak]:
    """Lane -> its mean peak on the pushes of a side, as the summary's lags tell; lanes without one are left out.

    The push peak is the mean over the steps that show one; the others lie their mean lag away from it.
    """
    contacts, push = [], []
    for s in steps:
        if s.step.side == side and s.step.toe_off_s is not None and "push" in s.peaks:
            contact = s.step.toe_off_s - s.step.touchdown_s
            contacts.append(contact)
            push.append((s.peaks["push"].time_s - s.step.touchdown_s) / contact)
    if not push:
        return {}
    at = 100 * float(np.mean(push))
    per_ms = 0.1 / float(np.mean(contacts))
    out = {"push": PhasePeak(at, 0.0)}
    for lane in PAIRED:
        lag = summary.get(f"peak_lag_{lane}_ms_{side}")
        if lag is not None and lag.value is not None:
            out[lane] = PhasePeak(at + per_ms * lag.value, None if lag.sd is None else per_ms * lag.sd)
    return out
