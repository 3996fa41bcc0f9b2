"""Which row of what was measured belongs to the frame that is shown.

Looked for by Python's own bisection: NumPy's lets go of Python's lock, and the thread that decodes keeps it a while.
"""

from bisect import bisect_left, bisect_right

import numpy as np
from numpy.typing import NDArray


def middle_of_frame(times: NDArray[np.float64], time_s: float) -> float:
    """Half-way from the frame shown at that time to the next one; the time itself where no frames are known.

    A touchdown lies between two frames and is shown on the nearest one. That frame may begin before it, and yet
    belongs to the step that begins there: the middle tells.
    """
    if len(times) < 2:
        return time_s
    at = min(max(bisect_right(times, time_s + 1e-4) - 1, 0), len(times) - 2)
    return time_s + float(times[at + 1] - times[at]) / 2


def row_at(times: NDArray[np.float64], time_s: float) -> int | None:
    """The row with exactly this frame's time (to a tenth of a millisecond); None where there is none."""
    if not len(times):
        return None
    at = bisect_left(times, time_s)
    for row in (at - 1, at):
        if 0 <= row < len(times) and abs(times[row] - time_s) < 1e-4:
            return row
    return None
