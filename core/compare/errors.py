"""How sure each curve of one clip is, frame by frame, as the band about it shows."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.analysis import Analysis
from core.compare.draws import Span, drawn_series
from core.giving_way import may_go_on
from core.stretches import pieces

Floats = NDArray[np.float64]
WHOLE_FRAMES = 4000  # a second of work, and as much as the window paints at once; of a longer clip reps or steps
BLOCK_FRAMES = 600  # drawn at once: a hundred megabytes, beside a window in which somebody works
_LEAST_DRAWS = 8  # that know a value, to tell how much it differs


def curve_sds(analysis: Analysis, units: Sequence[Span]) -> Mapping[str, Floats]:
    """(T,) one standard deviation of each curve at each frame of the clip; NaN where it is not known.

    units : from when to when each rep or step lasts. Of a clip of more than `WHOLE_FRAMES`
        frames only these are looked at, else all of it.

    Raises
    ------
    Cancelled : somebody waits.
    """
    found: Mapping[str, Floats] = {}
    for so_far in bit_by_bit(analysis, units):
        found = so_far
        may_go_on()
    return found


def moment_sds(analysis: Analysis, row: int) -> Mapping[str, float]:
    """One standard deviation of each curve at one frame of the series; where it is not known it is left out.

    Whatever else is looked at, so that the window and a file say the same.
    """
    at_s = float(analysis.series.time_s[row])
    drawn = drawn_series(analysis, [(at_s, at_s)])
    if drawn is None:
        return {}
    here = drawn.time_s == at_s
    found = {name: float(_spread(values[:, here])[0]) for name, values in drawn.values.items()}
    return {name: sd for name, sd in found.items() if np.isfinite(sd)}


def bit_by_bit(analysis: Analysis, units: Sequence[Span]) -> Iterator[Mapping[str, Floats]]:
    """What `curve_sds` tells, as far as it is known after each piece of work."""
    time_s = analysis.series.time_s
    found: dict[str, Floats] = {}
    if not len(time_s):
        return
    spans = units if len(time_s) > WHOLE_FRAMES else [(float(time_s[0]), float(time_s[-1]))]
    for frames in _blocks(time_s, spans):
        drawn = drawn_series(
            analysis, [(float(time_s[piece[0]]), float(time_s[piece[-1]])) for piece in pieces(frames)]
        )
        if drawn is not None:
            inside = np.isin(drawn.time_s, time_s[frames])
            for name, values in drawn.values.items():
                found.setdefault(name, np.full(len(time_s), np.nan))[frames] = _spread(values[:, inside])
        yield found


def _blocks(time_s: Floats, spans: Sequence[Span]) -> Iterator[NDArray[np.intp]]:
    """Frames within the spans, each once, so many together as are drawn at once."""
    inside = np.zeros(len(time_s), bool)
    for start, end in spans:
        inside |= (time_s >= start) & (time_s <= end)
    frames = np.flatnonzero(inside)
    yield from np.array_split(frames, max(1, -(-len(frames) // BLOCK_FRAMES))) if len(frames) else ()


def _spread(values: Floats) -> Floats:
    """(T,) root mean square of (1 + draws, T) about the curve, which is the first row; NaN where too few know it."""
    off = values[1:] - values[:1]
    known = np.isfinite(off).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(known >= _LEAST_DRAWS, np.sqrt(np.nansum(off**2, axis=0) / known), np.nan)
