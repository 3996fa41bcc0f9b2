"""What single pictures tell once it is known where the athlete is: how they were stored, their light, sharp, turned."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import numpy as np

from core.errors import UserError
from core.giving_way import aside, put_off, result_of
from core.measures.smear import smear
from core.pose.source import Tracked
from core.pose.track import PoseTrack
from core.pose.verticals import Verticals, verticals
from core.video.glance import glance
from core.video.quantiser import quantiser
from core.video.reader import FrameReader, PyAVReader


def with_pictures(tracked: Tracked, reader: FrameReader, seen_in_them: bool) -> Tracked:
    """The track with what its pictures tell.  seen_in_them : the landmarks were found in these very pictures."""
    middle = tracked.first_frame + len(tracked.raw) // 2
    if seen_in_them:
        beside = ThreadPoolExecutor(1, "verticals")  # edges take 30 ms, in which others decode
        try:
            looking = aside(
                partial(_look_for_verticals, beside, tracked.raw, tracked.first_frame, reader, middle), shares=True
            )
            smeared = aside(partial(smear, tracked.raw, tracked.first_frame, reader), shares=True)
            tracked = replace(tracked, quantiser=aside(partial(quantiser, reader, middle)), smear=smeared)
            if looking is not None:
                tracked = replace(tracked, raw=replace(tracked.raw, verticals=result_of(looking)))
        finally:
            put_off(beside.shutdown)
    seen = aside(partial(glance, reader, middle), shares=True)
    if seen is not None and tracked.lights_athlete(seen[1]):
        tracked = replace(tracked, grey=seen[0], grey_frame=seen[1])
    return tracked


def _look_for_verticals(
    beside: ThreadPoolExecutor, raw: PoseTrack, first_frame: int, reader: FrameReader, number: int
) -> Future[Verticals | None] | None:
    """Begin to look at the keyframe nearest to a frame; None of a camera that is turned all the way."""
    if not isinstance(reader, PyAVReader) or (raw.camera is not None and raw.camera.state == "panning"):
        return None
    try:
        frame = reader.keyframe_near(number)
    except UserError:
        return None
    row = -1 if frame is None else frame.number - first_frame
    if frame is None or frame.damaged or not 0 <= row < len(raw):  # another scene, before the track or behind it
        return None
    points = raw.xy_px[row]
    return beside.submit(verticals, frame.rgb, points[np.isfinite(points[:, 0])])
