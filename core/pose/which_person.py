"""Who of several people that another program saw is the athlete: the same rule as for our own (`core.pose.people`)."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.pose.skeleton import INDEX, N_LANDMARKS, SIDES

Floats = NDArray[np.float64]

USUAL_HZ: Final = 30.0  # frames a second, where nobody tells them
_LONGEST_LOST_S = 0.5  # for which a person may be unseen and still be the same by where they are
# Body sizes between two frames; and by how many times it that grows in a second unseen, in which a way told from the
# last two looks is lost
_SAME, _STRAYS = 0.35, 3.0
_STEP_S = 1 / 30  # between two looks that tell how somebody goes: in less they go no farther than a look errs
_LEAST_SHARED = 4  # points seen in both frames
_ALIKE = (0.6, 1.6)  # sizes of one person before and after a long gap
_LIVELY = 0.3  # of the athlete's motion: what has less is somebody standing by
_NEAR = 0.5  # body sizes between the hips before and after a long gap: somebody who was lost where they stood
_COUNTED_SHARE = 0.1  # of the frames: who is seen in fewer does not count as a person
# Body sizes that a trunk lies beside its way, to count as another one's: a squatter's middle goes 0.05 to and fro
_DETOUR = 0.2
_DETOUR_SHARE = 0.25  # of all frames: how long one may last
_FEW_S, _LEAST_FEW = 0.1, 2  # that tell where somebody is, and how many frames at least
_STEPS_S = 1 / 3  # that tell how fast somebody goes
_ELSEWHERE = 1.0  # body sizes from where the athlete would be by now, from which it is said that it may be another one
_OVERLAP, _TWO_BODIES = 0.45, 0.2  # body sizes between two trunks: of bodies that overlap, of no body seen twice
_LEAST_BESIDE_S, _HOLE_S = 0.5, 1 / 3  # of an overlap that is told, and within it without one
_JOINTS = [INDEX[f"{s}_{j}"] for s in SIDES for j in ("knee", "ankle", "shoulder")]
_HIPS = [INDEX[f"{s}_hip"] for s in SIDES]
_TRUNK = [INDEX[f"{s}_{j}"] for s in SIDES for j in ("hip", "shoulder")]

Rows = tuple[int, int]  # first and last


@dataclass(eq=False)
class _Chain:
    """One person over frames, so many a second, in which they were seen without a long break."""

    rate_hz: float
    rows: list[int] = field(default_factory=list)
    poses: list[Floats] = field(default_factory=list)

    def ahead(self, row: int) -> Floats:
        """(33, 2) where they will be, if they go on as before."""
        last = self.poses[-1][:, :2]
        if len(self.rows) < 2:
            return last
        earlier = max(bisect_right(self.rows, self.rows[-1] - _frames(_STEP_S, self.rate_hz)) - 1, 0)
        step = _median_step(self.poses[earlier][:, :2], last)
        return np.asarray(last + step * (row - self.rows[-1]) / (self.rows[-1] - self.rows[earlier]))

    def size(self) -> float:
        return float(np.median([_size(pose) for pose in self.poses]))

    def motion(self) -> float:
        """How much the limbs move against the hips, in body sizes."""
        poses = np.array(self.poses)
        hips = poses[:, _HIPS, :2].mean(axis=1, keepdims=True)
        return float(np.mean(_spread((poses[:, _JOINTS, :2] - hips) / self.size())))

    def moves_like_an_athlete(self) -> float:
        """How much there is to measure: time seen, times size, times how much the limbs move against the hips."""
        return len(self.rows) * float(np.sqrt(self.size())) * (0.01 + self.motion())


@dataclass(frozen=True)
class Chosen:
    """The athlete among several people.

    xy_score : (T, 33, 3), NaN where they were not seen.  people : how many there were.
    beside : frames from and to while somebody else overlaps them.
    elsewhere : frames at which they were found again so far from where they were lost that it may be somebody else.
    """

    xy_score: Floats
    people: int
    beside: tuple[Rows, ...] = ()
    elsewhere: tuple[int, ...] = ()


def follow(
    people: Sequence[Sequence[Floats]], pick: tuple[float, float, int] | None = None, rate_hz: float = USUAL_HZ
) -> Chosen:
    """Who the athlete is, and where they were.

    people : for each frame, everybody in it as (33, 3) x, y, score.  pick : x, y and a frame: who is nearest to it
        there is the athlete; otherwise the one who moves most like one.
    rate_hz : frames per captured second.
    """
    chains = _chains(people, rate_hz)
    out = np.full((len(people), N_LANDMARKS, 3), np.nan)
    if not chains:
        return Chosen(out, 0)
    first = max(chains, key=_Chain.moves_like_an_athlete) if pick is None else _nearest(chains, pick)
    mine = [first]
    taken = set(first.rows)
    lively = _LIVELY * first.motion()
    for chain in sorted(chains, key=lambda c: -len(c.rows)):
        alike = _ALIKE[0] < chain.size() / first.size() < _ALIKE[1]
        if chain is first or taken & set(chain.rows) or not alike:
            continue
        if chain.motion() >= lively or _goes_on(chain, mine):
            mine.append(chain)
            taken |= set(chain.rows)
    for chain in mine:
        out[chain.rows] = np.array(chain.poses)
    out[_detours(out[..., :2], first.size(), rate_hz)] = np.nan
    others = [c for c in chains if c not in mine and len(c.rows) >= _COUNTED_SHARE * len(people)]
    return Chosen(out, 1 + len(others), _beside(out, people, first.size(), rate_hz), _elsewhere(mine))


def _detours(xy: Floats, size: float, rate_hz: float) -> NDArray[np.intp]:
    """The frames in which landmarks (T, 33, 2) lie beside the athlete's way, to which they then return: another one's.

    Who is hidden is not seen by the other program either, and somebody close by is the next best then.
    """
    across = _middle(xy)[:, 0]
    rows = np.flatnonzero(np.isfinite(across))
    at = across[rows] / size
    breaks = np.flatnonzero((np.diff(rows) > 1) | (np.abs(np.diff(at)) > _DETOUR / 2)) + 1
    gone: list[NDArray[np.intp]] = []
    few = max(_LEAST_FEW, _frames(_FEW_S, rate_hz))
    stop = 0
    for k, start in enumerate(breaks.tolist()):
        if start < stop or start < few:
            continue
        for end in breaks[k + 1 :].tolist():
            if rows[end - 1] - rows[start] > _DETOUR_SHARE * len(rows) or len(rows) - end < few:
                break
            way = np.interp(
                rows[start:end],
                [rows[start - 1], rows[end]],
                [np.median(at[start - few : start]), np.median(at[end : end + few])],
            )
            if np.abs(at[start:end] - way).min() > _DETOUR:
                gone.append(rows[start:end])
                stop = end
                break
    return np.concatenate(gone) if gone else np.empty(0, np.intp)


def _beside(chosen: Floats, people: Sequence[Sequence[Floats]], size: float, rate_hz: float) -> tuple[Rows, ...]:
    """From when to when somebody else of `people` was seen so near to the athlete (T, 33, 3) that they overlap."""
    own = _middle(chosen[..., :2])
    spans: list[Rows] = []
    farthest: list[float] = []
    for row in np.flatnonzero(np.isfinite(own[:, 0])).tolist():
        away = [float(np.hypot(*(_middle(pose[:, :2]) - own[row]))) / size for pose in people[row]]
        near = max((off for off in away if 0 < off < _OVERLAP), default=0.0)
        if near and spans and row - spans[-1][1] <= _frames(_HOLE_S, rate_hz):
            spans[-1], farthest[-1] = (spans[-1][0], row), max(farthest[-1], near)
        elif near:
            spans.append((row, row))
            farthest.append(near)
    return tuple(
        span
        for span, off in zip(spans, farthest, strict=True)
        if off >= _TWO_BODIES and span[1] - span[0] >= _frames(_LEAST_BESIDE_S, rate_hz)
    )


def _elsewhere(mine: Sequence[_Chain]) -> tuple[int, ...]:
    """The frames at which a chain begins that does not go on where the one before it led."""
    ordered = sorted(mine, key=lambda chain: chain.rows[0])
    return tuple(
        after.rows[0]
        for before, after in pairwise(ordered)
        if _way(before, after) > _ELSEWHERE * max(before.size(), after.size())
    )


def _way(before: _Chain, after: _Chain) -> float:
    """Pixels from where somebody was lost, or would be by then if they went on, to where a chain begins."""
    here, step = _middle(after.poses[0][:, :2]), np.zeros(2)
    ends = [_middle(pose[:, :2]) for pose in before.poses[-max(2, _frames(_STEPS_S, before.rate_hz)) :]]
    if len(ends) > 1:  # over some frames: one step is noise
        step = (ends[-1] - ends[0]) / (before.rows[-1] - before.rows[-len(ends)])
    went = step * (after.rows[0] - before.rows[-1])
    return float(min(np.hypot(*(here - ends[-1])), np.hypot(*(here - ends[-1] - went))))


def _middle(xy: Floats) -> Floats:
    """(..., 2) the middle of what is seen of hips and shoulders of landmarks (..., 33, 2); NaN where nothing is."""
    trunk = xy[..., _TRUNK, :]
    seen = np.isfinite(trunk).all(axis=-1, keepdims=True)
    count = seen.sum(axis=-2)
    total = np.where(seen, trunk, 0.0).sum(axis=-2)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan))


def _goes_on(chain: _Chain, mine: Sequence[_Chain]) -> bool:
    """Whether somebody stands where the athlete was lost or found."""
    away = [
        float(np.hypot(*(_hips(a.poses[i]) - _hips(b.poses[j]))))
        for own in mine
        for a, b, i, j in [(chain, own, -1, 0) if chain.rows[-1] < own.rows[0] else (own, chain, -1, 0)]
    ]
    return min(away) < _NEAR * chain.size()


def _hips(pose: Floats) -> Floats:
    """(2,) the middle of the hips that were seen."""
    hips = pose[_HIPS, :2]
    return np.asarray(hips[np.isfinite(hips).all(axis=1)].mean(axis=0))


def _chains(people: Sequence[Sequence[Floats]], rate_hz: float) -> list[_Chain]:
    longest_lost = _frames(_LONGEST_LOST_S, rate_hz)
    chains: list[_Chain] = []
    open_chains: list[_Chain] = []
    for row, frame in enumerate(people):
        open_chains = [c for c in open_chains if row - c.rows[-1] <= longest_lost]
        usable = [pose for pose in frame if np.isfinite(pose[_HIPS, 0]).any() and _size(pose) > 0]
        pairs = sorted(
            (away, i, j)
            for i, chain in enumerate(open_chains)
            for j, pose in enumerate(usable)
            if (away := _distance(chain, pose, row)) < _SAME * (1 + _STRAYS * (row - chain.rows[-1] - 1) / rate_hz)
        )
        left, free = set(range(len(open_chains))), set(range(len(usable)))
        for _, i, j in pairs:
            if i in left and j in free:
                open_chains[i].rows.append(row)
                open_chains[i].poses.append(usable[j])
                left.discard(i)
                free.discard(j)
        fresh = [_Chain(rate_hz, [row], [usable[j]]) for j in sorted(free)]
        open_chains += fresh
        chains += fresh
    return chains


def _frames(seconds: float, rate_hz: float) -> int:
    """How many frames so many seconds are, one at least."""
    return max(1, round(seconds * rate_hz))


def _size(pose: Floats) -> float:
    """The greater side of what is seen of somebody, pixels."""
    xy = pose[np.isfinite(pose[:, 0]), :2]
    return float((xy.max(axis=0) - xy.min(axis=0)).max()) if len(xy) else 0.0


def _distance(chain: _Chain, pose: Floats, row: int) -> float:
    """Body sizes between a pose and where the chain leads, on average over what was seen in both."""
    away = np.hypot(*(chain.ahead(row) - pose[:, :2]).T)
    away = away[np.isfinite(away)]
    if len(away) < _LEAST_SHARED:
        return np.inf
    return float(away.mean() / max(_size(pose), _size(chain.poses[-1])))


def _median_step(before: Floats, after: Floats) -> Floats:
    """(2,) how far the body went."""
    step = after - before
    step = step[np.isfinite(step).all(axis=1)]
    return np.median(step, axis=0) if len(step) else np.zeros(2)


def _spread(values: Floats) -> Floats:
    """Standard deviation over time (axis 0) of what was seen; 0 where nothing was."""
    seen = np.isfinite(values)
    count = np.maximum(seen.sum(axis=0), 1)
    clean = np.where(seen, values, 0.0)
    mean = clean.sum(axis=0) / count
    return np.asarray(np.sqrt((np.where(seen, values - mean, 0.0) ** 2).sum(axis=0) / count))


def _nearest(chains: Sequence[_Chain], pick: tuple[float, float, int]) -> _Chain:
    """Who is nearest to a point, in the frame asked for or the next one in which anybody was seen."""
    x, y, row = pick

    def away(chain: _Chain) -> tuple[int, float]:
        k = int(np.argmin(np.abs(np.array(chain.rows) - row)))
        xy = chain.poses[k][:, :2]
        xy = xy[np.isfinite(xy).all(axis=1)]
        outside = np.maximum(np.maximum(xy.min(axis=0) - [x, y], [x, y] - xy.max(axis=0)), 0)
        centre = np.hypot(*(xy.mean(axis=0) - [x, y]))
        return abs(chain.rows[k] - row), float(np.hypot(*outside) * 1000 + centre)

    return min(chains, key=away)
