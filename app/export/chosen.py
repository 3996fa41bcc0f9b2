"""Which numbers stand under pictures and videos, as a person chose them; kept for each kind of clip."""

from collections.abc import Sequence

from app import recent
from app.angles import near_side
from core.analysis import Analysis
from core.pose.skeleton import opposite

MOST = 8  # more than that nobody reads under a picture


def chosen_numbers(analysis: Analysis) -> tuple[str, ...]:
    """The kept measures as this clip names them; empty = the leading ones."""
    kept = str(recent.settings().value(_key(analysis), "") or "").split()
    return tuple(_here(analysis, name) for name in kept[:MOST])


def keep_numbers(analysis: Analysis, names: Sequence[str]) -> None:
    """For this and later clips of the same movement and view; none = the leading ones again."""
    recent.settings().setValue(_key(analysis), " ".join(_anywhere(analysis, name) for name in names[:MOST]))


def _key(analysis: Analysis) -> str:
    view = "_front" if analysis.movement == "squat" and analysis.view.label in ("front", "back") else ""
    return f"export/numbers_{analysis.movement}{view}"


def _sides(analysis: Analysis) -> dict[str, str]:
    """In a side view a leg is kept as the near or the far one: the next clip may show the other side."""
    if analysis.movement != "squat" or analysis.view.label in ("front", "back"):
        return {}
    near = near_side(analysis)
    return {near: "NEAR", opposite(near): "FAR"}


def _anywhere(analysis: Analysis, name: str) -> str:
    told = _sides(analysis)
    return "_".join(told.get(word, word) for word in name.split("_"))


def _here(analysis: Analysis, name: str) -> str:
    told = {word: side for side, word in _sides(analysis).items()}
    return "_".join(told.get(word, word) for word in name.split("_"))
