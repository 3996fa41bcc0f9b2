"""What the landmarks of a run could as well have been, drawn anew as far as they changed since the last edit."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

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


def kept_or_drawn(seen: Seen, frames: slice, wander_s: float, path: Passing | None, kept: KeptDraws) -> Drawn:
    """Curves (1 + draws, T) of `STEP_SERIES`, points (1 + draws, T, 33, 2) of some frames, and what was found in them.

    wander_s : a quarter of the movement's cycle, over which the model's misplacement changes with the pose.
    path : what the plane was taken from; its yaw is off alike in all frames and is drawn once for the clip.
    """
    share = times_unsure(seen.raw)
    drawing = _Drawing(seen, frames, seen.plane.part(frames), wander_s, path, share)
    told_by = (seen.plane, seen.body, seen.view, path)
    return kept.get(told_by, (frames.start, frames.stop, wander_s, share), drawing.make, drawing.renew)


@dataclass(frozen=True)
class _Drawing:
    """How the draws of some frames are made; the parameters are those of `kept_or_drawn`.

    part : of the plane's track, those frames.  share : how many times further than usual the model errs.
    """

    seen: Seen
    frames: slice
    part: PoseTrack
    wander_s: float
    path: Passing | None
    share: float

    def make(self) -> Drawn:
        """All of them."""
        part = self.part
        # a landmark's coordinate lies in one piece of memory, as `draw_some` has it
        points = np.empty((*part.xy_px.shape[1:], DRAWS + 1, len(part))).transpose(2, 3, 0, 1)
        for k in range(points.shape[2]):
            may_go_on()
            points[:, :, k] = part.xy_px[:, k]
        points[:, :, _DRAWN] = self._moved(_DRAWN, slice(None))
        may_go_on()
        whole = self._angles(points, _ANGLES, slice(None))
        may_go_on()
        for name, of in _RATES.items():
            may_go_on()
            whole[name] = rate(part.time_s, whole[of])
        series = Series(part.time_s, dict(self._seen_alone(whole, STEP_SERIES)))
        return Drawn(series, points, KeptResults(), Series(part.time_s, whole))

    def renew(self, was: PoseTrack, drawn: Drawn) -> Drawn:
        """What was drawn of the same clip, anew where its landmarks differ from those it was drawn from."""
        part = self.part
        old, points, whole = was.part(self.frames), drawn.points, dict(drawn.whole.values)
        differs = _differs(old.xy_px, part.xy_px) | _differs(old.noise_px, part.noise_px)
        changed, rows = _any(differs, 0), _span(_any(differs, 1))
        near = points[:, rows]  # written through
        near[:, :, changed] = part.xy_px[rows][:, changed]
        again = [k for k in _DRAWN if changed[k]]
        if again:
            near[:, :, again] = self._moved(again, rows)
        stale = {name for name in _ANGLES if _READ[name] & set(again)}
        for name, values in self._angles(points, stale, rows).items() if stale else ():
            whole[name] = whole[name].copy()
            whole[name][:, rows] = values
        whole |= {name: rate(part.time_s, whole[of]) for name, of in _RATES.items() if of in stale}
        unlike = set(np.flatnonzero(changed | _any(_differs(old.visibility, part.visibility), 0)).tolist())
        # the others are the very same arrays as before
        fresh = self._seen_alone(whole, [name for name in STEP_SERIES if STEP_SERIES_READ[name] & unlike])
        series = Series(part.time_s, {**drawn.series.values, **fresh})
        return Drawn(series, points, drawn.found, Series(part.time_s, whole))

    def _moved(self, landmarks: Sequence[int], rows: slice) -> Floats:
        """(1 + draws, R, L, 2) where some landmarks could as well have been in some of the rows."""
        frames, path = self.frames, self.path
        points = draw_some(
            self.part, self.seen.body.leg, self.wander_s, landmarks, _DRAWN, rows=rows, share=self.share
        )  # fmt: skip
        if path is None:
            return points
        off = np.radians(np.nanmedian(path.sd_deg)) * np.random.default_rng(_YAW_SEED).standard_normal(DRAWS)
        there = slice(frames.start + (rows.start or 0), frames.stop if rows.stop is None else frames.start + rows.stop)
        return turned(points, path, there, np.concatenate([[0.0], off]))

    def _angles(self, points: Floats, names: Collection[str], rows: slice) -> dict[str, Floats]:
        """(1 + draws, R) of each name."""
        time_s, view = self.part.time_s[rows], self.seen.view
        made = compute_series(
            time_s, points[:, rows], self.seen.body, view.forward, view.left_to_right, only=names
        )  # fmt: skip
        return dict(made.values)

    def _seen_alone(self, whole: Mapping[str, Floats], names: Collection[str]) -> Mapping[str, Floats]:
        """Some curves without arms that are hidden."""
        chosen = Series(self.part.time_s, {name: whole[name] for name in names})
        return without_hidden_arms(chosen, self.part.visibility).values


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
