"""What a clip without a squat shows instead, where what was looked at and not counted tells it."""

from collections.abc import Sequence
from typing import Final

from core.events.event import Rejected
from core.events.squat_judge import HINGE, KNEELING, LANDING, SITTING

_LOOKS_LIKE: Final = {
    SITTING: "this looks like sitting down and standing up",
    HINGE: "this looks like hip hinges (a deadlift, bending down)",
    KNEELING: "this looks like kneeling down",
    LANDING: "this looks like jumping",
}


def looks_like(rejected: Sequence[Rejected]) -> str | None:
    """The movement that most of the time that was looked at for squats goes to; None where none of those is most.

    Whatever else was not counted speaks against it: of a deadlift whose plates hide the feet nobody knows more than
    that it is no squat.
    """
    lasts: dict[str, float] = {}
    for r in rejected:
        if r.kind == "rep":
            lasts[r.reason] = lasts.get(r.reason, 0.0) + r.to_s - r.from_s
    most = max(lasts, key=lasts.__getitem__, default="")
    return _LOOKS_LIKE.get(most) if lasts and 2 * lasts[most] > sum(lasts.values()) else None
