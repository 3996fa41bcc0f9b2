"""What the landmarks of a run could as well have been, drawn anew as far as they changed since the last edit."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.kinematics.arms import without_hidden_arms
from core.kinematics.passing import Passing
from core.kinematics.plane import turned
from core.kinematics.series import Series, compute_series
from core.measures.kept_draws import Drawn, KeptDraws
from core.measures.kept_results import KeptResults
from core.measures.sprint import STEP_POINTS, STEP_SERIES, STEP_SERIES_READ
from core.measures.uncertainty import DRAWS, draw_some
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack
from core.seen import Seen

Floats = NDArray[np.float64]

_DRAWN = [INDEX[f"{s}_{p}"] for p in STEP_POINTS for s in SIDES]
_YAW_SEED = 1


def cut_out(track: PoseTrack, frames: slice) -> PoseTrack:
    """Some frames of a track."""
    return PoseTrack(
        track.time_s[frames],
        track.xy_px[frames],
        track.visibility[frames],
        track.world_m[frames],
        track.noise_px[frames],
    )


def kept_or_drawn(seen: Seen, frames: slice, wander_s: float, path: Passing | None, kept: KeptDraws) -> Drawn:
    """Curves (1 + draws, T) of `STEP_SERIES`, points (1 + draws, T, 33, 2) of some frames, and what was found in them.

    wander_s : a quarter of the movement's cycle, over which the model's misplacement changes with the pose.
    path : what the plane was taken from; its yaw is off alike in all frames and is drawn once for the clip.
    """
    part = cut_out(seen.plane, frames)

    def moved(landmarks: Sequence[int]) -> Floats:
        points = draw_some(part, seen.body.leg, wander_s, landmarks, _DRAWN)
        if path is None:
            return points
        off = np.radians(np.nanmedian(path.sd_deg)) * np.random.default_rng(_YAW_SEED).standard_normal(DRAWS)
        return turned(points, path, frames, np.concatenate([[0.0], off]))

    def curves(points: Floats, names: Sequence[str], others: Series | None = None) -> Series:
        view = seen.view
        made = compute_series(part.time_s, points, seen.body, view.forward, view.left_to_right, only=names)
        made = without_hidden_arms(made, part.visibility)
        # the others are the very same arrays as before: what is found in them is kept (`KeptPeaks`)
        return made if others is None else Series(made.time_s, {**others.values, **made.values})

    def make() -> Drawn:
        # a landmark's coordinate lies in one piece of memory, as `draw_some` has it
        points = np.empty((*part.xy_px.shape[1:], DRAWS + 1, len(part))).transpose(2, 3, 0, 1)
        points[:] = part.xy_px
        points[:, :, _DRAWN] = moved(_DRAWN)
        return curves(points, STEP_SERIES), points, KeptResults()

    def renew(was: PoseTrack, drawn: Drawn) -> Drawn:
        series, points, found = drawn
        old = cut_out(was, frames)
        changed = _columns(old.xy_px, part.xy_px) | _columns(old.noise_px, part.noise_px)
        points[:, :, changed] = part.xy_px[:, changed]
        again = [k for k in _DRAWN if changed[k]]
        if again:
            points[:, :, again] = moved(again)
        stale = set(np.flatnonzero(changed | _columns(old.visibility, part.visibility)).tolist())
        return curves(points, [name for name in STEP_SERIES if STEP_SERIES_READ[name] & stale], series), points, found

    return kept.get((seen.plane, seen.body, seen.view, path), (frames.start, frames.stop, wander_s), make, renew)


def _columns(a: Floats, b: Floats) -> NDArray[np.bool_]:
    """(33,) True where a landmark's values are not all the same."""
    differs = (a != b) & ~(np.isnan(a) & np.isnan(b))
    return np.asarray(differs.reshape(*differs.shape[:2], -1).any(axis=(0, 2)))
