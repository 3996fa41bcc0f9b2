"""Whether a clip's times can be right: slow motion that nobody told of, or squats faster than anybody makes them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.events.event import Rep, Step
from core.kinematics.rhythm import step_s
from core.pose.track import PoseTrack

Floats = NDArray[np.float64]

LONGEST_CONTACT_S = 0.75  # a running step on the ground for longer means slow motion
FASTEST_RISE = 3.5  # leg lengths/s: taking off for a high jump is 3, a quick squat 2
FASTEST_MOSTLY = 2.5  # standing heights/s, in a tenth of the frames: an ordinary squat reaches 1
LONGEST_RISE_S = 4.5  # people who fight with a weight come up faster, or not at all
# Running takes 0.25 to 0.45 s a step, brisk walking 0.5, a slow stroll 0.9 and with the feet close to the ground.
LONGEST_STEP_S = 0.9


def looks_fast(time_s: Floats, hips: Floats, speeds: Sequence[float], told: bool) -> bool:
    """True where hips move faster than anybody's.

    hips : (T,) height of the hips, standing = 1.  speeds : the fastest rise of the hips in each rep, leg lengths/s.
    told : the rate was told by hand; else it takes whole reps that are too fast, as landmarks may jump about.
    """
    if len(speeds):
        return float(np.median(speeds)) > FASTEST_RISE
    seen = np.isfinite(hips)
    if not told or seen.sum() < 3:
        return False
    return float(np.percentile(np.abs(np.gradient(hips[seen], time_s[seen])), 90)) > FASTEST_MOSTLY


def looks_slow(raw: PoseTrack, steps: Sequence[Step], reps: Sequence[Rep]) -> bool:
    """True where steps or reps are implausibly slow.

    Median contact over `LONGEST_CONTACT_S`, median ascent over `LONGEST_RISE_S`, or the rhythm of `step_s`.
    """
    contacts = [s.toe_off_s - s.touchdown_s for s in steps if s.toe_off_s is not None]
    if len(contacts) > 1 and float(np.median(contacts)) > LONGEST_CONTACT_S:
        return True
    rises = [r.end_s - r.bottom_last_s for r in reps]
    if rises and float(np.median(rises)) > LONGEST_RISE_S:
        return True
    period = None if steps or reps else step_s(raw)
    return period is not None and period > LONGEST_STEP_S
