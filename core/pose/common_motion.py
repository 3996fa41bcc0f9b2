"""What a picture's corners did in common from one picture to another: shifted, turned, scaled, seen from elsewhere.

A robust homography keeps what moves as one; a similarity is taken where it fits as well.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import opencv
from core.pose.backend import Floats

LEAST_CORNERS, _ENOUGH_CORNERS = 8, 16  # to be told a similarity from, a homography
_WITHIN_PX, _SMEARED_PX = 1.0, 3.0  # of the common motion, in sharp pictures and in smeared ones
_LEAST_SHARE, _LEAST_SMEARED_SHARE = 0.4, 0.55  # of the corners found again that must move as one
# Of corners that stay where they were: within how many pixels, how many of those that any motion fits, and how far
# they reach over of how far those do.
_STAYS_PX, _STAY_SHARE, _STAY_REACH = 0.5, 0.8, 0.9
_NOISE_PX = 0.03  # a corner is never known better


@dataclass(frozen=True)
class CommonMotion:
    """key -> current, 3x3 in small pixels about the picture's centre; sd_px of the centre's shift."""

    matrix: Floats
    inliers: NDArray[np.bool_]
    sd_px: float


def common_motion(a: NDArray[np.floating], b: NDArray[np.floating]) -> CommonMotion | None:
    """What most of the corners (N, 2) did from a to b; None where they do not move as one."""
    if len(a) < LEAST_CORNERS:
        return None
    found = _consensus(a, b)
    if found is None:
        return None
    matrix, inliers = found
    there, here = np.asarray(a[inliers], np.float64), np.asarray(b[inliers], np.float64)
    similar = similarity(there, here)
    off_similar = float(np.sqrt(np.mean((mapped(similar, there) - here) ** 2)))
    off = float(np.sqrt(np.mean((mapped(matrix, there) - here) ** 2)))
    plain = off_similar < 1.3 * off + 0.04
    middle = there.mean(axis=0)
    spread = float(((there - middle) ** 2).sum())
    noise = max(off_similar if plain else off, _NOISE_PX)
    sd = noise * float(np.sqrt(1 / len(there) + (middle**2).sum() / max(spread, 1e-9)))
    return CommonMotion(similar if plain else matrix, inliers, sd)


def unmoved(before: Floats, a: Floats, b: Floats, fit: CommonMotion) -> CommonMotion | None:
    """That corners (N, 2) went from a to b as a picture before did, where that fits nearly as well as their motion.

    Corners on somebody who passes slowly, or by their edge, follow a motion of their own that bends what fits all.
    """
    stays = np.hypot(*(mapped(before, a) - b).T) < _STAYS_PX
    if stays.sum() < max(LEAST_CORNERS, _STAY_SHARE * fit.inliers.sum()):
        return None
    reach = [float(np.ptp(b[which], axis=0).max()) for which in (stays, fit.inliers)]
    return CommonMotion(before, stays, fit.sd_px) if reach[0] >= _STAY_REACH * reach[1] else None


def _consensus(a: NDArray[np.floating], b: NDArray[np.floating]) -> tuple[Floats, NDArray[np.bool_]] | None:
    """A matrix 3x3 and the corners that follow it: a homography, or a similarity where a fast pan smears them."""
    cv2 = opencv.load()
    least = max(LEAST_CORNERS - 1, _LEAST_SHARE * len(a))
    least_smeared = max(LEAST_CORNERS, _LEAST_SMEARED_SHARE * len(a))
    if len(a) >= _ENOUGH_CORNERS:
        matrix, mask = cv2.findHomography(a, b, cv2.RANSAC, _WITHIN_PX, maxIters=300)
        if matrix is not None and mask.sum() >= least:
            return np.asarray(matrix, np.float64), mask.ravel() == 1
    for within, enough in ((_WITHIN_PX, least), (_SMEARED_PX, least_smeared)):
        affine, mask = cv2.estimateAffinePartial2D(a, b, method=cv2.RANSAC, ransacReprojThreshold=within)
        if affine is not None and mask.sum() >= enough:
            return np.concatenate([affine, [[0.0, 0.0, 1.0]]]), mask.ravel() == 1
    return None


def similarity(a: Floats, b: Floats) -> Floats:
    """Least squares shift, turn and scale from a to b (N, 2), as a 3x3 matrix."""
    ma, mb = a.mean(axis=0), b.mean(axis=0)
    za, zb = (a - ma) @ [1, 1j], (b - mb) @ [1, 1j]
    w = (np.conj(za) @ zb) / max(float(np.abs(za) @ np.abs(za)), 1e-9)
    turn = np.array([[w.real, -w.imag], [w.imag, w.real]])
    out = np.eye(3)
    out[:2, :2], out[:2, 2] = turn, mb - turn @ ma
    return out


def mapped(matrix: Floats, points: NDArray[np.floating]) -> Floats:
    """(N, 2) where a 3x3 matrix takes points (N, 2), perspective included."""
    three = np.concatenate([points, np.ones((len(points), 1))], axis=1) @ matrix.T
    return np.asarray(three[:, :2] / three[:, 2:])


def centre_shift(matrix: Floats) -> Floats:
    """(2,) where a 3x3 matrix takes the picture's centre, the origin."""
    return np.asarray(matrix[:2, 2] / matrix[2, 2])


def parts(matrix: Floats) -> Floats | None:
    """(4,) shift x and y in pixels, log scale and roll in radians of a 3x3 matrix at the picture's centre.

    None where it turns the picture inside out.
    """
    m = matrix / matrix[2, 2]
    shift = m[:2, 2]
    local = m[:2, :2] - np.outer(shift, m[2, :2])
    size = float(np.linalg.det(local))
    if not np.isfinite(size) or not 0.25 < size < 4:
        return None
    roll = np.arctan2(local[1, 0] - local[0, 1], local[0, 0] + local[1, 1])
    return np.array([*shift, np.log(size) / 2, roll])
