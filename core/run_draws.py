"""What the landmarks of a run could as well have been, drawn anew as far as they changed since the last edit."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.giving_way import may_go_on
from core.kinematics.angles import rate
from core.kinematics.arms import without_hidden_arms
from core.kinematics.passing import Passing
from core.kinematics.plane import turned
from core.kinematics.series import Series, compute_series, rates
from core.measures.kept_draws import Drawn, KeptDraws
from core.measures.kept_results import KeptResults
from core.measures.sprint import STEP_POINTS, STEP_SERIES, STEP_SERIES_READ
from core.measures.uncertainty import DRAWS, draw_some
from core.measures.unsure_look import times_unsure
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack
from core.seen import Seen

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_DRAWN = [INDEX[f"{s}_{p}"] for p in STEP_POINTS for s in SIDES]
_YAW_SEED = 1
# rates are taken of the whole curves, angles of the frames that changed
_RATES = rates(STEP_SERIES)
_ANGLES = tuple(sorted({*STEP_SERIES, *_RATES.values()} - {*_RATES}))
_READ = {**STEP_SERIES_READ, **{of: STEP_SERIES_READ[name] for name, of in _RATES.items()}}


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
    part, view = cut_out(seen.plane, frames), seen.view
    share = times_unsure(seen.raw)

    def moved(landmarks: Sequence[int], rows: slice) -> Floats:
        points = draw_some(part, seen.body.leg, wander_s, landmarks, _DRAWN, rows=rows, share=share)
        if path is None:
            return points
        off = np.radians(np.nanmedian(path.sd_deg)) * np.random.default_rng(_YAW_SEED).standard_normal(DRAWS)
        there = slice(frames.start + (rows.start or 0), frames.stop if rows.stop is None else frames.start + rows.stop)
        return turned(points, path, there, np.concatenate([[0.0], off]))

    def angles(points: Floats, names: Collection[str], rows: slice) -> dict[str, Floats]:
        made = compute_series(
            part.time_s[rows], points[:, rows], seen.body, view.forward, view.left_to_right, only=names
        )
        return dict(made.values)

    def seen_alone(whole: Mapping[str, Floats], names: Collection[str]) -> Mapping[str, Floats]:
        chosen = Series(part.time_s, {name: whole[name] for name in names})
        return without_hidden_arms(chosen, part.visibility).values

    def make() -> Drawn:
        # a landmark's coordinate lies in one piece of memory, as `draw_some` has it
        points = np.empty((*part.xy_px.shape[1:], DRAWS + 1, len(part))).transpose(2, 3, 0, 1)
        points[:] = part.xy_px
        points[:, :, _DRAWN] = moved(_DRAWN, slice(None))
        may_go_on()
        whole = angles(points, _ANGLES, slice(None))
        may_go_on()
        whole |= {name: rate(part.time_s, whole[of]) for name, of in _RATES.items()}
        series = Series(part.time_s, dict(seen_alone(whole, STEP_SERIES)))
        return Drawn(series, points, KeptResults(), Series(part.time_s, whole))

    def renew(was: PoseTrack, drawn: Drawn) -> Drawn:
        old, points, whole = cut_out(was, frames), drawn.points, dict(drawn.whole.values)
        differs = _differs(old.xy_px, part.xy_px) | _differs(old.noise_px, part.noise_px)
        changed, rows = _any(differs, 0), _span(_any(differs, 1))
        near = points[:, rows]  # written through
        near[:, :, changed] = part.xy_px[rows][:, changed]
        again = [k for k in _DRAWN if changed[k]]
        if again:
            near[:, :, again] = moved(again, rows)
        stale = {name for name in _ANGLES if _READ[name] & set(again)}
        for name, values in angles(points, stale, rows).items() if stale else ():
            whole[name] = whole[name].copy()
            whole[name][:, rows] = values
        whole |= {name: rate(part.time_s, whole[of]) for name, of in _RATES.items() if of in stale}
        unlike = set(np.flatnonzero(changed | _any(_differs(old.visibility, part.visibility), 0)).tolist())
        # the others are the very same arrays as before
        fresh = seen_alone(whole, [name for name in STEP_SERIES if STEP_SERIES_READ[name] & unlike])
        series = Series(part.time_s, {**drawn.series.values, **fresh})
        return Drawn(series, points, drawn.found, Series(part.time_s, whole))

    return kept.get((seen.plane, seen.body, view, path), (frames.start, frames.stop, wander_s, share), make, renew)


def _differs(a: Floats, b: Floats) -> Flags:
    """(T, 33) True where a landmark's values are not all the same."""
    differs = (a != b) & ~(np.isnan(a) & np.isnan(b))
    return np.asarray(differs.reshape(*differs.shape[:2], -1).any(axis=2))


def _any(flags: Flags, axis: int) -> Flags:
    return np.asarray(flags.any(axis=axis))


def _span(rows: Flags) -> slice:
    """From the first True to the last."""
    at = np.flatnonzero(rows)
    return slice(int(at[0]), int(at[-1]) + 1) if at.size else slice(0, 0)
