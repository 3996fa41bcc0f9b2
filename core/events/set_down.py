"""What tells a landing besides the foot's way along the ground: how it comes down.

A runner who draws the foot back as fast as the ground goes by has no braking to show: along the ground such a foot
seems to stand while it is still in the air.  Coming down it is fastest just before it lands.
"""

from typing import Final

import numpy as np

from core.events.push_off import SIDEWAYS
from core.kinematics.foot_path import FootPath, frames_around, line_width_s, local_lines

# the model's heel comes down fastest so long before a jogger's landing, shares of the way back: 0.05 on a rendered jog
# and 0.08 by its true heel, 0.04 to 0.06 on three filmed treadmills whose labels are taken half a frame earlier
BEFORE: Final = 0.06
REACH: Final = 0.14  # of the way back: further off it is the swing's own coming down
SMOOTHING: Final = 0.05  # of the way back
_STEPS: Final = 120  # samples of the stretch: every millisecond or less


def landing_by_fall(path: FootPath, about_s: float, way_s: float) -> float:
    """Seconds of the landing by the heel's fastest coming down near to another sign of it; NaN where there is none.

    about_s : when the foot seems to land.  way_s : how long its way back takes.

    Nothing is told where the landmarks are not the model's, whose heel nobody knows then, and from nearly the front,
    where the way back is not known well enough.
    """
    time = path.time_s
    width = line_width_s(time, SMOOTHING * way_s)
    middle = about_s - BEFORE * way_s
    at = np.linspace(middle - REACH * way_s, middle + REACH * way_s, _STEPS)
    at = at[(at >= time[0]) & (at <= time[-1])]
    if not path.as_modelled or path.across < SIDEWAYS or len(at) < 3:
        return float("nan")
    near = frames_around(time, at, width)
    rising = local_lines(time[near], path.heel[near, 1:], at, width)[1][:, 0]
    turns = np.flatnonzero((rising[1:-1] < rising[:-2]) & (rising[1:-1] <= rising[2:])) + 1
    if not len(turns):
        return float("nan")
    return float(at[turns[np.argmin(rising[turns])]] + BEFORE * way_s)
