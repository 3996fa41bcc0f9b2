"""Arms that cannot be seen: a runner filmed from the side swings the far one behind the trunk."""

import numpy as np
from numpy.typing import NDArray

from core.kinematics.series import Series
from core.pose.skeleton import INDEX, SIDES

Floats = NDArray[np.float64]

# A model goes on guessing an elbow behind the trunk: on rendered runs such guesses err by 20 degrees and more, with
# a visibility of 0.1 to 0.3 against 0.95 and more of the near arm.
SEEN = 0.5
_WINDOW_S = 0.1


def without_hidden_arms(series: Series, visibility: Floats) -> Series:
    """The series with NaN wherever an arm's elbow or shoulder was not seen.

    visibility : (T, 33) 0..1, NaN = nobody.  Leading dimensions of the series (draws) are kept.
    """
    if not len(visibility):
        return series
    frame_s = float(np.median(np.diff(series.time_s))) if len(series.time_s) > 1 else _WINDOW_S
    width = min(max(1, round(_WINDOW_S / frame_s)), max(1, len(series.time_s)))
    values = dict(series.values)
    for side in SIDES:
        both = np.minimum(visibility[:, INDEX[f"{side}_elbow"]], visibility[:, INDEX[f"{side}_shoulder"]])
        box = np.ones(width)
        near = np.convolve(np.nan_to_num(both), box, "same") / np.convolve(np.ones(len(both)), box, "same")
        hidden = near < SEEN
        if not hidden.any():
            continue
        for name in (f"{side}_arm_forward_deg", f"{side}_elbow_flexion_deg", f"{side}_arm_angular_velocity_deg_s"):
            if name in values:
                values[name] = np.where(hidden, np.nan, values[name])
    return Series(series.time_s, values)
