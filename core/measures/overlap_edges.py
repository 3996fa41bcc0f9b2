"""Overlaps are no surer than the moments at which their lanes go on and off.

A lane that is on well beyond the push's end covers the push in every draw: 100 % and no spread.  It may be on for
less than it seems all the same, and where its end really lies is not known better than its peak.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from core.measures.model_peaks import PEAK_SD_SHARE
from core.measures.overlap import LANES, LIMBS, Span
from core.measures.spec import Metric
from core.measures.sprint_gates import sure_enough
from core.measures.uncertainty import sampling_sd_s

_OF_PAIR: Final = {f"overlap_push_{lane}_pct": ("push", lane) for lane in ("swing", "arms", "torso")}
# and how many of their unit a second is; 0 = shares of the contact
_OF_CONTACT: Final[Mapping[str, tuple[tuple[str, ...], float]]] = {
    "three_on_pct": (LIMBS, 0.0), "all_on_pct": (LANES, 0.0), "all_on_ms": (LANES, 1000.0),
}  # fmt: skip
_LEAST_S: Final = 0.005  # a lane that is hardly on at all


def no_surer_than_edges(
    metrics: Mapping[str, Metric], lanes: Mapping[str, Sequence[Span]], contact: tuple[float, float | None],
    stride_s: float, fps: float,
) -> dict[str, Metric]:  # fmt: skip
    """The numbers of one step, overlaps with a plus-minus of at least what one edge that is off makes of them.

    An edge is off by how far the model moves two lanes against each other and by half an interval's sampling error;
    as the other edge may be hidden beyond the contact, one counts.

    lanes : when each is on, seconds.  contact : touchdown and toe-off.  fps : captured rate.
    """
    out = dict(metrics)
    if contact[1] is None or contact[1] <= contact[0]:
        return out
    down, off = contact[0], contact[1]
    on = {lane: sum((max(0.0, min(b, off) - max(a, down)) for a, b in lanes.get(lane, ())), 0.0) for lane in LANES}
    spans: dict[str, tuple[tuple[str, ...], float]] = {}
    for name, pair in _OF_PAIR.items():
        spans[name] = pair, 100 / max(min(on[lane] for lane in pair), _LEAST_S)
    for name, (of, unit_per_s) in _OF_CONTACT.items():
        spans[name] = of, unit_per_s or 100 / (off - down)
    for name, (of, unit_per_s) in spans.items():
        m = out.get(name)
        if m is None or m.value is None or m.sd is None:
            continue
        model = stride_s * max(float(np.hypot(PEAK_SD_SHARE["push"], PEAK_SD_SHARE[lane])) for lane in of[1:])
        edge = unit_per_s * float(np.hypot(model, sampling_sd_s(fps) / 2))
        least = min(edge, _knowing_nothing(m.value, unit_per_s * (off - down) if name in _OF_CONTACT else 100.0))
        if least > m.sd:
            out[name] = sure_enough(replace(m, sd=least), name)
    return out


def _knowing_nothing(value: float, most: float) -> float:
    """One standard deviation about a value where all from 0 to the most there can be is as likely."""
    return float(np.sqrt((value**3 + max(most - value, 0.0) ** 3) / (3 * most)))
