"""What single pictures tell once it is known where the athlete is: how they were stored, their light, how sharp."""

from dataclasses import replace
from functools import partial

from core.giving_way import aside
from core.measures.smear import smear
from core.pose.source import Tracked
from core.video.glance import glance
from core.video.quantiser import quantiser
from core.video.reader import FrameReader


def with_pictures(tracked: Tracked, reader: FrameReader, seen_in_them: bool) -> Tracked:
    """The track with what its pictures tell.  seen_in_them : the landmarks were found in these very pictures."""
    middle = tracked.first_frame + len(tracked.raw) // 2
    if seen_in_them:
        smeared = aside(partial(smear, tracked.raw, tracked.first_frame, reader), shares=True)
        tracked = replace(tracked, quantiser=aside(partial(quantiser, reader, middle)), smear=smeared)
    seen = aside(partial(glance, reader, middle), shares=True)
    if seen is not None and tracked.lights_athlete(seen[1]):
        tracked = replace(tracked, grey=seen[0], grey_frame=seen[1])
    return tracked
