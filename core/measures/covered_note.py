"""What is said of a clip in which somebody came between the athlete and the camera."""

from collections.abc import Sequence

from core.measures.quality import QualityNote


def when_words(spans_s: Sequence[tuple[float, float]]) -> str:
    """From when to when something was in the way, or how often and when first.  spans_s : at least one pair."""
    first, last = (f"{moment:.1f}" for moment in spans_s[0])
    if len(spans_s) > 1:
        return f"{len(spans_s)} times, first at {first} s"
    return f"at {first} s" if first == last else f"from {first} to {last} s"


def covered_note(covered_s: Sequence[tuple[float, float]]) -> QualityNote:
    """When the athlete was covered.  covered_s : seconds from and to, at least one pair."""
    return QualityNote(
        "athlete_covered", "caution",
        f"Somebody passed in front of the athlete {when_words(covered_s)}: nothing is measured there. "
        "Keep the way between phone and athlete free.",
    )  # fmt: skip
