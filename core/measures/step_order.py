"""Which step follows which, and how long a stride is."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from core.events.event import Step

NEXT_STEP_S: Final = 0.7  # a later touchdown belongs to another bout
_NEXT_PER_CONTACT = 3.0  # ... unless the contacts say that the clip plays slowly


def following(steps: Sequence[Step], i: int) -> int | None:
    """The next step, if it is the other foot's and of the same bout."""
    if i + 1 >= len(steps) or steps[i + 1].side == steps[i].side:
        return None
    later = steps[i + 1].touchdown_s - steps[i].touchdown_s
    if later <= NEXT_STEP_S:
        return i + 1
    contact = [s.toe_off_s - s.touchdown_s for s in steps if s.toe_off_s is not None]
    slow = bool(contact) and later <= _NEXT_PER_CONTACT * float(np.median(contact))
    return i + 1 if slow else None


def same_foot(steps: Sequence[Step], i: int) -> int | None:
    """The same foot's next step, if the other's lies between."""
    j = following(steps, i)
    return None if j is None else following(steps, j)


def stride_s(steps: Sequence[Step]) -> float:
    """Typical time of a stride (two steps); from the contacts where no two steps follow each other."""
    step = [steps[i + 1].touchdown_s - s.touchdown_s for i, s in enumerate(steps) if following(steps, i) is not None]
    if step:
        return 2 * float(np.median(step))
    contact = [s.toe_off_s - s.touchdown_s for s in steps if s.toe_off_s is not None]
    return 4 * float(np.median(contact)) if contact else 0.5
