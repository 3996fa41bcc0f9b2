"""What tells metres besides the athlete's height: a line of known length, or a rectangle on the ground."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.kinematics.passing import Passing
from core.kinematics.plane import on_path_plane
from core.kinematics.scale import Scale
from core.kinematics.view import View
from core.pose.camera_motion import CameraMotion
from core.pose.skeleton import SIDES, Side
from core.pose.track import PoseTrack

Floats = NDArray[np.float64]
Point = tuple[float, float]

CLICK_SD_PX = 2.0  # how well a point is set by hand
_SHORTEST_PX = 20.0  # of the toes' way across the picture: ten times what a click errs by
_LEAST_TURN = 0.02  # sine of the angle at a corner: corners on one line have none
_LOOKS = 64


@dataclass(frozen=True)
class KnownLength:
    """A line as far away as the athlete, along the way they run or upright: cones, hurdle marks, a pole.

    from_px, to_px : display pixels of the frame at `time_s`.  length_m : how long it is.
    """

    from_px: Point
    to_px: Point
    length_m: float
    time_s: float

    def __post_init__(self) -> None:
        if not (np.isfinite(self.length_m) and self.length_m > 0):
            raise UserError("the line has no length", "give it in metres, such as 10")
        if np.hypot(*np.subtract(self.to_px, self.from_px)) < _SHORTEST_PX:
            raise UserError("the line is too short to measure with", "set its ends further apart")


@dataclass(frozen=True)
class KnownRectangle:
    """Four corners of a rectangle on the ground, in order around it, on the frame at `time_s`.

    corners_px : (4, 2) display pixels.  sides_m : metres from the first corner to the second, and from the second to
    the third.
    """

    corners_px: tuple[Point, Point, Point, Point]
    sides_m: tuple[float, float]
    time_s: float
    to_ground: Floats = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not all(np.isfinite(side) and side > 0 for side in self.sides_m):
            raise UserError("a side of the rectangle has no length", "give both in metres")
        corners = np.array(self.corners_px, float)
        if corners.shape != (4, 2) or not np.isfinite(corners).all():
            raise UserError("the rectangle needs four corners", "set one on each corner, in order around it")
        ahead, behind = np.roll(corners, -1, 0) - corners, corners - np.roll(corners, 1, 0)
        turn = behind[:, 0] * ahead[:, 1] - behind[:, 1] * ahead[:, 0]
        least = _LEAST_TURN * np.hypot(*ahead.T) * np.hypot(*behind.T)
        if not (np.abs(turn) > least).all() or len(set(np.sign(turn))) != 1:
            raise UserError(
                "these four points are no rectangle seen from anywhere", "set the corners in order around it"
            )
        object.__setattr__(self, "to_ground", homography(corners, self.ground_m))

    @property
    def ground_m(self) -> Floats:
        """(4, 2) the corners on the ground."""
        a, b = self.sides_m
        return np.array([[0.0, 0.0], [a, 0.0], [a, b], [0.0, b]])

    def metres(self, points_px: Floats) -> Floats:
        """(..., 2) metres on the ground of display pixels of the very frame the corners were set on."""
        return project(self.to_ground, points_px)


Calibration = KnownLength | KnownRectangle


def homography(from_points: Floats, to_points: Floats) -> Floats:
    """(3, 3) the projective map that takes four points to four others."""
    rows = []
    for (x, y), (u, v) in zip(from_points, to_points, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    solution = np.linalg.solve(np.array(rows, float), np.asarray(to_points, float).reshape(-1))
    return np.append(solution, 1.0).reshape(3, 3)


def project(matrix: Floats, points: Floats) -> Floats:
    """(..., 2) points through a projective map."""
    flat = points @ matrix[:, :2].T + matrix[:, 2]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(flat[..., :2] / flat[..., 2:], np.float64)


def line_scale(line: KnownLength, time_s: Floats, view: View, path: Passing | None) -> Scale:
    """The scale of the plane that is measured in: where an athlete passes, the path's own.

    time_s : (T,) seconds of the frames, of which the line was drawn on one.  The plus-minus is that of two clicks.
    """
    row = int(np.argmin(np.abs(time_s - line.time_s)))
    ends = np.array([line.from_px, line.to_px], float)
    seen = on_path_plane(ends[None], path, slice(row, row + 1))[0] if path is not None else ends
    way = seen[1] - seen[0]
    if path is None and view.label == "oblique" and view.turn_deg is not None:
        way[0] /= max(abs(np.sin(np.radians(view.turn_deg))), 0.2)
    long = float(np.hypot(*way))
    if not np.isfinite(long) or long <= 0:
        return Scale()
    off = np.sqrt(2) * CLICK_SD_PX / float(np.hypot(*(ends[1] - ends[0])))
    return Scale(line.length_m / long, "line", float(off))


def in_frame(points_px: Floats, camera: CameraMotion | None, time_s: Floats, at_s: float) -> Floats:
    """(..., T, 2) pixels of every frame as they would lie in the picture of the moment `at_s`: the camera undone.

    NaN where it is not known how the camera moved since then.  A still camera leaves them as they are.
    """
    if camera is None or camera.state in ("still", "unknown"):
        return points_px
    at = int(np.argmin(np.abs(time_s - at_s)))
    middle = np.array(camera.size_px, float) / 2
    moved = camera.shift_px - camera.shift_px[at]
    grown = np.exp(camera.log_scale - camera.log_scale[at])[:, None]
    rolled = np.radians(camera.roll_deg - camera.roll_deg[at])
    off = points_px - middle
    if np.isfinite(camera.focal_px):
        # directions add up where pixels do not: across, then up
        focal = camera.focal_px
        away = np.arctan(off / focal / grown) - moved / focal
        off = focal * np.tan(np.clip(away, -1.5, 1.5))
    else:
        off = (off - moved) / grown
    turned = np.stack(
        [np.cos(rolled) * off[..., 0] + np.sin(rolled) * off[..., 1],
         np.cos(rolled) * off[..., 1] - np.sin(rolled) * off[..., 0]], axis=-1,
    )  # fmt: skip
    same = camera.segment == camera.segment[at]
    return np.where(same[:, None], turned + middle, np.nan)


def toes_on_ground(track: PoseTrack, rectangle: KnownRectangle) -> dict[Side, Floats]:
    """Side -> (T, 2) metres on the ground where each toe would be if it stood; right while it does."""
    return {
        side: rectangle.metres(
            in_frame(track.point(f"{side}_foot_index"), track.camera, track.time_s, rectangle.time_s)
        )
        for side in SIDES
    }


def rectangle_scale(rectangle: KnownRectangle, plane: PoseTrack, toes_m: Mapping[Side, Floats]) -> Scale | None:
    """Metres per pixel of the plane that is measured in, from how far the toes go on the ground and in it.

    toes_m : side -> (T, 2) metres on the ground (`toes_on_ground`).
    The plus-minus is that of four corners set by hand.  None where too little of the toes was seen.
    """
    ratios = []
    for side in SIDES:
        px, m = plane.point(f"{side}_foot_index"), toes_m[side]
        apart = max(1, len(px) // 8)
        across = np.abs(px[apart:, 0] - px[:-apart, 0])
        way = np.hypot(*(m[apart:] - m[:-apart]).T)
        with np.errstate(invalid="ignore"):
            far = across > _SHORTEST_PX
        ratios.append(way[far] / across[far])
    every = np.concatenate(ratios)
    every = every[np.isfinite(every)]
    if not every.size:
        return None
    return Scale(float(np.median(every)), "plane", _corner_sd(rectangle, toes_m))


def _corner_sd(rectangle: KnownRectangle, toes_m: Mapping[Side, Floats]) -> float:
    """By which share a length in the middle of the rectangle changes where the corners are set a little off."""
    rng = np.random.default_rng(0)
    corners = np.array(rectangle.corners_px, float)
    seen = np.concatenate([toes_m[s] for s in SIDES])
    seen = seen[np.isfinite(seen).all(axis=1)]
    back = np.asarray(np.linalg.inv(rectangle.to_ground), np.float64)
    x, y = (float(np.median(values)) for values in seen.T)
    ends = project(back, np.array([[x - 0.5, y], [x + 0.5, y]], np.float64))
    lengths = []
    for _ in range(_LOOKS):
        off = homography(corners + CLICK_SD_PX * rng.standard_normal(corners.shape), rectangle.ground_m)
        a, b = project(off, ends)
        lengths.append(float(np.hypot(*(b - a))))
    return float(np.std(lengths))
