"""Somebody who walks through the picture, and whose landmarks are taken for the athlete's for a while."""

from dataclasses import replace

import numpy as np

from core.pose.track import PoseTrack
from tests.core.stick_figure import PX, run, seen

BODY = 1.6 * PX  # trunk, thigh and shank


def passing(track: PoseTrack, from_s: float, to_s: float, speed: float = 1.5, larger: float = 1.0) -> PoseTrack:
    """The track with somebody walking through it, whose landmarks are taken between two moments.

    speed : body lengths a second to the right, in the athlete's place in the middle.
    """
    t = track.time_s
    other = seen(t, run(t, contact_s=0.5, step_s=0.4)).xy_px
    middle = np.array([640.0, 420.0])
    other = middle + larger * (other - middle)
    other[..., 0] += (speed * BODY * (t - (from_s + to_s) / 2))[:, None]
    taken = (t >= from_s) & (t < to_s)
    return replace(track, xy_px=np.where(taken[:, None, None], other, track.xy_px))
