"""Stretches in which the landmarks lie on somebody else, who came between the athlete and the camera.

Whoever covers the athlete takes the box over for as long as nothing of the athlete is seen: the network takes any body
for the one looked for.  Pictures need not be looked at again to tell: hips and shoulders leave the athlete's way, go
the other one's, and are back at once, farther than any trunk goes in a moment, when the athlete comes into sight.  A
hand that shakes moves somebody small as far: what is no leap with the camera's motion undone is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.pose import boxes
from core.pose.boxes import Floats
from core.pose.camera_motion import CameraMotion
from core.pose.skeleton import midpoint
from core.pose.track import PoseTrack
from core.stretches import runs

# Body lengths that hips and shoulders both go beyond their usual way within a moment.  Of filmed and rendered athletes
# it is up to 0.2 (a start from blocks, a rack in front), mostly 0.05; where one body takes another's place 0.3 to 0.7.
_LEAP, _LEAP_S = 0.25, 0.1
_LEAP_OF_USUAL = 3.0  # times the clip's median: of a model that leaps all the time nothing is told
_LEAP_WITHIN_S = 0.25  # in which nobody may be seen
# How far from where it was going the trunk is a moment later: of athletes up to 0.1 (slow) or 0.25 (quick squats)
_AWAY, _AWAY_MOST, _AWAY_OF_FREE, _AWAY_OF_USUAL = 0.1, 0.2, 1.3, 3.0
_SEEN_FROM_S, _SEEN_TO_S = 0.4, 0.1  # before a moment, that tell where the trunk is going
_LONGEST_S, _LEAST_S = 4.0, 0.1  # of one stretch
_LEAST_END_S, _END_SHARE = 0.2, 0.25  # of one that begins or ends with what was seen, and of that
_HOLE_S = 0.6  # that the other one may be on the way the athlete was going
_SETTLES_S = 0.25  # after coming into sight, while the landmarks may be half the other one's still
_SAME, _OFF = 0.15, 0.25  # body lengths: back in place; off the way from before to after
_MARGIN_S = 0.1  # arms and legs are covered before the trunk is, and longer
_USUAL_S, _BODY_S = 0.6, 2.0  # windows of the usual speed and length
_FEW = 3  # frames that tell where somebody is

Span = tuple[int, int]  # first, past the last


def covered(track: PoseTrack) -> list[range]:
    """The rows in which somebody else was seen in the athlete's place, stretch by stretch."""
    trunk = trunk_of(track.xy_px)
    length = boxes.body_length(track.xy_px)
    rows = np.flatnonzero(np.isfinite(trunk).all(axis=(1, 2)) & np.isfinite(length))
    if len(rows) < 4 * _FEW:
        return []
    time_s = track.time_s[rows]
    steady = None if (undone := _undone(trunk, track.camera)) is None else undone[rows]
    hidden = np.zeros(len(track), np.bool_)
    for a, b in stretches(time_s, trunk[rows], length[rows], steady):
        from_s, to_s = time_s[a] - _MARGIN_S, time_s[b - 1] + _MARGIN_S
        hidden |= (track.time_s >= from_s) & (track.time_s <= to_s)
    return [range(start, stop) for start, stop in runs(hidden)]


def without(track: PoseTrack, hidden: Sequence[range]) -> PoseTrack:
    """The track with gaps in these rows."""
    if not hidden:
        return track
    gap = np.zeros(len(track), np.bool_)
    for rows in hidden:
        gap[rows.start : rows.stop] = True

    def open_(values: Floats) -> Floats:
        return np.where(gap.reshape(-1, *[1] * (values.ndim - 1)), np.nan, values)

    return replace(
        track,
        xy_px=open_(track.xy_px),
        visibility=open_(track.visibility),
        world_m=open_(track.world_m),
        noise_px=open_(track.noise_px),
    ).with_step("covered", frames=int(gap.sum()))


def stretches(time_s: Floats, trunk_px: Floats, length_px: Floats, steady_px: Floats | None = None) -> list[Span]:
    """Which looks at somebody, in order of time, fell on somebody else.

    time_s : (N,).  trunk_px : (N, 2, 2) middle of the hips and of the shoulders.  length_px : (N,) of the body.
    steady_px : `trunk_px` with the camera's motion undone, where it moves.
    """
    way = _Way.of(time_s, trunk_px, length_px, steady_px)
    leaps = way.leaps()
    if not leaps:
        return []
    back = _Way.of(-time_s[::-1], trunk_px[::-1], length_px[::-1])
    out: list[Span] = []
    free = set(range(len(leaps)))
    for last in range(len(leaps)):  # from a leap away to the next one back
        for first in range(last - 1, -1, -1):
            if {first, last} <= free and way.returns(leaps[first][0], leaps[last][1]):
                out.append((leaps[first][0], way.settled(back, leaps[last][1])))
                free -= set(range(first, last + 1))
                break
    n = len(time_s)
    for away, there in [leaps[k] for k in sorted(free)]:
        found = _at_an_end(time_s, (away, there))
        if (left := way.left_before(there)) is not None:
            found.append((left, way.settled(back, there)))
        if (came := back.left_before(n - away)) is not None:
            found.append((n - back.settled(way, n - away), n - came))
        if found:  # the athlete does not leap: of what lies before and after, the other one's is the wilder
            out.append(max(found, key=lambda span: float(np.mean(way.off[span[0] : span[1]]))))
    return sorted(out)


def leaps_of(time_s: Floats, trunk_px: Floats, length_px: Floats) -> list[Span]:
    """The first look that is elsewhere, and the first that is there for good, of every leap; as `stretches` has it.

    time_s : (T,).  trunk_px : (T, 2, 2) from `trunk_of`.  length_px : (T,) of the body.
    """
    return _Way.of(time_s, trunk_px, length_px).leaps() if len(time_s) > 1 else []


def trunk_of(xy_px: Floats) -> Floats:
    """(T, 2, 2) middle of the hips and of the shoulders of poses (T, 33, 2)."""
    return np.stack([midpoint(xy_px, part) for part in ("hip", "shoulder")], axis=1)


def _undone(points_px: Floats, camera: CameraMotion | None) -> Floats | None:
    """(T, 2, 2) pixels with the camera's motion undone; None where it stands still, or nothing is known of it.

    Where it is lost for a while it is taken to have gone on evenly, and to have come back where tracking begins anew.
    """
    if camera is None or camera.state in ("still", "unknown"):
        return None
    frames, known = np.arange(len(camera)), np.flatnonzero(camera.known)
    told = (*camera.shift_px.T, camera.log_scale, np.radians(camera.roll_deg))
    right, down, grown, rolled = (np.interp(frames, known, part[known])[:, None] for part in told)
    across, below = np.moveaxis(points_px, -1, 0) - np.reshape(camera.size_px, (2, 1, 1)) / 2
    back = (across - right + 1j * (below - down)) * np.exp(-grown - 1j * rolled)  # turned and scaled as complex numbers
    return np.stack([back.real, back.imag], axis=-1)


def _at_an_end(time_s: Floats, leap: Span) -> list[Span]:
    """The short stretch between a leap and the first or the last look."""
    whole_s = float(time_s[-1] - time_s[0])
    spans = (0, leap[1]), (leap[0], len(time_s))
    took_s = [float(time_s[last - 1] - time_s[first]) for first, last in spans]
    most_s = min(_LONGEST_S, _END_SHARE * whole_s)
    return [span for span, took in zip(spans, took_s, strict=True) if _LEAST_END_S <= took <= most_s]


@dataclass(frozen=True)
class _Way:
    """Where the trunk goes; what is no place is in body lengths.

    time_s : (N,).  at : (N, 2, 2) hips and shoulders, pixels.  body : (N,) pixels.  speed : (N - 1, 2, 2) from each
    look on.  off : (N,) how far one of them is from where it was going.  leap : (N - window,) how far both go beyond
    their usual way in so many looks.
    """

    time_s: Floats
    at: Floats
    body: Floats
    speed: Floats
    off: Floats
    leap: Floats
    window: int

    @classmethod
    def of(cls, time_s: Floats, at: Floats, length_px: Floats, steady: Floats | None = None) -> "_Way":
        rate_hz = 1 / float(np.median(np.diff(time_s)))
        body = _median_over(length_px, _BODY_S * rate_hz)
        speed = np.diff(at, axis=0) / (np.diff(time_s) * body[:-1])[:, None, None]
        window = min(max(1, round(_LEAP_S * rate_hz)), len(speed))
        leap = _leap(time_s, at, body, window, rate_hz)
        if steady is not None:
            leap = np.fmin(leap, _leap(time_s, steady, body, window, rate_hz))
        return cls(time_s, at, body, speed, _off_way(at, rate_hz) / body, leap, window)

    def leaps(self) -> list[Span]:
        """The first frame that is elsewhere, and the first that is there for good, of every leap."""
        least = max(_LEAP, _LEAP_OF_USUAL * float(np.median(self.leap)))
        far = np.flatnonzero(self.leap >= least)
        tops: list[int] = []
        for k in far[np.argsort(-self.leap[far], kind="stable")].tolist():
            if all(abs(k - top) >= self.window for top in tops):
                tops.append(k)
        return [(top + 1, top + self.window) for top in sorted(tops)]

    def left_before(self, back: int) -> int | None:
        """The first frame of the stretch before `back` in which the trunk has left its way; None where it has not."""
        since = int(np.searchsorted(self.time_s, self.time_s[min(back, len(self.at) - 1)] - _LONGEST_S))
        if len(self.at) - back < _FEW:
            return None
        free = np.concatenate([self.off[:since], self.off[self.time_s > self.time_s[back] + _SEEN_FROM_S]])
        least = max(_AWAY_OF_FREE * _percentile(free), _AWAY_OF_USUAL * float(np.median(self.off)))
        leapt = max(since, back - self.window)
        left = since + np.flatnonzero(self.off[since:leapt] > np.clip(least, _AWAY, _AWAY_MOST))
        if not len(left):
            return None
        holes = np.flatnonzero(np.diff(self.time_s[left]) > _HOLE_S)
        first = int(left[holes[-1] + 1 if len(holes) else 0])
        return first if self.returns(first, back) else None

    def returns(self, first: int, back: int) -> bool:
        """Whether the trunk, elsewhere from `first` on, is at `back` where it can have gone meanwhile."""
        if first < _FEW or len(self.at) - back < _FEW:
            return False
        took = float(self.time_s[back] - self.time_s[first])
        if not _LEAST_S <= took <= _LONGEST_S:
            return False
        at = self.at / self.body[first - 1]
        start, end = (np.median(at[k : k + _FEW], axis=0) for k in (first - _FEW, back))
        own = _percentile(np.linalg.norm(self.speed, axis=-1).max(axis=1))
        going = np.median(self.speed[max(0, first - 2 * _FEW) : first - 1], axis=0) * took
        apart = min(float(np.linalg.norm(end - start - on, axis=-1).max()) for on in (going, np.zeros((2, 2))))
        share = ((self.time_s[first:back] - self.time_s[first]) / took)[:, None, None]
        off = np.linalg.norm(at[first:back] - (start + share * (end - start)), axis=-1).min(axis=1)
        elsewhere_s = took * float(np.mean(off > _OFF / 2))
        return apart <= _SAME + own * took and float(off.max()) >= _OFF and elsewhere_s >= _LEAST_S

    def settled(self, other: "_Way", back: int) -> int:
        """From when on the trunk is on the way it goes on from `back`; `other` : the same way seen from its end."""
        least, until = _AWAY, self.time_s[back] + _SETTLES_S
        off = other.off[::-1]
        while back < len(off) - 1 and off[back] > least and self.time_s[back] < until:
            back += 1
        return back


def _leap(time_s: Floats, at: Floats, body: Floats, window: int, rate_hz: float) -> Floats:
    """(N - window,) body lengths that hips and shoulders both go beyond their usual way in so many looks."""
    speed = np.diff(at, axis=0) / (np.diff(time_s) * body[:-1])[:, None, None]
    usual = _median_over(speed, _USUAL_S * rate_hz)
    took_s = time_s[window:] - time_s[:-window]
    went = (at[window:] - at[:-window]) / body[:-window, None, None]
    beyond = [
        np.linalg.norm(went - v * took_s[:, None, None], axis=-1).min(axis=1)
        for v in (usual[: len(took_s)], usual[window - 1 :])
    ]
    return np.asarray(np.where(took_s <= max(_LEAP_WITHIN_S, 1.5 / rate_hz), np.minimum(*beyond), 0.0))


def _off_way(at: Floats, rate_hz: float) -> Floats:
    """(N,) pixels from hips or shoulders to the straight way of the moments before; 0 where that is not known."""
    near, far = max(1, round(_SEEN_TO_S * rate_hz)), max(3, round(_SEEN_FROM_S * rate_hz))
    lags = np.arange(near, far + 1)
    weights = np.linalg.pinv(np.stack([np.ones(len(lags)), -lags], axis=1))[0]
    out = np.zeros(len(at))
    if len(at) > far:
        going = np.zeros_like(at[far:])
        for lag, weight in zip(lags.tolist(), weights.tolist(), strict=True):
            going += weight * at[far - lag : len(at) - lag]
        out[far:] = np.linalg.norm(at[far:] - going, axis=-1).max(axis=1)
    return out


def _median_over(values: Floats, frames: float) -> Floats:
    """Running median over time (axis 0)."""
    from scipy.ndimage import median_filter

    size = (2 * round(frames / 2) + 1, *[1] * (values.ndim - 1))
    return np.asarray(median_filter(values, size=size, mode="nearest"))


def _percentile(values: Floats) -> float:
    return float(np.percentile(values, 95)) if values.size else 0.0
