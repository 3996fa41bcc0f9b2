"""How well the athlete was seen, limb by limb, and which numbers hang on hidden landmarks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from core.kinematics.view import View
from core.measures.spec import Metric
from core.pose.skeleton import INDEX, SIDES, Side
from core.pose.track import PoseTrack
from core.pose.upright import lies

SEEN = 0.5  # visibility from which a landmark counts as seen
HIDDEN_SHARE, LOST_SHARE = 0.6, 0.25  # of the frames: below them numbers are caution, refused
CUT_SHARE, EDGE_PX = 0.2, 2.0  # of the frames: feet or head cut off that often; within this of the edge
_HEAD_PER_TRUNK = 0.3  # eyes are half a trunk above upright shoulders: less room than this cuts them off, bowed too
_LAIN_SHARE = 0.5  # of the frames
_JUMP_SHARE = 0.02  # of the athlete's height between a landmark and its smoothed path; clear views stay within 1.5 %
# Of the frames in which one landmark of the leg jumps: 0 to 2 % where the leg is in view, 7 to 12 % in squats on one
# leg, 19 % and more behind a rack, and where a knee points at the camera and is hard to place.
MOST_JUMPS = 0.15
_HEEL_SHARE = 0.06  # of the leg's length: a heel nearer to the ankle is no foot's
Severity = Literal["info", "caution", "refuse"]
_LEG = ("hip", "knee", "ankle")
SEVERAL: Final = "several_people"  # and of the note that the athlete was not alone
DAMAGED_FILE: Final = "damaged_file"
SCENE_CUT: Final = "scene_cut"
PICK_DOUBTED: Final = "pick_doubted"
MAYBE_ANOTHER: Final = "maybe_another"  # athlete from some moment on
OTHER_MODEL: Final = "other_model"  # the code of the note on a pose model that is not the usual one


@dataclass(frozen=True)
class QualityNote:
    """What to refilm and why, in a coach's words."""

    code: str
    severity: Severity
    message: str


def coverage(raw: PoseTrack) -> dict[str, float]:
    """Landmark -> share of all frames in which it was seen (in the picture, and not guessed by the model)."""
    seen = np.isfinite(raw.xy_px[..., 0]) & (np.nan_to_num(raw.visibility) >= SEEN)
    shares = seen.mean(axis=0) if len(raw) else np.zeros(len(INDEX))
    return {name: round(float(shares[i]), 4) for name, i in INDEX.items()}


def leg_seen(raw: PoseTrack, view: View, span: tuple[float, float] | None = None) -> float:
    """Share of the frames with a pose in which the leg that is measured was seen (the worst of hip, knee, ankle)."""
    rows, leg = _leg(raw, view, span)
    return float(_visible(raw, rows, leg).mean(axis=0).min()) if len(rows) else 0.0


def legs_cut(raw: PoseTrack) -> bool:
    """Whether no leg was seen from hip to ankle in most frames with a pose: the picture ends above, or hides them.

    Legs that lie beside a face for a moment were made up.
    """
    if _mostly_lies(raw) and not lain(raw):
        return True
    rows = np.flatnonzero(raw.has_pose)
    legs = np.array([[INDEX[f"{side}_{part}"] for part in _LEG] for side in SIDES])
    seen = np.isfinite(raw.xy_px[rows[:, None, None], legs, 0])
    seen &= np.nan_to_num(raw.visibility[rows[:, None, None], legs]) >= SEEN
    return len(rows) > 0 and float(seen.all(axis=2).any(axis=1).mean()) < HIDDEN_SHARE


def leg_seen_and_jumps(
    raw: PoseTrack, view: View, span: tuple[float, float], smoothed: PoseTrack, tall_px: float
) -> tuple[float, float]:  # fmt: skip
    """Shares of a stretch's frames with a pose: the leg was seen, and one of its landmarks jumped (the worst ones).

    What jumps away from its smoothed path was not seen: behind a rack or a plate a model goes on guessing and calls it
    seen.  It guesses alike for a while, and its path follows: few jumps tell of many guesses.

    tall_px : how tall the athlete stands in the picture; 0 = as `standing_px` tells.
    """
    rows, leg = _leg(raw, view, span)
    if not len(rows):
        return 0.0, 0.0
    jumps = _jumps(raw, smoothed, rows, leg, tall_px)
    seen = _visible(raw, rows, leg) & ~jumps
    return float(seen.mean(axis=0).min()), float(jumps.mean(axis=0).max())


def _leg(
    raw: PoseTrack, view: View, span: tuple[float, float] | None
) -> tuple[NDArray[np.intp], list[int]]:  # fmt: skip
    """The frames with a pose within a span, and the landmarks of the leg that is measured; from the front of both."""
    first, last = 0, len(raw)
    if span is not None:
        first, last = int(np.searchsorted(raw.time_s, span[0])), int(np.searchsorted(raw.time_s, span[1], "right"))
    there = raw.has_pose[first:last]
    sides: Sequence[Side] = SIDES if view.label in ("front", "back") else (view.near_side,)
    return first + np.flatnonzero(there), [INDEX[f"{s}_{part}"] for s in sides for part in _LEG]


def _visible(raw: PoseTrack, rows: NDArray[np.intp], leg: list[int]) -> NDArray[np.bool_]:
    """(rows, leg) landmarks that the model calls seen."""
    return np.asarray(raw.visibility[rows[:, None], leg] >= SEEN)


def _jumps(
    raw: PoseTrack, smoothed: PoseTrack, rows: NDArray[np.intp], leg: list[int], tall_px: float
) -> NDArray[np.bool_]:
    """(rows, leg) landmarks away from their smoothed path; what is not known to have jumped has not."""
    part = rows[:, None], leg  # in one step: the whole clip's legs would be copied for every rep
    away = raw.xy_px[part] - smoothed.xy_px[part]
    return np.asarray(np.hypot(away[..., 0], away[..., 1]) > _JUMP_SHARE * (tall_px or standing_px(raw)))


def mark_hidden(metrics: Mapping[str, Metric], seen: float, jumps: float = 0.0) -> dict[str, Metric]:
    """Numbers of the legs that hang on landmarks hardly seen become caution, or refused.

    Times stay; where the rest is refused they are a caution: a squat cut off by a side of the picture, its hip hardly
    in it, came up in 0.37 s instead of 0.54, told with a plus-minus of 0.05.

    seen, jumps : `leg_seen` and `leg_jumps`.
    """
    if seen >= HIDDEN_SHARE and jumps <= MOST_JUMPS:
        return dict(metrics)
    lost = f"hip, knee or ankle is hidden or jumps about in {100 * (1 - seen):.0f} % of the frames"
    why = f"{lost}: film with a free view of the leg"
    out = {}
    for name, metric in metrics.items():
        spatial = metric.unit not in ("s", "ms", "Hz", "reps", "steps")
        if metric.value is None or metric.status == "refused" or not (spatial or seen < LOST_SHARE):
            out[name] = metric
        elif spatial and seen < LOST_SHARE:
            out[name] = Metric(None, metric.unit, None, "refused", why)
        else:
            # a number may be unsure because its leg was hidden: then that is said
            unsure = metric.reason is None or metric.reason.startswith("its plus-minus is above")
            out[name] = replace(metric, status="caution", reason=why if unsure else metric.reason)
    return out


def standing_px(raw: PoseTrack) -> float:
    """How tall the athlete stands in the picture."""
    y = raw.xy_px[..., 1].T  # landmark after landmark: a reduction over a few neighbours takes much longer
    tall = (np.fmax.reduce(y, axis=0) - np.fmin.reduce(y, axis=0))[raw.has_pose]
    return float(np.percentile(tall, 90))


def lain(raw: PoseTrack) -> bool:
    """Whether the athlete lies in the picture most of the time, or the clip does.

    Who lies is seen lying throughout; of a face alone a model makes up a body beside it, for a moment.
    """
    return _mostly_lies(raw) and float(raw.has_pose.mean()) >= HIDDEN_SHARE


def _mostly_lies(raw: PoseTrack) -> bool:
    seen = raw.has_pose
    return bool(seen.any()) and float(lies(raw.xy_px[seen]).mean()) > _LAIN_SHARE


def head_cut(raw: PoseTrack, size_px: tuple[int, int]) -> float:
    """Share of the frames with a pose in which the picture's upper edge cuts the head off; 0 without a picture.

    A model puts a head that it does not see below the edge: shoulders so near to it leave no room for one.
    """
    if not size_px[1] or not raw.has_pose.any():
        return 0.0
    xy = raw.xy_px[raw.has_pose]
    shoulder, hip = (xy[:, [INDEX[f"{s}_{part}"] for s in SIDES]].mean(axis=1) for part in ("shoulder", "hip"))
    trunk = np.hypot(*(shoulder - hip).T)
    room = _HEAD_PER_TRUNK * float(np.median(trunk[np.isfinite(trunk)])) if np.isfinite(trunk).any() else 0.0
    eyes = xy[:, [INDEX["left_eye"], INDEX["right_eye"], INDEX["nose"]], 1]
    return float(((eyes < EDGE_PX).any(axis=1) | (shoulder[:, 1] < room)).mean())


def feet_seen(raw: PoseTrack) -> dict[Side, float]:
    """Side -> share of the frames with that foot in which it has a foot's shape; 1 where it was never seen.

    A heel lies about a tenth of the leg's length below the ankle, from wherever it is seen.  On a blade, or behind
    something, a model puts it anywhere.
    """
    xy = raw.xy_px

    def long(a: str, b: str) -> np.ndarray:
        return np.asarray(np.hypot(*(xy[:, INDEX[a]] - xy[:, INDEX[b]]).T))

    legs = np.stack([long(f"{s}_hip", f"{s}_knee") + long(f"{s}_knee", f"{s}_ankle") for s in SIDES])
    leg = np.where(np.isfinite(legs), legs, 0.0).max(axis=0)
    out: dict[Side, float] = {}
    for side in SIDES:
        heel = long(f"{side}_ankle", f"{side}_heel")
        known = np.isfinite(heel) & (leg > 0)
        out[side] = float((heel[known] >= _HEEL_SHARE * leg[known]).mean()) if known.any() else 1.0
    return out
