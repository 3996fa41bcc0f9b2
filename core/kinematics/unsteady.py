"""Does a leg keep its bones' lengths in the picture?  Loose trousers, or something before it, and it does not."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.pose.skeleton import INDEX, Side
from core.signal.filters import lowpass

Floats = NDArray[np.float64]

# A model's joints slide along the limb with the pose, the same way in every rep; what is left about that way is 0.3 to
# 1.1 % of the leg in 40 squats from the side and at an angle, rendered and filmed, small, dark and shaken ones among
# them, 2 and 4 % where hips and knees are moved about by 1 and 2 % of the body, 3.5 to 8.5 behind a plate and a rack.
USUAL = 0.011
_CALM_HZ = 4.0  # trembling is told by the joints' own noise
_BENDS = 3  # degree of the way of a length with the limb's direction
_LEAST_FRAMES = 20  # five for each of the way's coefficients


@dataclass(frozen=True)
class Unsteady:
    """One standard deviation of the lengths of thigh and shank about their way with the pose, in leg lengths."""

    thigh: float
    shank: float

    def joints(self) -> dict[str, float]:
        """How far hip, knee and ankle wander in one direction, in leg lengths: what both bones show is the knee's."""
        knee = min(self.thigh, self.shank) / np.sqrt(2)
        hip, ankle = (float(np.sqrt(bone**2 - knee**2)) for bone in (self.thigh, self.shank))
        return {"hip": hip, "knee": float(knee), "ankle": ankle}

    @property
    def beyond(self) -> float:
        """What the thigh is unsteadier than usual."""
        return float(np.sqrt(max(self.thigh**2 - USUAL**2, 0.0)))


STEADY = Unsteady(0.0, 0.0)


def unsteadiness(time_s: Floats, points: Floats, side: Side, frames: NDArray[np.bool_]) -> Unsteady:
    """How unsteady a leg is over the (T,) `frames` of its squats; steady where too little is seen to tell.

    From the side and at an angle only: from the front a thigh gets shorter as it bends, and how much, its direction in
    the picture does not tell.

    Parameters
    ----------
    points : (T, 33, 2) pixels, smoothed.  side : of the leg, the nearer one.
    """
    hip, knee, ankle = (points[:, INDEX[f"{side}_{part}"]] for part in ("hip", "knee", "ankle"))
    bones = np.stack([knee - hip, ankle - knee])
    lengths = np.hypot(bones[..., 0], bones[..., 1])
    seen = np.isfinite(lengths).all(axis=0)
    used = seen & frames
    if used.sum() < _LEAST_FRAMES or not (leg := float(np.median(lengths[:, used].sum(axis=0)))) > 0:
        return STEADY
    known = np.array([np.interp(time_s, time_s[seen], length[seen]) for length in lengths])
    calm = lowpass(time_s, known.T, _CALM_HZ)[used].T
    leans = np.arctan2(bones[..., 0], bones[..., 1])[:, used]
    return Unsteady(*(_about_its_way(length, lean) / leg for length, lean in zip(calm, leans, strict=True)))


def _about_its_way(length: Floats, lean: Floats) -> float:
    """Standard deviation of a length about its smooth way with the limb's direction, pixels."""
    along = (lean - lean.mean()) / max(float(lean.std()), 1e-9)
    powers = np.vander(along, _BENDS + 1)
    way = powers @ np.linalg.lstsq(powers, length, rcond=None)[0]
    return float((length - way).std())
