"""Which landmarks in which frames are worth a look by somebody: hardly seen, or filled in."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.analysis import Analysis
from core.pose.skeleton import BODY, SIDES, of

LOW_VISIBILITY: Final = 0.5  # a probability: below, a landmark is hidden rather than seen
_JUMP_BODY: Final = 0.04  # a detection this far from the smoothed path, in body lengths, is a doubtful one


def doubtful(analysis: Analysis) -> NDArray[np.bool_]:
    """(T, 33) True where a landmark that numbers hang on was hardly seen, not seen, or far from its own path.

    In a side view only the near leg and arm count: the far ones are half hidden all the time, and are told so.  What
    was put by hand is certain (its visibility is 1).
    """
    shown, raw = analysis.smoothed, analysis.raw
    wanted = np.zeros(shown.xy_px.shape[1], bool)
    for side in SIDES if analysis.view.label != "side" else (analysis.view.near_side,):
        wanted[[of(side, part) for part in BODY]] = True
    there = np.asarray(np.isfinite(shown.xy_px[..., 0]).any(axis=1))
    seen = np.isfinite(shown.xy_px[..., 0])
    low = np.asarray(~(shown.visibility >= LOW_VISIBILITY) | ~seen)
    heights = shown.xy_px[there][..., 1]
    body = float(np.max(np.nanmax(heights, axis=1) - np.nanmin(heights, axis=1))) if there.any() else np.nan
    with np.errstate(invalid="ignore"):
        off = np.linalg.norm(raw.xy_px - shown.xy_px, axis=-1) > _JUMP_BODY * body
    by_hand = shown.visibility >= 1.0
    return np.asarray((low | off) & wanted[None, :] & there[:, None] & ~by_hand)


def next_doubtful(analysis: Analysis, row: int, step: int) -> int | None:
    """The next row (step +1) or the previous one (-1) at which a landmark becomes doubtful; None = no more."""
    doubt = doubtful(analysis)
    before = np.zeros_like(doubt)
    before[1:] = doubt[:-1]
    rows = np.flatnonzero(np.any(doubt & ~before, axis=1))
    found = rows[rows > row][:1] if step > 0 else rows[rows < row][-1:]
    return int(found[0]) if len(found) else None
