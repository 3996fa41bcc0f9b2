"""The far hip and shoulder of somebody who squats, seen from the side: the trunk does not twist, so the near ones tell.

From the side the far shoulder and hip are hidden, and a model guesses them by what it sees of that side: under a bar it
takes the far hand for the shoulder.  But as long as the trunk only leans, the lines of the hips and of the shoulders
keep the direction they had while the athlete stood: they are what it leans about.  In the picture they change by
perspective alone, because the far end, further from the camera, moves by less than the near one.

Both ends can be wrong, so the far one goes half the way; where they contradict each other by more than a seen joint
errs, it is the hidden one that is wrong, and goes all of it.  On rendered people the trunk errs by 2.1 degrees instead
of 2.5, under a bar by 2.4 instead of 3.5, and far knees err as before.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.kinematics.perspective import USUAL_FOCAL
from core.kinematics.series import HIPS_PER_TRUNK, SHOULDERS_PER_TRUNK
from core.pose.boxes import body_length
from core.pose.skeleton import INDEX, Side, opposite
from core.pose.track import PoseTrack
from core.signal.few import percentile
from core.signal.resample import usual_step_s

Floats = NDArray[np.float64]

_WIDTHS: Mapping[str, float] = {"hip": HIPS_PER_TRUNK, "shoulder": SHOULDERS_PER_TRUNK}
_WINDOW_S = 3.0  # on either side: a rep and standing before or after it
_BENT, _STRAIGHT = 0.8, 1.0  # cosine of the near thigh's lean: from squatting to standing
FAR_SHARE = 0.5  # of the far end's way to where the near one tells it to be
_MAY_ERR, _CANNOT_ERR = 0.03, 0.06  # body lengths that a joint is off where it is seen: it may be, or hardly can
_LEAST_STANDING_S, _SURE_STANDING_S = 0.1, 0.3  # within the window: standing for less tells nothing, for more all


@dataclass(frozen=True)
class Line:
    """Where the far end is from the near one while the athlete stands, over some seconds around each moment.

    across : (T, 2) pixels from the near to the far end.  near : (T, 2) pixels, where the near end is then.
    less : how much less the far end moves, share of the near one's way.
    """

    across: Floats
    near: Floats
    less: float


@dataclass(frozen=True)
class FarTrunk:
    """Lines of a trunk that does not twist.

    near : the side that is seen.  lines : of the hips and shoulders.  sure : (T,) 0..1, how surely they are known."""

    near: Side
    lines: Mapping[str, Line]
    sure: Floats
    body: float


def find_far_trunk(track: PoseTrack, near: Side, stands: Floats) -> FarTrunk | None:
    """The lines of hips and shoulders of somebody who squats; None where the size of the picture is not known.

    stands : (T,) 0..1, how surely the near foot stands (`core.kinematics.planted`); who walks may turn as well.
    """
    if track.camera is None or not len(track):
        return None
    hip, shoulder = ((track.point(f"left_{part}") + track.point(f"right_{part}")) / 2 for part in _WIDTHS)
    trunk = np.hypot(*(shoulder - hip).T)
    if not np.isfinite(trunk).any():
        return None
    # half as long a focal length again moves the trunk by a degree
    away = USUAL_FOCAL * max(track.camera.size_px) / percentile(trunk, 85)  # in trunks
    thigh = track.point(f"{near}_knee") - track.point(f"{near}_hip")
    with np.errstate(divide="ignore", invalid="ignore"):
        upright = np.clip((thigh[:, 1] / np.hypot(*thigh.T) - _BENT) / (_STRAIGHT - _BENT), 0, 1)
    time_s = track.time_s
    around = np.searchsorted(time_s, time_s - _WINDOW_S), np.searchsorted(time_s, time_s + _WINDOW_S, "right")
    frame_s = usual_step_s(time_s) if len(time_s) > 1 else 0.0
    lines, sure = {}, stands
    for part, width in _WIDTHS.items():
        ends = track.point(f"{near}_{part}"), track.point(f"{opposite(near)}_{part}")
        usual, frames = _usual(np.hstack([ends[1] - ends[0], ends[0]]), stands * upright, *around)
        lines[part] = Line(usual[:, :2], usual[:, 2:], width / (away + width / 2))
        told = np.clip((frames * frame_s - _LEAST_STANDING_S) / (_SURE_STANDING_S - _LEAST_STANDING_S), 0, 1)
        sure = np.minimum(sure, told)
    return FarTrunk(near, lines, sure, percentile(body_length(track.xy_px), 75))


def to_the_near_side(track: PoseTrack, told: FarTrunk) -> dict[int, Floats]:
    """Landmark -> (T, 2) pixels by which it goes to where the near one tells it to be."""
    out = {}
    for part, line in told.lines.items():
        near, far = (track.point(f"{side}_{part}") for side in (told.near, opposite(told.near)))
        off = near + line.across - line.less * (near - line.near) - far
        beyond = np.clip((np.hypot(*off.T) / told.body - _MAY_ERR) / (_CANNOT_ERR - _MAY_ERR), 0, 1)
        way = (told.sure * (FAR_SHARE + (1 - FAR_SHARE) * beyond))[:, None] * off
        out[INDEX[f"{opposite(told.near)}_{part}"]] = np.where(np.isfinite(way), way, 0.0)
    return out


def _usual(values: Floats, weight: Floats, first: NDArray[np.intp], last: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """(T, K) weighted mean of (T, K) values from the `first` frame to before the `last`, and (T,) the weights' sum."""
    weight = np.where(np.isfinite(values).all(axis=1), np.nan_to_num(weight), 0.0)
    total = np.zeros((len(values) + 1, values.shape[1] + 1))
    np.cumsum(np.nan_to_num(values) * weight[:, None], axis=0, out=total[1:, :-1])
    np.cumsum(weight, out=total[1:, -1])
    inside = total[last] - total[first]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(inside[:, -1:] > 1e-6, inside[:, :-1] / inside[:, -1:], np.nan), inside[:, -1]
