"""How each tool draws until somebody changes it; kept between two runs."""

import json
from dataclasses import dataclass, replace
from typing import Final

from app import recent
from app.draw.tools import TOOL
from core.annotations.annotation import Style
from core.annotations.kinds import Kind
from core.annotations.span import FADE_S, Span, SpanKind

# Okabe and Ito's colours that are told apart by everybody, and the two that read on anything; each has a name.
COLOURS: Final[dict[str, str]] = {
    "#F0E442": "Yellow", "#FFFFFF": "White", "#56B4E9": "Sky blue", "#E69F00": "Orange", "#009E73": "Green",
    "#CC79A7": "Pink", "#D55E00": "Vermilion", "#15171A": "Black",
}  # fmt: skip
WIDTHS: Final = (1.0, 2.0, 3.0, 5.0, 8.0)
OPACITIES: Final = (1.0, 0.75, 0.5, 0.25)
_KEY: Final = "draw/presets"


@dataclass(frozen=True)
class Preset:
    """How a tool draws, and how long what it draws is seen.  fade_s : seconds."""

    style: Style
    span: SpanKind
    fade_s: float = FADE_S


def preset(kind: Kind) -> Preset:
    """What is kept for a tool; its own default where nothing or nonsense is."""
    usual = Preset(Style(), TOOL[kind].span)
    kept = _kept().get(kind)
    if not isinstance(kept, dict):
        return usual
    try:
        style = Style(kept["colour"], kept["width_px"], kept["opacity"])
        span = Span(kept["span"], fade_s=kept["fade_s"])
    except (KeyError, ValueError, TypeError):
        return usual
    return replace(usual, style=style, span=span.kind, fade_s=span.fade_s)


def keep(kind: Kind, chosen: Preset) -> None:
    """From now on this tool draws so, in the next run as well."""
    kept = _kept()
    style = chosen.style
    kept[kind] = {
        "colour": style.colour, "width_px": style.width_px, "opacity": style.opacity, "span": chosen.span,
        "fade_s": chosen.fade_s,
    }  # fmt: skip
    recent.settings().setValue(_KEY, json.dumps(kept))


def _kept() -> dict[str, object]:
    try:
        kept = json.loads(str(recent.settings().value(_KEY, "{}")))
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}
