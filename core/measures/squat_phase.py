"""Do two joints move as one?  Continuous relative phase from the analytic signal (Lamb & Stoeckl 2014)."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SAMPLES = 60


def mean_relative_phase(a: Floats, b: Floats) -> Floats:
    """(D,) mean absolute phase of `a` against `b` in degrees; (D, N) each, one rep from start to end.

    Each curve is centred between its extremes; the rep is followed by its own mirror image, so that it closes on
    itself and the analytic signal has no edges to stumble over.  NaN anywhere in a row gives NaN for it.
    """
    if a.shape[-1] < 8:
        return np.full(len(a), np.nan)
    thin = max(1, a.shape[-1] // SAMPLES)  # a rep is slow: more samples would only cost time
    a, b = a[:, ::thin], b[:, ::thin]
    seen = np.asarray(np.isfinite(a).all(-1) & np.isfinite(b).all(-1))
    signals = []
    for curve in (a, b):
        safe = np.where(seen[:, None], curve, 0.0)
        centred = safe - (safe.max(-1, keepdims=True) + safe.min(-1, keepdims=True)) / 2
        signals.append((centred, centred @ _quadrature(a.shape[-1])))
    (re_a, im_a), (re_b, im_b) = signals
    # the phase of one signal times the other's conjugate is what their phases differ by
    difference = np.arctan2(np.abs(im_a * re_b - re_a * im_b), re_a * re_b + im_a * im_b)
    return np.where(seen, np.degrees(difference.mean(-1)), np.nan)


@lru_cache(maxsize=64)  # as many lengths as there are between SAMPLES and twice that
def _quadrature(n: int) -> Floats:
    """(n, n): rows of n samples times it are the imaginary part of the analytic signal of them and their mirror image.

    The Hilbert transform is linear, so those of n single ones make it; as a product it costs a tenth of its FFTs.
    """
    from scipy.signal import hilbert

    one = np.eye(n)
    return np.ascontiguousarray(hilbert(np.concatenate([one, one[:, ::-1]], axis=-1), axis=-1)[:, :n].imag)
