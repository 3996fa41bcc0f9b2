"""What a person sets once for all clips: declared here with type, default and range; kept beside the window's sizes."""

from dataclasses import dataclass
from typing import Final

from app import recent


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
