"""What changes at once when something is put by hand: only the reps or steps concerned are measured anew.

Everything else is taken from what was measured before, so that the numbers follow a drag.  `core.motion.measure` with
the same edits is the whole truth; it may differ a little, because lengths of the body, view and found events hang on
all frames.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core import motion
from core.analysis import RepResult, StepResult
from core.edited import provenance_by_hand, told_by_hand
from core.edits.edits import Edits
from core.edits.on_landmarks import LandmarksByHand
from core.events.event import Rep, Step, incomplete
from core.kinematics.arms import without_hidden_arms
from core.kinematics.series import Series, compute_series
from core.kinematics.view import allowed_names
from core.measures.kept_draws import KeptDraws
from core.measures.spec import Metric, Status
from core.measures.squat import pause_sd_s
from core.measures.squat_summary import summarise_reps
from core.motion import Measured
from core.pose.skeleton import N_LANDMARKS
from core.pose.track import PoseTrack
from core.rep_results import measure_each
from core.seen import Seen, as_put, in_plane, joint_centres
from core.signal.clean import CUTOFFS, smooth
from core.step_results import step_result, steps_of

Flags = NDArray[np.bool_]
_REACH_S: Final = 1.0  # a landmark is smoothed anew this far around what was put by hand
_MOST: Final = 12  # contiguous steps measured at once; more are left to the whole measurement
_DRAWN_FRAMES: Final = 500  # drawn at once: the first edit there must not wait long, and the next ones take it again


def preview(before: Measured, edits: Edits, kept: KeptDraws | None = None) -> Measured:
    """The numbers with these edits, as far as they can be had at once.

    before : of the same landmarks, with other edits.  kept : what was drawn for other edits of the clip.

    Raises
    ------
    ValueError : `before` was not made by `core.motion.measure`.
    """
    if before.seen is None:
        raise ValueError("nothing was kept to go on from")
    seen = _seen(before.seen, edits)
    changed = _rows_changed(before.seen.track, seen.track)
    movement, reps, steps, rejected = motion.by_hand(seen, edits)
    rep_results: tuple[RepResult, ...] = ()
    step_results: tuple[StepResult, ...] = ()
    summary: dict[str, Metric] = dict(before.summary)
    if movement == "squat":
        rep_results, summary = _squat(seen, reps, before.reps, changed)
    elif movement == "sprint":
        step_results = _sprint(seen, steps, before.steps, changed, kept)
    rep_results, step_results, summary = told_by_hand(seen, rep_results, step_results, summary, edits)
    earlier = tuple(p for p in before.provenance if p.name != "by hand")
    return replace(
        before,
        track=seen.track,
        movement=movement,
        series=seen.series,
        events=motion.events_of(seen.shown, reps, steps),
        rejected=tuple(rejected),
        reps=rep_results,
        steps=step_results,
        summary=summary,
        provenance=(*earlier, *provenance_by_hand(edits)),
        seen=seen,
    )


def expect(now: Measured, edits: Edits, at_s: float, kept: KeptDraws) -> None:
    """Draw what the numbers near a moment hang on: the first edit there is then followed as soon as the next ones.

    now : measured with these edits.  Takes as long as measuring a few steps; nothing where that is known already.
    """
    if now.seen is None or now.movement != "sprint":
        return
    _, _, steps, _ = motion.by_hand(now.seen, edits)
    if steps:
        nearest = int(np.argmin([abs(step.touchdown_s - at_s) for step in steps]))
        steps_of(now.seen, steps, kept, [nearest], _DRAWN_FRAMES)


def _seen(old: Seen, edits: Edits) -> Seen:
    """With the landmarks as they are wanted now: only those that changed are smoothed again."""
    hand = LandmarksByHand(edits, old.hand.first_frame)
    if old.hand.edits.same_landmarks(edits):
        return replace(old, hand=hand)
    found = old.repaired.track
    touched = sorted(old.hand.landmarks() | hand.landmarks())
    was, now = (h.without_corrections.placed(found) for h in (old.hand, hand))
    free = _smoothed_again(old, old.free, was, now, touched)
    placed = hand.placed(found)
    smoothed = free if not edits.corrections else _smoothed_again(old, old.smoothed, old.placed, placed, touched)
    if free is old.free and smoothed is old.smoothed:
        return replace(old, hand=hand)
    centred = old.centred
    if free is not old.free:
        centred, _ = joint_centres(free, old.view, old.made_as, old.path, old.steps, old.bones, old.lengths, old.tilt)
    track = as_put(hand, free, centred, smoothed)
    plane = in_plane(track, old.view, old.path, old.steps, tilt=old.tilt)
    view = old.view
    legs = view.legs_tell if old.made_as == "squat" else None
    curves = compute_series(
        plane.time_s, plane.xy_px, old.body, view.forward, view.left_to_right, legs, allowed_names(view),
        frontal=view.frontal,
    )  # fmt: skip
    series = Series(curves.time_s, {**old.series.values, **curves.values})  # the view's others are NaN already
    series = without_hidden_arms(series, plane.visibility)
    shown = hand.placed(old.raw)
    return replace(
        old, hand=hand, shown=shown, placed=placed, smoothed=smoothed, free=free, centred=centred, track=track,
        plane=plane, series=series, exact=False,
    )  # fmt: skip


def _smoothed_again(
    old: Seen, smoothed: PoseTrack, was: PoseTrack, now: PoseTrack, touched: Sequence[int]
) -> PoseTrack:  # fmt: skip
    """`smoothed`, which was made of `was`, as it is made of `now`; the very same where these are the same.

    touched : the landmarks that can differ.
    """
    differs = np.zeros(now.visibility.shape, bool)
    differs[:, touched] = _differ(was.xy_px[:, touched], now.xy_px[:, touched])
    differs[:, touched] |= _differ(was.world_m[:, touched], now.world_m[:, touched])
    columns = np.asarray(differs.any(axis=0))
    if not columns.any():
        return smoothed
    rows = differs.any(axis=1)
    at = np.flatnonzero(rows)
    time_s = now.time_s
    near = slice(*np.searchsorted(time_s, (time_s[at[0]] - _REACH_S, time_s[at[-1]] + _REACH_S)))
    part = smooth(_rows(now, near, columns), CUTOFFS[old.made_as], old.cutoffs_hz)
    pick = np.zeros(differs.shape, bool)
    pick[near] = columns[None, :]
    pick[near] &= np.abs(_since(time_s[near], time_s[at]))[:, None] <= _REACH_S / 2

    def joined(kept: np.ndarray, fresh: np.ndarray) -> np.ndarray:
        out = kept.copy()
        out[pick] = fresh[pick[near]]
        return out

    return replace(
        smoothed,
        xy_px=joined(smoothed.xy_px, part.xy_px),
        world_m=joined(smoothed.world_m, part.world_m),
        noise_px=joined(smoothed.noise_px, part.noise_px),
        visibility=now.visibility,
    )


def _rows(track: PoseTrack, rows: slice, columns: Flags) -> PoseTrack:
    """These rows of these landmarks; the others are NaN."""
    only = columns[None, :, None]
    return PoseTrack(
        track.time_s[rows],
        np.where(only, track.xy_px[rows], np.nan),
        track.visibility[rows],
        np.where(only, track.world_m[rows], np.nan),
        track.noise_px[rows],
    )


def _since(time_s: np.ndarray, moments: np.ndarray) -> np.ndarray:
    """(T,) seconds to the nearest of some moments, in order."""
    after = np.searchsorted(moments, time_s).clip(0, len(moments) - 1)
    before = (after - 1).clip(0)
    return np.asarray(np.minimum(np.abs(time_s - moments[after]), np.abs(time_s - moments[before])))


def _differ(a: np.ndarray, b: np.ndarray) -> Flags:
    """(T, L) True where two arrays (T, L, K) are not the same."""
    return np.asarray(((a != b) & ~(np.isnan(a) & np.isnan(b))).any(axis=-1))


def _rows_changed(was: PoseTrack, now: PoseTrack) -> Flags:
    """(T,) True where a landmark lies elsewhere by more than a hundredth of a pixel."""
    if was is now:
        return np.zeros(len(now), bool)
    apart = np.abs(np.nan_to_num(was.xy_px, nan=-1e6) - np.nan_to_num(now.xy_px, nan=-1e6))
    return np.asarray((apart > 0.01).reshape(len(now), 2 * N_LANDMARKS).any(axis=1))


def _in(changed: Flags, time_s: np.ndarray, from_s: float, to_s: float) -> bool:
    return bool(changed[(time_s >= from_s) & (time_s <= to_s)].any())


def _squat(
    seen: Seen, reps: Sequence[Rep], before: Sequence[RepResult], changed: Flags
) -> tuple[tuple[RepResult, ...], dict[str, Metric]]:
    known = {replace(r.rep, index=0): r for r in before}
    time_s = seen.track.time_s
    results: list[RepResult | None] = []
    for rep in reps:
        old = known.get(replace(rep, index=0))
        stale = old is None or _in(changed, time_s, rep.start_s, rep.end_s)
        results.append(None if stale or old is None else replace(old, rep=rep))
    anew = [rep for rep, result in zip(reps, results, strict=True) if result is None]
    fresh = {r.rep.index: r for r in measure_each(seen, anew)}
    whole = [fresh[rep.index] if r is None else r for rep, r in zip(reps, results, strict=True)]
    whole = _against_each_other(whole)
    return tuple(whole), summarise_reps([r.metrics for r in whole], incomplete(reps))


def _against_each_other(reps: Sequence[RepResult]) -> list[RepResult]:
    """What hangs on the other reps: the pause before the next one, and the speed lost since the best one."""
    speeds = [r.metrics.get("mean_concentric_velocity") for r in reps]
    best = max((m.value for m in speeds if m is not None and m.value is not None), default=None)
    out = []
    for i, r in enumerate(reps):
        metrics, speed = dict(r.metrics), speeds[i]
        if i + 1 < len(reps) and "top_pause_s" in metrics:
            ahead = reps[i + 1].rep
            sd = pause_sd_s(r.rep.end_sd_s, ahead.start_sd_s)
            was = metrics["top_pause_s"]
            known: Status = "ok" if was.status == "refused" else was.status
            reason = None if was.status == "refused" else was.reason
            metrics["top_pause_s"] = replace(
                was, value=ahead.start_s - r.rep.end_s, sd=sd, status=known, reason=reason
            )  # fmt: skip
        elif "top_pause_s" in metrics:
            reason = "no rep follows"
            metrics["top_pause_s"] = Metric(None, metrics["top_pause_s"].unit, None, "refused", reason)
        loss = metrics.get("velocity_loss_pct")
        if loss is not None and speed is not None and speed.value is not None and best and len(reps) > 1:
            sd_pct = loss.sd if loss.sd is not None else 100 * (speed.sd or 0.0) / best
            status, reason = (speed.status, speed.reason) if loss.status == "refused" else (loss.status, loss.reason)
            metrics["velocity_loss_pct"] = replace(
                loss, value=100 * (1 - speed.value / best), sd=sd_pct, status=status, reason=reason
            )  # fmt: skip
        out.append(replace(r, metrics=metrics))
    return out


def _sprint(
    seen: Seen, steps: Sequence[Step], before: Sequence[StepResult], changed: Flags, kept: KeptDraws | None
) -> tuple[StepResult, ...]:  # fmt: skip
    known = {replace(s.step, index=0): s for s in before}
    time_s = seen.track.time_s
    results: list[StepResult | None] = []
    for step in steps:
        old = known.get(replace(step, index=0))
        stale = old is None or _in(changed, time_s, step.touchdown_s, step.toe_off_s or step.touchdown_s)
        results.append(None if stale or old is None else replace(old, step=step))
    wanted = {replace(s, index=0) for s in steps}
    gone = [step.touchdown_s for step in known if step not in wanted]
    stale_at = {i for i, r in enumerate(results) if r is None}
    # the steps before a contact that moved or is gone are told by it: flight, frequency, length
    for t in gone:
        stale_at |= {i for i, s in enumerate(steps) if 0 < t - s.touchdown_s < 0.7}
    moved_at = {i for i in stale_at if replace(steps[i], index=0) not in known}
    # how far a step goes hangs on the next foot, its share of the stride on when the same foot comes down again
    stale_at |= {i - 1 for i in list(stale_at) if i >= 1} | {i - 2 for i in moved_at if i >= 2}
    anew = [
        i
        for first, last in _runs(sorted(stale_at))
        for i in range(first, last + 1)
        if last - first < _MOST or any(results[k] is None for k in range(first, last + 1))
    ]
    if anew:
        fresh, share = steps_of(seen, steps, kept, anew, _DRAWN_FRAMES)
        for i, made in zip(anew, fresh, strict=True):
            results[i] = step_result(made, share)
    return tuple(r for r in results if r is not None)


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each stretch of neighbours."""
    out: list[tuple[int, int]] = []
    for n in numbers:
        if out and n - out[-1][1] <= 1:
            out[-1] = (out[-1][0], n)
        else:
            out.append((n, n))
    return out
