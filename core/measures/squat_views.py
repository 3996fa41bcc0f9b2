"""What a view allows: sagittal numbers from the side, frontal ones from the front or back, and how to refilm else."""

from functools import lru_cache
from typing import Literal

from core.kinematics.view import View
from core.measures.spec import Status

Plane = Literal["sagittal", "frontal", "any"]
Gate = tuple[Status, str | None]

# degrees off square-on: a leg seen from 15 aside looks 3 % shorter, from 30 an eighth; a camera 8 degrees aside turns
# one knee in and the other out by 15 each from the front
SAGITTAL_OK_DEG, SAGITTAL_CAUTION_DEG = 15.0, 30.0
FRONTAL_OK_DEG, FRONTAL_CAUTION_DEG = 8.0, 15.0
DEFAULT_YAW_SD_DEG = 6.0

FILM_SIDE = "film from the side, the phone at hip height and square to the athlete"
FILM_FRONT = "film from straight in front or behind, the phone at hip height and the toes pointing at it"


@lru_cache(maxsize=64)  # asked for every number of every rep
def gate(view: View, plane: Plane) -> Gate:
    """(status, reason) for every number of that plane."""
    if plane == "any":
        return "ok", None
    off = off_axis(view, plane)
    if plane == "sagittal":
        if view.label in ("front", "back"):
            return "refused", f"cannot be seen from the front or back: {FILM_SIDE}"
        if view.label == "oblique" and not view.depth:
            angle = "" if view.yaw_deg is None else f" ({abs(view.yaw_deg):.0f}°)"
            return "refused", f"filmed at an angle{angle}, and these landmarks hold no depth to undo it: {FILM_SIDE}"
        if view.label == "oblique":
            angle = "" if view.yaw_deg is None else f" ({abs(view.yaw_deg):.0f}°)"
            return "caution", f"filmed at an angle{angle}: worked out from the model's 3D landmarks; {FILM_SIDE}"
        if off is not None and off > SAGITTAL_CAUTION_DEG:
            return "refused", f"filmed {off:.0f}° from square-on: {FILM_SIDE}"
        if off is not None and off > SAGITTAL_OK_DEG:
            return "caution", f"filmed {off:.0f}° from square-on; {FILM_SIDE}"
        return "ok", None
    if view.label not in ("front", "back"):
        return "refused", f"cannot be seen from here: {FILM_FRONT}"
    if off is None and not view.depth:
        return "caution", f"how square the phone stood is not known without depth; {FILM_FRONT}"
    if off is not None and off > FRONTAL_CAUTION_DEG:
        return "refused", f"filmed {off:.0f}° from straight on: {FILM_FRONT}"
    if off is not None and off > FRONTAL_OK_DEG:
        return "caution", f"filmed {off:.0f}° from straight on; {FILM_FRONT}"
    return "ok", None


def off_axis(view: View, plane: Plane) -> float | None:
    """Degrees between the camera and the plane's own axis; None where the yaw is not known."""
    if view.yaw_deg is None:
        return None
    yaw = abs(view.yaw_deg)
    return yaw if plane == "sagittal" else abs(90.0 - yaw)


def yaw_sd(view: View) -> float:
    """Degrees by which the view's yaw may be off, one standard deviation."""
    return DEFAULT_YAW_SD_DEG if view.yaw_sd_deg is None else view.yaw_sd_deg
