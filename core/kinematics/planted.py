"""The ankle of a foot that stands: it stays where it is, but for a heel that lifts.

As somebody squats, a pose model lets the near ankle lean along with the shank: by 3 to 14 % of the shank's length, on
rendered people whose ankles stand still and on filmed ones alike, and without rising, as no ankle over a standing foot
can.  So how far forward it is comes from where it has been while the leg was straight, and from how far it rises: over
a foot whose ball stays down it goes forward by about half of that.

The far ankle, which the near leg hides, leans by as much, and more the further the trunk leans: where the hips come up
first it lies further ahead on the way up than on the way down, and the far knee seems to be ahead of its time.  Each
foot is told by itself.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.kinematics.calibration import in_frame
from core.pose.skeleton import Side
from core.pose.track import PoseTrack
from core.signal.few import percentile

Floats = NDArray[np.float64]

_WINDOW_S, _SAMPLE_S = 3.0, 0.1  # looked at on either side: a rep and standing before or after it; and how often
# Height of the ankle over its distance behind the ball of the foot (Winter 2009: 0.039 and 0.08 of the body's height).
FORWARD_PER_RISE = 0.5
# Of the far ankle's way to where it stood: its knee, hidden as well, leans along with it on some people.  Half is best
# for far shanks and all of it for far knees, on rendered people and on filmed ones, whose two legs move alike.
FAR_ANKLE_SHARE = 0.75
_STAYS, _STEPS_ASIDE = 0.125, 0.25  # of the foot's length: moments so far apart are of one stand, or are not
_LEAST_S, _SURE_S = 0.5, 1.0  # of a stand: shorter ones are steps
_LEAST_WEIGHT = 1.0  # samples with a straight leg: without them nothing tells where the ankle is


@dataclass(frozen=True)
class Planted:
    """side : whose ankle.  ahead : picture x for one unit forward.

    place : (T, 2) pixels, where it is while the leg is straight, over some seconds around each moment, in the picture
        of the clip's middle.  stands : (T,) 0..1, how surely the foot stands; 0 = nothing is known of its place.
    """

    side: Side
    ahead: float
    place: Floats
    stands: Floats


def find_planted(track: PoseTrack, side: Side, ahead: float) -> Planted:
    """Where a foot stands, from (T, 33, 2) pixels; a foot that walks stands nowhere."""
    nowhere = Planted(side, ahead, np.full((len(track), 2), np.nan), np.zeros(len(track)))
    if not len(track):
        return nowhere
    ankle, heel, toe = (_on_ground(track, f"{side}_{part}") for part in ("ankle", "heel", "foot_index"))
    thigh = track.point(f"{side}_knee") - track.point(f"{side}_hip")
    long = percentile(np.hypot(*(toe - heel).T), 75)
    if not long > 0:
        return nowhere
    time_s = track.time_s
    samples = np.arange(time_s[0], time_s[-1] + _SAMPLE_S / 2, _SAMPLE_S)
    at = np.clip(np.searchsorted(time_s, samples), 0, len(track) - 1)
    foot = ((ankle + heel + toe) / 3)[at] / long
    with np.errstate(divide="ignore", invalid="ignore"):
        straight = np.clip(thigh[at, 1] / np.hypot(*thigh[at].T), 0, 1)
    reach = round(_WINDOW_S / _SAMPLE_S)

    def around(values: Floats) -> Floats:
        """(samples, ..., window): what was there before, at and after each sample."""
        ends = ((reach, reach), *((0, 0),) * (values.ndim - 1))
        longer = np.pad(values, ends, constant_values=np.nan)
        return np.lib.stride_tricks.sliding_window_view(longer, 2 * reach + 1, axis=0)

    away = np.hypot(*np.moveaxis(around(foot) - foot[..., None], 1, 0))
    here = np.nan_to_num(np.clip((_STEPS_ASIDE - away) / (_STEPS_ASIDE - _STAYS), 0, 1))
    weight = here * np.nan_to_num(around(straight))
    total = weight.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        place = (np.nan_to_num(around(ankle[at])) * weight[:, None]).sum(axis=2) / total[:, None]
    stands = np.clip((here.sum(axis=1) * _SAMPLE_S - _LEAST_S) / (_SURE_S - _LEAST_S), 0, 1)
    stands = np.where(total > _LEAST_WEIGHT, stands, 0.0)
    told = np.isfinite(place[:, 0])
    if not told.any():
        return nowhere
    full = np.stack([np.interp(time_s, samples[told], place[told, k]) for k in (0, 1)], axis=1)
    # a heel that is not seen for a moment does not set the foot free
    seen, few = np.isfinite(foot[:, 0]), round(_LEAST_S / _SAMPLE_S)
    lately = np.nan_to_num(around(seen * 1.0)[:, reach - few : reach + few + 1]).any(axis=1)
    stands = np.where(lately, np.interp(samples, samples[seen], stands[seen]), 0.0)
    return Planted(side, ahead, full, np.interp(time_s, samples, stands))


def to_its_place(track: PoseTrack, planted: Planted) -> Floats:
    """(T, 2) pixels by which the ankle goes level to where it can be."""
    if not len(track):
        return np.zeros((0, 2))
    ankle = _on_ground(track, f"{planted.side}_ankle")
    rise = np.maximum(planted.place[:, 1] - ankle[:, 1], 0.0)
    across = planted.place[:, 0] + planted.ahead * FORWARD_PER_RISE * rise - ankle[:, 0]
    across = np.where((planted.stands > 0) & np.isfinite(across), planted.stands * across, 0.0)
    return np.stack([across, np.zeros_like(across)], axis=1)


def _on_ground(track: PoseTrack, name: str) -> Floats:
    """(T, 2) a landmark in the picture of the clip's middle: what a hand that shakes does to it is undone."""
    return in_frame(track.point(name), track.camera, track.time_s, float(track.time_s[len(track) // 2]))
