"""How far fast limbs smear in single pictures: a long exposure, or a lens that is dirty or out of focus.

Across a limb brightness goes from the background's to the limb's within two or three pixels where a picture is sharp,
and within as many more as the limb moves while the shutter is open.  So the width of the steepest edge is measured
along the way of limbs that move fast, in a few keyframes, which the decoder makes at once.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.opencv import load
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack
from core.video.reader import FrameReader, PyAVReader

Floats = NDArray[np.float64]

_BONES: Final = [
    (INDEX[f"{side}_{a}"], INDEX[f"{side}_{b}"])
    for side in SIDES
    for a, b in (("hip", "knee"), ("knee", "ankle"), ("ankle", "foot_index"), ("shoulder", "elbow"), ("elbow", "wrist"))
]
_PLACES: Final = np.array([0.35, 0.5, 0.65, 0.8])  # along each of them
_REACH = 0.09  # of the body, either side: the limb's width and what lies beside it
_FAST = 0.02  # of the body from picture to picture; slower limbs do not smear by what is told here
_ACROSS = 0.7  # of the way lies across the bone: a limb that moves along itself shows no edge
_LEAST_CONTRAST = 25.0  # grey levels between limb and background
_SHARP_PX = 2.2  # an edge's width in a sharp picture, once stored
_LEAST_BODY_PX = 120.0  # in smaller ones a pixel is too much of the body
_LEAST_EDGES = 15  # of fast limbs, that tell a width
_LEAST_PLACES = 10  # in a picture, of 40: one that shows fewer is not looked at, as of most squats
_PICTURES, _NEARBY, _AFTER = 3, 60, 12  # at most; of keyframes; pictures that are decoded after one of these


def smear(raw: PoseTrack, first_frame: int, reader: FrameReader) -> float | None:
    """How far edges of fast limbs are spread in the picture, a share of the body's height; None = not known.

    raw : as detected.  first_frame : the video's number of its first frame.  On 62 clips, rendered and filmed, it is
    0.016 at most where limbs are sharp, and 0.024 in the dark and where they were compressed.  Runs filmed with the
    shutter open from picture to picture or out of focus have 0.022 to 0.037, and from 0.029 on their knees err by two
    to three times as much.
    """
    tall = _body_px(raw)
    if len(raw) < 3 or not tall >= _LEAST_BODY_PX or not isinstance(reader, PyAVReader):
        return None
    way = np.gradient(raw.xy_px, axis=0)

    def fastest(rows: Iterable[int]) -> dict[int, tuple[Floats, Floats]]:
        """Of those rows that show most places on fast limbs: row -> places and ways, in order."""
        there = [row for row in rows if 0 < row < len(raw) - 1 and raw.has_pose[row - 1 : row + 2].all()]
        found = {row: _fast_places(raw.xy_px[row], way[row], tall) for row in there}
        most = sorted(
            (row for row in there if len(found[row][0]) >= _LEAST_PLACES), key=lambda row: -len(found[row][0])
        )[:_PICTURES]
        return {row: found[row] for row in sorted(most)}

    keyframes = [number - first_frame for number in reader.keyframes.about(first_frame + len(raw) // 2, _NEARBY)]
    widths: list[float] = []
    for row, fast in fastest(keyframes).items():
        frame = reader.keyframe_near(row + first_frame)
        if frame is not None and frame.number == row + first_frame and not frame.damaged:
            widths += edge_widths_px(frame.rgb, *fast, _REACH * tall)
    if len(widths) < _LEAST_EDGES:  # keyframes far from each other: a few pictures after one of them
        near = [fastest(range(row + 1, row + 1 + _AFTER)) for row in keyframes]
        rows = max(near, key=lambda found: sum(len(places) for places, _ in found.values()), default={})
        for row, fast in rows.items():
            frame = reader.frame(row + first_frame)
            if not frame.damaged:
                widths += edge_widths_px(frame.rgb, *fast, _REACH * tall)
    if len(widths) < _LEAST_EDGES:
        return None
    width = float(np.median(widths))
    return float(np.sqrt(max(width**2 - _SHARP_PX**2, 0.0))) / tall


def _body_px(raw: PoseTrack) -> float:
    """From the head's landmarks to the lowest one, where the body looks long; NaN where nobody was seen."""
    high = raw.xy_px[raw.has_pose][..., 1]
    return float(np.percentile(np.nanmax(high, axis=1) - np.nanmin(high, axis=1), 75)) if len(high) else float("nan")


def _fast_places(xy: Floats, way: Floats, body_px: float) -> tuple[Floats, Floats]:
    """(N, 2) places on limbs that move fast and across themselves, and (N, 2) which way, of length one."""
    a, b = np.array(_BONES).T
    share = _PLACES[:, None]
    places = (xy[a, None] * (1 - share) + xy[b, None] * share).reshape(-1, 2)
    ways = (way[a, None] * (1 - share) + way[b, None] * share).reshape(-1, 2)
    bones = np.repeat(xy[b] - xy[a], len(_PLACES), axis=0)
    speed, long = np.linalg.norm(ways, axis=1), np.linalg.norm(bones, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        across = np.abs(ways[:, 0] * bones[:, 1] - ways[:, 1] * bones[:, 0]) / (speed * long)
        fast = (speed > _FAST * body_px) & (across > _ACROSS)
        return places[fast], ways[fast] / speed[fast, None]


def edge_widths_px(rgb: NDArray[np.uint8], places: Floats, ways: Floats, reach_px: float) -> list[float]:
    """How wide the steepest edge is along each way through a place: its contrast over its steepness.

    rgb : (H, W, 3).  places : (N, 2) pixels.  ways : (N, 2) of length one.  reach_px : as far as is looked either side.
    Places by the border and those that hardly stand out are left out.
    """
    at = np.linspace(-reach_px, reach_px, 2 * int(np.ceil(reach_px)) + 1)
    points = places[:, None] + at[:, None] * ways[:, None]
    height, width = rgb.shape[:2]
    inside = ((points >= 2) & (points < (width - 3, height - 3))).all(axis=(1, 2))
    cv2, out = load(), []
    for line in points[inside]:
        (left, top), (right, bottom) = np.floor(line.min(axis=0)).astype(int), np.ceil(line.max(axis=0)).astype(int)
        grey = cv2.cvtColor(np.ascontiguousarray(rgb[top - 1 : bottom + 2, left - 1 : right + 2]), cv2.COLOR_RGB2GRAY)
        beside = (line - (left - 1, top - 1)).astype(np.float32)
        levels = cv2.remap(grey, beside[None, :, 0], beside[None, :, 1], cv2.INTER_LINEAR)[0].astype(np.float64)
        contrast = float(np.subtract(*np.percentile(levels, (95, 5))))
        steepest = float(np.abs(np.gradient(levels, at)).max())
        if contrast >= _LEAST_CONTRAST:
            out.append(contrast / steepest)
    return out
