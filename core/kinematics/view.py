"""From where the athlete is seen, and which series that allows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.kinematics.series import ANY_VIEW, FRONTAL, SAGITTAL, VELOCITIES, Series, expand
from core.pose.skeleton import INDEX, SIDES, Side
from core.pose.track import PoseTrack
from core.signal.outliers import running_median

Floats = NDArray[np.float64]
ViewLabel = Literal["side", "front", "back", "oblique"]
Facing = Literal["left", "right", "toward", "away"]

SIDE_WITHIN_DEG = 30.0  # of square-on from the side
FRONT_WITHIN_DEG = 30.0  # of square-on from the front or back
_MODEL_SD_DEG = 6.0  # how far the model's own idea of a body's turn is off on clips where it is known
_YAW_WINDOW_S = 0.6
_CLEARLY_AHEAD = 0.3  # of the foot's length: toes this far ahead of the heels tell the direction by themselves


@dataclass(frozen=True)
class View:
    """yaw 0 = square-on from the side, 90 = square-on from the front or back; signed turn in `turn_deg`.

    turn_deg : direction of the line from the left to the right hip seen from above, 0 = to the picture's right,
        90 = away from the camera; -90 = facing right, 90 = facing left, 180 = facing the camera.
    """

    label: ViewLabel
    facing: Facing
    yaw_deg: float | None
    yaw_sd_deg: float | None
    turn_deg: float | None = None

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


UNKNOWN = View("side", "right", None, None)


def _turns(track: PoseTrack) -> Floats:
    """(T, 2, 2) unit vectors seen from above (x, away from the camera) of the lines of hips and shoulders."""
    lines = [
        track.world_m[:, INDEX[f"right_{part}"]] - track.world_m[:, INDEX[f"left_{part}"]]
        for part in ("hip", "shoulder")
    ]
    flat = np.stack(lines, axis=1)[..., [0, 2]]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(flat / np.linalg.norm(flat, axis=-1, keepdims=True))


def estimate_view(track: PoseTrack, span: tuple[float, float] | None = None) -> View:
    """The view of a clip, or of one stretch of it, from the model's 3D landmarks and the direction of the feet.

    The turn is the mean direction of the lines of hips and shoulders (a trunk that twists to and fro averages
    out).  Facing left or right is settled by toes ahead of heels where they clearly are.  `UNKNOWN` when nobody
    was seen.
    """
    inside = np.ones(len(track), bool) if span is None else (track.time_s >= span[0]) & (track.time_s <= span[1])
    turns = _turns(track)[inside].reshape(-1, 2)
    turns = turns[np.isfinite(turns).all(axis=1)]
    if len(turns) < 2:
        return UNKNOWN
    mean = turns.mean(axis=0)
    turn = float(np.degrees(np.arctan2(mean[1], mean[0])))
    scatter = (np.degrees(np.arctan2(turns[:, 1], turns[:, 0])) - turn + 180) % 360 - 180
    sd = float(np.hypot(_MODEL_SD_DEG, 1.4826 * np.median(np.abs(scatter)) / np.sqrt(max(1, len(turns) / 30))))
    yaw = abs(90 - abs(turn))  # 0 side, 90 front or back
    facing: Facing
    if yaw <= 90 - FRONT_WITHIN_DEG:
        ahead = _toes_ahead(track.xy_px[inside])
        right = ahead > 0 if abs(ahead) > _CLEARLY_AHEAD else turn < 0
        if right != (turn < 0):
            turn = -turn  # the model mistook front for back; the feet know better
        facing = "right" if right else "left"
        label: ViewLabel = "side" if yaw <= SIDE_WITHIN_DEG else "oblique"
        return View(label, facing, yaw, sd, turn)
    away = abs(turn) < 90
    return View("back" if away else "front", "away" if away else "toward", yaw, sd, turn)


def yaw_over_time(track: PoseTrack) -> Floats:
    """(T,) degrees off square-on from the side in each frame, 0..90; NaN where nobody was seen near that time.

    A running median over `_YAW_WINDOW_S` of the lines of hips and shoulders, so that a passing athlete's slow turn
    stays and the trunk's twist with each stride goes.  On rendered runs it lies within about 12 degrees (one sd).
    """
    n = len(track)
    if n < 2:
        return np.full(n, np.nan)
    half = max(1, round(_YAW_WINDOW_S / 2 / float(np.median(np.diff(track.time_s)))))
    turns = np.pad(_turns(track).mean(axis=1), ((half, half), (0, 0)), constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(turns, 2 * half + 1, axis=0)
    with np.errstate(invalid="ignore"):
        middle = running_median(windows)
    return np.asarray(np.abs(90 - np.abs(np.degrees(np.arctan2(middle[:, 1], middle[:, 0])))))


def _toes_ahead(xy: Floats) -> float:
    """Median of toe ahead of heel to the picture's right, in typical foot lengths; 0 where no foot was seen."""
    feet = np.stack([xy[:, INDEX[f"{s}_foot_index"]] - xy[:, INDEX[f"{s}_heel"]] for s in SIDES])
    lengths = np.hypot(feet[..., 0], feet[..., 1])
    lengths = lengths[np.isfinite(lengths)]
    if not lengths.size:
        return 0.0
    return float(np.nanmedian(feet[..., 0]) / max(float(np.percentile(lengths, 75)), 1e-9))


def allowed(series: Series, view: View) -> Series:
    """The series this view can show; the others become NaN, so that no number is read from a wrong plane."""
    frontal = view.label in ("front", "back")
    keep = set(expand((*ANY_VIEW, *(FRONTAL if frontal else SAGITTAL))))
    if not frontal:
        keep |= set(expand(tuple(VELOCITIES)))
    values: Mapping[str, Floats] = {
        name: curve if name in keep else np.full_like(curve, np.nan) for name, curve in series.values.items()
    }
    return Series(series.time_s, values)
