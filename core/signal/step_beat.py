"""Steps in which a runner's legs were taken for each other, told by the beat of the legs.

Where the legs pass each other they look alike, and a detector may come out with the wrong one in front.  If it does so
twice, at both ends of a step, nothing leaps: the way of the limbs is smooth, and one foot seems to take two steps in a
row.  But legs take turns: how far they are apart, whichever is called left, beats once a step, and which of them is in
front changes with every beat.  A step that goes against all the others around it was exchanged.
"""

import numpy as np
from numpy.typing import NDArray

from core.signal.resample import usual_step_s
from core.stretches import runs

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_WIDE = 0.15  # body lengths between the legs at the widest: who stands or squats has no beat
_REGULAR = 0.4  # correlation of the distance with itself one step later
_STEPS = 6.0  # in which the beat is steady; in fewer than half as many nothing is judged
_PER_STEP = 12  # samples
_FASTER = np.linspace(0.85, 1.15, 25)  # the beat against the usual one
_SPEEDS_UP = np.linspace(-0.15, 0.15, 7)  # its change from the middle of a window to its end
_FOLLOWS = 0.6  # share of the distance's variance that the beat must explain
_CLEAR = 0.3  # of the way between as many steps on either side (0) and none against (1)
_AGAINST = -0.3  # of a step: its mean, on the scale from -1 to 1
_FEW = 1 / 3  # of the steps: more of them against the rest and nobody knows which are right
_WHOLE = 0.6  # of a step, the least that was exchanged
# The same of one that the clip's beginning or end cuts off. On 160 tracks, four rendered runners with 90 variants of
# them and filmed ones, this puts back the right steps of three and no others; 0.05 those of a fourth.
_CUT_OFF = 0.15


def exchanged_steps(time_s: Floats, ahead: Floats) -> tuple[Flags, float]:
    """(T,) the frames of steps in which the legs were taken for each other, and the seconds of a step (NaN = no beat).

    Parameters
    ----------
    time_s : (T,) without long gaps.
    ahead : (T,) how far the left leg is ahead of the right one in the picture, body lengths, either way round.
    """
    none = np.zeros(len(time_s), bool)
    dt = usual_step_s(time_s) if len(time_s) > 1 else np.nan
    if not dt > 0 or np.percentile(np.abs(ahead), 95) < _WIDE:
        return none, float("nan")
    step = _step_s(np.abs(np.interp(np.arange(time_s[0], time_s[-1], dt), time_s, ahead)), dt)
    if step is None:
        return none, float("nan")
    best = none
    least = 0.0
    for length in (step, step / 2):  # limping legs look most alike two steps later
        against, clear = _against(time_s, ahead, length)
        if clear > least:
            best, least, step = against, clear, length
    whole = none.copy()
    for start, stop in runs(best):
        least_s = step * (_WHOLE if start > 0 and stop < len(time_s) else _CUT_OFF)
        if time_s[stop - 1] - time_s[start] >= least_s:
            whole[start:stop] = True
    return whole, step


def _step_s(apart: Floats, dt: float) -> float | None:
    """Seconds from one beat to the next: the first clear peak of self-correlation."""
    swing = apart - apart.mean()
    n = len(swing)
    most = int(n / (_STEPS / 2))
    if most < 3:
        return None
    size = 1 << (2 * n - 1).bit_length()
    alike = np.fft.irfft(np.abs(np.fft.rfft(swing, size)) ** 2, size)[:most]
    alike *= n / np.arange(n, n - most, -1) / max(float(swing @ swing), 1e-12)
    below = np.flatnonzero(alike < 0)
    if not len(below):
        return None
    rest = alike[below[0] :]
    peaks = np.flatnonzero((rest[1:-1] >= rest[:-2]) & (rest[1:-1] >= rest[2:])) + 1
    if not len(peaks) or rest[peaks].max() < _REGULAR:
        return None
    first = peaks[rest[peaks] >= 0.85 * rest[peaks].max()][0]
    before, top, after = rest[first - 1 : first + 2]
    between = (before - after) / (2 * (before - 2 * top + after)) if before + after < 2 * top else 0.0
    return float((below[0] + first + between) * dt)


def _against(time_s: Floats, ahead: Floats, step_s: float) -> tuple[Flags, float]:
    """(T,) the frames against the beat of most windows around them, and the share of frames with a clear beat."""
    even = np.arange(time_s[0], time_s[-1], step_s / _PER_STEP)
    width = min(int(_STEPS * _PER_STEP), len(even))
    if width < _STEPS / 2 * _PER_STEP:
        return np.zeros(len(time_s), bool), 0.0
    starts = np.unique(np.append(np.arange(0, len(even) - width, _PER_STEP), len(even) - width))
    rows = starts[:, None] + np.arange(width)
    legs = np.interp(even, time_s, ahead)[rows]  # (W, N)
    phase, explained = _beats(legs**2)
    turns = np.cos(phase / 2) * legs  # which leg is in front changes every beat
    turns *= np.where(turns.sum(axis=1) < 0, -1.0, 1.0)[:, None]
    clear = turns.sum(axis=1) / np.maximum(np.abs(turns).sum(axis=1), 1e-12)
    votes, voters = np.zeros(len(even)), np.zeros(len(even))
    for k in np.flatnonzero((explained >= _FOLLOWS) & (clear >= _CLEAR)):
        which = np.floor((phase[k] / 2 + np.pi / 2) / np.pi).astype(int)
        which -= which.min()
        size = np.bincount(which, np.abs(turns[k]))
        wrong = np.bincount(which, turns[k]) < _AGAINST * size
        if wrong.sum() <= _FEW * len(size):
            votes[rows[k]] += wrong[which]
            voters[rows[k]] += 1
    against = votes > voters / 2
    nearest = np.clip(np.round((time_s - even[0]) / (even[1] - even[0])).astype(int), 0, len(even) - 1)
    return against[nearest], float((voters > 0).mean())


def _beats(apart: Floats) -> tuple[Floats, Floats]:
    """(W, N) phase of the steady beat that follows each window best, and (W,) the share of variance it explains."""
    n = apart.shape[1]
    at = (np.arange(n) - (n - 1) / 2) / _PER_STEP  # steps from the window's middle
    faster, speeds_up = (grid.ravel() for grid in np.meshgrid(_FASTER, _SPEEDS_UP))
    turned = 2 * np.pi * faster[:, None] * (at + speeds_up[:, None] * at**2 / (2 * at[-1]))  # (G, N)
    swing = apart - apart.mean(axis=1, keepdims=True)
    waves = swing @ np.exp(-1j * turned).T  # (W, G)
    best = np.abs(waves).argmax(axis=1)
    wave = waves[np.arange(len(waves)), best]
    explained = 2 * np.abs(wave) ** 2 / (n * np.maximum((swing**2).sum(axis=1), 1e-12))
    return turned[best] + np.angle(wave)[:, None], explained
