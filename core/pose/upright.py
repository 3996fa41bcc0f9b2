"""Does the body stand in the picture, or does it lie, or hang upside down?"""

import numpy as np
from numpy.typing import NDArray

from core.pose.skeleton import INDEX, SIDES

Floats = NDArray[np.float64]

# From ankles to shoulders; a squat, a hinge and sitting on the floor stay within 50, lying and a plank are beyond 70.
STANDS_DEG = 60.0


def lies(points: Floats) -> NDArray[np.bool_]:
    """(T,) whether ankles and shoulders lie beside each other more than above; False where they are not seen.

    points : (T, 33, 2) pixels.  A clip that was stored on its side shows everybody lying.
    """
    shoulder, ankle = (points[:, [INDEX[f"{s}_{part}"] for s in SIDES]].mean(axis=1) for part in ("shoulder", "ankle"))
    across, up = np.abs(shoulder[:, 0] - ankle[:, 0]), ankle[:, 1] - shoulder[:, 1]
    return np.asarray(np.degrees(np.arctan2(across, up)) > STANDS_DEG)
