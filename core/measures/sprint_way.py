"""The way covered: step length and speed from where the feet stand, and when neither may be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.events.event import Step
from core.kinematics.ground import Standing, standing_foot, stands_still
from core.kinematics.scale import HEIGHT_SD_SHARE
from core.kinematics.series import Body
from core.measures.sprint_gates import OK, Gate
from core.measures.sprint_specs import LENGTHS
from core.pose.camera_motion import CameraState
from core.pose.skeleton import Side

Floats = NDArray[np.float64]

NO_SCALE: Final = "no scale: give the athlete's height, a line of known length or a rectangle on the ground"
MOVING_GROUND: Final = (
    "the ground moves in the picture (a panning camera or a treadmill): the way covered cannot be seen; "
    "film with a still camera beside the track"
)
TREADMILL: Final = "a treadmill: the ground moves under a still camera, and only the belt knows how fast"


@dataclass(frozen=True)
class Way:
    """How the way along the ground is told.

    m_per_px : metres per pixel of the plane the points lie in, None = no scale.  sd_share : its sd, as a share.
    shift_px : (T, 2) how far the background has moved in the points' frames, to be taken out; None = it stands still in
        them already.
    toes_m : side -> (T, 2) where each toe is on the ground, metres, where a rectangle told it; counts before m_per_px.
    camera : what the camera did, as far as the background told.
    """

    m_per_px: float | None = None
    sd_share: float = HEIGHT_SD_SHARE
    shift_px: Floats | None = None
    toes_m: Mapping[Side, Floats] | None = None
    camera: CameraState = "unknown"

    @property
    def scaled(self) -> bool:
        return self.m_per_px is not None or self.toes_m is not None

    def part(self, frames: slice) -> "Way":
        """The same for some of the frames."""
        shift = None if self.shift_px is None else self.shift_px[frames]
        toes = None if self.toes_m is None else {s: toe[frames] for s, toe in self.toes_m.items()}
        return Way(self.m_per_px, self.sd_share, shift, toes, self.camera)


@dataclass(frozen=True)
class Feet:
    """The standing feet of some steps, None where the clip ends first; still : the ground keeps its place."""

    standing: tuple[Standing | None, ...]
    places_m: tuple[Floats | None, ...]
    still: bool
    way: Way


def standing_feet(time_s: Floats, points: Floats, steps: Sequence[Step], way: Way) -> Feet:
    """Where each step's foot stands; points (R, T, 33, 2)."""
    feet = tuple(_standing(time_s, points, s, way.shift_px) for s in steps)
    places = tuple(_place(time_s, s, way) for s in steps)
    still = stands_still([f for f in feet if f is not None], way.camera in ("still", "shaky"))
    return Feet(feet, places, still, way)


def _standing(time_s: Floats, points: Floats, step: Step, shift_px: Floats | None) -> Standing | None:
    if step.toe_off_s is None:
        return None
    near = slice(
        max(int(np.searchsorted(time_s, step.touchdown_s)) - 1, 0), int(np.searchsorted(time_s, step.toe_off_s)) + 1
    )
    own = points[:, near] if shift_px is None else points[:, near] - shift_px[near, None, :]
    return standing_foot(time_s[near], own, step.side, step.touchdown_s, step.toe_off_s)


def _place(time_s: Floats, step: Step, way: Way) -> Floats | None:
    """(2,) metres: the middle of where the toe was seen while the foot surely stands."""
    if way.toes_m is None or step.toe_off_s is None:
        return None
    lasts = step.toe_off_s - step.touchdown_s
    core = (time_s >= step.touchdown_s + 0.3 * lasts) & (time_s <= step.touchdown_s + 0.75 * lasts)
    seen = way.toes_m[step.side][core]
    seen = seen[np.isfinite(seen).all(axis=1)]
    return np.asarray(np.median(seen, axis=0)) if len(seen) else None


def lengths(feet: Feet, i: int, j: int, step_s: Floats, body: Body, forward: float) -> dict[str, Floats]:
    """Toe to toe along the ground from step i to step j, (R,); the gates say whether it may be told."""
    here, there = feet.standing[i], feet.standing[j]
    if here is None or there is None:
        return {}
    length = forward * (there.toe_px - here.toe_px)[..., 0]
    out = {"step_length_ratio": length / body.leg}
    metres = _metres(feet, i, j, length)
    if metres is not None:
        out["step_length_m"] = metres
        out["speed_m_s"] = metres / np.maximum(step_s, 1e-3)
    return out


def _metres(feet: Feet, i: int, j: int, length_px: Floats) -> Floats | None:
    if feet.way.toes_m is None:
        return None if feet.way.m_per_px is None else length_px * feet.way.m_per_px
    here, there = feet.places_m[i], feet.places_m[j]
    known = [p for p in feet.places_m if p is not None]
    if here is None or there is None or len(known) < 2:
        return None
    run = known[-1] - known[0]
    long = float(np.hypot(*run))
    if long <= 0:
        return None
    along = float((there - here) @ run / long)
    # how the drawn landmarks change the length carries over as a share
    share = length_px / length_px[0] if length_px[0] else np.ones_like(length_px)
    return np.asarray(along * share)


def gate(name: str, feet: Feet) -> Gate:
    """What scale and ground allow of a measure; `OK` for those that are no lengths."""
    if name not in LENGTHS:
        return OK
    if name != "step_length_ratio" and not feet.way.scaled:
        return "refused", NO_SCALE
    if feet.still:
        return OK
    return "refused", TREADMILL if feet.way.camera in ("still", "shaky") else MOVING_GROUND


def common_sd(name: str, value: float, way: Way) -> float:
    """One standard deviation that all steps share: the scale's, or that of the leg the ratio is taken by."""
    share = HEIGHT_SD_SHARE if name == "step_length_ratio" else way.sd_share
    return share * abs(value)
