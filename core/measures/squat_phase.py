"""Do two joints move as one?  Continuous relative phase from the analytic signal (Lamb & Stoeckl 2014)."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SAMPLES = 60


def mean_relative_phase(a: Floats, b: Floats) -> Floats:
    """(D,) mean absolute phase of `a` against `b` in degrees; (D, N) each, one rep from start to end.

    Each curve is centred between its extremes; the rep is followed by its own mirror image, so that it closes on
    itself and the analytic signal has no edges to stumble over.  NaN anywhere in a row gives NaN for it.
    """
    from scipy.signal import hilbert

    if a.shape[-1] < 8:
        return np.full(len(a), np.nan)
    thin = max(1, a.shape[-1] // SAMPLES)  # a rep is slow: more samples would only cost time
    a, b = a[:, ::thin], b[:, ::thin]
    seen = np.asarray(np.isfinite(a).all(-1) & np.isfinite(b).all(-1))
    phase = []
    for curve in (a, b):
        safe = np.where(seen[:, None], curve, 0.0)
        centred = safe - (safe.max(-1, keepdims=True) + safe.min(-1, keepdims=True)) / 2
        closed = np.concatenate([centred, centred[:, ::-1]], axis=-1)
        phase.append(np.angle(hilbert(closed, axis=-1))[:, : a.shape[-1]])
    difference = np.angle(np.exp(1j * (phase[0] - phase[1])))
    return np.where(seen, np.degrees(np.abs(difference).mean(-1)), np.nan)
