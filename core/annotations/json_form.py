"""Annotations as plain JSON, for projects and the clipboard; what comes back is checked, whoever wrote it."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Final

from core.annotations.annotation import MOST_ANNOTATIONS, Annotation, Style
from core.annotations.span import Span

_FIELDS: Final = {field.name for field in fields(Annotation)}


def to_json(annotation: Annotation) -> dict[str, Any]:
    """Every field by its name; lists for tuples, nothing that JSON has not."""
    made: dict[str, Any] = {}
    for field in fields(Annotation):
        value = getattr(annotation, field.name)
        if isinstance(value, Style | Span):
            value = {part.name: getattr(value, part.name) for part in fields(value)}
        elif isinstance(value, tuple):
            value = [list(item) if isinstance(item, tuple) else item for item in value]
        made[field.name] = value
    return made


def from_json(data: object) -> Annotation:
    """The annotation; fields left out have their defaults, fields of a later version are passed over.

    Raises
    ------
    ValueError : a sentence about what is wrong with it.
    """
    if not isinstance(data, Mapping):
        raise ValueError("annotation: not an object")
    values: dict[str, Any] = {name: value for name, value in data.items() if name in _FIELDS}
    if "id" not in values or "kind" not in values or "points" not in values:
        raise ValueError("annotation: id, kind or points are missing")
    if not isinstance(values["kind"], str):
        raise ValueError("annotation: kind is not a word")
    for name, make in (("style", Style), ("span", Span)):
        if name in values:
            part = values[name]
            if not isinstance(part, Mapping):
                raise ValueError(f"{name}: not an object")
            known = {field.name for field in fields(make)}
            values[name] = make(**{key: value for key, value in part.items() if key in known})
    for name in ("follows", "counts"):
        if not isinstance(values.get(name, ""), str):
            raise ValueError(f"{name}: not a word")
    if not all(isinstance(name, str) for name in _listed(values.get("landmarks", ()))):
        raise ValueError("landmarks: not words")
    return Annotation(**values)


def many_from_json(data: object) -> tuple[tuple[Annotation, ...], tuple[str, ...]]:
    """What is sound of a list, in order, and a sentence for each kind of fault; never raises.

    No more than `MOST_ANNOTATIONS` are read, and of those with the same id the first.
    """
    if not isinstance(data, list | tuple):
        return (), ("The annotations are not a list: none were read.",)
    made: dict[str, Annotation] = {}
    bad: list[str] = []
    for item in data[:MOST_ANNOTATIONS]:
        try:
            annotation = from_json(item)
        except ValueError as error:
            bad.append(str(error))
            continue
        made.setdefault(annotation.id, annotation)
    faults = []
    if bad:
        faults.append(f"{len(bad)} annotations could not be read, the first because of this: {bad[0]}.")
    if len(data) > MOST_ANNOTATIONS:
        faults.append(f"Only the first {MOST_ANNOTATIONS} of {len(data)} annotations were read.")
    return tuple(made.values()), tuple(faults)


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else (value,)
