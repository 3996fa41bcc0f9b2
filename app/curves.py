"""Which curves can be plotted, in which groups, and which are shown first for a movement."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.angles import near_side
from app.document import Unit
from app.language.tr import tr
from core.analysis import Analysis
from core.kinematics.series import Series

Floats = NDArray[np.float64]
_EVENT_LETTERS: Final = {"touchdown": "TD", "toe_off": "TO", "rep_bottom": "B"}


@dataclass(frozen=True)
class Group:
    """At most three curves that share an axis; `S` in a name stands for both sides."""

    title: str
    unit: str
    names: tuple[str, ...]

    def curves(self, series: Series) -> list[tuple[str, str | None]]:
        """(name, side) of the curves that are there and measured anywhere."""
        found: list[tuple[str, str | None]] = []
        for name in self.names:
            sides: tuple[str | None, ...] = ("left", "right") if "S_" in name else (None,)
            for side in sides:
                real = name.replace("S_", f"{side}_") if side else name
                if real in series and np.isfinite(series[real]).any():
                    found.append((real, side))
        return found[:3]


GROUPS: Final[tuple[Group, ...]] = (
    Group("Knee flexion", "°", ("S_knee_flexion_deg",)),
    Group("Hip flexion, trunk", "°", ("S_hip_flexion_deg", "trunk_inclination_deg")),
    Group("Thigh to horizontal", "°", ("S_thigh_to_horizontal_deg",)),
    Group("Shank", "°", ("S_shank_inclination_deg",)),
    Group("Pelvis height", "", ("pelvis_height_ratio",)),
    Group("Knees to ankles", "", ("knee_ankle_separation_ratio",)),
    Group("Knee in or out", "°", ("S_fppa_deg",)),
    Group("Pelvis shift", "", ("pelvis_shift_ratio",)),
    Group("Thigh speed", "°/s", ("S_thigh_angular_velocity_deg_s",)),
    Group("Thigh forward", "°", ("S_thigh_forward_deg",)),
    Group("Thighs apart", "°", ("thigh_separation_deg",)),
    Group("Upper arm forward", "°", ("S_arm_forward_deg",)),
    Group("Upper arm speed", "°/s", ("S_arm_angular_velocity_deg_s",)),
    Group("Elbow", "°", ("S_elbow_flexion_deg",)),
    Group("Trunk twist", "°", ("trunk_twist_deg",)),
    Group("Ankle", "°", ("S_ankle_dorsiflexion_deg",)),
    Group("Heel lift", "", ("S_heel_lift_ratio",)),
    Group("Knee over toe", "", ("S_knee_over_toe_ratio",)),
    Group("Trunk to the side", "°", ("trunk_lateral_deg",)),
    Group("Pelvis tilt", "°", ("pelvis_tilt_deg",)),
)
_FIRST: Final = {
    "sprint": ("Thigh speed", "Thigh forward", "Knee flexion", "Upper arm forward"),
    "front": ("Knees to ankles", "Knee in or out", "Pelvis height"),
    "side": ("Knee flexion", "Hip flexion, trunk", "Pelvis height", "Shank"),
}


def shown_unit(unit: str, analysis: Analysis) -> str:
    """A curve's unit; of slow motion whose true rate nobody told, speeds are those that are played."""
    slow = analysis.clip.time_scale == 1 and any(note.code == "slow_motion" for note in analysis.quality)
    return tr("{unit}, as played", unit=unit) if slow and unit.endswith("/s") else unit


def available(analysis: Analysis) -> list[Group]:
    """The groups with at least one measured curve, each title once."""
    found: dict[str, Group] = {}
    for group in GROUPS:
        if group.title not in found and group.curves(analysis.series):
            found[group.title] = group
    return list(found.values())


def first_choice(analysis: Analysis) -> list[str]:
    """Titles in the order in which they are shown until the person chooses."""
    if analysis.movement == "sprint":
        key = "sprint"
    else:
        key = "front" if analysis.view.label in ("front", "back") else "side"
    there = [group.title for group in available(analysis)]
    return [title for title in _FIRST[key] if title in there] or there[:2]


def middle_and_sd(values: Floats) -> tuple[Floats, Floats | None]:
    """The curve to draw and, where there are draws, their standard deviation; NaN stays NaN."""
    if values.ndim == 1:
        return values, None
    flat = values.reshape(-1, values.shape[-1])
    return flat.mean(axis=0), flat.std(axis=0)


def y_range(curves: Sequence[Floats]) -> tuple[float, float]:
    """From the data, with a little air; a few wild values do not flatten the rest; 0..1 where nothing was measured."""
    finite = [c[np.isfinite(c)] for c in curves]
    data = np.concatenate(finite) if finite else np.zeros(0)
    if not len(data):
        return 0.0, 1.0
    low, high = np.percentile(data, (1, 99))
    more = 0.35 * (high - low)
    low, high = max(float(data.min()), float(low - more)), min(float(data.max()), float(high + more))
    air = 0.12 * (high - low) or 0.5
    return low - air, high + air


def round_steps(low: float, high: float, about: int) -> list[float]:
    """Round numbers within a range, for the lines and numbers beside it: `about` of them, half or twice as many."""
    raw = (high - low) / about
    power = 10 ** math.floor(math.log10(raw)) if raw > 0 else 1.0
    step = next((m * power for m in (1, 2, 5, 10) if m * power >= raw), power)
    return [round(i * step, 9) for i in range(math.ceil(low / step), math.floor(high / step) + 1)]


def peaks(analysis: Analysis, units: Sequence[Unit], name: str, side: str | None) -> list[tuple[float, float]]:
    """(time, value) of the curve's turning point within each rep or step: labels for its peaks.

    It is where the curve is furthest from the straight line between the unit's two ends, so that an end is never
    labelled. Steps label the curve of their own side, reps the side towards the camera.
    """
    values, _ = middle_and_sd(analysis.series[name])
    times = analysis.series.time_s
    if not np.isfinite(values).any():
        return []
    found = []
    for unit in units:
        owner = unit.side or (near_side(analysis) if side else None)
        if side != owner and side is not None:
            continue
        part = np.flatnonzero((times >= unit.start_s) & (times <= unit.end_s) & np.isfinite(values))
        if len(part) > 2:
            chord = np.interp(times[part], times[part[[0, -1]]], values[part[[0, -1]]])
            at = part[int(np.argmax(np.abs(values[part] - chord)))]
            found.append((float(times[at]), float(values[at])))
    return found


def letters(analysis: Analysis) -> list[tuple[float, str, str | None]]:
    """(time, letters, side) of the events drawn as thin verticals."""
    return [(e.time_s, _EVENT_LETTERS[e.kind], e.side) for e in analysis.events if e.kind in _EVENT_LETTERS]
