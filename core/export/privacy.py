"""What of the athlete leaves the program: the face, the background, the name.  One switch for every export."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from core.analysis import Analysis
from core.export.head import HeadRegions
from core.provenance import ProvenanceStep

Image = NDArray[np.uint8]
Face = Literal["shown", "blurred", "pixelated"]
Background = Literal["clip", "blurred", "black"]

_TILES: Final = 5  # across a head: nobody is told by so few
_WHOLE_TILES: Final = 24  # across the picture's longer side, where the background is blurred


@dataclass(frozen=True)
class Privacy:
    """face : shown or hidden.  background : black and blurred leave the skeleton alone.  names : False takes out the
    athlete's and the file's name."""

    face: Face = "shown"
    background: Background = "clip"
    names: bool = True

    @property
    def on(self) -> bool:
        return self != Privacy()

    @property
    def sentence(self) -> str:
        """What it does, as a person reads it beside the switch."""
        parts = []
        if self.background != "clip":
            parts.append(f"skeleton on {'black' if self.background == 'black' else 'the blurred picture'}")
        elif self.face != "shown":
            parts.append(f"face {self.face}")
        if not self.names:
            parts.append("names taken out")
        return ", ".join(parts) if parts else "off"


PRIVATE: Final = Privacy("blurred", "clip", False)


def hidden(
    rgb: Image,
    time_s: float,
    heads: HeadRegions | None,
    privacy: Privacy,
    others: Sequence[tuple[float, float, float]] = (),
) -> Image:
    """The picture as it may be seen: a new array where anything is hidden.  others : (x, y, radius) of more heads.

    rgb : (H, W, 3) uint8.  Where it is not known where the head is, the whole picture is blurred: better a picture
    too little than a face too much.
    """
    if privacy.background == "black":
        return np.zeros_like(rgb)
    if privacy.background == "blurred":
        return _coarse(rgb, _WHOLE_TILES, smooth=True)
    if privacy.face == "shown":
        return rgb
    place = None if heads is None else heads.at(time_s)
    if place is None:
        return _coarse(rgb, _WHOLE_TILES, smooth=True)
    for circle in (place, *others):
        rgb = _without_face(rgb, circle, smooth=privacy.face == "blurred")
    return rgb


def _without_face(rgb: Image, place: tuple[float, float, float], smooth: bool) -> Image:
    """The circle of the head made coarse; its pixels outside stay as they are."""
    x, y, radius = place
    height, width = rgb.shape[:2]
    left, top = max(0, int(x - radius)), max(0, int(y - radius))
    right, bottom = min(width, int(x + radius) + 2), min(height, int(y + radius) + 2)
    if left >= right or top >= bottom:
        return rgb
    out = rgb.copy()
    part = out[top:bottom, left:right]
    rows, columns = np.ogrid[top:bottom, left:right]
    inside = (columns + 0.5 - x) ** 2 + (rows + 0.5 - y) ** 2 <= (radius + 0.75) ** 2
    part[inside] = _coarse(np.ascontiguousarray(part), _TILES, smooth)[inside]
    return out


def _coarse(rgb: Image, tiles: int, smooth: bool) -> Image:
    """The means of so many tiles across the longer side: what was finer is gone and cannot be computed back."""
    from core.opencv import load

    cv2 = load()
    height, width = rgb.shape[:2]
    longer = max(height, width)
    small = (max(1, round(tiles * width / longer)), max(1, round(tiles * height / longer)))
    few = cv2.resize(rgb, small, interpolation=cv2.INTER_AREA)
    how = cv2.INTER_LINEAR if smooth else cv2.INTER_NEAREST
    return np.asarray(cv2.resize(few, (width, height), interpolation=how), np.uint8)


def anonymous(analysis: Analysis) -> Analysis:
    """The same result without the athlete's and the file's name; the clip is told by the first letters of its hash."""
    mark = analysis.clip.sha256[:8] or "unknown"
    secret = _pattern((analysis.clip.path.name, analysis.clip.path.stem, analysis.athlete), analysis.athlete)

    def clean(value: Any) -> Any:
        if isinstance(value, str | Path):
            return secret.sub("–", str(value))
        if isinstance(value, Mapping):
            return {key: clean(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [clean(one) for one in value]
        return value

    steps = tuple(ProvenanceStep(s.name, clean(s.parameters), s.version) for s in analysis.provenance)
    return replace(
        analysis,
        athlete=None if analysis.athlete is None else f"Athlete {mark}",
        clip=replace(analysis.clip, path=Path(f"clip-{mark}")),
        provenance=steps,
    )


def _pattern(names: Sequence[str | None], athlete: str | None) -> re.Pattern[str]:
    """What finds names in a text, in any case: whole ones anywhere, short ones and the athlete's parts as words.

    Two letters stand in half of all words, and so may a first name.  Digits alone name nobody.
    """
    whole = [name for name in names if name]
    words = [*whole, *(athlete or "").split()]
    anywhere = [re.escape(name) for name in whole if len(name) > 2]
    alone = [rf"(?<![^\W_]){re.escape(word)}(?![^\W_])" for word in words if any(map(str.isalpha, word))]
    return re.compile("|".join([*anywhere, *alone]) or "$^", re.IGNORECASE)
