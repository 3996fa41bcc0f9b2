"""How bright the athlete is in a picture, whatever is behind."""

import numpy as np
from numpy.typing import NDArray

from core.pose.skeleton import BONES, INDEX

_FACE = (("left_ear", "right_ear"), ("nose", "left_ear"), ("nose", "right_ear"))
_BONES = [(INDEX[a], INDEX[b]) for a, b in (*BONES, *_FACE)]
_ALONG = np.linspace(0, 1, 9)
_LEAST = 40  # places on the athlete; fewer tell the light of a hand, not of a body


def body_levels(grey: NDArray[np.uint8], xy_px: NDArray[np.float64], size_px: tuple[int, int]) -> NDArray[np.uint8]:
    """(N,) grey levels along the athlete's bones and face; none where too little of the athlete is in the picture.

    grey : (H, W) the picture, made smaller.  xy_px : (33, 2) landmarks in it.  size_px : the picture's full size.
    """
    ends = xy_px[np.array(_BONES)]
    places = ends[:, :1] + _ALONG[:, None] * (ends[:, 1:] - ends[:, :1])
    shares = places.reshape(-1, 2) / size_px
    inside = np.isfinite(shares).all(axis=1) & (shares >= 0).all(axis=1) & (shares < 1).all(axis=1)
    column, row = (shares[inside] * (grey.shape[1], grey.shape[0])).astype(int).T
    return grey[row, column] if inside.sum() >= _LEAST else grey[:0, 0]
