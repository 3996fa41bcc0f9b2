"""What is said of a clip whose file is damaged in the middle, and of the numbers measured there."""

from collections.abc import Sequence
from typing import Final

from core.measures.covered_note import when_words
from core.measures.quality import DAMAGED_FILE, QualityNote

REASON: Final = "the file is damaged here: its pictures are broken, or those of another moment"


def damaged_note(damaged_s: Sequence[tuple[float, float]]) -> QualityNote:
    """When the pictures are damaged.  damaged_s : seconds from and to, at least one pair."""
    return QualityNote(
        DAMAGED_FILE, "caution",
        f"The file is damaged {when_words(damaged_s)}: its pictures there are broken, or those of another moment. "
        "Copy it from the phone or camera again.",
    )  # fmt: skip
