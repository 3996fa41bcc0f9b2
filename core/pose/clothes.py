"""The colours of what somebody wears, as a look shows them: hair, chest, waist, thighs and shanks."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.pose import boxes
from core.pose.backend import Floats
from core.pose.skeleton import INDEX, N_LANDMARKS, SIDES

COLOURS: Final = 15  # of five parts, red, green and blue each
_PATCH: Final = 0.015  # body lengths around a point that are looked at: within a shank
_UNSEEN: Final = 1.0  # of 255: black as beyond the picture's edge
UNKNOWN: Final = np.full((COLOURS // 3, 3), np.nan)
UNKNOWN.setflags(write=False)


def _weights() -> Floats:
    """(5, 8, 33) whose products with landmarks are eight points on each part, away from its edges."""
    out = np.zeros((COLOURS // 3, 8, N_LANDMARKS))
    left, right = (
        {part: INDEX[f"{side}_{part}"] for part in ("shoulder", "hip", "knee", "ankle", "ear")} for side in SIDES
    )
    for k, share in enumerate((0.0, 0.25, 0.5, 0.75)):  # from the nose to either ear
        for row, ear in ((k, left["ear"]), (4 + k, right["ear"])):
            out[0, row, INDEX["nose"]] += 1 - share
            out[0, row, ear] += share
    for part, downs in ((1, (0.2, 0.4)), (2, (0.6, 0.8))):
        for row, (down, across) in enumerate((d, a) for d in downs for a in (0.2, 0.4, 0.6, 0.8)):
            for side, share in ((left, 1 - across), (right, across)):
                out[part, row, side["shoulder"]] = (1 - down) * share
                out[part, row, side["hip"]] = down * share
    for part, begin, end in ((3, "hip", "knee"), (4, "knee", "ankle")):
        for row, (side, down) in enumerate((s, d) for s in (left, right) for d in (0.25, 0.4, 0.55, 0.7)):
            out[part, row, side[begin]] = 1 - down
            out[part, row, side[end]] = down
    return out


_WEIGHTS: Final = _weights()


def colours(picture: NDArray[np.uint8], xy: Floats) -> Floats:
    """(5, 3) red, green and blue, 0..255, of head, chest, waist, thighs and shanks; NaN where too little is seen.

    picture : (S, S, 3) of one body.  xy : (33, 2) its landmarks there.
    """
    reach = max(1, round(_PATCH * float(boxes.body_length(xy))))
    around = np.array([-reach, 0, reach])
    at = (_WEIGHTS @ xy).astype(np.intp)  # (5, 8, 2)
    inside = ((at >= reach) & (at < picture.shape[0] - reach)).all(axis=-1)
    at = np.where(inside[..., None], at, reach)
    rows, columns = (at[..., axis, None, None] for axis in (1, 0))
    seen = picture[rows + around[:, None], columns + around].mean(axis=(2, 3))  # (5, 8, 3)
    seen[~inside | (seen.max(axis=-1) < _UNSEEN)] = np.inf  # sorted behind all that is seen
    seen.sort(axis=1)
    middle = (seen[:, 3] + seen[:, 4]) / 2
    return np.where(np.isfinite(middle), middle, np.nan)
