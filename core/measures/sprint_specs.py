"""The sprint's measures: what each is, where it comes from, and where it holds."""

from dataclasses import replace
from typing import Final

from core.kinematics.view import ViewLabel
from core.measures.spec import MeasureSpec
from core.measures.sprint_help import TOLD

SIDE: Final[tuple[ViewLabel, ...]] = ("side", "oblique")
ANY: Final[tuple[ViewLabel, ...]] = ("side", "front", "back", "oblique")
HERE = "defined here"
TIMES = "step times as in sprint timing (Nagahara 2014; Bergamini 2012)"
POSITIONS = "kinogram positions (McMillan & Pfaff 2018)"
VELOCITY = "thigh angular velocity and speed (Clark 2020)"
LEAST_FPS = 60.0

# name, title, unit, definition, source, views, least captured rate
_ROWS: tuple[tuple[str, str, str, str, str, tuple[ViewLabel, ...], float], ...] = (
    ("contact_s", "Ground contact", "s", "From touchdown (first contact of heel or toe) to toe-off (last contact).",
     TIMES, ANY, 0),
    ("flight_s", "Flight", "s", "From toe-off to the next touchdown of the other foot.", TIMES, ANY, 0),
    ("step_s", "Step time", "s", "From touchdown to the next touchdown of the other foot.", TIMES, ANY, 0),
    ("step_frequency_hz", "Step frequency", "Hz", "Steps per second: one over the step time.", TIMES, ANY, 0),
    ("duty_factor", "Duty factor", "ratio",
     "Contact over the time to the same foot's next touchdown; below 0.5 is running.", TIMES, ANY, 0),
    ("step_length_ratio", "Step length", "leg lengths",
     "Toe to toe along the ground, in leg lengths (thigh plus shank). Needs a still camera beside the track.",
     HERE, SIDE, 0),
    ("step_length_m", "Step length", "m", "Toe to toe along the ground. Needs a scale and a still camera.",
     TIMES, SIDE, 0),
    ("speed_m_s", "Speed", "m/s", "Step length over step time. Needs a scale and a still camera.", TIMES, SIDE, 0),
    ("shank_inclination_touchdown_deg", "Shank at touchdown", "deg",
     "Ankle to knee from vertical at touchdown, + knee in front of the ankle.", POSITIONS, SIDE, LEAST_FPS),
    ("touchdown_distance_ratio", "Touchdown distance", "leg lengths",
     "Toe ahead of mid-hip at touchdown, in leg lengths; + = foot ahead.", POSITIONS, SIDE, LEAST_FPS),
    ("trunk_inclination_touchdown_deg", "Trunk at touchdown", "deg",
     "Mid-hip to mid-shoulder from vertical at touchdown, + forward.", POSITIONS, SIDE, LEAST_FPS),
    ("thigh_separation_touchdown_deg", "Thighs apart at touchdown", "deg",
     "Push thigh minus swing thigh, each from straight down, at touchdown; 0 = knees together, + = the swing leg is "
     "still behind.", POSITIONS, SIDE, LEAST_FPS),
    ("thigh_separation_toe_off_deg", "Thighs apart at toe-off", "deg",
     "Swing thigh minus push thigh at toe-off: how far the thighs are open.", POSITIONS, SIDE, LEAST_FPS),
    ("peak_thigh_forward_deg", "Thigh highest in front", "deg",
     "Largest angle of the swing thigh from straight down, forward, from touchdown to a quarter stride after toe-off.",
     POSITIONS, SIDE, LEAST_FPS),
    ("peak_thigh_back_deg", "Thigh furthest behind", "deg",
     "Largest angle of the push thigh from straight down, backward, around toe-off.", POSITIONS, SIDE, LEAST_FPS),
    ("peak_swing_knee_flexion_deg", "Swing knee, most bent", "deg",
     "Largest knee flexion of the swing leg around this contact.", POSITIONS, SIDE, LEAST_FPS),
    ("peak_thigh_extension_velocity_deg_s", "Push: fastest thigh", "deg/s",
     "Highest angular velocity of the stance thigh going back during contact.", VELOCITY, SIDE, LEAST_FPS),
    ("peak_thigh_flexion_velocity_deg_s", "Swing: fastest thigh", "deg/s",
     "Highest angular velocity of the other thigh going forward around this contact.", VELOCITY, SIDE, LEAST_FPS),
    *((f"overlap_push_{lane}_pct", f"Push and {title} together", "%",
       f"Time during contact in which push and {title} are both on, over the shorter of the two. On = at or above half "
       f"of this athlete's typical peak.{note}", HERE, SIDE, LEAST_FPS)
      for lane, title, note in (
          ("swing", "swing", ""), ("arms", "arms", ""),
          ("torso", "torso", " The twist of the trunk is hardly seen from the side: low confidence."))),
    ("three_on_pct", "Push, swing and arms on", "%",
     "Share of the contact in which push, swing and arms are all on.", HERE, SIDE, LEAST_FPS),
    ("all_on_pct", "All four on", "%",
     "Share of the contact in which push, swing, arms and torso are all on (torso: low confidence from the side).",
     HERE, SIDE, LEAST_FPS),
    ("all_on_ms", "All four on", "ms", "Time during contact in which push, swing, arms and torso are all on.",
     HERE, SIDE, LEAST_FPS),
    *((f"peak_lag_{lane}_ms", f"{title} peak against push (+ later)", "ms",
       f"Time of the fastest {what} minus the time of the fastest push: + later, \N{MINUS SIGN} earlier.",
       HERE, SIDE, LEAST_FPS)
      for lane, title, what in (("swing", "Swing", "forward swing of the other thigh"),
                                ("arms", "Arms", "drive of the arms"), ("torso", "Torso", "twist of the trunk"))),
    ("peak_spread_ms", "Peaks spread over", "ms",
     "Latest minus earliest peak of push, swing and arms: small = they peak together. Never below zero, so "
     "uncertainty makes it look larger.", HERE, SIDE, LEAST_FPS),
    ("whole_body_push_index", "Whole-body push", "ratio",
     "Mean over contact of the geometric mean of the four lanes, each in shares of its typical peak, 0 to 1.",
     HERE, SIDE, LEAST_FPS),
    ("drive_balance_push_swing", "Push against swing", "ratio",
     "(P - W) / (P + W) of the angles swept in drive direction during contact by push (P) and swing (W): + = the push "
     "leg does more.", HERE, SIDE, LEAST_FPS),
)  # fmt: skip

PER_STEP: Final[tuple[MeasureSpec, ...]] = tuple(MeasureSpec(*row, *TOLD[row[0]]) for row in _ROWS)
UNITS: Final[dict[str, str]] = {spec.name: spec.unit for spec in PER_STEP}
NO_ANGLES: Final = frozenset({"contact_s", "flight_s", "step_s", "step_frequency_hz", "duty_factor"})
LENGTHS: Final = ("step_length_ratio", "step_length_m", "speed_m_s")
TORSO: Final = frozenset(
    {"overlap_push_torso_pct", "peak_lag_torso_ms", "all_on_pct", "all_on_ms", "whole_body_push_index"}
)
_SIDES: Final = "A difference is not a fault: most people have one, and it does not tell the risk of an injury."
# shown left against right
COMPARED: Final[tuple[str, ...]] = (
    "contact_s", "flight_s", "step_s", "overlap_push_swing_pct", "overlap_push_arms_pct", "three_on_pct",
    "peak_lag_swing_ms", "peak_lag_arms_ms", "drive_balance_push_swing", "peak_thigh_extension_velocity_deg_s",
    "peak_thigh_flexion_velocity_deg_s",
)  # fmt: skip


def _summary() -> list[MeasureSpec]:
    out = [
        MeasureSpec(
            "steps",
            "Steps",
            "steps",
            "Contacts found and counted.",
            HERE,
            ANY,
            0,
            0.5,
            "contacts of both feet",
            "",
            "Contacts cut by the beginning of the clip are not among them.",
        )
    ]
    for spec in PER_STEP:
        for side in ("left", "right"):
            said = f"Mean over the steps on the {side} foot. {spec.definition}"
            out.append(replace(spec, name=f"{spec.name}_{side}", title=f"{spec.title}, {side}", definition=said))
        if spec.name in COMPARED:
            name, title = f"{spec.name}_left_minus_right", f"{spec.title}, left minus right"
            said = (
                "Mean of the left steps minus mean of the right steps; told only beyond what each foot varies "
                f"from step to step. {spec.definition}"
            )
            formula = f"mean left - mean right of: {spec.formula}"
            out.append(replace(spec, name=name, title=title, definition=said, formula=formula, does_not_mean=_SIDES))
    return out


SUMMARY: Final[tuple[MeasureSpec, ...]] = tuple(_summary())
SPECS: Final[tuple[MeasureSpec, ...]] = (*PER_STEP, *SUMMARY)
