"""What a person sets once for all clips: declared here with type, default and range; kept beside the window's sizes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app import recent

if TYPE_CHECKING:
    from core.pipeline import Quality


@dataclass(frozen=True)
class Whole:
    """A whole number a person may choose. help : one sentence for the dialog."""

    name: str
    text: str
    unit: str
    default: int
    least: int
    most: int
    step: int
    help: str

    def read(self) -> int:
        """What is kept; the default where nothing or nonsense is, the nearest allowed number where it is too far."""
        kept = recent.settings().value(f"preferences/{self.name}", self.default)
        try:
            number = int(str(kept))
        except ValueError:
            return self.default
        return min(max(number, self.least), self.most)

    def write(self, number: int) -> None:
        recent.settings().setValue(f"preferences/{self.name}", min(max(number, self.least), self.most))


CACHE_MB: Final = Whole(
    "frame_cache_mb", "Memory for frames", "MB", 512, 64, 16_384, 64,
    "Decoded frames kept for stepping back and scrubbing, for each open clip.",
)  # fmt: skip


@dataclass(frozen=True)
class OneOf:
    """One of several words a person may choose. choices : what is kept -> what is shown, the default first."""

    name: str
    text: str
    choices: Mapping[str, str]
    help: str

    def read(self) -> str:
        """What is kept; the default where nothing or nonsense is."""
        kept = str(recent.settings().value(f"preferences/{self.name}", ""))
        return kept if kept in self.choices else next(iter(self.choices))

    def write(self, choice: str) -> None:
        recent.settings().setValue(f"preferences/{self.name}", choice)


HAND: Final = OneOf(
    "hand", "Layout",
    {"right": "Numbers right, tools left", "left": "Numbers left, tools right"},
    "Left-handed people have the tools beside their hand and see the numbers past it.",
)  # fmt: skip


def left_handed() -> bool:
    """Whether numbers stand at the left and tools at the right."""
    return HAND.read() == "left"


QUALITY: Final = OneOf(
    "quality", "Measuring",
    {"standard": "Standard", "fast": "Fast", "precise": "Precise"},
    "How many looks at each frame: fast takes one, precise up to four. From the next analysis on.",
)  # fmt: skip


def quality() -> "Quality":
    """The level analyses are to run at."""
    kept = QUALITY.read()
    return "fast" if kept == "fast" else "precise" if kept == "precise" else "standard"
