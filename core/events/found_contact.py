"""A contact as it was found, before it is known whether it is a running step's."""

from dataclasses import dataclass

from core.events.contact import Contact
from core.pose.skeleton import Side


@dataclass
class FoundContact:
    """One way back of a foot from foremost to rearmost, in which it may stand; times in seconds.

    from_s, to_s : when the foot is foremost and when rearmost.  middle_s : when it is half-way back, which is known
        best; NaN where it does not come so far.
    open_end : the clip ends before the foot leaves.  open_start : the foot was seen from there on only, and whether it
        was foremost is not known.
    reason : why it is no step; None = it is one, as far as is known.
    """

    side: Side
    contact: Contact
    from_s: float
    to_s: float
    middle_s: float
    open_end: bool
    reason: str | None = None
    open_start: bool = False

    @property
    def begin(self) -> float:
        """When the foot lands."""
        return self.contact.touchdown_s

    @property
    def end(self) -> float:
        """When the foot leaves, or was last seen where the clip ends before."""
        return self.to_s if self.open_end else self.contact.toe_off_s
