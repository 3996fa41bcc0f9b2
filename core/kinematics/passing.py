"""From where a passing athlete is seen, frame by frame: the camera's turn, the place in the picture, the size.

Somebody who runs straight past a camera that stands (and may turn) is seen in a direction phi that changes as
phi0 + atan(way / distance); how large they look goes with cos(phi - phi0).  phi is the camera's turn plus the bearing
in the picture; phi0, the direction square to the path, is what both laws are fitted for.  The yaw is phi - phi0.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.giving_way import may_go_on
from core.kinematics.view import SIDE_WITHIN_DEG, View, ViewLabel, signed_yaw
from core.pose.boxes import body_length, centre
from core.pose.camera_motion import CameraMotion
from core.pose.skeleton import INDEX
from core.pose.track import PoseTrack
from core.signal.few import medians, percentile
from core.signal.resample import usual_step_s

Floats = NDArray[np.float64]

# a phone's or camera's usual focal length in longer sides of the picture (64 degrees across), and how far it may be off
USUAL_FOCAL, _USUAL_FOCAL_SD = 0.8, 0.2
_LEAST_SWEEP_DEG = 10.0  # an athlete seen in directions that differ by less stays where they are
_LEAST_S, _LEAST_FRAMES = 0.5, 8  # about a stride; to whoever is seen for less no path is fitted
_SIZE_WINDOW_S = 0.5  # about a stride: the body looks longer and shorter with every step
_SIZE_SD, _DIRECTION_SD_RAD = 0.04, np.radians(1.0)  # of one look, how well the two laws hold on rendered runs
_INDEPENDENT_S = 0.25  # looks nearer to each other than this err alike
_FASTER_PER_S = 0.3  # how much of their speed runners gain or lose in a second
_MODEL_SLOPE, _MODEL_SD_RAD = 0.75, np.radians(15.0)  # the model sees yaws about a quarter too small, and shifted
_LEAST_SD_DEG = 2.0  # however well the path fits: nobody runs along a ruler
_WORST_DIRECTION_RAD, _WORST_SIZE, _WORST_SD_DEG = np.radians(3.0), 0.15, 15.0  # beyond: no straight path
_LEAST_ZOOM = 0.06  # logarithm; less adds up by itself while the background is followed through a long pan
_SIDE_SHARE = 0.25  # of the frames
_MOST_FAR = 0.75  # of the frames seen at a large angle: then lengths are taken from all of them
_MOST_LOOKS = 240  # fitted, evenly chosen: those in between err alike
_FARTHEST_RAD = np.radians(85.0)  # of yaw: beyond, somebody runs straight at the camera or away from it


@dataclass(frozen=True)
class Passing:
    """A straight path past the camera.

    yaw_deg : (T,) between the line of sight and square-on, + = to the right of the nearest point; NaN = not known.
    sd_deg : (T,) one standard deviation of it.
    bearing_deg : (T,) of the hips in the picture, + right of its middle.
    horizon_px : (T,) y of the horizon in the picture: of a camera held level its middle, moved with the background.
    focal_px : (T,) focal length taken, with what was zoomed.  middle_px : x of the picture's middle.
    body : the athlete's length (trunk, thigh and shank) over the distance from the camera to the path; 0 = not known.
    """

    yaw_deg: Floats
    sd_deg: Floats
    bearing_deg: Floats
    horizon_px: Floats
    focal_px: Floats
    middle_px: float
    body: float = 0.0

    def covers(self, track: PoseTrack, span: tuple[float, float]) -> bool:
        """Whether the yaw is known wherever the athlete was seen between these seconds."""
        inside = (track.time_s >= span[0]) & (track.time_s <= span[1]) & track.has_pose
        return bool(np.isfinite(self.yaw_deg[inside]).all())

    def view(self, view: View, inside: NDArray[np.bool_]) -> View:
        """The view of the frames `inside` by this path: from the side where a good part of it is seen from there.

        Its yaw is the median, from the side that of the frames seen from there: a phone square to a track stays so
        however long the athlete is filmed running away.
        """
        known = inside & np.isfinite(self.yaw_deg)
        if view.facing not in ("left", "right") or not known.any():
            return view
        near = known & (np.abs(self.yaw_deg) <= SIDE_WITHIN_DEG)
        label: ViewLabel = "side" if near.sum() >= _SIDE_SHARE * known.sum() else "oblique"
        frames = near if label == "side" else known
        yaw, sd = (float(np.median(values[frames])) for values in (self.yaw_deg, self.sd_deg))
        turn = -90 + yaw if view.facing == "right" else 90 + yaw
        return replace(view, label=label, yaw_deg=abs(yaw), yaw_sd_deg=sd, turn_deg=turn)


def passing(track: PoseTrack, view: View, span: tuple[float, float] | None = None) -> Passing | None:
    """The path of an athlete who passes the camera; None where they stay in place or no straight path fits.

    Parameters
    ----------
    track : lightly smoothed landmarks with what the camera did.  view : tells which way the athlete faces.
    span : the seconds in which the path is looked for.

    The fit has the direction square to the path, the size there, speed over distance and its change, the moment of
    passing, and the focal length, which is a guess (with its sd) where no pan told it.  The model's own idea of the
    body's turn weighs in lightly.
    """
    camera = track.camera
    if camera is None or view.facing not in ("left", "right"):
        return None
    sight, known = _followed(track, camera, span)
    time = track.time_s
    use = known if span is None else known & (time >= span[0]) & (time <= span[1])
    if use.sum() < _LEAST_FRAMES or np.ptp(time[use]) < _LEAST_S:
        return None
    size = _running_median(time, _apparent_size(track.xy_px), _SIZE_WINDOW_S)
    turned = _running_median(time, np.radians(signed_yaw(track, view)), 2 * _SIZE_WINDOW_S)
    looks = np.flatnonzero(use & (np.nan_to_num(size) > 0))
    looks = looks[:: max(1, len(looks) // _MOST_LOOKS)]
    if len(looks) < _LEAST_FRAMES:
        return None
    focal, focal_sd = _focal_length(camera)
    if np.degrees(np.ptp(sight.of(looks).directions(np.log(focal))[0])) < _LEAST_SWEEP_DEG:
        return None
    log_size = np.log(size[looks]) - sight.zoom[looks]
    fit = _fit(time[looks], log_size, turned[looks], sight.of(looks).directions, focal, focal_sd)
    if fit is None:
        return None
    best, covariance = fit
    yaw, sd = _yaw(sight, best, covariance)
    ok = known & (np.abs(yaw) < _FARTHEST_RAD)
    if not ok.any() or float(np.median(sd[ok & use])) > _WORST_SD_DEG:
        return None
    height = camera.shift_px[:, 1] - float(np.median(camera.shift_px[ok, 1]))
    bearing, focal_px = sight.directions(float(best[5]))[1], np.exp(best[5] + sight.zoom)
    # what is farther away looks smaller by as much as the path is from the camera there over where it is nearest
    body = body_length(track.xy_px) / focal_px * np.cos(bearing) / np.cos(yaw)

    def where_known(values: Floats) -> Floats:
        return np.where(ok, values, np.nan)

    return Passing(
        yaw_deg=where_known(np.degrees(yaw)),
        sd_deg=where_known(np.hypot(sd, _LEAST_SD_DEG)),
        bearing_deg=where_known(np.degrees(bearing)),
        horizon_px=where_known(camera.size_px[1] / 2 + height),
        focal_px=where_known(focal_px),
        middle_px=camera.size_px[0] / 2,
        body=float(np.nan_to_num(percentile(body[ok & use], 60))),
    )


def well_seen(plane: PoseTrack, path: Passing | None) -> Floats:
    """(T, 33, 2) the points without the frames in which a passing athlete is seen at a large angle."""
    if path is None:
        return plane.xy_px
    far = np.abs(path.yaw_deg) > SIDE_WITHIN_DEG
    return plane.xy_px if far.mean() > _MOST_FAR else np.where(far[:, None, None], np.nan, plane.xy_px)


@dataclass(frozen=True)
class _Sight:
    """Where the athlete is seen in each frame, all (T,).

    x_px : of the hips, off the picture's middle.  shift_px : the background's.  zoom : since the start, logarithm.
    """

    x_px: Floats
    shift_px: Floats
    zoom: Floats

    def of(self, frames: NDArray[np.intp]) -> "_Sight":
        return _Sight(self.x_px[frames], self.shift_px[frames], self.zoom[frames])

    def directions(self, log_focal: float) -> tuple[Floats, Floats]:
        """Direction and bearing in radians, by this focal length before anything was zoomed."""
        bearing = np.arctan(self.x_px / np.exp(log_focal + self.zoom))
        return bearing - self.shift_px / np.exp(log_focal), bearing


def _focal_length(camera: CameraMotion) -> tuple[float, float]:
    """In pixels, and its sd as a share of it: as a pan told it, else a usual one."""
    if np.isfinite(camera.focal_px):
        return camera.focal_px, camera.focal_sd_px / camera.focal_px
    return USUAL_FOCAL * max(camera.size_px), _USUAL_FOCAL_SD


def _yaw(sight: _Sight, fit: Floats, covariance: Floats) -> tuple[Floats, Floats]:
    """(T,) the yaw in radians by this fit, and its sd in degrees."""

    def of(parameters: Floats) -> Floats:
        return np.asarray(sight.directions(float(parameters[5]))[0] - parameters[0])

    yaw = of(fit)
    step = 1e-4
    slope = np.stack([(of(fit + step * one) - yaw) / step for one in np.eye(6)[[0, 5]]])
    return yaw, np.degrees(np.sqrt(np.einsum("it,ij,jt->t", slope, covariance[np.ix_([0, 5], [0, 5])], slope)))


def _followed(
    track: PoseTrack, camera: CameraMotion, span: tuple[float, float] | None
) -> tuple[_Sight, NDArray[np.bool_]]:
    """Where the athlete is seen, and (T,) in which frames that is known.

    Of several segments the one with most frames counts: the others' directions cannot be compared with it.
    """
    x = centre(track.xy_px)[:, 0] - camera.size_px[0] / 2
    shift = camera.shift_px[:, 0]
    use = np.isfinite(x) & np.isfinite(shift)
    within = use if span is None else use & (track.time_s >= span[0]) & (track.time_s <= span[1])
    if within.any():
        use &= camera.segment == np.bincount(camera.segment[within]).argmax()
    grown = np.nan_to_num(camera.log_scale)
    zoom = np.sign(grown) * np.maximum(np.abs(grown) - _LEAST_ZOOM, 0)
    return _Sight(np.nan_to_num(x), np.nan_to_num(shift), zoom), use


def _fit(
    time: Floats,
    log_size: Floats,
    turned: Floats,
    directions: Callable[[float], tuple[Floats, Floats]],
    focal: float,
    focal_sd: float,
) -> tuple[Floats, Floats] | None:
    """(6,) direction square to the path, log size, speed/distance, moment, change of speed, log focal; covariance."""
    from scipy.optimize import least_squares

    direction, bearing = directions(np.log(focal))
    weight = np.sqrt(min(1.0, (np.ptp(time) / _INDEPENDENT_S) / len(time)))
    with_turn = np.isfinite(turned)

    def misses(p: Floats) -> tuple[Floats, Floats]:
        direction, bearing = directions(float(p[5]))
        way = p[2] * (time - p[3])
        off = direction - p[0] - np.arctan(way * (1 + p[4] * (time - p[3]) / 2))
        facing = np.cos(np.clip(direction - p[0], -_FARTHEST_RAD, _FARTHEST_RAD))
        return off, log_size + np.log(np.cos(bearing)) - p[1] - np.log(facing)

    def residuals(p: Floats) -> Floats:
        may_go_on()
        off, size = misses(p)
        model = 0.0
        if with_turn.any():
            model = float(np.median((directions(float(p[5]))[0] - turned / _MODEL_SLOPE)[with_turn])) - p[0]
        priors = [p[4] / _FASTER_PER_S, (p[5] - np.log(focal)) / focal_sd, model / _MODEL_SD_RAD]
        return np.concatenate([weight * off / _DIRECTION_SD_RAD, weight * size / _SIZE_SD, priors])

    speed = float(np.polyfit(time, np.unwrap(direction), 1)[0])
    starts = []
    for square in (float(np.median(direction)), float(direction[0]), float(direction[-1])):
        at = float(time[np.argmin(np.abs(direction - square))])
        start = np.array([square, float(np.median(log_size + np.log(np.cos(bearing)))), speed, at, 0.0, np.log(focal)])
        starts.append(least_squares(residuals, start, loss="soft_l1", max_nfev=60))
    best = min(starts, key=lambda s: s.cost)
    off, size = misses(best.x)
    if np.sqrt(np.mean(off**2)) > _WORST_DIRECTION_RAD or np.sqrt(np.mean(size**2)) > _WORST_SIZE:
        return None
    slopes = np.asarray(best.jac, np.float64)
    information = slopes.T @ slopes
    if np.linalg.matrix_rank(information) < 6:
        return None
    return np.asarray(best.x), np.asarray(np.linalg.inv(information))


def _apparent_size(xy: Floats) -> Floats:
    """(T,) pixels that go with 1/distance: the body's length, and the height of the ears over the hips.

    Segments that lie across look shorter at an angle, upright ones do not; legs are longer and less noisy.
    """
    ears = (xy[:, INDEX["left_ear"]] + xy[:, INDEX["right_ear"]]) / 2
    with np.errstate(invalid="ignore"):
        return np.asarray(np.sqrt(body_length(xy) * np.maximum(centre(xy)[:, 1] - ears[:, 1], 0)))


def _running_median(time: Floats, values: Floats, window_s: float) -> Floats:
    half = max(1, round(window_s / 2 / usual_step_s(time)))
    padded = np.pad(values, half, constant_values=np.nan)
    return medians(np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1))
