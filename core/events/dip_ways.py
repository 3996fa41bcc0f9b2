"""From the bottom of every dip of a curve out to rest on both sides, all dips at once.

A clip of ten minutes holds two hundred squats and three curves that are asked for each: one after the other, six
hundred times on both sides, these walks took longer than everything that is read off them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.events.dip_moments import Way

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

NEARLY_UP = 0.85  # of the way up
_BEYOND = 1.08  # of what is enough: who stops on the way up goes on by no more than landmarks tremble
# where it is passed at speed, the side may go on as far (a first rep from standing, in a set without lock-out): as
# rest is looked for from 0.75 of a way on, and less than what makes a rep one that did not come back (0.15)
_PASSED, _PASSED_TALL = 4 / 3, 0.12
_QUIET_S = 0.15  # rest: for this long ...
_QUIET_OF_WAY = 0.4  # ... and for this share of the time that the middle half of the way takes ...
_QUIET_SHARE = 0.03  # ... slower than this share of the way's own fastest ...
_GOES_ON = 0.05  # ... and in a slow way hardly higher in the next moment, of what the fastest makes of one
_TURNED = 0.06  # the curve turns back by this share of the drop: that was the top
_MOST_SAMPLES = 60_000  # looked at together: a long rest between two reps must not make all ways as long


def find_ways(time_s: Floats, curve: Floats, bottoms: Sequence[int]) -> list[tuple[Way, Way]]:
    """From each of the bottoms of (T,) `curve` before and after, at most to the next bottom, until it rests or turns.

    Where one side goes on well beyond what both sides reach (who walks towards the camera afterwards grows on and on),
    rest is where it slows down there.
    """
    at = np.array(bottoms, np.intp)
    before = at - np.concatenate([[0], at[:-1]]) + 1
    after = np.concatenate([at[1:], [len(curve) - 1]]) - at + 1
    clock = _Clock.of(time_s, curve)
    sides = (_Ways(clock, at, before, -1), _Ways(clock, at, after, +1))
    # a way that is cut while it still rises tells nothing of how high it would come
    enough = np.fmin(*(side.reaches() for side in sides))
    first, second = (side.walk(np.where(np.isfinite(enough), enough, np.inf)) for side in sides)
    return list(zip(first, second, strict=True))


@dataclass(frozen=True)
class _Clock:
    """A curve with its rate (per second) at every sample."""

    time_s: Floats
    curve: Floats
    between: Floats  # (T - 1,) rate from each sample to the next
    rate: Floats

    @classmethod
    def of(cls, time_s: Floats, curve: Floats) -> "_Clock":
        between = np.diff(curve) / np.diff(time_s)
        return cls(time_s, curve, between, np.gradient(curve, time_s))


@dataclass(frozen=True)
class _Ways:
    """Ways out from K bottoms to one side: `counts` (K,) samples each, the bottom's with it, in steps of +-1."""

    clock: _Clock
    bottoms: Places
    counts: Places
    step: int

    def reaches(self) -> Floats:
        """(K,) how far each rises; NaN where it is cut while it still rises."""
        out = np.empty(len(self.bottoms))
        for which in self._groups():
            out[which] = _Group(self, which).reach()
        return out

    def walk(self, enough: Floats) -> list[Way]:
        """Out until the curve rests or turns back.  enough : (K,) the rise that both sides reach."""
        out: list[Way | None] = [None] * len(self.bottoms)
        for which in self._groups():
            for k, way in zip(which.tolist(), _Group(self, which).walk(enough[which]), strict=True):
                out[k] = way
        return [way for way in out if way is not None]

    def _groups(self) -> Iterator[Places]:
        """Ways of about one length."""
        order = np.argsort(self.counts, kind="stable")
        first = 0
        for stop in range(1, len(order) + 1):
            if stop == len(order) or (stop + 1 - first) * self.counts[order[stop]] > _MOST_SAMPLES:
                yield order[first:stop]
                first = stop


class _Group:
    """Some of the ways, (K, W) each from its bottom outwards; `there` tells which samples are its own."""

    def __init__(self, ways: _Ways, which: Places) -> None:
        self.clock, self.step = ways.clock, ways.step
        self.bottoms, self.counts = ways.bottoms[which], ways.counts[which]
        self.out = np.arange(int(self.counts.max()))
        self.there = self.out < self.counts[:, None]
        self.at = np.where(self.there, self.bottoms[:, None] + self.step * self.out, self.bottoms[:, None])
        self.rise = np.where(self.there, self.clock.curve[self.at] - self.clock.curve[self.bottoms][:, None], -np.inf)

    def reach(self) -> Floats:
        ends = self.bottoms + self.step * (self.counts - 1)
        highest = self.rise.max(axis=1)
        inside = self.there & (np.abs(self.clock.time_s[self.at] - self.clock.time_s[ends][:, None]) >= _QUIET_S)
        inner = np.where(inside, self.rise, -np.inf).max(axis=1)
        return np.where(inside.any(axis=1) & (inner >= 0.95 * highest), highest, np.nan)

    def walk(self, enough: Floats) -> list[Way]:
        rows, rise, there, last = np.arange(len(self.bottoms)), self.rise, self.there, self.counts - 1
        enough = enough[:, None]
        most = np.maximum.accumulate(rise, axis=1)
        highest = most[:, -1]
        back = there & (most > NEARLY_UP * highest[:, None]) & (most - np.where(there, rise, 0.0) > _TURNED * most)
        turned = back.any(axis=1)
        end = np.where(turned, back.argmax(axis=1), last)
        top = np.where(self.out <= end[:, None], rise, -np.inf).argmax(axis=1)
        speed = self._speed()
        fastest = np.maximum.accumulate(speed, axis=1)
        moment_s = self._moments_s(most, np.fmin(highest, enough[:, 0]))[:, None]
        later = self._later(moment_s)
        here, then = rise, np.take_along_axis(rise, later, axis=1)
        time_s = self.clock.time_s
        lasts = np.abs(time_s[np.take_along_axis(self.at, later, axis=1)] - time_s[self.at])
        ahead = np.where(self.there, then - np.where(self.there, here, 0.0), 0.0)
        gain = np.where(self.there, np.abs(ahead), np.inf) / np.maximum(lasts, 1e-9)
        # who comes up slowly is hardly faster than landmarks tremble from frame to frame
        paced = np.minimum(np.maximum.accumulate(ahead / np.maximum(lasts, 0.8 * moment_s), axis=1), fastest)
        # rest: the curve gains next to nothing over the next moment; not while it is still in the lower part of the way
        quiet = (gain < _QUIET_SHARE * paced) & (rise > 0.75 * most[rows, top][:, None]) & (lasts > 0.8 * moment_s)
        quiet &= (moment_s <= _QUIET_S) | (self._goes_on_by(later) < _GOES_ON * paced * moment_s)
        quiet &= self.out <= top[:, None]
        rests = quiet.any(axis=1)
        rest = np.where(rests, quiet.argmax(axis=1), top)
        slow = (gain < 0.15 * fastest) & (rise > NEARLY_UP * enough) & (rise < _BEYOND * enough)
        slows = slow.any(axis=1)
        # who comes by there at speed does not stand there
        tall = self.clock.curve[self.at[rows, rest]]
        passed = np.fmin(_PASSED * enough[:, 0], enough[:, 0] + _PASSED_TALL * tall)
        beyond = rise[rows, rest] > np.where(slows, _BEYOND * enough[:, 0], np.maximum(passed, _BEYOND * enough[:, 0]))
        far = np.where(slows, slow.argmax(axis=1), (rise >= enough).argmax(axis=1))
        calm = top < last
        calm |= turned | (speed[rows, last] < 0.1 * fastest[rows, last])
        nowhere = (highest <= 0) | (self.counts < 3)
        k = np.where(nowhere, last, np.where(beyond, far, rest))
        soon = later[rows, k]
        single = self.clock.curve[self.at[rows, k]]
        moment = self._mean(k, soon)
        # the curve may still gain a little while it settles: the next moment's level, where it rests that long
        settled = np.maximum(moment, self._mean(soon, later[rows, soon]))
        level = np.where(beyond, np.where(slows, moment, single), np.where(rests, settled, single))
        level = np.where(nowhere, single, level)
        whole = ~nowhere & (beyond | rests | calm)
        return [Way(*told) for told in zip(k.tolist(), level.tolist(), whole.tolist(), strict=True)]

    def _speed(self) -> Floats:
        """Rate outwards; one-sided at the bottom and at the way's last sample."""
        speed = np.where(self.there, self.step * self.clock.rate[self.at], -np.inf)
        rows, last = np.arange(len(self.bottoms)), self.counts - 1
        piece = 0 if self.step > 0 else -1
        long = self.counts > 1
        ends = self.bottoms + self.step * last
        speed[long, 0] = self.step * self.clock.between[self.bottoms[long] + piece]
        speed[rows[long], last[long]] = self.step * self.clock.between[ends[long] - 1 - piece]
        return speed

    def _moments_s(self, most: Floats, up: Floats) -> Floats:
        """(K,) how long rest lasts on each way: who comes up slowly hardly moves for a while on the way as well."""
        first, last = ((most > share * up[:, None]).argmax(axis=1) for share in (0.25, 0.75))
        rows, time_s = np.arange(len(self.bottoms)), self.clock.time_s
        half = np.abs(time_s[self.at[rows, last]] - time_s[self.at[rows, first]])
        return np.asarray(np.maximum(_QUIET_S, _QUIET_OF_WAY * half))

    def _later(self, moment_s: Floats) -> Places:
        """The sample a moment further out, at most the last one."""
        time_s = self.clock.time_s
        then = time_s[self.at] + self.step * (moment_s - 1e-9)
        moment = np.searchsorted(time_s, then) if self.step > 0 else np.searchsorted(time_s, then, side="right") - 1
        return np.asarray(np.minimum(self.step * (moment - self.bottoms[:, None]), self.counts[:, None] - 1))

    def _goes_on_by(self, later: Places) -> Floats:
        """By how much the moment after that after each sample is higher than that one, each on its mean."""
        sums = np.cumsum(np.where(self.there, self.rise, 0.0), axis=1)
        after = np.take_along_axis(later, later, axis=1)
        then, end = (np.take_along_axis(sums, at, axis=1) for at in (later, after))
        return np.asarray((end - then) / np.maximum(after - later, 1) - (then - sums) / np.maximum(later - self.out, 1))

    def _mean(self, first: Places, last: Places) -> Floats:
        """(K,) mean of the curve from one sample of each way to another, both with it."""
        a, b = self.bottoms + self.step * first, self.bottoms + self.step * last
        low, high = np.minimum(a, b), np.maximum(a, b)
        sums = np.add.reduceat(np.append(self.clock.curve, 0.0), np.stack([low, high + 1], axis=1).ravel())[::2]
        return np.asarray(sums / (high - low + 1))
