"""Two curves on one time axis, their difference, and how sure it is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.analysis import Analysis
from core.compare.draws import drawn_series
from core.compare.sides import Sides
from core.compare.time_map import TimeMap
from core.kinematics.series import Series
from core.signal.gaps import LONGEST_FILLED_S
from core.signal.resample import usual_step_s
from core.stretches import runs

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Span = tuple[float, float]
BEYOND_SD = 2.0  # a difference of less than two standard deviations could be none
_LARGEST_STEP = 1.6  # of the usual frame interval; frames further apart have a hole between them
# Unless it is as short as what is filled in landmarks: at phones' variable rates half of a squat lay in holes. Straight
# lines over 120 ms miss the knees of rendered squats by 1 to 3 degrees in 95 of 100 moments, those of a run by 28.
_BRIDGED_S = {"squat": LONGEST_FILLED_S}
_LEAST_SAMPLES = 2  # beyond its uncertainty for a single sample says nothing


@dataclass(frozen=True)
class CurvePair:
    """One measure of two clips over A's time.

    time_s : (N,) seconds of A; those of the clip with more frames, so that none is lost.
    a, b : (N,) the curves, NaN where a side has no measurement at that moment: nothing is filled in.
    difference : (N,) b - a, NaN where either is missing.  sd : (N,) one standard deviation of it, None = not known.
    """

    name: str
    time_s: Floats
    a: Floats
    b: Floats
    difference: Floats
    sd: Floats | None

    @property
    def beyond(self) -> Flags:
        """(N,) where the difference is larger than twice its standard deviation; nowhere where that is not known."""
        if self.sd is None:
            return np.zeros(len(self.time_s), bool)
        with np.errstate(invalid="ignore"):
            return np.asarray(np.abs(self.difference) > BEYOND_SD * self.sd)

    def beyond_spans(self) -> list[Span]:
        """First and last second of each stretch of at least two samples in which the difference is beyond its error."""
        return [
            (float(self.time_s[start]), float(self.time_s[stop - 1]))
            for start, stop in runs(self.beyond)
            if stop - start >= _LEAST_SAMPLES
        ]


@dataclass(frozen=True)
class Comparison:
    """Two analyses, the map between their times, and the draws of the compared stretch.

    span_s : the compared stretch in A's seconds.  drawn_a, drawn_b : `core.compare.draws.drawn_series`, None where
    the uncertainty is not known.
    """

    a: Analysis
    b: Analysis
    time_map: TimeMap
    sides: Sides
    span_s: Span
    drawn_a: Series | None
    drawn_b: Series | None

    def curves(self, name: str) -> CurvePair | None:
        """One measure, named as in A, over the compared stretch; None where a side does not have it at all."""
        name_b = self.sides.name_in_b(name)
        if name not in self.a.series or name_b not in self.b.series:
            return None
        time_s = common_times(self.a.series.time_s, self.b.series.time_s, self.time_map, self.span_s)
        if not len(time_s):
            return None
        b_time_s, sign = self.time_map.to_b(time_s), self.sides.sign(name)
        a = interpolated(self.a.series.time_s, _flat(self.a.series[name]), time_s, _bridged_s(self.a))
        b = sign * interpolated(self.b.series.time_s, _flat(self.b.series[name_b]), b_time_s, _bridged_s(self.b))
        sd = self._sd(name, name_b, sign, time_s, b_time_s, b)
        return CurvePair(name, time_s, a, b, b - a, sd)

    def _sd(
        self, name: str, name_b: str, sign: float, time_s: Floats, b_time_s: Floats, b: Floats
    ) -> Floats | None:  # fmt: skip
        """Spread of the difference over the draws, and what the moments' own uncertainty adds where B changes fast."""
        if self.drawn_a is None or self.drawn_b is None or name not in self.drawn_a or name_b not in self.drawn_b:
            return None
        one = interpolated(self.drawn_a.time_s, self.drawn_a[name], time_s, _bridged_s(self.a))
        other = sign * interpolated(self.drawn_b.time_s, self.drawn_b[name_b], b_time_s, _bridged_s(self.b))
        off = other - one
        spread = off[1:] - off[:1]
        enough = np.isfinite(spread).sum(axis=0) >= 8
        with np.errstate(invalid="ignore", divide="ignore"):
            variance = np.nansum(spread**2, axis=0) / np.isfinite(spread).sum(axis=0)
        slope = np.gradient(b, b_time_s) if len(b) > 1 else np.zeros(len(b))
        moved = np.nan_to_num(slope) * self.time_map.sd_at(time_s)
        return np.where(enough, np.sqrt(variance + moved**2), np.nan)


def compare(a: Analysis, b: Analysis, time_map: TimeMap, sides: Sides, span_s: Span) -> Comparison:
    """Draw both sides' uncertainty over the stretch `span_s` of A and what it is in B.

    One clip compared with itself is drawn once for both: what the model misplaces all along is the same on both sides
    and drops out of the difference.
    """
    start, end = (float(t) for t in time_map.to_b(np.array(span_s)))
    if a is b:
        both = drawn_series(a, [span_s, (start, end)])
        return Comparison(a, b, time_map, sides, span_s, both, both)
    return Comparison(a, b, time_map, sides, span_s, drawn_series(a, [span_s], 0), drawn_series(b, [(start, end)], 7))


def overlap_s(a_s: Floats, b_s: Floats, time_map: TimeMap) -> Span | None:
    """The stretch of A, in its seconds, for which both clips have frames; None where there is none.

    a_s, b_s : (T,) and (U,) seconds of the clips' frames, each clip's own.
    """
    if not len(a_s) or not len(b_s):
        return None
    start = max(float(a_s[0]), float(time_map.to_a(b_s[0])))
    end = min(float(a_s[-1]), float(time_map.to_a(b_s[-1])))
    return (start, end) if end >= start else None


def common_times(a_s: Floats, b_s: Floats, time_map: TimeMap, span_s: Span) -> Floats:
    """Times of A within a stretch at which to compare: the frames of whichever clip has more of them there.

    a_s, b_s : (T,) and (U,) seconds of the clips' frames, each clip's own.  span_s : of A.
    """
    own = a_s[(a_s >= span_s[0] - 1e-9) & (a_s <= span_s[1] + 1e-9)]
    mapped = time_map.to_a(b_s)
    other = mapped[(mapped >= span_s[0] - 1e-9) & (mapped <= span_s[1] + 1e-9)]
    return np.asarray(other if len(other) > len(own) else own)


def interpolated(time_s: Floats, values: Floats, at_s: Floats, bridged_s: float = 0.0) -> Floats:
    """(..., N) values between neighbouring frames at some times; NaN beside a missing frame or in a hole.

    time_s : (T,) strictly increasing.  values : (..., T).  at_s : (N,).  bridged_s : no hole is as short as this.
    """
    if len(time_s) < 2:
        return np.full((*values.shape[:-1], len(at_s)), np.nan)
    left = np.clip(np.searchsorted(time_s, at_s, side="right") - 1, 0, len(time_s) - 2)
    step = time_s[left + 1] - time_s[left]
    share = (at_s - time_s[left]) / step
    on_left, on_right = np.abs(share) < 1e-6, np.abs(share - 1) < 1e-6
    mixed = values[..., left] * (1 - share) + values[..., left + 1] * share
    mixed = np.where(on_left, values[..., left], np.where(on_right, values[..., left + 1], mixed))
    hole = step > max(_LARGEST_STEP * usual_step_s(time_s), bridged_s + 1e-9)
    known = on_left | on_right | ((share >= 0) & (share <= 1) & ~hole)
    return np.asarray(np.where(known, mixed, np.nan))


def _bridged_s(analysis: Analysis) -> float:
    return _BRIDGED_S.get(analysis.movement, 0.0)


def _flat(values: Floats) -> Floats:
    """The curve itself where a series carries draws."""
    return values if values.ndim == 1 else values.reshape(-1, values.shape[-1])[0]
