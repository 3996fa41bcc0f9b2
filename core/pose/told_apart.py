"""Two who overlap, told apart by what they wear: while they do, neither place nor speed tells whose body was seen.

The network hands one of two over to the other, or sees a body that is half the one's and half the other's.  Where both
were seen at one moment on two bodies they differ by what they wear, whoever of them is followed as whom; and by that
difference each of all looks is told.  But whoever goes on behind an encounter as they came, and not at all as whom they
met, is nobody else by then, however light and shade colour what they wear: a runner past somebody who stands.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.pose.backend import Floats
from core.pose.clothes import COLOURS, UNKNOWN
from core.pose.course import Course, Span, after, before
from core.pose.people import Person, trunk
from core.stretches import runs

_NEAR, _TWO_BODIES = 0.5, 0.25  # body lengths between trunks: of two who overlap, and of looks at two bodies
_FEW = 5  # moments at which two bodies were seen
_DULL = 8.0  # of 255: no colour is surer than light and folds let it be
_MOST = 9.0  # of a single colour's share: something white in front of a trunk says no more
_APART = 4.0  # standard deviations between what the two wear, from which it tells
_AGREE = 0.82  # of the moments at which two bodies were seen: they are told apart then as well
_FITS = 3.5  # how many variances a colour is off the nearer of the two on the mean, of most looks: of a third one or
# of somebody who wears another thing from behind it is more
_TOGETHER = 6.0  # colours of one body go together: how many count as one
# Seconds about a moment in which somebody may be another one, and that tell whether they are; how many other looks tell
# what they wear else.  Variances that a colour is off then, on the mean: of 10863 looks at people alone, on 171 clips
# with their variants, 15 are off by as much (a squatter behind a bar, a runner who comes out of the shade).
_WHILE_S, _MOMENT_S, _MANY, _OTHERS = 0.5, 0.15, 8, 6.0
_MEETS = 1.0  # body lengths between two of whom one may be taken for the other
_RECENT_S = 0.5  # for how long it is known where somebody is who is not looked at
_WALKS = 1.0  # body lengths a second that they may have gone else
# Body lengths by which somebody's way fits how they came themselves better than how whom they met did
_GOES_ON = 0.5
_CHANGES, _SUREST = 4.0, 4.0  # what a change from one look to the next costs, and the most that a look says


def told_apart(people: Sequence[Person]) -> list[Person]:
    """The same people, each with the looks at who wears what they wear, where two overlapped and that tells."""
    out = list(people)
    for group in _groups(out):
        parts = _parted([out[k] for k in group])
        if parts:
            for k, part in itertools.zip_longest(group, parts):
                out[k] = part if part is not None else Person()
    return [p for p in out if len(p.poses) > 1]


def _groups(people: Sequence[Person]) -> list[list[int]]:
    """Those who overlapped, and were seen on two bodies, but on no three at one moment: who overlapped most first."""
    met = []
    for a, b in itertools.combinations(range(len(people)), 2):
        _, _, apart = _at_once(people[a], people[b])
        if (apart < _NEAR).any() and int((apart >= _TWO_BODIES).sum()) >= _FEW:
            met.append((int((apart < _NEAR).sum()), a, b))
    of = [[k] for k in range(len(people))]
    for _, a, b in sorted(met, key=lambda pair: -pair[0]):
        both = sorted({*of[a], *of[b]})
        if not any(_are_three([people[k] for k in three]) for three in itertools.combinations(both, 3)):
            for k in both:
                of[k] = both
    return [group for k, group in enumerate(of) if len(group) > 1 and group[0] == k]


def _are_three(people: Sequence[Person]) -> bool:
    """Whether three were seen on three bodies at one moment, more than now and then."""
    at_s: list[set[float]] = []
    for one, other in itertools.combinations(people, 2):
        rows, _, apart = _at_once(one, other)
        at_s.append(set(np.array(one.time_s)[rows[apart >= _TWO_BODIES]].tolist()))
    return len(set.intersection(*at_s)) >= _FEW


def _at_once(one: Person, other: Person) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """Which looks at two people were taken at the same moment, and how many body lengths their trunks were apart."""
    _, a, b = np.intersect1d(one.time_s, other.time_s, return_indices=True)
    if not len(a):
        return a, b, np.empty(0)
    way = trunk(np.array(one.poses)[a]) - trunk(np.array(other.poses)[b])
    return a, b, np.linalg.norm(way, axis=-1).mean(axis=-1) / max(one.longest_body, other.longest_body)


def _parted(group: Sequence[Person]) -> list[Person] | None:
    """The two who were followed as this group; None where clothes do not tell, or not all wear what the two do."""
    worn = [colours_of(person) for person in group]
    pairs = []
    for (i, one), (j, other) in itertools.combinations(enumerate(group), 2):
        a, b, apart = _at_once(one, other)
        pairs += [np.stack([worn[i][a], worn[j][b]])[:, apart >= _TWO_BODIES]]
    both = np.concatenate(pairs, axis=1)  # (2, N, 15) of two bodies at one moment
    wear = _Wear.of(both)
    if wear is None or not wear.fits(np.concatenate(worn)):
        return None
    told = [_settled(wear.tells(colours), _may_change(p, group)) for p, colours in zip(group, worn, strict=True)]
    parts = []
    for sign in (1, -1):
        looks: dict[float, tuple[float, Person, int]] = {}
        for person, tells, side in ((p, wear.tells(w), s) for p, w, s in zip(group, worn, told, strict=True)):
            for k, time_s in enumerate(person.time_s):
                if side[k] == sign and sign * tells[k] > looks.get(time_s, (-np.inf,))[0]:
                    looks[time_s] = (sign * tells[k], person, k)
        part = Person(parted_from=tuple(group))
        for time_s in sorted(looks):
            _, person, k = looks[time_s]
            part.add(time_s, person.poses[k], look=person.looks[k])
        parts.append(part)
    return parts


def colours_of(person: Person) -> Floats:
    """(N, 15) the colours of what was seen of somebody, NaN where nothing was."""
    colours = [UNKNOWN if look is None or look.seen.colours is None else look.seen.colours for look in person.looks]
    return np.array(colours).reshape(-1, COLOURS)


@dataclass(frozen=True)
class _Wear:
    """What two people wear.  one, other : (15,) colours.  spread : (15,) one standard deviation of a look's."""

    one: Floats
    other: Floats
    spread: Floats

    @classmethod
    def of(cls, both: Floats) -> "_Wear | None":
        """From looks (2, N, 15) at two bodies at one moment each, whoever is first; None where they do not tell."""
        both = both[:, np.isfinite(both).all(axis=(0, 2))]
        if both.shape[1] < _FEW:
            return None
        way = both[0] - both[1]
        _, _, axes = np.linalg.svd(way / _DULL, full_matrices=False)
        first = way @ axes[0] > 0
        for _ in range(5):
            ones, others = (np.where(f[:, None], both[0], both[1]) for f in (first, ~first))
            mean = np.median(ones, axis=0), np.median(others, axis=0)
            off = np.concatenate([ones - mean[0], others - mean[1]])
            spread = np.maximum(1.48 * np.median(np.abs(off), axis=0), _DULL)
            wear = cls(*mean, spread)
            now = wear.tells(both[0]) > wear.tells(both[1])
            if (now == first).all():
                break
            first = now
        agree = float(np.mean(wear.tells(both[0]) * wear.tells(both[1]) < 0))
        return wear if wear.apart() >= _APART and agree >= _AGREE else None

    def apart(self) -> float:
        return float(np.linalg.norm((self.one - self.other) / self.spread))

    def fits(self, colours: Floats) -> bool:
        """Whether most looks (N, 15) are at one who wears the one or the other."""
        known = colours[np.isfinite(colours).any(axis=1)]
        off = np.minimum(*(np.nanmean(off, axis=1) for off in self._off(known)))
        return bool(np.median(off) <= _FITS)

    def tells(self, colours: Floats) -> Floats:
        """(N,) how much surer colours (N, 15) are the one's than the other's."""
        one, other = self._off(colours)
        return np.asarray(np.nansum(other - one, axis=1) / _TOGETHER)

    def _off(self, colours: Floats) -> list[Floats]:
        """(N, 15) how far colours are off the one's and the other's, in variances."""
        return [np.minimum(((colours - mean) / self.spread) ** 2, _MOST) for mean in (self.one, self.other)]


def is_another(person: Person, time_s: float) -> bool:
    """Whether who is followed wears quite another thing about a moment than before and after: somebody else, seen then.

    That tells of somebody who passed and was taken for the one who is followed, if nobody has found them themselves.
    """
    worn, away_s = colours_of(person), np.abs(np.array(person.time_s) - time_s)
    known = np.isfinite(worn).all(axis=1)
    rest, here = worn[known & (away_s > _WHILE_S)], worn[known & (away_s <= _MOMENT_S)]
    if len(rest) < _MANY or not len(here):
        return False
    mean = np.median(rest, axis=0)
    spread = np.maximum(1.48 * np.median(np.abs(rest - mean), axis=0), _DULL)
    off = np.minimum(((here - mean) / spread) ** 2, _MOST).mean(axis=1)
    return bool(np.median(off) >= _OTHERS)


def wear_another(one: Person, other: Person) -> bool:
    """Whether two who were never seen at once wear quite different things; False where too little is known."""
    both = [worn[np.isfinite(worn).all(axis=1)] for worn in (colours_of(one), colours_of(other))]
    if min(len(worn) for worn in both) < _FEW:
        return False
    means = [np.median(worn, axis=0) for worn in both]
    off = np.concatenate([worn - mean for worn, mean in zip(both, means, strict=True)])
    spread = np.maximum(1.48 * np.median(np.abs(off), axis=0), _DULL)
    return _Wear(means[0], means[1], spread).apart() >= _APART


def _may_change(person: Person, group: Sequence[Person]) -> NDArray[np.bool_]:
    """(N,) at which looks somebody may have become another one.

    Not while all others are farther away than they can have gone, and not where they went on as they came.
    """
    others = [other for other in group if other is not person]
    near = np.array([_may_be_near(person, other) for other in others])
    may = np.asarray(near.any(axis=0))
    for first, stop in runs(may):
        met = [other for other, so_near in zip(others, near, strict=True) if so_near[first:stop].any()]
        if _went_on(person, met, (person.time_s[first], person.time_s[stop - 1])):
            may[first:stop] = False
    return may


def _may_be_near(person: Person, other: Person) -> NDArray[np.bool_]:
    """(N,) at which looks at somebody the other one may be as near as to be taken for them."""
    time_s, seen_s = np.array(person.time_s), np.array(other.time_s)
    later = np.searchsorted(seen_s, time_s).clip(1, len(seen_s) - 1)
    then = np.where(time_s - seen_s[later - 1] <= seen_s[later] - time_s, later - 1, later)
    way = trunk(np.array(person.poses)) - trunk(np.array(other.poses)[then])
    ago_s = np.abs(seen_s[then] - time_s)
    reach = _WALKS * np.where(ago_s <= _RECENT_S, 0.0, ago_s)
    away = np.linalg.norm(way, axis=-1).mean(axis=-1) / person.longest_body
    return np.asarray(away - reach < _MEETS)


def _went_on(person: Person, met: Sequence[Person], span: Span) -> bool:
    """Whether somebody came out of an encounter as they went into it, and as none of whom they met did.

    Of whom nobody had seen until then it is asked whether they went on as somebody came, which they did if exchanged.
    """
    came, went = Course.of(person, before(span), at_end=True), Course.of(person, after(span), at_end=False)
    if came is None or went is None:
        return False
    others = np.inf
    for other in met:
        came_so, went_so = Course.of(other, before(span), at_end=True), Course.of(other, after(span), at_end=False)
        if came_so is not None:
            cost = came_so.cost(went, person.longest_body)
        elif went_so is not None:
            cost = came.cost(went_so, person.longest_body)
        else:
            return False
        others = min(others, cost)
    return came.cost(went, person.longest_body) + _GOES_ON < others


def _settled(tells: Floats, may_change: NDArray[np.bool_]) -> NDArray[np.int_]:
    """(N,) 1 or -1: whose looks in a row were, where a change costs."""
    cost = np.zeros(2)
    came = np.zeros((len(tells), 2), np.int_)
    for k, value in enumerate(np.clip(tells, -_SUREST, _SUREST).tolist()):
        change = cost[::-1] + (_CHANGES if may_change[k] else np.inf)
        came[k] = np.where(change < cost, [1, 0], [0, 1])
        cost = np.minimum(cost, change) + np.array([-value, value])
    out = np.empty(len(tells), np.int_)
    now = int(cost.argmin())
    for k in reversed(range(len(tells))):
        out[k] = 1 - 2 * now
        now = int(came[k, now])
    return out
