"""A run in a few numbers: means over all, left and right steps, and left against right."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.events.event import Step
from core.measures.spec import Metric
from core.measures.sprint_gates import Gate, of_single_steps, sure_enough, worst
from core.measures.sprint_specs import COMPARED, LENGTHS, PER_STEP
from core.measures.uncertainty import metric, spread, widened
from core.pose.skeleton import SIDES

Floats = NDArray[np.float64]

LEAST_FPS_LEFT_RIGHT = 120.0
LEAST_STEPS_LEFT_RIGHT = 6
LEAST_PACED = 6  # touchdowns in a row
NOT_PACED: Mapping[Step, Floats] = {}
NO_DIFFERENCE = "within what each foot varies from step to step: no difference told"


class Measured(Protocol):
    """What `core.measures.sprint.measure_steps` gives for a step."""

    @property
    def step(self) -> Step: ...
    @property
    def metrics(self) -> Mapping[str, Metric]: ...
    @property
    def draws(self) -> Mapping[str, Floats]: ...


def summarise_steps(steps: Sequence[Measured], fps: float) -> dict[str, Metric]:
    """Means and left-right differences of every measure.

    `NAME` is the mean over all steps, `NAME_left` and `NAME_right` over the steps on that foot, `NAME_left_minus_right`
    their difference.  A mean is taken within each draw, so that errors common to all steps (a landmark placed off its
    joint, the scale) stay in its sd and those new in each step average out.  Speed is the way over the time of the
    steps together, as all touchdowns of the run tell it.  A difference also carries how much each foot varies from
    step to step, is refused below 120 frames/s with fewer than six steps for what compares contacts, and is `caution`
    where it is within that uncertainty.
    """
    out = {"steps": Metric(float(len(steps)), "steps", 0.0)}
    if not steps:
        return out
    paced = _paced(steps)
    for spec in PER_STEP:
        out[spec.name] = (
            _frequency(steps) if spec.name == "step_frequency_hz" else _mean(steps, spec.name, spec.unit, paced)
        )
        for side in SIDES:
            mine = [s for s in steps if s.step.side == side]
            if mine:
                out[f"{spec.name}_{side}"] = _mean(mine, spec.name, spec.unit)
        if spec.name in COMPARED:
            out[f"{spec.name}_left_minus_right"] = _difference(steps, spec.name, spec.unit, fps)
    return out


def _told(steps: Sequence[Measured], name: str) -> list[Measured]:
    return [s for s in steps if name in s.draws and s.metrics[name].value is not None]


def _rows(steps: Sequence[Measured], name: str) -> Floats:
    """(R,) the mean over steps within each draw; a draw in which most steps are missing is missing."""
    values = np.stack([s.draws[name] for s in steps])
    known = np.isfinite(values)
    count = known.sum(0)
    mean = np.where(known, values, 0).sum(0) / np.maximum(count, 1)
    return np.asarray(np.where(2 * count > len(values), mean, np.nan), np.float64)


def _status(told: Sequence[Measured], name: str, of: int) -> Gate:
    careful = [s.metrics[name] for s in told if s.metrics[name].status == "caution"]
    gate: Gate = ("ok", None)
    if 2 * len(careful) >= len(told) and careful:
        gate = ("caution", of_single_steps(careful[0].reason))
    elif 2 * len(told) < of:
        gate = ("caution", f"measured in {len(told)} of {of} steps")
    return gate


def _mean(steps: Sequence[Measured], name: str, unit: str, paced: Mapping[Step, Floats] = NOT_PACED) -> Metric:
    told = _told(steps, name)
    if not told:
        return steps[0].metrics[name]
    rows = _speed(told, paced) if name == "speed_m_s" else _rows(told, name)
    common = max(_common_sd(s, name) for s in told) if name in LENGTHS else 0.0
    return sure_enough(metric(rows, unit, *_status(told, name, len(steps)), extra_sd=common), name)


def _speed(told: Sequence[Measured], paced: Mapping[Step, Floats]) -> Floats:
    """(R,) metres of these steps over their seconds."""
    seconds = np.mean([paced.get(s.step, s.draws["step_s"]) for s in told], axis=0)
    return np.asarray(_rows(told, "step_length_m") / np.maximum(seconds, 1e-3))


def _paced(steps: Sequence[Measured]) -> dict[Step, Floats]:
    """Step -> (R,) seconds to the next one, as the touchdowns of the whole bout tell them; short bouts are left out.

    A runner's steps change slowly: each takes as long as the step before or, all along, a little longer or shorter.
    Where the way was seen over few of them, an error of the first or the last touchdown would else be the speed's.
    """
    out: dict[Step, Floats] = {}
    for bout in _bouts(steps):
        if len(bout) + 1 < LEAST_PACED:
            continue
        since = np.cumsum([s.draws["step_s"] for s in bout], axis=0)
        down = np.concatenate([np.zeros_like(since[:1]), since])
        i = np.arange(len(down)) - len(bout) / 2
        design = np.stack([np.ones_like(i), i, i**2], axis=1)
        told = np.diff(design @ np.linalg.lstsq(design, down, rcond=None)[0], axis=0)
        out |= dict(zip([s.step for s in bout], told, strict=True))
    return out


def _common_sd(step: Measured, name: str) -> float:
    """What of a step's plus-minus its draws do not hold, and all steps share: that of the scale."""
    own = float(spread(step.draws[name])[0])
    return float(np.sqrt(max((step.metrics[name].sd or 0.0) ** 2 - own**2, 0.0)))


def _frequency(steps: Sequence[Measured]) -> Metric:
    """Steps per second over whole bouts: the median of how many steps lie between two touchdowns over their time.

    Far-apart touchdowns tell it best, and one misjudged touchdown hardly counts; a mean of single steps would take its
    error twice.
    """
    name, unit = "step_frequency_hz", "Hz"
    told = _told(steps, "step_s")
    slopes: list[Floats] = []
    for bout in _bouts(steps):
        since = np.cumsum([s.draws["step_s"] for s in bout], axis=0)
        down = np.concatenate([np.zeros_like(since[:1]), since])
        n = len(down)
        slopes += [(j - i) / (down[j] - down[i]) for i in range(n) for j in range(i + (n + 1) // 2, n)]
    if not slopes:
        return _mean(steps, name, unit)
    return sure_enough(metric(np.median(slopes, axis=0), unit, *_status(told, "step_s", len(steps))), name)


def _bouts(steps: Sequence[Measured]) -> list[list[Measured]]:
    """Stretches of steps that are followed by the next one each."""
    out: list[list[Measured]] = [[]]
    for s in steps:
        if s.metrics["step_s"].value is not None and "step_s" in s.draws:
            out[-1].append(s)
        elif out[-1]:
            out.append([])
    return [bout for bout in out if bout]


def _difference(steps: Sequence[Measured], name: str, unit: str, fps: float) -> Metric:
    left, right = ([s for s in _told(steps, name) if s.step.side == side] for side in SIDES)
    if not left and not right:
        return steps[0].metrics[name]
    if not left or not right:
        return Metric(None, unit, None, "refused", "not measured on both feet")
    n = len(left) + len(right)
    if name in ("contact_s", "flight_s", "step_s") and fps < 0.97 * LEAST_FPS_LEFT_RIGHT and n < LEAST_STEPS_LEFT_RIGHT:
        return Metric(
            None, unit, None, "refused",
            f"{n} steps at {fps:.0f} frames/s cannot tell left from right: film at 120 or 240, or six steps and more",
        )  # fmt: skip
    if len(left) < 2 or len(right) < 2:
        return Metric(None, unit, None, "refused", "one step of a foot does not tell how much it varies")
    scatter = np.sqrt(
        sum(float(np.var([s.draws[name][0] for s in side], ddof=1)) / len(side) for side in (left, right))
    )
    scatter = float(scatter) * widened(n - 2)
    gate = worst(_status(left, name, len(left)), _status(right, name, len(right)))
    m = metric(_rows(left, name) - _rows(right, name), unit, *gate, extra_sd=scatter)
    if m.value is not None and m.sd is not None and m.status == "ok" and abs(m.value) <= 2 * m.sd:
        return Metric(m.value, unit, m.sd, "caution", NO_DIFFERENCE)
    return m
