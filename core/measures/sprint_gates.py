"""What view, frame rate and the measured motion allow a sprint's numbers to say."""

from dataclasses import replace

import numpy as np

from core.events.event import Step
from core.events.step_judge import CONTACT_S, LONGEST_FLIGHT_S
from core.kinematics.view import View
from core.measures.spec import Metric, Status
from core.measures.sprint_specs import LEAST_FPS, LENGTHS, NO_ANGLES, PER_STEP, TORSO

Gate = tuple[Status, str | None]

OK_DEG, CAUTION_DEG = 15.0, 30.0  # off square-on, as for squats (`core/measures/squat_views.py`)
FILM = "film from the side, the phone at hip height and square to the track"
FURTHER_BACK = "film from further back, square to the track: then fewer steps are seen at an angle"
FROM_THE_FRONT = f"seen nearly along the run, where landing and leaving hardly show: {FILM}"
SLOW = "slow motion: give the rate it was filmed at, then this is told"
OK: Gate = ("ok", None)
NO_CONTACT = "this contact lasts {0:.0f} ms, and in running feet stand for {1:.0f} to {2:.0f}: look at its two moments"
LONG_FLIGHT = "this flight lasts {0:.0f} ms, and in running none is above {1:.0f}: was a contact missed in between?"
ACROSS_FLIGHT = ("flight_s", "step_s", "step_frequency_hz", "step_length_ratio", "step_length_m")
ARM_UNTOLD = "these landmarks do not tell which arm was hidden: behind the trunk an elbow is a guess"
WITH_ARMS = (
    "overlap_push_arms_pct", "peak_lag_arms_ms", "peak_spread_ms", "three_on_pct", "all_on_pct", "all_on_ms",
    "whole_body_push_index",
)  # fmt: skip
NEEDS_TOUCHDOWN_ONLY = (
    "step_s", "step_frequency_hz", "shank_inclination_touchdown_deg", "touchdown_distance_ratio",
    "trunk_inclination_touchdown_deg", "thigh_separation_touchdown_deg",
)  # fmt: skip
_BY_TIME = ("s", "ms", "Hz", "m/s", "deg/s")
_SPECS = {spec.name: spec for spec in PER_STEP}
_RANK = {"ok": 0, "caution": 1, "refused": 2}


def worst(*gates: Gate) -> Gate:
    """The strictest of several; the first of equals keeps its reason."""
    return max(gates, key=lambda g: _RANK[g[0]])


def by_view(view: View, yaw_deg: float | None = None) -> Gate:
    """Sagittal measures: ok within 15 deg of square-on, caution to 30, refused beyond.

    yaw_deg : of this very step where it is known (a passing athlete is seen at a different yaw in each step).
    """
    yaw = view.yaw_deg if yaw_deg is None or not np.isfinite(yaw_deg) else yaw_deg
    if view.label in ("front", "back"):
        return "refused", f"cannot be seen from the front or back: {FILM}"
    if yaw is None:
        if view.label == "side":
            return OK
        return "caution", f"filmed at an angle that is not known; {FILM}"
    off = abs(yaw)
    # who films square to the track and hears to film square to it is not helped
    stands_square = yaw != view.yaw_deg and view.yaw_deg is not None and abs(view.yaw_deg) <= OK_DEG
    film = FURTHER_BACK if stands_square else FILM
    if off > CAUTION_DEG:
        return "refused", f"seen {off:.0f}° from square-on: {film}"
    if off > OK_DEG:
        return "caution", f"seen {off:.0f}° from square-on; {film}"
    return OK


def by_rate(fps: float) -> Gate:
    """Positions at events and timing between limbs want 60 frames a second."""
    if fps < 0.97 * LEAST_FPS:
        return "caution", f"{fps:.0f} frames/s are few for this: film at 120 or 240"
    return OK


def by_pace(name: str, slowed: float | None) -> Gate:
    """What hangs on seconds is not told where nobody knows how long they are; angles and shares of a step are."""
    return ("refused", SLOW) if slowed is not None and _SPECS[name].unit in _BY_TIME else OK


def by_contact(name: str, step: Step, slowed: float | None) -> Gate:
    """A contact that no runner makes was put so by hand; what hangs on its end is doubtful then."""
    if step.toe_off_s is None or slowed is not None or name in NEEDS_TOUCHDOWN_ONLY or name in LENGTHS:
        return OK
    lasts = step.toe_off_s - step.touchdown_s
    if CONTACT_S[0] <= lasts <= CONTACT_S[1]:
        return OK
    return "caution", NO_CONTACT.format(1000 * lasts, *(1000 * s for s in CONTACT_S))


def by_flight(name: str, step: Step, next_touchdown_s: float | None, slowed: float | None) -> Gate:
    """What hangs on the flight after a contact is doubtful where none is that long: two steps are told as one.

    next_touchdown_s : of the other foot's step that comes next, None = there is none.
    """
    if next_touchdown_s is None or step.toe_off_s is None or slowed is not None or name not in ACROSS_FLIGHT:
        return OK
    lasts = next_touchdown_s - step.toe_off_s
    if lasts <= LONGEST_FLIGHT_S:
        return OK
    return "caution", LONG_FLIGHT.format(1000 * lasts, 1000 * LONGEST_FLIGHT_S)


def by_arms(name: str, view: View, arms_told: bool) -> Gate:
    """Of landmarks without visibility nobody knows whether the far arm is a guess."""
    doubtful = name in WITH_ARMS and not arms_told and view.label in ("side", "oblique")
    return ("caution", ARM_UNTOLD) if doubtful else OK


def by_name(name: str, view: View, fps: float, yaw_deg: float | None = None) -> Gate:
    """All that is known about a measure before looking at its number."""
    if name in NO_ANGLES:
        return OK if view.label not in ("front", "back") else ("caution", FROM_THE_FRONT)
    torso: Gate = ("caution", "the twist of the trunk is hardly seen from the side") if name in TORSO else OK
    return worst(by_view(view, yaw_deg), by_rate(fps), torso)


def before_looking(
    view: View, fps: float, yaw_deg: float | None, slowed: float | None, arms_told: bool
) -> dict[str, Gate]:
    """What is known of every measure of a step that is seen at this yaw.

    fps : captured rate.  slowed : about how many times slower than people run the clip plays, None = at full speed.
    """
    return {
        spec.name: worst(
            by_pace(spec.name, slowed),
            by_name(spec.name, view, fps * (slowed or 1.0), yaw_deg),
            by_arms(spec.name, view, arms_told),
        )
        for spec in PER_STEP
    }


def sure_enough(m: Metric, name: str) -> Metric:
    """`caution` where the plus-minus exceeds what the number should tell."""
    spec = _SPECS[name]
    if m.status != "ok" or m.sd is None or spec.most_sd is None or m.sd <= spec.most_sd:
        return m
    # moments and contacts are read in milliseconds
    tells = f"{1000 * spec.most_sd:g} ms" if spec.unit == "s" else spec.with_unit(spec.most_sd)
    return replace(m, status="caution", reason=f"its plus-minus is above {tells}: too unsure to rely on")


def of_single_steps(reason: str | None) -> str | None:
    """Why a mean is doubted where its steps are; its own plus-minus is smaller than the one they are doubted for."""
    if reason is None or not reason.startswith("its plus-minus is above "):
        return reason
    tells = reason.removeprefix("its plus-minus is above ").removesuffix(": too unsure to rely on")
    return f"in single steps its plus-minus is above {tells}: too unsure to rely on"
