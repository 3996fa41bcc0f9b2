"""Push and pull on the way up: how fast hip and knee extend, which is first, and what changes over the set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from core.events.event import Rep
from core.measures import squat_curves as curves
from core.measures.spec import Metric
from core.measures.squat_curves import RepCurves
from core.pose.skeleton import Side

Floats = NDArray[np.float64]
Joint = Literal["hip", "knee"]
JOINTS: Final[tuple[Joint, ...]] = ("hip", "knee")
SAMPLES: Final = 61  # of one way up
SURE: Final = 2.0  # a change counts from this many standard deviations on
COMPARED: Final = (
    "hip_knee_peak_lag_ms", "hip_knee_relative_phase_deg", "hip_rise_lead_ratio", "trunk_change_first_third_deg",
    "concentric_s",
)  # fmt: skip


@dataclass(frozen=True)
class Extension:
    """One joint on the way up: (M,) extension velocity in deg/s with its sd, and its peak; NaN = not seen."""

    velocity_deg_s: Floats
    sd_deg_s: Floats
    peak_s: float  # after the bottom
    peak_sd_s: float
    peak_deg_s: float


@dataclass(frozen=True)
class PushPull:
    """One rep: `time_s` (M,) seconds after the bottom, and each joint of the leg that was measured."""

    time_s: Floats
    joints: Mapping[Joint, Extension]
    side: Side


def push_pull(cut: RepCurves, rep: Rep, near: Side) -> PushPull:
    """Extension velocities from the bottom to the end of a rep, from all its draws.

    cut : curves of the rep (1 + D, N), row 0 the motion itself.  near : the leg nearer to the camera.
    """
    t = cut.time_s
    at = np.linspace(rep.bottom_s, rep.end_s, SAMPLES)
    joints: dict[Joint, Extension] = {}
    for joint in JOINTS:
        name = f"{near}_{joint}_flexion_deg"
        peak_at, peak = cut.fastest_extension(name, rep.bottom_s, rep.end_s)
        read = -curves.read_rows(t, cut.speed(name), at)
        sd = _sd(np.column_stack([read, peak_at]))
        joints[joint] = Extension(
            read[0].copy(), sd[:-1], float(peak_at[0] - rep.bottom_s), float(sd[-1]), float(peak[0])
        )
    return PushPull(at - rep.bottom_s, joints, near)


def _sd(draws: Floats) -> Floats:
    """Of (1 + D, M) about row 0; NaN where fewer than eight draws are there."""
    away = draws[1:] - draws[0]
    seen = np.isfinite(away)
    with np.errstate(invalid="ignore", divide="ignore"):
        out = np.sqrt((np.where(seen, away, 0.0) ** 2).sum(0) / np.where(seen.sum(0) >= 8, seen.sum(0), np.nan))
    return np.where(np.isfinite(draws[0]), out, np.nan)


@dataclass(frozen=True)
class Change:
    """One number of the first rep against that of the last one; `sd` of the difference."""

    name: str
    first: Metric
    last: Metric
    change: float
    sd: float

    @property
    def real(self) -> bool:
        """More than the plus-minus of both can explain."""
        return abs(self.change) > SURE * self.sd


def first_to_last(reps: Sequence[Mapping[str, Metric]]) -> list[Change]:
    """What changed between the first and the last rep, for those of `COMPARED` measured in both with their sd.

    The two errors are taken as independent.  A misplaced landmark is misplaced in both and cancels, so the sd told
    here is rather too large than too small.
    """
    if len(reps) < 2:
        return []
    out = []
    for name in COMPARED:
        first, last = reps[0].get(name), reps[-1].get(name)
        if first is None or last is None or first.value is None or last.value is None:
            continue
        if first.sd is None or last.sd is None:
            continue
        out.append(Change(name, first, last, last.value - first.value, float(np.hypot(first.sd, last.sd))))
    return out
