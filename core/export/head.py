"""Where the athlete's head is on every frame of a clip, for hiding their face."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.analysis import Analysis
from core.pose.skeleton import INDEX, LANDMARKS, midpoint
from core.pose.track import PoseTrack

Floats = NDArray[np.float64]

HEAD: Final = tuple(i for i, name in enumerate(LANDMARKS) if i <= INDEX["mouth_right"])
HOLD_S: Final = 0.5  # a head that was not seen is looked for so long where it must have been
# A head is 23 cm high over a trunk (mid-hip to mid-shoulder) of about 50 cm; the region reaches past hair and chin
_RADIUS_PER_TRUNK: Final = 0.36
_MARGIN_PER_TRUNK: Final = 0.16  # around the outermost landmark of the face
_NECK_PER_TRUNK: Final = 0.42  # from the shoulders to the middle of the head
_LEAST_PX: Final = 6.0
_GROWTH_PER_S: Final = 2.0  # of the radius, while the head is not seen


@dataclass(frozen=True)
class HeadRegions:
    """A circle per frame: centre_px (T, 2) and radius_px (T,); NaN = not known where the head is."""

    time_s: Floats
    centre_px: Floats
    radius_px: Floats

    def at(self, time_s: float) -> tuple[float, float, float] | None:
        """(x, y, radius) on the frame shown at that time; None where it is not known."""
        row = int(np.searchsorted(self.time_s, time_s - 1e-4))
        if row >= len(self.time_s) or abs(self.time_s[row] - time_s) > 1e-3:
            return None
        x, y, radius = float(self.centre_px[row, 0]), float(self.centre_px[row, 1]), float(self.radius_px[row])
        return (x, y, radius) if np.isfinite(radius) else None


def head_regions(analysis: Analysis) -> HeadRegions:
    """The head over the frames of an analysis.

    A circle about all that was detected of the head, raw and smoothed, and never smaller than a head is for this
    trunk, so that it covers the head from behind and in profile as well.  Where no face landmark was seen the head is
    above the shoulders; gaps up to `HOLD_S` are bridged from both ends while the circle grows.
    """
    tracks = (analysis.raw, analysis.smoothed)
    trunk = _trunk_px(analysis.smoothed)
    points = np.concatenate([np.asarray(t.xy_px)[:, HEAD] for t in tracks], axis=1)  # (T, 22, 2)
    seen = np.isfinite(points[..., 0])
    some = seen.any(axis=1)
    low = np.min(np.where(seen[..., None], points, np.inf), axis=1)
    high = np.max(np.where(seen[..., None], points, -np.inf), axis=1)
    centre = np.where(some[:, None], (np.where(some[:, None], low, 0) + np.where(some[:, None], high, 0)) / 2, np.nan)
    off = np.where(seen, np.hypot(*np.moveaxis(points - centre[:, None], -1, 0)), 0.0)
    reach = off.max(axis=1)
    radius = np.maximum(np.maximum(reach + _MARGIN_PER_TRUNK * trunk, _RADIUS_PER_TRUNK * trunk), _LEAST_PX)
    radius = np.where(some, radius, np.nan)
    above, known = _above_shoulders(analysis.smoothed, trunk)
    only = ~some & known
    centre = np.where(only[:, None], above, centre)
    radius = np.where(only, np.maximum(1.5 * _RADIUS_PER_TRUNK * trunk, _LEAST_PX), radius)
    return _bridged(np.asarray(analysis.raw.time_s), centre, radius)


def circle(pose_px: Floats, trunk_px: float) -> tuple[float, float, float]:
    """(x, y, radius) about the head of one pose (33, 2), all of it known; trunk_px : mid-hip to shoulders."""
    points = pose_px[list(HEAD)]
    centre = (points.min(axis=0) + points.max(axis=0)) / 2
    reach = float(np.hypot(*(points - centre).T).max())
    radius = max(reach + _MARGIN_PER_TRUNK * trunk_px, _RADIUS_PER_TRUNK * trunk_px, _LEAST_PX)
    return float(centre[0]), float(centre[1]), radius


def _trunk_px(track: PoseTrack) -> Floats:
    """(T,) the trunk's length as large as it is about then: seen from above or bent forward it only looks shorter."""
    xy = np.asarray(track.xy_px)
    hips, shoulders = midpoint(xy, "hip"), midpoint(xy, "shoulder")
    length = np.hypot(*(shoulders - hips).T)
    if not np.isfinite(length).any():
        return np.full(len(length), _LEAST_PX / _RADIUS_PER_TRUNK)
    from scipy.ndimage import maximum_filter1d

    seconds = float(track.time_s[-1] - track.time_s[0])
    half = round((len(length) - 1) / seconds) if seconds > 0 else 1  # frames in a second
    longest = maximum_filter1d(np.nan_to_num(length, nan=0.0), 2 * half + 1)
    return np.where(longest > 0, longest, float(np.nanmax(length)))


def _above_shoulders(track: PoseTrack, trunk: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    xy = np.asarray(track.xy_px)
    hips, shoulders = midpoint(xy, "hip"), midpoint(xy, "shoulder")
    way = shoulders - hips
    length = np.hypot(*way.T)
    unit = way / np.where(length > 0, length, np.nan)[:, None]
    place = shoulders + unit * (_NECK_PER_TRUNK * trunk)[:, None]
    return place, np.asarray(np.isfinite(place).all(axis=1))


def _bridged(time_s: Floats, centre: Floats, radius: Floats) -> HeadRegions:
    """Over gaps up to HOLD_S straight from one end to the other; a longer one is held for HOLD_S at either end."""
    known = np.flatnonzero(np.isfinite(radius))
    if not len(known) or len(known) == len(time_s):
        return HeadRegions(time_s, centre, radius)
    rows = np.arange(len(time_s))
    after = np.searchsorted(known, rows, side="left")
    before = known[np.clip(after - 1, 0, len(known) - 1)]
    before = np.where(np.isfinite(radius), rows, before)
    after = known[np.clip(after, 0, len(known) - 1)]
    since = np.where(before <= rows, time_s - time_s[before], np.inf)
    until = np.where(after >= rows, time_s[after] - time_s, np.inf)
    near = np.where(since <= until, before, after)
    gap = since + until
    closed = np.isfinite(gap) & (gap > 0)
    share = np.where(closed, since, 0.0) / np.where(closed, gap, 1.0)
    between = centre[before] + share[:, None] * (centre[after] - centre[before])
    within = gap <= HOLD_S + 1e-9
    place = np.where(within[:, None], between, centre[near])
    size = np.where(within, np.maximum(radius[before], radius[after]), radius[near])
    away = np.minimum(since, until)
    moved = np.hypot(*(centre[after] - centre[before]).T)
    # a head that moved between the two ends may have gone any way in between
    grown = size * (1 + _GROWTH_PER_S * away) + np.where(within, 0.5 * moved, 0.0)
    held = away <= HOLD_S + 1e-9
    return HeadRegions(time_s, np.where(held[:, None], place, np.nan), np.where(held, grown, np.nan))
