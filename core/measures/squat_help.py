"""What the help says of each squat measure beyond its definition: formula, published error, what it does not mean."""

from typing import Final

# errors of one phone or camera against markers, as published; the program's own plus-minus stands beside every number
KNEE = "one phone against markers: -2.3 ± 6.4° (Cosoli 2026), mean error 7.1° (JMIR 102399)"
HIP = "one phone against markers: 5.5 to 17°"
LEAN = "one phone against markers: 1.7 to 3.9°"
FPPA = "smallest detectable difference between two sessions: 7.5 to 8.9° (Munro 2012)"
TIMES = "start and end of a repetition by video: 0.2 s"
NONE = ""

_FORCE = "It is motion, not force, strength or power."
_PROJECTED = (
    "It is the angle in the picture, not the knee's valgus: turning the thigh or bending forward changes it as well. "
    "It does not tell the risk of an injury."
)
_EQUAL_DEPTH = "It is read at one depth, not at the bottom; it holds only for reps of about the same drop."
_FATIGUE = "Slower reps may be meant so: it does not tell tiredness by itself."
_CHANGE = "A change over a set may be meant so: it does not tell tiredness by itself."
_BOTH_KNEES = "It is of both knees and depends on the stance: the projection angles tell which knee comes in."
_WEIGHT = "It does not tell how the weight is shared between the legs: only a force plate does."
_TURNED = "A camera that turns the athlete a little looks the same."
_ASKEW = "A phone a few degrees off straight looks like a difference; it does not tell a weak side."
_SLOPE = "slope of a straight line through the reps' values"
_LARGER_SIDE = "|mean of left - right over the reps|, named after the larger side"

# name -> (formula, published error, what it does not mean)
TOLD: Final[dict[str, tuple[str, str, str]]] = {
    "depth_thigh_to_horizontal_deg": (
        "elevation of knee -> hip over the horizontal, mean while the hips are within 0.3 % of their lowest", HIP,
        "0 is not the rule of a contest: judges look at the crease of the hip, which lies higher than the joint."),
    "depth_pelvis_drop_ratio": (
        "(hip height standing - at the bottom) / hip height standing", NONE,
        "It is no angle: people with other proportions reach the same depth with another drop."),
    "peak_S_knee_flexion_deg": ("180 - angle(hip, knee, ankle), largest in the rep", KNEE,
        "It does not tell the load on the knee."),
    "peak_S_hip_flexion_deg": ("thigh forward + trunk inclination, largest in the rep", HIP,
        "It is trunk against thigh: a rounding back counts as hip flexion."),
    "eccentric_s": ("first moment within 3 % of the bottom - moment at 5 % of the drop", TIMES,
        "It begins where 5 % of the way is done: the eye sees the first movement about 0.1 s earlier."),
    "bottom_pause_s": ("time within 3 % of the drop over the lowest point", TIMES,
        "A few hundredths are no pause: a smooth turn spends them there as well."),
    "concentric_s": ("moment 5 % short of standing - last moment within 3 % of the bottom", TIMES,
        "It ends 5 % short of standing: the eye sees the last movement about 0.1 s later."),
    "top_pause_s": ("start of the next rep - end of this one", TIMES,
        "It holds what is left of the way up and what comes before 5 % of the next way down."),
    "tempo_ratio": ("way down / way up", NONE, "It tells nothing of how long either took."),
    "turnaround_s": ("time from 10 % of the fastest way down to 10 % of the fastest way up", NONE,
        "It is no stretch reflex and no reactive strength."),
    "rise_200ms_ratio_s2": ("(hip speed 0.2 s after the bottom - at the bottom) / 0.2 s / leg length", NONE, _FORCE),
    "mean_concentric_velocity": ("rise of the hips / time of the way up / leg length", NONE,
        "It is the hips' speed, not the bar's: tables for bar speed do not hold for it."),
    "peak_concentric_velocity": ("fastest rise of the hips on the way up / leg length", NONE,
        "It is the hips' speed, not the bar's: tables for bar speed do not hold for it."),
    "mean_concentric_velocity_m_s": ("rise of the hips in metres / time of the way up", NONE,
        "It is the hips' speed, not the bar's, and as good as the height that was told."),
    "peak_concentric_velocity_m_s": ("fastest rise of the hips on the way up, in metres", NONE,
        "It is the hips' speed, not the bar's, and as good as the height that was told."),
    "velocity_loss_pct": ("100 x (1 - mean speed up / that of the fastest rep)", NONE, _FATIGUE),
    "hip_rise_lead_ratio": ("25 % / share of the shoulders' rise when the hips have risen by 25 %", NONE,
        "Above 1 is no fault by itself: long thighs and a low bar ask for it."),
    "trunk_change_first_third_deg": ("trunk inclination at a third of the hips' rise - at the bottom", LEAN,
        "It does not tell whether the back rounds: the trunk is one straight line here."),
    "hip_knee_peak_lag_ms": ("time of fastest hip extension - time of fastest knee extension", NONE,
        "It does not tell which muscle works first."),
    "hip_knee_relative_phase_deg": ("mean of |phase of the hip - phase of the knee| over the rep", NONE,
        "It has no good or bad value: compare an athlete with themselves."),
    "S_shank_inclination_bottom_deg": ("lean of ankle -> knee from the vertical at the bottom", LEAN,
        "It is ankle mobility only where the heel stays down and the ankle is what stops the squat."),
    "S_heel_lift_peak_ratio": ("(heel height - standing) / foot length, largest in the rep", NONE,
        "A thick sole or a foot that rolls looks like a small lift."),
    "trunk_inclination_bottom_deg": ("lean of mid-hip -> mid-shoulder from the vertical at the bottom", LEAN,
        "It does not tell the curve of the back, nor the load on it."),
    "trunk_shank_parallel_deg": ("trunk inclination - shank inclination at the bottom", LEAN,
        "Parallel is a rule of thumb, no rule of health."),
    "S_fppa_bottom_deg": ("180 - angle(hip, knee, ankle) as seen, at the bottom; + knee inside", FPPA, _PROJECTED),
    "S_fppa_peak_deg": ("the same, largest in the rep while the thigh's direction can be seen", FPPA, _PROJECTED),
    "fppa_mean_deg": ("(left + right) / 2 at the bottom", FPPA, _PROJECTED),
    "S_fppa_at_30pct_deg": ("projection angle when 30 % of the drop is done, on the way down", FPPA, _EQUAL_DEPTH),
    "S_fppa_at_30pct_up_deg": ("projection angle 30 % of the drop below standing, on the way up", FPPA, _EQUAL_DEPTH),
    "S_fppa_at_60pct_deg": ("projection angle when 60 % of the drop is done, on the way down", FPPA, _EQUAL_DEPTH),
    "S_fppa_at_60pct_up_deg": ("projection angle 60 % of the drop below standing, on the way up", FPPA, _EQUAL_DEPTH),
    "fppa_peak_phase_pct": ("100 x (moment of the largest two-sided angle - start) / (end - start)", NONE,
        "Where the angle hardly changes, the moment of its largest value means little."),
    "knee_ankle_separation_min_ratio": ("|left knee x - right knee x| / |left ankle x - right ankle x|, smallest", NONE,
        _BOTH_KNEES),
    "knee_ankle_separation_bottom_ratio": ("the same at the bottom", NONE, _BOTH_KNEES),
    "pelvis_shift_peak_ratio": ("(mid-hip x - mid-ankle x) / ankle distance, largest change since the start", NONE,
        _WEIGHT),
    "pelvis_tilt_peak_deg": ("slope of the line of the hips, largest change since the start", NONE, _TURNED),
    "reps": ("count of descents and ascents that are whole squats", "counting by video: F1 0.971",
        "It does not tell whether a rep would count in a contest."),
    "best_mean_concentric_velocity": ("largest mean speed up of the set", NONE, _FORCE),
    "best_depth_thigh_to_horizontal_deg": ("smallest elevation of the thigh at a bottom of the set", HIP,
        "Deepest is not best for everybody: it is the most this athlete did here."),
    "drift_depth_thigh_to_horizontal_deg": (_SLOPE, NONE, _CHANGE),
    "drift_trunk_inclination_bottom_deg": (_SLOPE, NONE, _CHANGE),
    "drift_mean_concentric_velocity": (_SLOPE, NONE, _FATIGUE),
    "drift_eccentric_s": (_SLOPE, NONE, _FATIGUE),
    "drift_hip_rise_lead_ratio": (_SLOPE, NONE, _CHANGE),
    "drift_fppa_mean_deg": (_SLOPE, NONE, _CHANGE),
    "drift_knee_ankle_separation_min_ratio": (_SLOPE, NONE, _CHANGE),
    "symmetry_S_fppa_bottom_deg": (_LARGER_SIDE, FPPA, _ASKEW),
    "symmetry_S_fppa_peak_deg": (_LARGER_SIDE, FPPA, _ASKEW),
    "symmetry_S_fppa_at_60pct_deg": (_LARGER_SIDE, FPPA, _ASKEW),
    "symmetry_S_fppa_at_30pct_deg": (_LARGER_SIDE, FPPA, _ASKEW),
    "symmetry_S_pelvis_shift_peak_ratio": ("|mean over the reps of the largest shift|, named after its side", NONE,
        _WEIGHT),
    "symmetry_S_pelvis_tilt_peak_deg": ("|mean over the reps of the largest tilt|, named after the higher hip", NONE,
        _TURNED),
}  # fmt: skip
