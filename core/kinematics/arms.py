"""Arms that cannot be seen: filmed from the side, the far one is behind the trunk, of a runner and of a squatter."""

import numpy as np
from numpy.typing import NDArray

from core.kinematics.series import Series
from core.pose.skeleton import INDEX, SIDES
from core.signal.resample import usual_step_s

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# A model goes on guessing an elbow behind the trunk: on rendered runs such guesses err by 20 degrees and more, with
# a visibility of 0.1 to 0.3 against 0.95 and more of the near arm.  On rendered squats they err by up to 110.
SEEN = 0.5
_WINDOW_S = 0.1  # the visibility is averaged over: single frames come and go
# what each curve is read from
_READ_FROM = {
    "arm_forward_deg": ("shoulder", "elbow"),
    "arm_angular_velocity_deg_s": ("shoulder", "elbow"),
    "elbow_flexion_deg": ("shoulder", "elbow", "wrist"),
}


def hidden_arms(time_s: Floats, visibility: Floats) -> dict[str, Bools]:
    """ "left_arm_forward_deg" and its like -> (T,) whether one of the joints that it is read from was not seen.

    time_s : (T,) seconds.  visibility : (T, 33) 0..1, NaN = nobody.
    """
    frame_s = usual_step_s(time_s) if len(time_s) > 1 else _WINDOW_S
    width = min(max(1, round(_WINDOW_S / frame_s)), max(1, len(time_s)))
    box = np.ones(width)
    out = {}
    for side in SIDES:
        for own, joints in _READ_FROM.items():
            least = visibility[:, [INDEX[f"{side}_{joint}"] for joint in joints]].min(axis=1)
            near = np.convolve(np.nan_to_num(least), box, "same") / np.convolve(np.ones(len(least)), box, "same")
            out[f"{side}_{own}"] = near < SEEN
    return out


def without_hidden_arms(series: Series, visibility: Floats) -> Series:
    """The series with NaN wherever one of the joints of an arm that they are read from was not seen.

    visibility : (T, 33) 0..1, NaN = nobody.  Leading dimensions of the series (draws) are kept.
    """
    if not len(visibility):
        return series
    values = dict(series.values)
    for name, hidden in hidden_arms(series.time_s, visibility).items():
        if name in values and hidden.any():
            values[name] = np.where(hidden, np.nan, values[name])
    return Series(series.time_s, values)
