"""A phone that may be held askew: what that leaves open in numbers against the vertical, and what is said of it."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.kinematics.tilt import LEVEL_SD_DEG, UNTOLD, Tilt
from core.measures.quality import QualityNote

Floats = NDArray[np.float64]

# a picture that is turned changes all of these by the same angle, each in its own direction
AGAINST_VERTICAL: dict[str, float] = {
    "trunk_inclination_touchdown_deg": 1.0, "shank_inclination_touchdown_deg": 1.0,
    "peak_thigh_forward_deg": -1.0, "peak_thigh_back_deg": 1.0,
    "touchdown_distance_ratio": np.pi / 180,  # the hips are about a leg's length above the toe
    "trunk_inclination_bottom_deg": 1.0, "left_shank_inclination_bottom_deg": 1.0,
    "right_shank_inclination_bottom_deg": 1.0, "depth_thigh_to_horizontal_deg": 1.0,
}  # fmt: skip
_SEED = 3  # the phone is the same for all reps and steps
_TOLD_DEG = 2.0  # nobody sees that a picture is turned by less


@lru_cache(maxsize=8)  # asked for by every rep of a set
def askew_draws(sd_deg: float, rows: int) -> Floats:
    """(rows,) degrees by which the picture could as well be turned; row 0 as it is taken to be."""
    out = np.concatenate([[0.0], sd_deg * np.random.default_rng(_SEED).standard_normal(rows - 1)])
    out.setflags(write=False)
    return out


def turned(draws: dict[str, Floats], off_deg: Floats) -> dict[str, Floats]:
    """The numbers that are told against the vertical, with the picture turned by (R,) degrees more."""
    return {name: draws[name] + sign * off_deg for name, sign in AGAINST_VERTICAL.items() if name in draws}


def tilt_note(tilt: Tilt) -> QualityNote | None:
    """What is said of a phone that was held askew; None of one that was not, or that nothing tells of."""
    if tilt == UNTOLD or abs(tilt.deg) < _TOLD_DEG:
        return None
    way = "clockwise" if tilt.deg > 0 else "counterclockwise"
    sure = "" if tilt.sd_deg < 2 * LEVEL_SD_DEG else ", which is not sure"
    return QualityNote(
        "camera_tilted", "info" if not sure else "caution",
        f"The picture is turned by {abs(tilt.deg):.0f} degrees{sure}: angles against the vertical are corrected for "
        f"it. Turn the phone {way} when you film.",
    )  # fmt: skip
