"""What each curve of frames.csv is: the help, the files and the plots read the same entry."""

from typing import Final

from core.kinematics.series import expand, rates
from core.kinematics.view import ViewLabel
from core.measures.spec import MeasureSpec

_SIDE: Final[tuple[ViewLabel, ...]] = ("side", "oblique")
_FRONT: Final[tuple[ViewLabel, ...]] = ("front", "back")
_ANY: Final[tuple[ViewLabel, ...]] = ("side", "front", "back", "oblique")

_HERE: Final = "defined here"
_PLANE: Final = "angles of two-dimensional motion analysis"
_DORSI: Final = "weight-bearing lunge test (Bennell 1998)"
_PROJECTION: Final = (
    "frontal-plane projection angle (Willson & Davis 2008; Munro 2012: smallest detectable change 7.5-8.9°)"
)
_SEPARATION: Final = "knee-ankle separation ratio (Noyes 2005; Mizner 2012)"

_HIDDEN: Final = "An arm that the trunk hides is left out, not guessed."
_PICTURE: Final = "It is the angle in the athlete's own plane, not in space: turning in or out is not in it."
_TRUNK: Final = "It does not tell the curve of the back: the trunk is one straight line here."
_VALGUS: Final = (
    "It is the angle in the picture, not the knee's valgus: turning the thigh or bending forward changes it as well. "
    "It does not tell the risk of an injury."
)

# name, title, unit, definition, source, views, formula, what it does not mean
_ROWS: Final[tuple[tuple[str, str, str, str, str, tuple[ViewLabel, ...], str, str], ...]] = (
    ("S_knee_flexion_deg", "Knee flexion", "deg", "How far the knee is bent; 0 straight.", _PLANE, _SIDE,
     "180 - angle(hip, knee, ankle)", _PICTURE),
    ("S_hip_flexion_deg", "Hip flexion", "deg",
     "Trunk axis against thigh: 0 standing, negative where the thigh is behind the trunk's line.", _PLANE, _SIDE,
     "thigh forward + trunk inclination", "It is trunk against thigh: a rounding back counts as hip flexion."),
    ("S_thigh_to_horizontal_deg", "Thigh to horizontal", "deg",
     "Elevation of knee to hip over the horizontal: 90 standing, 0 parallel, negative below parallel.", _PLANE, _SIDE,
     "90 - |thigh forward|",
     "0 is not the rule of a contest: judges look at the crease of the hip, which lies higher than the joint."),
    ("S_thigh_forward_deg", "Thigh forward", "deg", "Hip to knee from straight down, + knee in front.", _PLANE, _SIDE,
     "direction of hip -> knee", "It is thigh against vertical, not against the pelvis."),
    ("S_shank_inclination_deg", "Shank", "deg",
     "Ankle to knee from the vertical, + knee in front of the ankle. With the heel down this is ankle dorsiflexion, "
     "with a quarter of the ankle angle's noise.", _DORSI, _SIDE, "direction of ankle -> knee",
     "It is ankle mobility only where the heel stays down and the ankle is what stops the squat."),
    ("S_ankle_dorsiflexion_deg", "Ankle", "deg",
     "Shank against foot, + toes up. In a squat a foot that stands counts as level.", _PLANE, _SIDE,
     "90 - angle(ankle -> knee, heel -> toe)",
     "Heel and toe are seen less well than the knee: while the heel is down read the shank instead."),
    ("trunk_inclination_deg", "Trunk", "deg", "Mid-hip to mid-shoulder from the vertical, + forward.", _PLANE, _SIDE,
     "direction of mid-hip -> mid-shoulder", _TRUNK),
    ("trunk_lateral_deg", "Trunk to the side", "deg",
     "Mid-hip to mid-shoulder from the vertical, + to the athlete's right.", _PLANE, _FRONT,
     "direction of mid-hip -> mid-shoulder", "A phone held askew leans it as well."),
    ("S_fppa_deg", "Knee in or out", "deg",
     "Frontal-plane projection angle hip-knee-ankle, + knee to the inside. Left out where the thigh points at the "
     "camera.", _PROJECTION, _FRONT, "180 - angle(hip, knee, ankle) as seen", _VALGUS),
    ("knee_ankle_separation_ratio", "Knees to ankles", "ratio",
     "Distance of the knees over distance of the ankles, sideways: under 1 the knees are inside.", _SEPARATION, _FRONT,
     "(left knee x - right knee x) / (left ankle x - right ankle x)",
     "It is of both knees and depends on the stance: the projection angles tell which knee comes in."),
    ("S_knee_over_toe_ratio", "Knee over toe", "shank lengths",
     "From the side: knee ahead of the toe. From the front: knee to the inside of the toe.", _HERE, _ANY,
     "(knee x - toe x) / shank length", "Knees ahead of the toes are no fault by themselves."),
    ("S_heel_lift_ratio", "Heel lift", "foot lengths", "Heel over the height at which it stands.", _HERE, _SIDE,
     "(heel height - standing) / foot length", "A thick sole or a foot that rolls looks like a small lift."),
    ("pelvis_height_ratio", "Pelvis height", "ratio", "Mid-hip over mid-ankle, 1 = standing.", _HERE, _ANY,
     "hip height / hip height standing", "It is no angle: with other proportions the same depth has another height."),
    ("pelvis_shift_ratio", "Pelvis shift", "ankle distances",
     "Mid-hip beside mid-ankle, + to the athlete's right.", _HERE, _FRONT, "(mid-hip x - mid-ankle x) / ankle distance",
     "It does not tell how the weight is shared between the legs: only a force plate does."),
    ("pelvis_tilt_deg", "Pelvis tilt", "deg",
     "Line of the hips against the horizontal, + right hip up.", _PLANE, _FRONT,
     "slope of left hip -> right hip", "A camera that turns the athlete a little looks the same."),
    ("thigh_separation_deg", "Thighs apart", "deg", "Left thigh forward minus right thigh forward.", _PLANE, _SIDE,
     "left thigh forward - right thigh forward", "It does not tell how mobile the hips are."),
    ("S_arm_forward_deg", "Upper arm forward", "deg", "Shoulder to elbow from straight down, + forward.", _PLANE, _SIDE,
     "direction of shoulder -> elbow", _HIDDEN),
    ("S_elbow_flexion_deg", "Elbow", "deg", "How far the elbow is bent; 0 straight.", _PLANE, _SIDE,
     "180 - angle(shoulder, elbow, wrist)", _HIDDEN),
    ("trunk_twist_deg", "Trunk twist", "deg",
     "Line of the shoulders against line of the hips, told by how wide both look, + left shoulder ahead.", _HERE, _SIDE,
     "turn of the shoulders - turn of the hips",
     "The twist of the trunk is hardly seen from the side: take it as a hint."),
)  # fmt: skip

ANGLES: Final = tuple(
    MeasureSpec(name, title, unit, definition, source, views, 0, None, formula, "", not_this)
    for name, title, unit, definition, source, views, formula, not_this in _ROWS
)
# one entry stands for all rates: they differ by their angle alone
SPEED: Final = MeasureSpec(
    "*_angular_velocity_deg_s",
    "Angular velocity",
    "deg/s",
    "How fast an angle grows, by the frames' own times; negative where it gets smaller.",
    _PLANE,
    _SIDE,
    formula="change of the angle / time",
    does_not_mean="It is motion, not force, strength or power.",
)
CURVES: Final[dict[str, MeasureSpec]] = {
    **{name: spec for spec in ANGLES for name in expand((spec.name,))},
    **dict.fromkeys(rates(), SPEED),
}
