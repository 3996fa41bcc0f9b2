"""What is said of a clip that is cut together from several scenes."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.measures.quality import SCENE_CUT, QualityNote

_MOST_TIMES = 4


def scene_note(cuts_s: Sequence[float], time_s: NDArray[np.float64]) -> QualityNote:
    """When the picture changes to another scene, and which part was measured.

    cuts_s : seconds, at least one.  time_s : (T,) the frames that were measured.
    """
    told = [f"{cut:.1f}" for cut in cuts_s[:_MOST_TIMES]]
    if len(cuts_s) > _MOST_TIMES:
        at = f"{len(cuts_s)} times, first at {told[0]} s"
    else:
        moments = ", ".join(told[:-1]) + " and " + told[-1] if len(told) > 1 else told[0]
        at = f"at {moments} s"
    part = f"from {time_s[0]:.1f} to {time_s[-1]:.1f} s"
    message = f"The picture changes to another scene {at}. Only the part {part} was measured."
    return QualityNote(SCENE_CUT, "caution", f"{message} To measure another part, set its start and end.")
