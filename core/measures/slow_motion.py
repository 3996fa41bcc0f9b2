"""Whether a clip's times can be right: slow motion that nobody told of, or squats faster than anybody makes them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.events.event import Rep, Step
from core.kinematics.foot_path import leg_length_px
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack

Floats = NDArray[np.float64]

LONGEST_CONTACT_S = 0.75  # a running step on the ground for longer means slow motion
FASTEST_RISE = 3.5  # leg lengths/s: taking off for a high jump is 3, a quick squat 2
FASTEST_MOSTLY = 2.5  # standing heights/s, in a tenth of the frames: an ordinary squat reaches 1
LONGEST_RISE_S = 4.5  # people who fight with a weight come up faster, or not at all
# Running takes 0.25 to 0.45 s a step, brisk walking 0.5, a slow stroll 0.9 and with the feet close to the ground.
LONGEST_STEP_S = 0.9
_WIDE = 0.6  # leg lengths between the ankles at the widest
_PASSING = 0.3  # ... and when the legs pass each other
_LIFTED = 0.2  # leg lengths one foot is above the other in passing: a swing leg folded as in running
_REGULAR = 0.5  # correlation of the movement with itself one step later
_LEAST_STEPS = 2.5  # in the clip, to speak of a rhythm at all


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


def step_s(raw: PoseTrack) -> float | None:
    """Seconds from one passing of the legs to the next in running seen from the side; None where there is none.

    The distance between the ankles is the same whichever leg is called left, so that mistaken legs do no harm; its
    first clear peak of self-correlation is the time of a step.
    """
    apart, above, step = _ankles(raw)
    if len(apart) < 12:
        return None
    wide, near = np.percentile(apart, (95, 10))
    passing = apart < _PASSING
    if wide < _WIDE or near > _PASSING or np.percentile(above[passing], 75) < _LIFTED:
        return None
    swing = apart - apart.mean()
    n = len(swing)
    lags = int(n / _LEAST_STEPS)
    size = 1 << (2 * n - 1).bit_length()
    power = np.abs(np.fft.rfft(swing, size)) ** 2
    alike = np.fft.irfft(power, size)[:lags] / np.arange(n, n - lags, -1) * n / float(swing @ swing)
    below = np.flatnonzero(alike < 0)
    if not len(below):
        return None
    rest = alike[below[0] :]
    best = int(np.argmax(rest))
    if rest[best] < _REGULAR or best == len(rest) - 1:
        return None
    # a multiple of the step may fit a little better than the step itself
    first = int(np.flatnonzero((rest >= 0.85 * rest[best]) & _peaks(rest))[0])
    return float((below[0] + first) * step)


def _peaks(values: Floats) -> NDArray[np.bool_]:
    """True at local maxima, ends left out."""
    out = np.zeros(len(values), bool)
    out[1:-1] = (values[1:-1] >= values[:-2]) & (values[1:-1] >= values[2:])
    return out


def _ankles(raw: PoseTrack) -> tuple[Floats, Floats, float]:
    """Ankles apart and one above the other, leg lengths, at even times; and the seconds between these."""
    leg = leg_length_px(raw.xy_px) if len(raw) else float("nan")
    left, right = (raw.xy_px[:, INDEX[f"{side}_ankle"]] for side in SIDES)
    between = np.abs(left - right) / leg
    seen = np.isfinite(between).all(axis=1)
    if not np.isfinite(leg) or leg <= 0 or seen.sum() < 12:
        return np.zeros(0), np.zeros(0), 1.0
    time = raw.time_s[seen]
    step = float(np.median(np.diff(raw.time_s)))
    even = np.arange(time[0], time[-1], step)
    return np.interp(even, time, between[seen, 0]), np.interp(even, time, between[seen, 1]), step
