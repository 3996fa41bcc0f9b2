"""Landmarks put by hand, laid over the landmarks that were found.

A correction says where a landmark really is in one frame.  What it differs by from what was found spreads: between two
corrected frames it changes linearly from the one to the other, beyond them it fades.  It is laid over the repaired
landmarks before smoothing and once more after it, so that the point stays exactly where the hand has put it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.edits.edits import Edits
from core.edits.landmarks import SideSwap
from core.pose.skeleton import ARM, INDEX, LEG, N_LANDMARKS, mirror_order
from core.pose.track import PoseTrack

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FADE_S = 0.15  # a correction is felt this long before the first and after the last corrected frame
JOINED_S = 1.0  # corrected frames further apart than this are two mistakes, not one
_LIMBS: Mapping[str, frozenset[str]] = {"legs": frozenset(LEG) - {"hip"}, "arms": frozenset(ARM) - {"shoulder"}}


@dataclass(frozen=True)
class LandmarksByHand:
    """The landmark edits of one clip on the rows of a track that begins with the clip's frame `first_frame`."""

    edits: Edits
    first_frame: int = 0

    def __bool__(self) -> bool:
        return self.edits.changes_landmarks

    @property
    def without_corrections(self) -> "LandmarksByHand":
        """The same with every landmark where it was found: exchanged and hidden ones stay so."""
        return replace(self, edits=replace(self.edits, corrections=())) if self.edits.corrections else self

    def placed(self, track: PoseTrack) -> PoseTrack:
        """Sides exchanged, hidden landmarks NaN, corrections laid over; the input is not changed."""
        if not self:
            return track
        xy, world, visibility, noise = self._exchanged(track)
        for h in self.edits.hidden:
            rows, k = self._rows(h.first_frame, h.last_frame, len(track)), INDEX[h.landmark]
            for values in (xy, world, visibility):
                values[rows, k] = np.nan
        self._put(track.time_s, xy, world, visibility)
        return replace(track, xy_px=xy, world_m=world, visibility=visibility, noise_px=noise)

    def pinned(self, track: PoseTrack) -> PoseTrack:
        """Corrections alone: every corrected landmark exactly where it was put."""
        if not self.edits.corrections:
            return track
        xy, world, visibility = track.xy_px.copy(), track.world_m.copy(), track.visibility.copy()
        self._put(track.time_s, xy, world, visibility)
        return replace(track, xy_px=xy, world_m=world, visibility=visibility)

    def _put(self, time_s: Floats, xy: Floats, world: Floats, visibility: Floats) -> None:
        for k, (rows, places) in self._corrections(len(time_s)).items():
            xy[:, k], made = _spread(time_s, xy[:, k], rows, places)
            visibility[rows, k] = 1.0
            visibility[made, k] = 1.0
            world[:, k] = _bridged(world[:, k], made)

    def corrected(self, n: int) -> list[int]:
        """The landmarks corrected somewhere on a track of n rows, in order."""
        return sorted(self._corrections(n))

    def touched(self, track: PoseTrack) -> Flags:
        """(T,) True where anything differs from what was found."""
        out = np.zeros(len(track), bool)
        for h in self.edits.hidden:
            out[self._rows(h.first_frame, h.last_frame, len(track))] = True
        for s in self.edits.swaps:
            out[self._rows(s.first_frame, s.last_frame, len(track))] = True
        for rows, _ in self._corrections(len(track)).values():
            at = track.time_s[rows]
            for a, b in zip(at, [*at[1:], np.inf], strict=True):
                until = b if b - a <= JOINED_S else a + FADE_S
                out |= (track.time_s >= a - FADE_S) & (track.time_s <= until)
        return out

    def landmarks(self) -> frozenset[int]:
        """Which landmarks differ somewhere from what was found."""
        out = {INDEX[c.landmark] for c in self.edits.corrections} | {INDEX[h.landmark] for h in self.edits.hidden}
        for swap in self.edits.swaps:
            out |= set(np.flatnonzero(_order(swap) != np.arange(N_LANDMARKS)).tolist())
        return frozenset(out)

    def counts(self) -> dict[str, int]:
        """How much was put by hand: of this clip, whether or not it lies in the analysed part."""
        exchanged: set[int] = set()
        for s in self.edits.swaps:
            exchanged ^= set(range(s.first_frame, s.last_frame + 1)) if s.limbs == "all" else set()
            exchanged |= set(range(s.first_frame, s.last_frame + 1)) if s.limbs != "all" else set()
        return {
            "corrected_landmarks": len(self.edits.corrections),
            "corrected_frames": len({c.frame for c in self.edits.corrections}),
            "hidden_landmarks": len(self.edits.hidden),
            "exchanged_frames": len(exchanged),
        }

    def _rows(self, first: int, last: int, n: int) -> slice:
        return slice(min(max(first - self.first_frame, 0), n), min(max(last + 1 - self.first_frame, 0), n))

    def _exchanged(self, track: PoseTrack) -> tuple[Floats, ...]:
        found = track.xy_px, track.world_m, track.visibility, track.noise_px
        if not self.edits.swaps:  # the noise is not written to
            return *(values.copy() for values in found[:3]), track.noise_px
        order = np.tile(np.arange(N_LANDMARKS), (len(track), 1))
        for swap in self.edits.swaps:
            rows = self._rows(swap.first_frame, swap.last_frame, len(track))
            order[rows] = order[rows][:, _order(swap)]
        at = np.arange(len(track))[:, None]
        return tuple(values[at, order] for values in found)

    def _corrections(self, n: int) -> dict[int, tuple[NDArray[np.intp], Floats]]:
        """Landmark -> (rows in order, (N, 2) places), of those inside the track."""
        found: dict[int, list[tuple[int, float, float]]] = {}
        for c in self.edits.corrections:
            row = c.frame - self.first_frame
            if 0 <= row < n:
                found.setdefault(INDEX[c.landmark], []).append((row, c.x_px, c.y_px))
        out = {}
        for k, items in found.items():
            table = np.array(sorted(items))
            out[k] = (table[:, 0].astype(np.intp), table[:, 1:])
        return out


def _order(swap: SideSwap) -> NDArray[np.intp]:
    """(33,) landmark order with the swap's limbs exchanged."""
    order, mirrored = np.arange(N_LANDMARKS), np.array(mirror_order())
    if swap.limbs == "all":
        return mirrored
    for name, k in INDEX.items():
        if name.split("_", 1)[-1] in _LIMBS[swap.limbs]:
            order[k] = mirrored[k]
    return order


def _spread(time_s: Floats, found: Floats, rows: NDArray[np.intp], places: Floats) -> tuple[Floats, Flags]:
    """(T, 2) pixels with what was put by hand, and (T,) True where nothing had been found and now something is."""
    at = time_s[rows]
    out, made = found.copy(), np.zeros(len(found), bool)
    lost = np.asarray(~np.isfinite(found).all(axis=1))
    near = np.concatenate([np.diff(at) <= JOINED_S, [False]])
    for i, row in enumerate(rows):  # where nothing was found the way leads straight from place to place
        stop = rows[i + 1] if near[i] else row
        span = np.arange(row, stop + 1)
        span = span[lost[span]]
        if len(span):
            ends = [i, i + 1] if near[i] else [i, i]
            for axis in (0, 1):
                out[span, axis] = np.interp(time_s[span], at[ends], places[ends, axis])
            made[span] = True
    times: list[float] = []
    offsets: list[Floats] = []
    off, none = places - out[rows], np.zeros(2)
    for i, t in enumerate(at):
        if i == 0 or not near[i - 1]:
            times.append(max(t - FADE_S, times[-1] + 1e-6 if times else -np.inf))
            offsets.append(none)
        times.append(t)
        offsets.append(off[i])
        if not near[i]:
            times.append(t + FADE_S)
            offsets.append(none)
    table = np.array(offsets)
    for axis in (0, 1):
        moved = np.interp(time_s, times, table[:, axis], left=0.0, right=0.0)
        out[:, axis] = np.where(made, out[:, axis], out[:, axis] + moved)
    out[rows] = places
    return out, made


def _bridged(world: Floats, made: Flags) -> Floats:
    """(T, 3) metres, interpolated where a landmark now is and was not: its depth is that of its neighbours."""
    seen = np.isfinite(world).all(axis=1)
    if not made.any() or not seen.any():
        return world
    wanted, rows = made & ~seen, np.arange(len(world))
    for axis in range(3):
        world[wanted, axis] = np.interp(rows[wanted], rows[seen], world[seen, axis])
    return world
