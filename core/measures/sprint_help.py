"""What the help says of each sprint measure beyond its definition, and how sure it must be to tell anything."""

from typing import Final

# errors of one phone or camera against force plates, timing gates or markers, as published
CONTACT = (
    "limits of agreement against force plates: 15 ms at 60 frames/s, 6 ms at 240 (VueMotion); "
    "1.5 frames at 180 frames/s (Evans 2018)"
)
ANGLE = "one camera against markers in sprints: 3.9 to 7.0° (arXiv 2505.04713)"
LEAN = "one phone against markers: 1.7 to 3.9°"
NONE = ""

_FORCE = "It is motion, not force, strength or power."
_SCALE = "It is as good as the scale: a height that is 2 cm off makes it 1 % wrong."
_TYPICAL = (
    "A lane is on against this athlete's own typical peak: it does not compare athletes, and two lanes on together "
    "need not push equally hard."
)
_TORSO = "The twist of the trunk is hardly seen from the side: take it as a hint."
_ORDER = "Parts that peak one after the other within the plus-minus peak together; neither order is right by itself."
_GATHERED = "It is a number for comparing an athlete with themselves, not a mark: nobody knows how high it should be."

Told = tuple[float, str, str, str]

# name -> (largest sd at which the number still tells, formula, published error, what it does not mean)
TOLD: Final[dict[str, Told]] = {
    "contact_s": (0.02, "toe-off - touchdown", CONTACT, "A short contact is not a strong one: speed shortens it too."),
    "flight_s": (
        0.025, "next touchdown of the other foot - toe-off", CONTACT, "It does not tell how high one jumps."),
    "step_s": (0.02, "next touchdown of the other foot - touchdown", CONTACT, "It does not tell the step's length."),
    "step_frequency_hz": (
        0.3, "1 / step time; over a run: steps between two touchdowns / the time between them", NONE,
        "More steps a second are not more speed: that takes length as well."),
    "duty_factor": (0.06, "contact / time to the same foot's next touchdown", NONE, _FORCE),
    "step_length_ratio": (
        0.15, "toe to toe along the ground / (thigh + shank)", NONE, "It is not in metres: long legs hide in it."),
    "step_length_m": (0.15, "toe to toe along the ground x metres per pixel", NONE, _SCALE),
    "speed_m_s": (0.8, "step length / step time", NONE, _SCALE),
    "shank_inclination_touchdown_deg": (
        5, "ankle -> knee from vertical at touchdown", LEAN, "It does not tell how hard the landing brakes."),
    "touchdown_distance_ratio": (
        0.1, "(toe - mid-hip) along the run / (thigh + shank), at touchdown", NONE,
        "It is measured to the hips, not to the centre of mass, and does not tell the braking force."),
    "trunk_inclination_touchdown_deg": (4, "mid-hip -> mid-shoulder from vertical at touchdown", LEAN,
        "It does not tell whether the lean comes from the ankles or the hips."),
    "thigh_separation_touchdown_deg": (
        8, "push thigh forward - swing thigh forward, at touchdown", ANGLE,
        "It depends on when touchdown is: some 7 degrees in 10 ms."),
    "thigh_separation_toe_off_deg": (
        8, "swing thigh forward - push thigh forward, at toe-off", ANGLE, "It does not tell how mobile the hips are."),
    "peak_thigh_forward_deg": (6, "largest thigh forward of the swing leg", ANGLE,
        "A high knee is not a fast one: see how fast the thigh swings."),
    "peak_thigh_back_deg": (6, "largest thigh backward of the push leg", ANGLE,
        "It is thigh against vertical, not against the pelvis: it is no hip extension."),
    "peak_swing_knee_flexion_deg": (8, "largest 180 - angle(hip, knee, ankle) of the swing leg", ANGLE,
        "It does not tell the strength of the hamstrings."),
    "peak_thigh_extension_velocity_deg_s": (
        120, "top of the parabola through the push thigh's angular velocity, backward", NONE, _FORCE),
    "peak_thigh_flexion_velocity_deg_s": (
        120, "top of the parabola through the swing thigh's angular velocity, forward", NONE, _FORCE),
    "overlap_push_swing_pct": (20, "time both on in contact / shorter of the two times", NONE, _TYPICAL),
    "overlap_push_arms_pct": (20, "time both on in contact / shorter of the two times", NONE, _TYPICAL),
    "overlap_push_torso_pct": (30, "time both on in contact / shorter of the two times", NONE, _TORSO),
    "three_on_pct": (20, "time push, swing and arms are on / contact", NONE, _TYPICAL),
    "all_on_pct": (25, "time all four are on / contact", NONE, _TORSO),
    "all_on_ms": (30, "time all four are on", NONE, _TORSO),
    "peak_lag_swing_ms": (25, "time of the swing's peak - time of the push's peak", NONE, _ORDER),
    "peak_lag_arms_ms": (25, "time of the arms' peak - time of the push's peak", NONE, _ORDER),
    "peak_lag_torso_ms": (60, "time of the torso's peak - time of the push's peak", NONE, _TORSO),
    "peak_spread_ms": (25, "latest - earliest peak of push, swing and arms", NONE, _ORDER),
    "whole_body_push_index": (
        0.15, "mean over contact of (push x swing x arms x torso)^(1/4), each / its typical peak, 0 to 1", NONE,
        _GATHERED),
    "drive_balance_push_swing": (0.15, "(P - W) / (P + W), P and W the angles swept by push and swing in contact", NONE,
        "It compares angles, not forces: the push leg moves the body, the swing leg only itself."),
}  # fmt: skip
