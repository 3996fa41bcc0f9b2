"""The numbers of two reps, steps or clips side by side, and whether they differ by more than their error."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.compare.curves import BEYOND_SD
from core.compare.sides import Sides
from core.measures.spec import Metric

Verdict = Literal["more", "less", "same", "unknown"]


@dataclass(frozen=True)
class NumberPair:
    """One measure, named as in A.

    difference : B - A with the sd of both; refused, with the side that lacks it, where one was not measured.
    verdict : more or less = B differs by more than twice that sd; same = within it; unknown = it cannot be told.
    """

    name: str
    a: Metric
    b: Metric
    difference: Metric
    verdict: Verdict


def compare_numbers(a: Mapping[str, Metric], b: Mapping[str, Metric], sides: Sides) -> list[NumberPair]:
    """Every measure that both sides know by name, in A's order; left is compared with right where sides are crossed.

    The sd of the difference takes both numbers' errors as independent.  Of one clip that is too careful, never too
    bold: what the model misplaces all along is the same in both.
    """
    pairs = []
    for name, one in a.items():
        other = b.get(sides.name_in_b(name))
        if other is None or other.unit != one.unit:
            continue
        other = _turned(other, sides.sign(name))
        off = _difference(one, other)
        pairs.append(NumberPair(name, one, other, off, _verdict(off)))
    return pairs


def _turned(metric: Metric, sign: float) -> Metric:
    if sign > 0 or metric.value is None:
        return metric
    return Metric(-metric.value, metric.unit, metric.sd, metric.status, metric.reason)


def _difference(a: Metric, b: Metric) -> Metric:
    lacking = [f"{letter}: {m.reason or 'not measured'}" for letter, m in (("A", a), ("B", b)) if not _there(m)]
    if lacking:
        return Metric(None, a.unit, None, "refused", "; ".join(lacking))
    assert a.value is not None and b.value is not None
    sd = None if a.sd is None or b.sd is None else float(np.hypot(a.sd, b.sd))
    doubts = [f"{letter}: {m.reason}" for letter, m in (("A", a), ("B", b)) if m.status == "caution" and m.reason]
    doubtful = "caution" in (a.status, b.status)
    return Metric(b.value - a.value, a.unit, sd, "caution" if doubtful else "ok", "; ".join(doubts) or None)


def _there(metric: Metric) -> bool:
    return metric.value is not None and metric.status != "refused"


def _verdict(off: Metric) -> Verdict:
    if off.value is None or off.sd is None:
        return "unknown"
    if abs(off.value) <= BEYOND_SD * off.sd:
        return "same"
    return "more" if off.value > 0 else "less"
