"""What a person sets once for all clips: declared here with type, default and range; kept beside the window's sizes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from app import recent

if TYPE_CHECKING:
    from core.export.privacy import Background, Privacy
    from core.pose.effort import Quality


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


SIZE: Final = OneOf(
    "size", "Size", {"100": "Usual", "110": "110 %", "125": "125 %", "150": "150 %"},
    "Of letters, buttons and pictures in the window, from the next start on.",
)  # fmt: skip


def left_handed() -> bool:
    """Whether numbers stand at the left and tools at the right."""
    return HAND.read() == "left"


QUALITY: Final = OneOf(
    "quality", "Measuring",
    {"standard": "Standard", "fast": "Fast", "precise": "Precise"},
    "How many looks at each frame: fast takes one, precise up to four. From the next analysis on.",
)  # fmt: skip


PRIVATE_EXPORTS: Final = OneOf(
    "private_exports", "Private exports", {"off": "Off", "on": "On"},
    "The athlete's face is blurred and names are taken out of everything that leaves the program.",
)  # fmt: skip
BACKGROUND: Final = OneOf(
    "export_background", "Behind the skeleton",
    {"clip": "The clip", "blurred": "The blurred picture", "black": "Black"},
    "In pictures, videos and reports that leave the program.",
)  # fmt: skip
PAPER: Final = OneOf("paper", "Paper", {"a4": "A4", "letter": "Letter"}, "Of reports.")


@dataclass(frozen=True)
class Words:
    """A line of text, or the path of a file."""

    name: str
    text: str
    help: str

    def read(self) -> str:
        return str(recent.settings().value(f"preferences/{self.name}", "") or "")

    def write(self, words: str) -> None:
        recent.settings().setValue(f"preferences/{self.name}", " ".join(words.split())[:200])


CONTACT: Final = Words("contact", "Contact line", "Stands under snapshots and reports: a name, a telephone number.")
LOGO: Final = Words("logo", "Logo", "A picture file that stands on snapshots and reports.")


def privacy() -> "Privacy":
    """What may leave the program: one switch for every export."""
    from core.export.privacy import PRIVATE, Privacy

    on = PRIVATE_EXPORTS.read() == "on"
    background: Background = {"blurred": "blurred", "black": "black"}.get(BACKGROUND.read(), "clip")  # type: ignore[assignment]
    return replace(PRIVATE if on else Privacy(), background=background)


def quality() -> "Quality":
    """The level analyses are to run at."""
    kept = QUALITY.read()
    return "fast" if kept == "fast" else "precise" if kept == "precise" else "standard"
