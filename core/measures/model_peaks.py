"""What the pose model's own errors, which no jitter shows, do to the peaks of a run's lanes: when, and how fast."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.measures.lane_peak import Peak
from core.measures.overlap import LANES

Floats = NDArray[np.float64]

# one standard deviation, in strides, by which the pose model's own errors (not its jitter) shift a lane's peak: seen on
# rendered runs with known peaks (14 clips: at 30 to 240 frames/s, mirrored, dark, at half the size), frames within
# 30 deg of square-on; with it, the errors of lags are as large as their sd says.  The torso's is early in all steps of
# the four runners that were rendered, by 0.05 to 0.25 strides: the model's shoulders go ahead with the arms.
PEAK_SD_SHARE: Final = {"push": 0.017, "swing": 0.017, "arms": 0.028, "torso": 0.15}
# Of the fastest push thigh, alike in all steps of a clip: over their variants four rendered runners come out 29, 6, 6
# and 2 % too fast, for the model's hips hurry ahead of a push, by each runner's own measure: their root mean square,
# less what is drawn besides.
PUSH_SPEED_SD_SHARE: Final = 0.14
# Of the farther thigh at its furthest back, alike in all steps of a clip: the nearer leg and the trunk hide its hip.
# On four rendered runners and their variants it goes 5 and 6 degrees too far back on two of them and 1 too little on
# another, the nearer one 3, 0, 2 and 3 off; without this it errs by 1.3 of its sd at the root mean square.
FAR_BACK_SD_DEG: Final = 3.0
_BACK_SEED = 6
# How long lanes are on together, alike in all steps of a clip: what trembles seems to be on together for less.  Means
# over four rendered runners and their variants come out 20, 12 and 6 % of the shorter lane too short and 3 too long for
# push and swing, and 24, 20, 5 and 9 % of the contact too short for all three: their root mean squares.
TOGETHER_SD_PCT: Final = {"overlap_push_swing_pct": 12.0, "three_on_pct": 16.0}


@dataclass(frozen=True)
class ModelErrors:
    """late_s : of each step, lane -> (R,) seconds by which it is moved.  push_speed : (R,) factors of its speed.

    together_pct : name of an overlap -> (R,) % by which it is off in all steps.  far_back_deg : (R,) degrees by which
    the farther thigh's furthest place is.
    """

    late_s: tuple[dict[str, Floats], ...]
    push_speed: Floats
    together_pct: dict[str, Floats]
    far_back_deg: Floats

    def overlapped(self, values: Mapping[str, Floats]) -> dict[str, Floats]:
        """(R,) draws of the overlaps among `values`, as far off as the model may make them."""
        return {name: values[name] + off for name, off in self.together_pct.items()}

    def moved(self, peaks: Sequence[Mapping[str, Peak]]) -> list[dict[str, Peak]]:
        """The lanes' peaks of each step, as late in each draw as the model may make them."""
        return [
            {lane: replace(p, time_s=p.time_s + off[lane]) for lane, p in step.items()}
            for step, off in zip(peaks, self.late_s, strict=True)
        ]


def model_errors(steps: int, rows: int, stride_s: float, unsure: float, rng: np.random.Generator) -> ModelErrors:
    """Half of how late a lane is is alike in all steps of a clip.  A hump that peaks late is on late.

    rows : R, draws and the motion itself, which is left as it is.  unsure : how many times more than usual the model
    errs (`core.measures.unsure_look`).
    """

    def drawn() -> Floats:
        return np.concatenate([[0.0], unsure * rng.standard_normal(rows - 1)])

    def moved() -> Floats:
        return np.asarray(drawn() * stride_s / np.sqrt(2))

    alike = {lane: moved() for lane in LANES}
    late = tuple({lane: PEAK_SD_SHARE[lane] * (alike[lane] + moved()) for lane in LANES} for _ in range(steps))
    push_speed = 1 + PUSH_SPEED_SD_SHARE * drawn()
    together = {name: sd * drawn() for name, sd in TOGETHER_SD_PCT.items()}
    return ModelErrors(late, push_speed, together, _far_back(rows, unsure))


def _far_back(rows: int, unsure: float) -> Floats:
    # from numbers of its own: those of the landmarks begin alike, and 64 draws of either may go against each other
    return np.concatenate(
        [[0.0], FAR_BACK_SD_DEG * unsure * np.random.default_rng(_BACK_SEED).standard_normal(rows - 1)]
    )
