"""Edits as JSON values and back; what is not sound is left out and told."""

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from functools import partial
from typing import Any, Final, TypeVar

from core.annotations.annotation import MOST_ANNOTATIONS
from core.edits.edits import Edits
from core.edits.events import ContactEdit, Marker, RepEdit
from core.edits.landmarks import Correction, Hidden, SideSwap
from core.errors import UserError
from core.kinematics.calibration import Calibration, KnownLength, KnownRectangle
from core.measures.kinogram import MovedTile, ShownStep

MOST: Final = 200_000  # of one kind; more is no work of a hand
_KINDS: Final[Mapping[str, tuple[type[Any], str]]] = {
    "reps": (RepEdit, "reps"),
    "contacts": (ContactEdit, "contacts"),
    "corrections": (Correction, "corrected landmarks"),
    "hidden": (Hidden, "landmarks marked as not visible"),
    "swaps": (SideSwap, "exchanged sides"),
    "markers": (Marker, "markers"),
    "tiles": (MovedTile, "moved tiles of the kinogram"),
    "kinogram_steps": (ShownStep, "steps chosen for the kinogram"),
}
_Made = TypeVar("_Made")


def to_json(edits: Edits, annotation_to_json: Callable[[Any], Any]) -> dict[str, Any]:
    """Lists, numbers and texts only.  annotation_to_json : of one annotation."""
    out: dict[str, Any] = {name: [asdict(item) for item in getattr(edits, name)] for name in _KINDS}
    out |= {"alpha": edits.alpha, "origin_s": edits.origin_s, "range_s": list(edits.range_s)}
    out["calibration"] = _calibration_to_json(edits.calibration)
    out["pick"] = None if edits.pick is None else list(edits.pick)
    out["annotations"] = [annotation_to_json(a) for a in edits.annotations]
    return out


def from_json(data: Any, annotation_from_json: Callable[[Any], Any]) -> tuple[Edits, list[str]]:
    """The edits, and what of the data was left out because it is not sound, one sentence each.

    annotation_from_json : of one annotation; raises ValueError, TypeError or KeyError for what is none.
    """
    told: list[str] = []
    if not isinstance(data, Mapping):
        return Edits(), ["the edits cannot be read"]
    made: dict[str, Any] = {
        name: _each(data.get(name, []), partial(_build, kind), words, told) for name, (kind, words) in _KINDS.items()
    }
    drawn = _each(data.get("annotations", []), annotation_from_json, "annotations", told, MOST_ANNOTATIONS)
    made["annotations"] = tuple({getattr(a, "id", i): a for i, a in enumerate(reversed(drawn))}.values())[::-1]
    edits = Edits(**made)
    for name, build in _SINGLES.items():
        if data.get(name) is None:
            continue
        try:
            edits = Edits(**{f.name: getattr(edits, f.name) for f in fields(edits)} | {name: build(data[name])})
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, UserError):
            told.append(f"the {name.removesuffix('_s')} cannot be read and is left out")
    return edits, told


def _each(
    items: Any, build: Callable[[Any], _Made], words: str, told: list[str], most: int = MOST
) -> tuple[_Made, ...]:
    if not isinstance(items, list):
        told.append(f"the {words} cannot be read and are left out")
        return ()
    if len(items) > most:
        told.append(f"of {len(items)} {words} only the first {most} are read")
    made, bad = [], 0
    for item in items[:most]:
        try:
            made.append(build(item))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
            bad += 1
    if bad:
        told.append(f"{bad} of {len(items)} {words} cannot be read and are left out")
    return tuple(made)


def _build(kind: type[_Made], item: Any) -> _Made:
    """One of ours from its JSON: only known names, lists as tuples, no text where a number belongs."""
    values = {name: _frozen(value) for name, value in item.items()}
    for name, value in values.items():
        if name.endswith(("_s", "_px")) and isinstance(value, str | bool):
            raise TypeError(f"{name} is a number")
        if name.endswith("frame") and not (isinstance(value, int) and not isinstance(value, bool)):
            raise TypeError(f"{name} is a whole number")
        if name in ("note", "landmark") and not isinstance(value, str):
            raise TypeError(f"{name} is a text")
    return kind(**values)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(v) for v in value) if isinstance(value, list) else value


def _numbers(value: Any) -> Any:
    return tuple(None if v is None else float(v) for v in value)


def _calibration_to_json(calibration: Calibration | None) -> dict[str, Any] | None:
    if calibration is None:
        return None
    if isinstance(calibration, KnownLength):
        return {"kind": "line"} | asdict(calibration)
    return {
        "kind": "rectangle",
        "corners_px": [list(point) for point in calibration.corners_px],
        "sides_m": list(calibration.sides_m),
        "time_s": calibration.time_s,
    }


def _calibration_from_json(value: Any) -> Calibration:
    kind: type[Calibration] = {"line": KnownLength, "rectangle": KnownRectangle}[value["kind"]]
    numbers = [value["time_s"], *value.get("from_px", []), *value.get("to_px", []), *value.get("sides_m", [])]
    if not all(isinstance(n, int | float) and math.isfinite(n) for n in numbers):
        raise ValueError("a calibration is made of numbers")
    return _build(kind, {name: item for name, item in value.items() if name != "kind"})


_SINGLES: Final[Mapping[str, Callable[[Any], Any]]] = {
    "alpha": float,
    "origin_s": float,
    "range_s": _numbers,
    "pick": _numbers,
    "calibration": _calibration_from_json,
}
