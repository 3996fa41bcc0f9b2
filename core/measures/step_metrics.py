"""The numbers of one step from their draws: what this very step does not allow, and why there is none."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.events.event import Step
from core.measures import sprint_way
from core.measures.lane_peak import Peak
from core.measures.overlap import LIMBS, NEVER_ON
from core.measures.spec import Metric
from core.measures.sprint_gates import NEEDS_TOUCHDOWN_ONLY, OK, Gate, sure_enough
from core.measures.sprint_specs import LENGTHS, UNITS
from core.measures.sprint_way import Feet, Way
from core.measures.uncertainty import metric, sampling_sd_s, spread

Floats = NDArray[np.float64]

LANE_WORDS = {"push": "push", "swing": "swing", "arms": "drive of the arms", "torso": "twist of the trunk"}
EDGE = "the {0} is still getting faster where the {1} ends: it has no peak of its own there"
NO_TOE_OFF = "the clip ends before the foot leaves the ground"
NO_NEXT = "the next touchdown of the other foot was not seen"
NO_STRIDE = "the next touchdown of the same foot was not seen"
NEXT_CUT = "the clip ends while the next foot is on the ground: where it stands is not told"
NO_DRIVE = "neither thigh goes the way it does in a push: is this the other foot's contact?"
NOT_SEEN = "the landmarks it needs were not seen"
NEEDS_NEXT = ("flight_s", "step_s", "step_frequency_hz", "duty_factor", *LENGTHS)
# the lanes whose peaks a measure hangs on
LANES_OF = {
    "peak_lag_swing_ms": ("push", "swing"), "peak_lag_arms_ms": ("push", "arms"),
    "peak_lag_torso_ms": ("push", "torso"), "peak_spread_ms": LIMBS,
    "peak_thigh_extension_velocity_deg_s": ("push",), "peak_thigh_flexion_velocity_deg_s": ("swing",),
}  # fmt: skip

# what is told wherever the lanes of an overlap were seen
TOLD_IF_SEEN = {
    "overlap_push_swing_pct": ("drive_balance_push_swing", "three_on_pct"), "overlap_push_arms_pct": ("three_on_pct",),
    "overlap_push_torso_pct": ("all_on_pct",), "drive_balance_push_swing": ("three_on_pct",),
}  # fmt: skip


def by_step(name: str, step: Step, peaks: Mapping[str, Peak], next_step: int | None, feet: Feet) -> Gate:
    """What this very step does not allow."""
    ground = sprint_way.gate(name, feet)
    if ground[0] == "refused":
        return ground
    if name in NEEDS_NEXT and next_step is None:
        return "refused", NO_NEXT
    if name in LENGTHS and next_step is not None and feet.standing[next_step] is None:
        return "refused", NEXT_CUT
    if step.toe_off_s is None and name not in NEEDS_TOUCHDOWN_ONLY:
        return "refused", NO_TOE_OFF
    for lane in LANES_OF.get(name, ()):
        if peaks[lane].at_edge:
            return "refused", EDGE.format(LANE_WORDS[lane], "contact" if lane == "push" else "time around it")
    return OK


def metrics_of(values: Mapping[str, Floats], gates: Mapping[str, Gate], fps: float, way: Way) -> dict[str, Metric]:
    """Every number of a step; the spreads of all of them are taken at once.

    values : name -> (1 + D,) the value and its draws, of what there is.  gates : of every measure that is told or
    refused.
    """
    told = [name for name in gates if name in values]
    sds, counts = spread(np.stack([values[name] for name in told]))
    known = {name: (float(sd), int(n)) for name, sd, n in zip(told, sds, counts, strict=True)}
    return {name: _metric(name, values, gate, fps, way, known.get(name)) for name, gate in gates.items()}


def _metric(
    name: str, values: Mapping[str, Floats], gate: Gate, fps: float, way: Way, known: tuple[float, int] | None
) -> Metric:
    unit = UNITS[name]
    if gate[0] == "refused" or name not in values or not np.isfinite(values[name][0]):
        return Metric(None, unit, None, "refused", _missing(name, values, gate))
    # the moments of events carry their own sampling error; a peak between frames is known to about half a frame's
    extra = 500 * sampling_sd_s(fps) if name.endswith("_ms") else 0.0
    if name in LENGTHS:
        extra = sprint_way.common_sd(name, float(values[name][0]), way)
    return sure_enough(metric(values[name], unit, gate[0], gate[1], extra, known), name)


def _missing(name: str, values: Mapping[str, Floats], gate: Gate) -> str:
    """Why there is no number.  What only makes a number doubtful is no reason for having none."""
    if gate[0] == "refused":
        return gate[1] or NOT_SEEN
    if name == "duty_factor":
        return NO_STRIDE
    if not any(np.isfinite(values[told][0]) for told in TOLD_IF_SEEN.get(name, ())):
        return NOT_SEEN
    return NO_DRIVE if name == "drive_balance_push_swing" else NEVER_ON
