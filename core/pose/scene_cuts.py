"""Where a clip is cut from one scene to another: pictures unlike all that came just before, from one to the next."""

import numpy as np
from numpy.typing import NDArray

from core import opencv

Grey = NDArray[np.uint8]
Floats = NDArray[np.float64]

_THUMBNAIL = (24, 16)
_LEAST_CONTRAST = 3.0  # standard deviation of grey values; below it a picture is black or empty and tells nothing
# change = 1 - correlation of two thumbnails, which lamps and exposure hardly touch
_LEAST_CHANGE = 0.1  # where the background was followed on either side of the change and not across it
_LEAST_CHANGE_UNFOLLOWED = 0.3  # where it never could be followed
_ABRUPT = 4.0  # times the change between the pictures around it: in a fast pan they all change
_STEPS_AROUND = 2
# corners found again with a shift, a turn and a scale in common, however far they went: a jump within one scene
_CORNERS, _SAME_PLACE_PX = 400, 3.0
_LEAST_SAME, _LEAST_SAME_SHARE, _LEAST_REACH = 12, 0.2, 0.3  # how many, of all pairs, of the picture's longer side
_BACK_S = 1.0  # who passes before the lens is gone by then, and the scene is back
_LEAST_SCENE_S = 0.5  # shorter ones at the clip's ends are a hand at the phone
_BACK_SHARE = 0.6  # of the change, that is left when it is


class SceneCuts:
    """Feed it the pictures in order; `rows` tells those that begin another scene.

    looks_hz : pictures per second that it is fed.
    """

    def __init__(self, looks_hz: float) -> None:
        self._back = max(2, round(_BACK_S * looks_hz))
        self._least = max(1, round(_LEAST_SCENE_S * looks_hz))
        self._rows: list[int] = []
        self._at: list[int] = []  # which picture, counting those that were left out
        self._thumbnails: list[Grey] = []
        self._followed: list[bool] = []
        self._apart: list[bool] = []  # nothing of the picture before is to be seen
        self._last: Grey | None = None

    def add(self, row: int, grey: Grey, followed: bool, steps: int = 1) -> None:
        """The next picture, and whether the background could be followed from the one before.

        steps : pictures it stands for: more than one where some that looked like it were left out.
        """
        cv2 = opencv.load()
        small = np.asarray(cv2.resize(grey, _THUMBNAIL, interpolation=cv2.INTER_AREA), np.uint8)
        apart = False
        if not followed and self._last is not None:
            apart = _change(self._thumbnails[-1], small) >= _LEAST_CHANGE and not _overlap(self._last, grey)
        self._rows.append(row)
        self._at.append(self._at[-1] + steps if self._at else 0)
        self._thumbnails.append(small)
        self._followed.append(followed)
        self._apart.append(apart)
        self._last = grey

    def rows(self) -> list[int]:
        """The rows that begin another scene."""
        at = np.array(self._at)
        inner = np.flatnonzero((at >= self._least) & (at <= at[-1] + 1 - self._least)).tolist() if len(at) else []
        return [self._rows[k] for k in inner if self._apart[k] and self._is_cut(k)]

    def _is_cut(self, k: int) -> bool:
        first, stop = np.searchsorted(self._at, [self._at[k] - self._back, self._at[k] + self._back]).tolist()
        around = [i for i in range(k - _STEPS_AROUND, k + _STEPS_AROUND + 1) if i != k and 1 <= i < len(self._at)]
        # only what lies around a change is made numbers of: those of a long clip would fill the memory
        start = min([first, k - 1, *(i - 1 for i in around)])
        unit, clear = _unit(self._thumbnails[start : max([stop, k + 1, *(i + 1 for i in around)])])
        change = np.append(1.0, 1 - np.einsum("ij,ij->i", unit[:-1], unit[1:]))
        here = k - start
        if not (clear[here] and clear[here - 1]):
            return False
        followed = any(self._followed[i] for i in around if i < k) and any(self._followed[i] for i in around if i > k)
        if change[here] < (_LEAST_CHANGE if followed else _LEAST_CHANGE_UNFOLLOWED):
            return False
        if around and change[here] < _ABRUPT * max(change[i - start] for i in around):
            return False
        before, after = slice(first - start, here), slice(here, stop - start)
        alike = (unit[before] @ unit[after].T)[clear[before]][:, clear[after]]
        return bool(1 - alike.max() > _BACK_SHARE * change[here])


def _unit(thumbnails: list[Grey]) -> tuple[Floats, NDArray[np.bool_]]:
    """(N, M) pictures about their mean, of length one, and (N,) whether there is anything to be seen."""
    plain = np.array(thumbnails, np.float64).reshape(len(thumbnails), -1)
    plain -= plain.mean(axis=1, keepdims=True)
    length = np.linalg.norm(plain, axis=1)
    return plain / np.maximum(length, 1e-9)[:, None], length / np.sqrt(plain.shape[1]) >= _LEAST_CONTRAST


def _change(before: Grey, after: Grey) -> float:
    """1 - the correlation of two pictures; 0 where one of them is empty."""
    a, b = (p.astype(np.float64).ravel() - p.mean() for p in (before, after))
    length = float(np.linalg.norm(a) * np.linalg.norm(b))
    return 1 - float(a @ b) / length if length > 0 else 0.0


def _overlap(before: Grey, after: Grey) -> bool:
    """Whether two pictures show the same place, be it far shifted (ORB corners, Rublee et al. 2011)."""
    cv2 = opencv.load()
    orb = cv2.ORB_create(_CORNERS, fastThreshold=10)
    (corners_a, a), (corners_b, b) = (orb.detectAndCompute(p, None) for p in (before, after))
    if a is None or b is None:
        return False
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(a, b)
    if len(pairs) < _LEAST_SAME:
        return False
    there = np.array([corners_a[m.queryIdx].pt for m in pairs], np.float32)
    here = np.array([corners_b[m.trainIdx].pt for m in pairs], np.float32)
    cv2.setRNGSeed(0)
    found, mask = cv2.estimateAffinePartial2D(there, here, method=cv2.RANSAC, ransacReprojThreshold=_SAME_PLACE_PX)
    same = mask.ravel() == 1 if found is not None else np.zeros(len(pairs), np.bool_)
    if same.sum() < max(_LEAST_SAME, _LEAST_SAME_SHARE * len(pairs)):
        return False
    return bool(np.ptp(there[same], axis=0).max() >= _LEAST_REACH * max(before.shape))
