"""From where the athlete is seen, and which series that allows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.kinematics.series import (
    ANY_VIEW,
    FRONTAL,
    HIPS_PER_TRUNK,
    SAGITTAL,
    SHOULDERS_PER_TRUNK,
    VELOCITIES,
    Series,
    expand,
)  # fmt: skip
from core.pose.skeleton import INDEX, SIDES, Side
from core.pose.track import PoseTrack
from core.signal.few import median, medians, percentile, seen_in_order
from core.signal.resample import usual_step_s

Floats = NDArray[np.float64]
ViewLabel = Literal["side", "front", "back", "oblique"]
Facing = Literal["left", "right", "toward", "away"]

SIDE_WITHIN_DEG = 30.0  # of square-on from the side
FRONT_WITHIN_DEG = 30.0  # of square-on from the front or back
_MODEL_SD_DEG = 6.0  # how far the model's own idea of a body's turn is off on clips where it is known
# From the front and back it knows it better: 1 degree off on a rendered person, and turned straight on by it, the legs
# of three filmed people who squat differ as if 2 degrees (one sd of 23 reps) were left, their own differences included.
_FRONTAL_SD_DEG = 3.0
# People seen from the side come out turned towards the camera by about this much, rendered ones whose turn is known
# (3 to 11 degrees) and filmed ones alike; at 45 degrees nothing is left of it.
_TOWARD_DEG = 7.0
_WIDTHS_SD_DEG = 12.0  # the same told by apparent widths alone
# Whoever squats keeps hips and shoulders in line: on eleven people seen freely they differ by less in 96 to 100 % of
# the frames.  Behind a plate at the shoulders, or where somebody is small, shoulders are guessed 20 to 60 degrees off.
_IN_LINE_DEG = 20.0
_LEAST_IN_LINE = 0.1  # of the frames; fewer that agree may do so by chance
_YAW_WINDOW_S = 0.6  # about a stride, in which the trunk's twist goes to and fro
_CLEARLY_AHEAD = 0.3  # of the foot's length: toes this far ahead of the heels tell the direction by themselves


@dataclass(frozen=True)
class View:
    """yaw 0 = square-on from the side, 90 = square-on from the front or back; signed turn in `turn_deg`.

    turn_deg : direction of the line from the left to the right hip seen from above, 0 = to the picture's right,
        90 = away from the camera; -90 = facing right, 90 = facing left, 180 = facing the camera.
    depth : the landmarks hold depth, so that what is seen at an angle can be turned square-on.
    """

    label: ViewLabel
    facing: Facing
    yaw_deg: float | None
    yaw_sd_deg: float | None
    turn_deg: float | None = None
    depth: bool = True

    @property
    def forward(self) -> float:
        """+1 when forward is to the picture's right, -1 left; 1 where the view is frontal."""
        return -1.0 if self.facing == "left" else 1.0

    @property
    def left_to_right(self) -> float:
        """Picture x direction from the athlete's left to right: -1 facing the camera, +1 seen from behind."""
        return 1.0 if self.facing == "away" else -1.0

    @property
    def near_side(self) -> Side:
        """The side of the body nearer to the camera; facing right shows the right side."""
        return "left" if self.facing == "left" else "right"

    @property
    def frontal(self) -> bool:
        """Seen from the front or from behind."""
        return self.label in ("front", "back")

    @property
    def legs_tell(self) -> Side | None:
        """The nearer leg where its directions are seen as they are and tell the hips' height; None elsewhere."""
        return self.near_side if self.label == "side" else None


UNKNOWN = View("side", "right", None, None)


def has_depth(track: PoseTrack) -> bool:
    """Whether the landmarks come with 3D ones; a model run elsewhere may give pixels only."""
    return bool(np.isfinite(track.world_m).any())


def _turns(world_m: Floats, parts: tuple[str, ...] = ("hip", "shoulder")) -> Floats:
    """(T, 2, 2) unit vectors seen from above (x, away from the camera) of the lines of hips and shoulders."""
    lines = [world_m[:, INDEX[f"right_{part}"]] - world_m[:, INDEX[f"left_{part}"]] for part in parts]
    flat = np.stack(lines, axis=1)[..., [0, 2]]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(flat / np.linalg.norm(flat, axis=-1, keepdims=True))


def _in_line(turns: Floats, feet: Floats) -> Floats:
    """(N, K, 2) of the turns where hips and shoulders agree as a squatter's do.

    Where hardly any do, one of the two is guessed all the while, shoulders behind a plate: the one that goes with the
    feet, (T, 1, 2) the line of the ankles, is taken alone; both where neither or each does.
    """
    agree = _apart(turns[:, 0], turns[:, 1]) < _IN_LINE_DEG
    if agree.sum() > _LEAST_IN_LINE * np.isfinite(turns).all(axis=(1, 2)).sum():
        return turns[agree]
    apart = [_apart(turns[:, k], feet[:, 0]) for k in (0, 1)]
    goes = [bool(np.isfinite(off).any()) and median(off[np.isfinite(off)]) < _IN_LINE_DEG for off in apart]
    return turns if goes[0] == goes[1] else turns[:, :1] if goes[0] else turns[:, 1:]


def _apart(a: Floats, b: Floats) -> Floats:
    """(T,) degrees between two unit vectors (T, 2)."""
    along, across = (a * b).sum(axis=-1), a[:, 0] * b[:, 1] - b[:, 0] * a[:, 1]
    return np.asarray(np.abs(np.degrees(np.arctan2(across, along))))


def estimate_view(track: PoseTrack, span: tuple[float, float] | None = None, twists: bool = True) -> View:
    """The view of a clip, or of one stretch of it, from the model's 3D landmarks and the direction of the feet.

    The turn is the mean direction of the lines of hips and shoulders (a trunk that twists to and fro averages
    out).  Facing left or right is settled by toes ahead of heels where they clearly are.  `UNKNOWN` when nobody
    was seen.  Landmarks without depth tell it by how wide hips and shoulders look.

    twists : the trunk may turn against the hips, as a runner's does; a squatter's does not.
    """
    inside = slice(0, len(track))
    if span is not None:
        first, last = np.searchsorted(track.time_s, span[0]), np.searchsorted(track.time_s, span[1], "right")
        inside = slice(int(first), int(last))
    if not np.isfinite(track.world_m[inside]).any() and not has_depth(track):
        return _from_widths(track.xy_px[inside])
    lines = _turns(track.world_m[inside])
    kept = lines if twists else _in_line(lines, _turns(track.world_m[inside], ("ankle",)))
    turns = kept.reshape(-1, 2)
    turns = turns[np.isfinite(turns).all(axis=1)]
    if len(turns) < 2:
        return UNKNOWN
    mean = turns.mean(axis=0)
    turn = float(np.degrees(np.arctan2(mean[1], mean[0])))
    if track.hips_in_front:
        turn = _turned_back(turn)
    scatter = (np.degrees(np.arctan2(turns[:, 1], turns[:, 0])) - turn + 180) % 360 - 180
    frontal = abs(90 - abs(turn)) > 90 - FRONT_WITHIN_DEG
    own_sd = _FRONTAL_SD_DEG if frontal else _MODEL_SD_DEG
    sd = float(np.hypot(own_sd, 1.4826 * median(np.abs(scatter)) / np.sqrt(max(1, len(turns) / 30))))
    ahead = _toes_ahead(track.xy_px[inside])
    # where the feet say otherwise, the model mistook front for back; the feet know better
    return _view(turn, ahead > 0 if abs(ahead) > _CLEARLY_AHEAD else turn < 0, sd)


def _turned_back(turn: float) -> float:
    """The turn without the network's habit of seeing people from the side turned a little towards the camera."""
    toward = abs(turn) - 90
    return float(np.copysign(90 + toward - _TOWARD_DEG * max(0.0, np.cos(np.radians(2 * toward))), turn))


def _view(turn: float, right: bool, sd: float, depth: bool = True) -> View:
    """The view of an athlete turned by `turn` degrees who, seen from the side, faces right or left."""
    label: ViewLabel
    facing: Facing
    yaw = abs(90 - abs(turn))  # 0 side, 90 front or back
    if yaw <= 90 - FRONT_WITHIN_DEG:
        label = "side" if yaw <= SIDE_WITHIN_DEG else "oblique"
        return View(label, "right" if right else "left", yaw, sd, -abs(turn) if right else abs(turn), depth)
    away = abs(turn) < 90
    label, facing = ("back", "away") if away else ("front", "toward")
    if not depth:  # widths near their greatest hardly change with the yaw: everybody's own proportions change them more
        return View(label, facing, None, None, turn, depth)
    return View(label, facing, yaw, sd, turn, depth)


def _from_widths(xy: Floats) -> View:
    """The view from pixels alone: from the side hips and shoulders look narrow, from the front as wide as they are.

    Which way somebody faces is told by their toes, and where there are none by their knees, which bend forwards.
    `UNKNOWN` when nobody was seen.
    """
    p = {name: xy[:, i] for name, i in INDEX.items()}
    trunk = np.hypot(*((p["left_shoulder"] + p["right_shoulder"] - p["left_hip"] - p["right_hip"]) / 2).T)
    trunk = trunk[np.isfinite(trunk)]
    if len(trunk) < 2:
        return UNKNOWN
    long = float(np.percentile(trunk, 85))
    # signed, so that noise and a trunk that twists to and fro average out; where there is a trunk there are both lines
    shares = np.array(
        [
            np.nanmedian(p[f"right_{part}"][:, 0] - p[f"left_{part}"][:, 0]) / (width * max(long, 1e-9))
            for part, width in (("hip", HIPS_PER_TRUNK), ("shoulder", SHOULDERS_PER_TRUNK))
        ]
    )
    turn = float(np.degrees(np.arccos(np.clip(shares.mean(), -1, 1))))  # 0 from behind, 180 facing the camera
    ahead = _toes_ahead(xy)
    if abs(ahead) <= _CLEARLY_AHEAD:
        ahead = _knees_ahead(p)
    return _view(turn, ahead >= 0, _WIDTHS_SD_DEG, depth=False)


def _knees_ahead(p: Mapping[str, Floats]) -> float:
    """Median pixels of the knees to the picture's right of the lines from hip to ankle; 0 where none was seen."""
    off = np.concatenate([p[f"{s}_knee"][:, 0] - (p[f"{s}_hip"][:, 0] + p[f"{s}_ankle"][:, 0]) / 2 for s in SIDES])
    off = off[np.isfinite(off)]
    return float(np.mean(off)) if off.size else 0.0


def signed_yaw(track: PoseTrack, view: View) -> Floats:
    """(T,) degrees by which the model sees the athlete turned from square-on, + = seen more from behind on the right.

    For somebody who faces the picture's right that is: + turned away from the camera, - towards it.
    """
    turns = _turns(track.world_m).mean(axis=1)
    turn = np.degrees(np.arctan2(turns[:, 1], turns[:, 0]))
    return np.asarray((turn + (90 if view.facing == "right" else -90) + 180) % 360 - 180)


def yaw_over_time(track: PoseTrack) -> Floats:
    """(T,) degrees off square-on from the side in each frame, 0..90; NaN where nobody was seen near that time.

    A running median over `_YAW_WINDOW_S` of the lines of hips and shoulders, so that a passing athlete's slow turn
    stays and the trunk's twist with each stride goes.  On rendered runs it lies within about 12 degrees (one sd).
    """
    n = len(track)
    if n < 2:
        return np.full(n, np.nan)
    half = max(1, round(_YAW_WINDOW_S / 2 / usual_step_s(track.time_s)))
    turns = np.pad(_turns(track.world_m).mean(axis=1), ((half, half), (0, 0)), constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(turns, 2 * half + 1, axis=0)
    with np.errstate(invalid="ignore"):
        middle = medians(windows)
    return np.asarray(np.abs(90 - np.abs(np.degrees(np.arctan2(middle[:, 1], middle[:, 0])))))


def _toes_ahead(xy: Floats) -> float:
    """Median of toe ahead of heel to the picture's right, in typical foot lengths; 0 where no foot was seen."""
    feet = np.stack([xy[:, INDEX[f"{s}_foot_index"]] - xy[:, INDEX[f"{s}_heel"]] for s in SIDES])
    lengths = seen_in_order(np.hypot(feet[..., 0], feet[..., 1]))
    if not lengths.size:
        return 0.0
    return median(feet[..., 0]) / max(percentile(lengths, 75), 1e-9)


def allowed_names(view: View) -> frozenset[str]:
    """The series this view can show."""
    if view.frontal:
        return frozenset(expand((*ANY_VIEW, *FRONTAL)))
    return frozenset(expand((*ANY_VIEW, *SAGITTAL, *VELOCITIES)))


def allowed(series: Series, view: View) -> Series:
    """The series this view can show; the others become NaN, so that no number is read from a wrong plane."""
    keep = allowed_names(view)
    values: Mapping[str, Floats] = {
        name: curve if name in keep else np.full_like(curve, np.nan) for name, curve in series.values.items()
    }
    return Series(series.time_s, values)
