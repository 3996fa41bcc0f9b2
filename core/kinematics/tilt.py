"""How far the phone is held askew, and the landmarks as a phone held upright would have seen them.

Which way is down the background's upright lines say (`core.pose.verticals`), where there are any, and the athlete
does.  Runners land on level ground, so the line on
which their feet land is level once the path's perspective is undone.  Whoever stands has the body's weight over the
feet: on rendered and filmed people alike, with a bar and without, the shoulders lie 0.4 to 2.2 degrees ahead of the
ankles then.  Most phones stand nearly level, some are askew by several degrees, and hardly one in between: what is
seen is believed by how much likelier it is of an askew phone than of a level one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.kinematics.ground import CORE
from core.kinematics.passing import Passing
from core.kinematics.plane import on_path_plane
from core.kinematics.standing import mid, standing
from core.kinematics.view import View
from core.pose.boxes import centre
from core.pose.camera_motion import CameraMotion
from core.pose.skeleton import INDEX, Side
from core.pose.track import PoseTrack

Floats = NDArray[np.float64]

LEVEL_SD_DEG = 0.7  # of a phone that is held or set up level
_ASKEW_SHARE, _ASKEW_SD_DEG = 0.15, 5.0  # of all phones, and how far these are turned
_CONTRADICT = 3.0  # standard deviations between two looks
# the line of landings
_FARTHEST_DEG = 45.0  # off square-on: there the plane of the path is stretched too much
_LEAST_LANDINGS, _LEAST_SPAN = 3, 1.5  # how many, and leg lengths from the first to the last
_GROUND_SD_DEG = 0.6  # a path that climbs by one in a hundred looks level to those who run on it
_TOE_SD, _TRACK_SD = 0.015, 0.05  # leg lengths: of one landing's height, and of left feet above right ones
_PITCH_SD_DEG = 4.0  # of the horizon off the picture's middle
# the body of somebody who stands
STANDING_LEAN_DEG, _STANDING_SD_DEG = 1.4, 1.0
_BESIDE = 0.15  # of the leg: ankles further apart along the picture are those of a step
_STRAIGHT_DEG = 10.0  # between the legs' line and the trunk's: who bends more does not stand, or the hips are hidden
_AROUND_S = 1.5  # before the first rep and after the last one


@dataclass(frozen=True)
class Tilt:
    """deg : how far the picture has to be turned counterclockwise to stand upright.  sd_deg : what is left open.

    look : what was seen and one sd of it, before it was asked how likely a phone is held so; None = nothing was.
    down_deg : how far the phone looks down, taken out as well; only of somebody who passes, in whose picture upright
        lines lean one way on one side and the other way on the other.  focal_px : with which that was told.
    """

    deg: float
    sd_deg: float
    look: tuple[float, float] | None = None
    down_deg: float = 0.0
    focal_px: float = 1.0


# nothing is known but that most phones stand level
UNTOLD = Tilt(0.0, float(np.hypot(np.sqrt(1 - _ASKEW_SHARE) * LEVEL_SD_DEG, np.sqrt(_ASKEW_SHARE) * _ASKEW_SD_DEG)))


def believed(seen_deg: float, sd_deg: float) -> Tilt:
    """The tilt by a look that is off by `sd_deg`, of a phone that is level or, once in a while, askew."""
    level, askew = LEVEL_SD_DEG**2 + sd_deg**2, _ASKEW_SD_DEG**2 + sd_deg**2
    odds = _ASKEW_SHARE / (1 - _ASKEW_SHARE) * np.sqrt(level / askew)
    odds *= np.exp(min(seen_deg**2 / 2 * (1 / level - 1 / askew), 300.0))
    share = odds / (1 + odds)
    turned = seen_deg * _ASKEW_SD_DEG**2 / askew
    left = LEVEL_SD_DEG**2 * sd_deg**2 / level + seen_deg**2 * (LEVEL_SD_DEG**2 / level) ** 2
    open_ = share * _ASKEW_SD_DEG**2 * sd_deg**2 / askew + (1 - share) * left + share * (1 - share) * turned**2
    return Tilt(float(share * turned), float(np.sqrt(open_)), (seen_deg, sd_deg))


def with_background(told: Tilt | None, track: PoseTrack, span: tuple[float, float], passes: bool = False) -> Tilt:
    """What the athlete told, if anything, and what the background's upright lines tell where the athlete is.

    Both count as they are sure.  Where they contradict each other the athlete is believed: ramps, ropes and machines
    may lean all one way.

    span : from the first moment that is measured to the last one.  passes : from one side of the picture to the other.
    """
    walls = track.verticals
    hips = centre(track.part(track.around(*span, 0.0)).xy_px)
    hips = hips[np.isfinite(hips).all(axis=1)]
    if walls is None or not len(hips):
        return told or UNTOLD
    place = np.array(walls.size_px) / 2 if passes else np.median(hips, axis=0)
    deg, sd = walls.turned_deg(*place.tolist()), walls.sd_deg
    level = Tilt(deg, sd, down_deg=walls.down_deg, focal_px=walls.focal_px) if passes else Tilt(deg, sd)
    if told is None or told.look is None:
        return level
    own, own_sd = told.look
    if abs(own - deg) > _CONTRADICT * float(np.hypot(own_sd, sd)):
        return told
    weights = np.array([own_sd, sd]) ** -2.0
    return replace(level, deg=float(np.average([own, deg], weights=weights)), sd_deg=float(weights.sum() ** -0.5))


def by_landings(
    track: PoseTrack, contacts: Sequence[tuple[Side, float, float]], path: Passing, leg_px: float
) -> Tilt | None:
    """By the line on which the feet of somebody who passes the camera stand; None where too few were seen.

    track : lightly smoothed, in the picture.  contacts : side, touchdown and toe-off.  path : by the same picture.
    leg_px : on the plane of the path.
    """
    seen = [(c[0], rows) for c in contacts if (rows := _standing_frames(track, c, path)) is not None]
    if len(seen) < _LEAST_LANDINGS:
        return None
    left = np.array([0.5 if side == "left" else -0.5 for side, _ in seen])

    def landings(yaw_deg: Floats) -> tuple[Floats, Floats]:
        """(N, 2) places on the plane, (N,) how far away they are."""
        moved = replace(path, yaw_deg=yaw_deg)
        feet, away = [], []
        for side, rows in seen:
            feet.append(on_path_plane(_foot(track, side, rows), moved, rows).mean(axis=(0, 1)))
            away.append(float(_away(moved)[rows].mean()))
        return np.array(feet), np.array(away)

    def slope(yaw_deg: Floats) -> tuple[float, float]:
        feet, away = landings(yaw_deg)
        return _line(feet / leg_px, away, left, float(np.nanmax(path.focal_px / _away(path))) / leg_px)

    feet, _ = landings(path.yaw_deg)
    if np.ptp(feet[:, 0]) < _LEAST_SPAN * leg_px:
        return None
    deg, own_sd = slope(path.yaw_deg)
    off = slope(path.yaw_deg + float(np.nanmedian(path.sd_deg)))[0] - deg
    return believed(deg, float(np.sqrt(own_sd**2 + off**2 + _GROUND_SD_DEG**2)))


def _away(path: Passing) -> Floats:
    return np.asarray(np.cos(np.radians(path.bearing_deg)) / np.cos(np.radians(path.yaw_deg)))


def _foot(track: PoseTrack, side: Side, rows: slice) -> Floats:
    """(T, 2, 2) pixels of heel and toe."""
    return np.asarray(track.xy_px[rows][:, [INDEX[f"{side}_heel"], INDEX[f"{side}_foot_index"]]])


def _standing_frames(track: PoseTrack, contact: tuple[Side, float, float], path: Passing) -> slice | None:
    """The frames in which a foot surely stands, where it was seen from near square-on; None where it was not."""
    side, down, off = contact
    a, b = (int(np.searchsorted(track.time_s, down + share * (off - down))) for share in CORE)
    a = min(a, len(track) - 1)
    rows = slice(a, max(b, a + 1))
    seen = np.isfinite(_foot(track, side, rows)).all() and (np.abs(path.yaw_deg[rows]) < _FARTHEST_DEG).all()
    return rows if seen else None


def _line(feet: Floats, away: Floats, left: Floats, scale: float) -> tuple[float, float]:
    """Degrees by which (N, 2) places sink to the picture's right, and one sd.

    One foot's track lies a little nearer than the other's, and a horizon that is not where it is taken to be lets
    far places look too high or low: both are fitted, held by how large they can be.
    """
    x = feet[:, 0] - feet[:, 0].mean()
    design = np.stack([np.ones_like(x), x, left, scale * (away - away.mean())], axis=1)
    held = np.diag(1 / np.array([np.inf, np.inf, _TRACK_SD, np.tan(np.radians(_PITCH_SD_DEG))]) ** 2)
    noise = _TOE_SD
    for _ in range(2):  # places that scatter by more than usual tell less
        information = design.T @ design / noise**2 + held
        fit = np.linalg.solve(information, design.T @ feet[:, 1] / noise**2)
        off = feet[:, 1] - design @ fit
        noise = max(_TOE_SD, float(np.sqrt((off**2).sum() / max(len(off) - 2, 1))))
    sd = float(np.sqrt(np.linalg.inv(design.T @ design / noise**2 + held)[1, 1]))
    return float(np.degrees(np.arctan(fit[1]))), float(np.degrees(sd))


def by_standing(track: PoseTrack, view: View, span: tuple[float, float], leg_px: float) -> Tilt | None:
    """By the body of somebody who stands between squats; None where nobody does, and from the front.

    From there a lean to one side is the athlete's as often as the phone's.

    span : from the first rep's start to the last one's end.
    """
    if view.label not in ("side", "oblique"):
        return None
    x, y = track.xy_px[..., 0], track.xy_px[..., 1]
    left, right = (x[:, INDEX[f"{side}_ankle"]] for side in ("left", "right"))
    around = (track.time_s >= span[0] - _AROUND_S) & (track.time_s <= span[1] + _AROUND_S)
    across, up = mid(x, "shoulder") - mid(x, "ankle"), mid(y, "ankle") - mid(y, "shoulder")
    with np.errstate(invalid="ignore"):
        stands = standing(track, around & np.isfinite(across) & (np.abs(left - right) < _BESIDE * leg_px))
    if not stands.any():
        return None
    to_hip, to_shoulder = (
        np.arctan2(mid(x, b) - mid(x, a), mid(y, a) - mid(y, b))[stands]
        for a, b in (("ankle", "hip"), ("hip", "shoulder"))
    )
    if np.degrees(abs(np.median(to_shoulder - to_hip))) > _STRAIGHT_DEG:
        return None
    lean = float(np.degrees(np.median(np.arctan2(across[stands], up[stands]))))
    across_picture = 1.0 if view.turn_deg is None else abs(np.sin(np.radians(view.turn_deg)))
    return believed(lean - view.forward * across_picture * STANDING_LEAN_DEG, _STANDING_SD_DEG)


def set_upright(track: PoseTrack, tilt: Tilt) -> PoseTrack:
    """The track as a phone held upright would have seen it, turned about the picture's middle; the camera's way too."""
    if not tilt.deg and not tilt.down_deg:
        return track
    camera = track.camera
    if camera is not None:
        camera = replace(camera, shift_px=_turned(camera.shift_px, tilt.deg))
    upright = replace(track, xy_px=points_upright(track.xy_px, track.camera, tilt), camera=camera)
    told = {"looked_down_deg": round(tilt.down_deg, 1) + 0.0} if tilt.down_deg else {}
    return upright.with_step("set upright", turned_deg=round(tilt.deg, 1) + 0.0, sd_deg=round(tilt.sd_deg, 1), **told)


def points_upright(points: Floats, camera: CameraMotion | None, tilt: Tilt) -> Floats:
    """(..., 2) pixels of the picture where `set_upright` has them."""
    middle = _middle(camera)
    return _level(_turned(points - middle, tilt.deg), tilt.down_deg, tilt.focal_px) + middle


def points_as_filmed(points: Floats, camera: CameraMotion | None, tilt: Tilt) -> Floats:
    """(..., 2) pixels of the picture from where `points_upright` has them."""
    middle = _middle(camera)
    return _turned(_level(points - middle, -tilt.down_deg, tilt.focal_px), -tilt.deg) + middle


def up_in_picture(points: Floats, camera: CameraMotion | None, tilt: Tilt) -> Floats:
    """(..., 2) pixels to go from (..., 2) places of the picture, to go straight up in the world; y is down."""
    above = points_upright(points, camera, tilt) + np.array([0.0, -1.0])
    return points_as_filmed(above, camera, tilt) - points


def _middle(camera: CameraMotion | None) -> Floats:
    return np.zeros(2) if camera is None else np.array(camera.size_px, np.float64) / 2


def _turned(ways: Floats, deg: float) -> Floats:
    cos, sin = np.cos(np.radians(deg)), np.sin(np.radians(deg))
    x, y = ways[..., 0], ways[..., 1]
    return np.stack([cos * x + sin * y, cos * y - sin * x], axis=-1)  # y is down: what lies to the right comes up


def _level(ways: Floats, down_deg: float, focal_px: float) -> Floats:
    """What lies (..., 2) off the middle of a picture that looks down, in one that looks straight ahead."""
    if not down_deg:
        return ways
    cos, sin = np.cos(np.radians(down_deg)), np.sin(np.radians(down_deg))
    x, y = ways[..., 0], ways[..., 1]
    ahead = cos - sin * y / focal_px
    return np.asarray(np.stack([x, cos * y + sin * focal_px], axis=-1) / ahead[..., None])
