"""What stands beside the numbers, and the words people look for a measure by that are not in its entry."""

import re
from typing import Final

TITLE: Final = "Signs beside the numbers"
SIGNS: Final = (
    ("± 3", "One standard deviation: two out of three times the true value lies that close. Two numbers whose"
            " difference is less than twice its plus-minus are told as the same."),
    ("△ Take with caution", "Measured, but something may shift it: the tip of the number says what, and how to film so"
                            " that it does not. Good for a look, too little to decide by."),
    ("– Not measured", "The clip cannot tell it, so that nothing is guessed: the tip says why and how to refilm."),
    ("✎ Edited", "What it hangs on was put by hand: a contact, a rep or a joint. Undo takes it back."),
    ("L, R, L − R", "Left steps, right steps, and how much more the left ones have; a dash where too few were"
                   " measured."),
    ("◆ ◇ on the lanes", "Where a limb is fastest, with its plus-minus; hollow: to be taken with caution."),
    ("All four on", "Push, swing leg, arms and torso are on at the same time: each moves at its share of its usual top"
                    " speed or more. The slider sets the share."),
    ("As usual", "Within the spread of the athlete's own earlier days; known from the third day of training on."
                 " The numbers of a named athlete's clips are kept for it, on this computer only; the history forgets"
                 " them."),
)  # fmt: skip
ALSO: Final = (
    ("fppa", "Valgus, varus, knock knees, frontal plane projection angle"),
    ("knee_ankle_separation", "Valgus, knee over foot, knock knees"),
    ("hip_rise_lead|trunk_change", "Hips shoot up, good-morning squat, stripper squat"),
    ("shank_inclination_bottom", "Ankle dorsiflexion, knees over toes"),
    ("trunk_", "Forward lean"),
    ("eccentric", "Descent, lowering"),
    ("concentric_s", "Ascent, standing up"),
    ("concentric_velocity", "Bar speed, explosive"),
    ("bottom_pause", "Pause"),
    ("depth_", "Below parallel, range of motion"),
    ("symmetry|left_minus_right", "Asymmetry"),
    ("contact_s", "Ground contact time, GCT"),
    ("flight_s", "Air time"),
    ("step_frequency", "Cadence, stride rate, turnover"),
    ("step_length", "Stride length"),
    ("touchdown_distance|shank_inclination_touchdown", "Overstriding, braking"),
    ("thigh_separation", "Scissor, front-side mechanics"),
    ("peak_thigh_(forward|back)", "Knee lift, front-side and back-side mechanics"),
    ("overlap_|three_on|all_on|peak_lag|peak_spread|whole_body", "Timing, coordination, arms and legs together"),
)  # fmt: skip


def also(name: str) -> list[str]:
    """Other words for a measure, in English."""
    return [words for pattern, words in ALSO if re.search(pattern, name)]
