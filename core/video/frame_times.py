"""Times for frames whose file tells them badly: missing, repeated, or stepping back."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import VideoError

_FALLBACK_RATE = Fraction(25)
_FINER = 1000  # ticks are divided by this where several frames share one time
_GLITCH = 4  # frames: a time that steps back for no longer than this is wrong, not a second piece of film
_MOST_EMPTY = 1_000_000  # frames that would fit between those there are: hours, for which there is no memory
_MOST_EMPTY_EACH = 20  # of these for each frame there is: a clip of hours has as many frames
_LARGEST = 2.0**60  # ticks; beyond these no arithmetic is exact


def increasing(told: Sequence[int | None], base: Fraction, rate: Fraction | None) -> tuple[NDArray[np.int64], Fraction]:
    """(N,) strictly increasing timestamps for frames in the order they are shown, and the seconds in one tick.

    Where the told times begin anew (pieces of film joined, an edit list of several entries), the second piece goes on
    one usual interval after the first.  Times that are missing, repeat or step back for a moment lie evenly between
    those that do not.

    Parameters
    ----------
    told : timestamps in ticks of `base` seconds, None where there is none.
    rate : frames per second the file tells, for when its timestamps say nothing.
    """
    joined = _join(told)
    good: list[tuple[int, float]] = []  # (frame, ticks)
    for number, ticks in enumerate(joined):
        if ticks is not None and abs(ticks) < _LARGEST / _FINER and (not good or ticks > good[-1][1]):
            good.append((number, ticks))
    numbers = np.arange(len(told))
    if len(good) < 2:
        step = float(1 / Fraction(rate or _FALLBACK_RATE) / base)
        first = good[0][1] - good[0][0] * step if good else 0.0
        ticks_of = first + numbers * step
    else:
        at, value = np.array(good, np.float64).T
        ticks_of = np.interp(numbers, at, value)
        mean = (value[-1] - value[0]) / (at[-1] - at[0])
        ticks_of = np.where(numbers < at[0], value[0] + (numbers - at[0]) * mean, ticks_of)
        ticks_of = np.where(numbers > at[-1], value[-1] + (numbers - at[-1]) * mean, ticks_of)
    fine = np.round(np.clip(ticks_of * _FINER, -_LARGEST, _LARGEST)).astype(np.int64)
    # rounding must not make two frames one
    fine = np.maximum.accumulate(fine - numbers) + numbers
    return fine, base / _FINER


def standstill_s(time_s: NDArray[np.float64]) -> tuple[float, float] | None:
    """The longest time without a picture, where it makes (N,) frames so long a clip that nothing can be measured.

    A file whose times are broken may jump by days.  None = there is none.
    """
    steps = np.diff(time_s)
    if not len(steps) or (time_s[-1] - time_s[0]) / np.median(steps) < max(_MOST_EMPTY, _MOST_EMPTY_EACH * len(time_s)):
        return None
    longest = int(np.argmax(steps))
    return float(time_s[longest]), float(time_s[longest + 1])


def frames_between(time_s: NDArray[np.float64], start_s: float | None, end_s: float | None, clip: Path) -> range:
    """The frames of (N,) times between two of them, both included where a frame begins there; None = the clip's end.

    Raises
    ------
    VideoError : there are none, or so long a time without a picture lies between them that nothing can be measured.
    """
    first = 0 if start_s is None else int((time_s < start_s - 1e-6).sum())
    stop = len(time_s) if end_s is None else int((time_s <= end_s + 1e-6).sum())
    if first >= stop:
        ends = f"the clip runs from {time_s[0]:.2f} to {time_s[-1]:.2f} s"
        raise VideoError("there are no frames between the start and the end asked for", ends, clip)
    standstill = standstill_s(time_s[first:stop])
    if standstill is not None:
        what = f"from {standstill[0]:.2f} to {standstill[1]:.2f} s there is no picture, far longer than any movement"
        todo = "measure the part before it or after it alone: trim the clip"
        raise VideoError(what, todo, clip)
    return range(first, stop)


def _join(told: Sequence[int | None]) -> list[int | None]:
    """The same times with later pieces of film moved behind the earlier ones."""
    known = [(number, ticks) for number, ticks in enumerate(told) if ticks is not None]
    ticks = [t for _, t in known]
    steps = [b - a for a, b in pairwise(ticks) if b > a]
    usual = int(np.median(steps)) if steps else 1
    out: list[int | None] = list(told)
    offset, last = 0, None  # last : the latest time so far, moved
    for k, (number, time) in enumerate(known):
        if last is not None and time + offset < last:
            # where the times soon are as if nothing had been, only this one was wrong
            soon = enumerate(ticks[k + 1 : k + 1 + _GLITCH], start=2)
            if not any(t + offset > last + (steps_on - 0.5) * usual for steps_on, t in soon):
                offset = last + usual - time
        out[number] = time + offset
        last = time + offset if last is None else max(last, time + offset)
    return out
