"""The squat's measures: what each is, where it comes from, where it holds and how sure it must be to tell anything."""

from functools import lru_cache
from typing import Final

from core.kinematics.view import ViewLabel
from core.measures.spec import MeasureSpec
from core.measures.squat_help import TOLD

SIDE: Final[tuple[ViewLabel, ...]] = ("side", "oblique")
FRONTAL: Final[tuple[ViewLabel, ...]] = ("front", "back")
ANY: Final[tuple[ViewLabel, ...]] = ("side", "front", "back", "oblique")

HERE = "defined here"
ROM = "Straub & Powers 2024 (squat depth and joint angles), trunk-thigh hip angle"
DORSI = "weight-bearing lunge test (Bennell 1998)"
VBT = "velocity-based training (Gonzalez-Badillo & Sanchez-Medina 2010), seen at the pelvis"
TEMPO = "phases of lifting tempo (Wilk 2021)"
PROJECTION = "frontal-plane projection angle (Willson & Davis 2008; Munro 2012: smallest detectable change 7.5-8.9°)"
SEPARATION = "knee-ankle separation ratio (Noyes 2005; Mizner 2012)"
PHASE = "continuous relative phase from the analytic signal (Lamb & Stoeckl 2014)"

# name, title, unit, definition, source, views, least captured rate, largest sd at which the number still tells
_ROWS: tuple[tuple[str, str, str, str, str, tuple[ViewLabel, ...], float, float], ...] = (
    ("depth_thigh_to_horizontal_deg", "Depth: thigh above parallel", "deg",
     "Elevation of knee to hip over the horizontal at the bottom, near leg: 0 is parallel, negative is below. Taken at "
     "the hip joint's centre; the crease of the hip lies a little higher.", ROM, SIDE, 0, 5),
    ("depth_pelvis_drop_ratio", "Depth: drop of the hips", "ratio",
     "How far the hips come down, in standing hip heights over the ankle.", HERE, ANY, 0, 0.03),
    ("peak_S_knee_flexion_deg", "Knee flexion, deepest", "deg",
     "Largest knee flexion in the rep: 180 minus the angle hip-knee-ankle, 0 straight.", ROM, SIDE, 0, 7),
    ("peak_S_hip_flexion_deg", "Hip flexion, deepest", "deg",
     "Largest angle between trunk axis and thigh in the rep, 0 standing. Trunk against thigh, not pelvis "
     "against femur.", ROM, SIDE, 0, 7),
    ("eccentric_s", "Way down", "s", "From the start (5 % of the drop) to the first moment within 3 % of the bottom.",
     TEMPO, ANY, 0, 0.1),
    ("bottom_pause_s", "In the hole", "s",
     "Time within 3 % of the bottom. Never quite zero: a smooth turn spends a moment there as well.",
     TEMPO, ANY, 0, 0.1),
    ("concentric_s", "Way up", "s", "From the last moment within 3 % of the bottom to the end (5 % from standing).",
     TEMPO, ANY, 0, 0.1),
    ("top_pause_s", "Standing before the next", "s", "From the end of this rep to the start of the next.",
     TEMPO, ANY, 0, 0.15),
    ("tempo_ratio", "Tempo: down over up", "ratio", "Way down over way up.", TEMPO, ANY, 0, 0.25),
    ("turnaround_s", "Turnaround", "s",
     "Around the bottom, from 10 % of the fastest downward to 10 % of the fastest upward pelvis speed: how fast "
     "braking becomes drive.", HERE, ANY, 25, 0.1),
    ("rise_200ms_ratio_s2", "Early drive", "leg lengths/s2",
     "Mean upward acceleration of the pelvis in the first 0.2 s of the way up. Motion, not force.", HERE, ANY, 50, 0.6),
    ("mean_concentric_velocity", "Mean speed up", "leg lengths/s",
     "Rise of the pelvis over the time of the way up.", VBT, ANY, 0, 0.06),
    ("peak_concentric_velocity", "Top speed up", "leg lengths/s", "Fastest rise of the pelvis on the way up.",
     VBT, ANY, 25, 0.1),
    ("mean_concentric_velocity_m_s", "Mean speed up", "m/s", "The same in metres, where a scale is known.",
     VBT, ANY, 0, 0.05),
    ("peak_concentric_velocity_m_s", "Top speed up", "m/s", "The same in metres, where a scale is known.",
     VBT, ANY, 25, 0.09),
    ("velocity_loss_pct", "Loss of speed", "%",
     "How much slower the way up is than in the fastest rep of the set (mean speed).", VBT, ANY, 0, 6),
    ("hip_rise_lead_ratio", "Hips ahead of shoulders", "ratio",
     "When the hips are a quarter of their way up: how far they have come over how far the shoulders have, each of its "
     "own way. 1 = together, more = the hips shoot up first.", HERE, SIDE, 0, 0.15),
    ("trunk_change_first_third_deg", "Trunk tips on the way up", "deg",
     "Change of the trunk's inclination while the hips rise by the first third; + tips forward.", HERE, SIDE, 0, 3),
    ("hip_knee_peak_lag_ms", "Hip after knee", "ms",
     "Moment of the fastest hip extension minus that of the fastest knee extension on the way up; + the hip comes "
     "later.", HERE, SIDE, 50, 50),
    ("hip_knee_relative_phase_deg", "Hip and knee together", "deg",
     "Mean absolute relative phase of hip and knee over the rep: 0 = they move as one.", PHASE, SIDE, 25, 5),
    ("S_shank_inclination_bottom_deg", "Shank at the bottom", "deg",
     "Ankle to knee from the vertical at the bottom, + knee ahead. With the heel down this is ankle dorsiflexion.",
     DORSI, SIDE, 0, 5),
    ("S_heel_lift_peak_ratio", "Heel lift", "foot lengths",
     "How far the heel comes off its standing height in the rep.", HERE, SIDE, 0, 0.08),
    ("trunk_inclination_bottom_deg", "Trunk at the bottom", "deg",
     "Mid-hip to mid-shoulder from the vertical at the bottom, + forward.", HERE, SIDE, 0, 4),
    ("trunk_shank_parallel_deg", "Trunk against shank", "deg",
     "Trunk inclination minus shank inclination at the bottom, near leg: 0 = parallel.", HERE, SIDE, 0, 6),
    ("S_fppa_bottom_deg", "Knee in at the bottom", "deg",
     "Frontal-plane projection angle hip-knee-ankle at the bottom, + knee to the inside.", PROJECTION, FRONTAL, 0, 5),
    ("S_fppa_peak_deg", "Knee in, most", "deg", "Largest frontal-plane projection angle in the rep.",
     PROJECTION, FRONTAL, 0, 5),
    ("fppa_mean_deg", "Knees in, both sides", "deg",
     "Mean of the left and right projection angle at the bottom. A camera that is not square-on cancels out.",
     PROJECTION, FRONTAL, 0, 4),
    ("S_fppa_at_30pct_deg", "Knee in at 30 % depth, down", "deg",
     "Projection angle when the hips have come down by 30 % of the drop.", PROJECTION, FRONTAL, 0, 5),
    ("S_fppa_at_30pct_up_deg", "Knee in at 30 % depth, up", "deg", "The same on the way up.",
     PROJECTION, FRONTAL, 0, 5),
    ("S_fppa_at_60pct_deg", "Knee in at 60 % depth, down", "deg",
     "Projection angle when the hips have come down by 60 % of the drop.", PROJECTION, FRONTAL, 0, 5),
    ("S_fppa_at_60pct_up_deg", "Knee in at 60 % depth, up", "deg", "The same on the way up.",
     PROJECTION, FRONTAL, 0, 5),
    ("fppa_peak_phase_pct", "When the knees come in", "%",
     "When in the rep the two-sided projection angle is largest: 0 start, 100 end.", PROJECTION, FRONTAL, 0, 10),
    ("knee_ankle_separation_min_ratio", "Knees over ankles, narrowest", "ratio",
     "Distance of the knees over distance of the ankles, sideways, at its smallest: under 1 the knees are inside.",
     SEPARATION, FRONTAL, 0, 0.1),
    ("knee_ankle_separation_bottom_ratio", "Knees over ankles at the bottom", "ratio",
     "Distance of the knees over distance of the ankles, sideways, at the bottom.", SEPARATION, FRONTAL, 0, 0.1),
    ("pelvis_shift_peak_ratio", "Hips to one side", "ankle distances",
     "Largest sideways shift of the hips against the feet since the start; + to the athlete's right.",
     HERE, FRONTAL, 0, 0.06),
    ("pelvis_tilt_peak_deg", "Hips tilted", "deg",
     "Largest tilt of the line of the hips since the start; + right hip up.", HERE, FRONTAL, 0, 3),
)  # fmt: skip

_SUMMARY_ROWS: tuple[tuple[str, str, str, str, str, tuple[ViewLabel, ...], float, float], ...] = (
    ("reps", "Reps", "reps", "How many whole squats were counted.", HERE, ANY, 0, 0.5),
    ("best_mean_concentric_velocity", "Fastest way up", "leg lengths/s", "Mean speed up of the fastest rep.",
     VBT, ANY, 0, 0.06),
    ("best_depth_thigh_to_horizontal_deg", "Deepest rep", "deg",
     "Thigh above parallel in the deepest rep of the set: 0 is parallel, negative is below.", ROM, SIDE, 0, 5),
    ("drift_eccentric_s", "Way down, change per rep", "s/rep",
     "Slope of the time of the way down over the reps.", TEMPO, ANY, 0, 0.05),
    ("drift_hip_rise_lead_ratio", "Hips ahead, change per rep", "1/rep",
     "Slope of the hips' lead over the reps: + the hips shoot up more and more.", HERE, SIDE, 0, 0.04),
    ("drift_fppa_mean_deg", "Knees in, change per rep", "deg/rep",
     "Slope of the two-sided projection angle at the bottom over the reps: + the knees come in more.",
     PROJECTION, FRONTAL, 0, 1),
    ("drift_depth_thigh_to_horizontal_deg", "Depth, change per rep", "deg/rep",
     "Slope of the depth over the reps: + gets shallower.", HERE, SIDE, 0, 1),
    ("drift_trunk_inclination_bottom_deg", "Trunk, change per rep", "deg/rep",
     "Slope of the trunk's inclination at the bottom over the reps: + tips more.", HERE, SIDE, 0, 1),
    ("drift_mean_concentric_velocity", "Speed up, change per rep", "leg lengths/s/rep",
     "Slope of the mean speed up over the reps.", VBT, ANY, 0, 0.02),
    ("drift_knee_ankle_separation_min_ratio", "Knees over ankles, change per rep", "1/rep",
     "Slope of the narrowest knee distance over the reps: negative = knees come in more.",
     SEPARATION, FRONTAL, 0, 0.02),
    ("symmetry_S_fppa_bottom_deg", "Knee in, left against right", "deg",
     "How much further in the named knee is than the other at the bottom, over the reps.", PROJECTION, FRONTAL, 0, 5),
    ("symmetry_S_fppa_at_60pct_deg", "Knee in at 60 % depth, left against right", "deg",
     "How much further in the named knee is than the other at 60 % depth on the way down.",
     PROJECTION, FRONTAL, 0, 5),
    ("symmetry_S_fppa_at_30pct_deg", "Knee in at 30 % depth, left against right", "deg",
     "How much further in the named knee is than the other at 30 % depth on the way down.",
     PROJECTION, FRONTAL, 0, 5),
    ("symmetry_S_fppa_peak_deg", "Knee in at most, left against right", "deg",
     "How much further in the named knee comes than the other, over the reps.", PROJECTION, FRONTAL, 0, 5),
    ("symmetry_S_pelvis_shift_peak_ratio", "Hips to the named side", "ankle distances",
     "How far the hips go to the named side against the feet, the mean of the reps.", HERE, FRONTAL, 0, 0.06),
    ("symmetry_S_pelvis_tilt_peak_deg", "Hip of the named side up", "deg",
     "How far the line of the hips tilts with the named hip up, the mean of the reps.", HERE, FRONTAL, 0, 3),
)  # fmt: skip


PER_REP: Final[tuple[MeasureSpec, ...]] = tuple(MeasureSpec(*row, *TOLD[row[0]]) for row in _ROWS)
SUMMARY: Final[tuple[MeasureSpec, ...]] = tuple(MeasureSpec(*row, *TOLD[row[0]]) for row in _SUMMARY_ROWS)
SPECS: Final[tuple[MeasureSpec, ...]] = PER_REP + SUMMARY


def sided(name: str, side: str) -> str:
    """`peak_S_knee_flexion_deg`, "left" -> `peak_left_knee_flexion_deg`."""
    return name.replace("S_", f"{side}_", 1)


@lru_cache(maxsize=128)
def expected(spec: MeasureSpec) -> tuple[str, ...]:
    """Every metric name a spec stands for."""
    return (sided(spec.name, "left"), sided(spec.name, "right")) if "S_" in spec.name else (spec.name,)
