"""The focal length of a camera that turned, from how its background moved (self-calibration from rotation)."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Matches = tuple[NDArray[np.floating], NDArray[np.floating]]  # (N, 2) pixels about the centre: before, after

_SHORTEST, _LONGEST, _STEPS = 0.35, 8.0, 90  # focal lengths tried, in longer sides of the picture
_MOST_PAIRS = 40  # of pictures, evenly chosen
_ALIKE = 6.0  # corners err alike (rolling shutter, the lens): their sum tells this much less than their number
_WORST_SD = 0.35  # of the focal length: told less surely it is not told


def focal_length(matches: list[Matches], size_px: tuple[int, ...]) -> tuple[float, float]:
    """Focal length and its sd in pixels; (NaN, NaN) where the camera turned too little to tell.

    A camera that only turns maps each picture on the next by K R K^-1.  For each focal length tried the best turn is
    found by the orthogonal Procrustes problem on the rays (Kabsch 1976) and the focal length with the least error in
    the pictures wins; the sd is read off the width of the error's valley.
    """
    nothing = (float("nan"), float("nan"))
    pairs = matches[:: max(1, len(matches) // _MOST_PAIRS)]
    if not pairs:
        return nothing
    tried = max(size_px) * np.geomspace(_SHORTEST, _LONGEST, _STEPS)
    errors = np.array([[_error(a, b, f) for f in tried] for a, b in pairs])  # (pairs, F) sums of squares
    points = np.array([len(a) for a, _ in pairs])
    rms = np.sqrt(errors.min(axis=1) / points)
    kept = rms < 3 * np.median(rms) + 0.1  # a camera that was carried or zoomed does not fit
    total, count = errors[kept].sum(axis=0), int(points[kept].sum())
    best = int(np.argmin(total))
    if best in (0, len(tried) - 1):
        return nothing
    unit = _ALIKE * max(total[best] / count, 0.03**2)  # what one sd raises the sum by
    within = np.flatnonzero(total < total[best] + 4 * unit)  # two sd to either side
    if within[0] == 0 or within[-1] == len(tried) - 1:
        return nothing
    x, y = np.log(tried[best - 1 : best + 2]), total[best - 1 : best + 2]
    bent = y[0] - 2 * y[1] + y[2]
    focal = float(np.exp(x[1] + (x[1] - x[0]) * 0.5 * (y[0] - y[2]) / bent)) if bent > 0 else float(tried[best])
    sd = float(max(tried[within[-1]] - tried[within[0]], tried[best + 1] - tried[best]) / 4)
    return (focal, sd) if sd < _WORST_SD * focal else nothing


def _error(a: NDArray[np.floating], b: NDArray[np.floating], focal: float) -> float:
    """Sum of squared distances in the picture after the best turn."""
    rays_a, rays_b = (_rays(p, focal) for p in (a, b))
    u, _, vt = np.linalg.svd(rays_b.T @ rays_a)
    turn = u @ np.diag([1.0, 1.0, np.sign(np.linalg.det(u @ vt))]) @ vt
    turned = rays_a @ turn.T
    off = focal * turned[:, :2] / turned[:, 2:] - b
    squares = (off**2).sum(axis=1)
    return float(np.minimum(squares, 4.0).sum())


def _rays(points: NDArray[np.floating], focal: float) -> Floats:
    rays = np.concatenate([points, np.full((len(points), 1), focal)], axis=1)
    return np.asarray(rays / np.linalg.norm(rays, axis=1, keepdims=True))
