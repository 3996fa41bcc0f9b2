"""Values made of frozen dataclasses, arrays and plain values, as one JSON text and a run of bytes; and back.

No pickle: a text names classes of `core` that are dataclasses, and nothing else can be made of it.
"""

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
_ALIGNED: Final = 16
_ROOM: Final = "core."


class FormError(ValueError):
    """What cannot be written so, or is not what was written."""


class Pieces:
    """The bytes of some arrays, one after the other; each is made when it is asked for, so that none is held twice."""

    def __init__(self) -> None:
        self._arrays: list[tuple[NDArray[Any], np.dtype[Any]]] = []
        self._ends = [0]

    def __len__(self) -> int:
        """How many bytes there are."""
        return self._ends[-1]

    def __iter__(self) -> Iterator[Bytes]:
        for (array, stored), start, stop in zip(self._arrays, self._ends, self._ends[1:], strict=False):
            flat = np.ascontiguousarray(array, stored).reshape(-1).view(np.uint8)
            yield flat
            yield np.zeros(stop - start - len(flat), np.uint8)

    def add(self, array: NDArray[Any], stored: np.dtype[Any]) -> int:
        """One more array, to be told as such a type; where its bytes begin."""
        start, length = len(self), array.size * stored.itemsize
        self._arrays.append((array, stored))
        self._ends.append(start + length + -length % _ALIGNED)
        return start


def to_parts(value: Any) -> tuple[str, Pieces]:
    """The value as a text and bytes.

    An array is written once, however often it is in the value, and in single precision where that loses nothing; so is
    an object.

    Raises
    ------
    FormError : there is something in it that has no such form.
    """
    writer = _Writer()
    tree = writer.put(value)
    text = json.dumps({"classes": writer.classes, "arrays": writer.arrays, "value": tree}, separators=(",", ":"))
    return text, writer.pieces


def from_parts(text: str, data: Bytes) -> Any:
    """The value again; its arrays are read-only.

    Raises
    ------
    FormError : the two are not what `to_parts` has made, or of another version of these classes.
    """
    try:
        told = json.loads(text)
        return _Reader(told, data).get(told["value"])
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, ImportError, RecursionError) as error:
        raise FormError(str(error)) from error


class _Writer:
    def __init__(self) -> None:
        self.classes: list[list[Any]] = []
        self.arrays: list[list[Any]] = []
        self.pieces = Pieces()
        self._class_of: dict[type, int] = {}
        self._array_of: dict[tuple[Any, ...], int] = {}
        self._object_of: dict[int, int] = {}
        self._held: list[Any] = []  # so that no other object comes to lie where one has been

    def put(self, value: Any) -> Any:
        if value is None or type(value) in (bool, int, str):
            return value
        if isinstance(value, np.ndarray):
            return {"a": self._array(value)}
        if isinstance(value, np.generic):
            return self.put(value.item())
        if isinstance(value, float):
            return float(value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._object(value)
        if isinstance(value, tuple):
            return {"t": [self.put(v) for v in value]}
        if isinstance(value, list):
            return [self.put(v) for v in value]
        if isinstance(value, frozenset | set):
            return {"s": [self.put(v) for v in sorted(value)]}
        if isinstance(value, Mapping):
            return {"m": [[self.put(k), self.put(v)] for k, v in value.items()]}
        if isinstance(value, Path):
            return {"p": str(value)}
        raise FormError(f"{type(value).__name__} has no form")

    def _object(self, value: Any) -> Any:
        known = self._object_of.get(id(value))
        if known is not None:
            return {"o": known}
        kind = type(value)
        fields = [f.name for f in dataclasses.fields(value) if f.init]
        if kind not in self._class_of:
            if not kind.__module__.startswith(_ROOM):
                raise FormError(f"{kind.__name__} is not of this program's core")
            self._class_of[kind] = len(self.classes)
            self.classes.append([kind.__module__, kind.__qualname__, fields])
        made = {"c": self._class_of[kind], "v": [self.put(getattr(value, name)) for name in fields]}
        self._object_of[id(value)] = len(self._object_of)  # numbered when whole, as they are made again
        self._held.append(value)
        return made

    def _array(self, value: NDArray[Any]) -> int:
        if value.dtype.hasobject:
            raise FormError("an array of objects has no form")
        place = (value.__array_interface__["data"][0], value.shape, value.strides, value.dtype.str)
        if place in self._array_of:
            return self._array_of[place]
        stored = np.dtype(np.float32) if _is_single(value) else value.dtype
        self._array_of[place] = len(self.arrays)
        self.arrays.append([self.pieces.add(value, stored), stored.str, value.dtype.str, list(value.shape)])
        self._held.append(value)
        return len(self.arrays) - 1


def _is_single(value: NDArray[Any]) -> bool:
    """Whether doubles lose nothing in single precision."""
    if value.dtype != np.float64:
        return False
    with np.errstate(over="ignore", invalid="ignore"):
        return np.array_equal(value.astype(np.float32), value, equal_nan=True)


class _Reader:
    def __init__(self, told: Mapping[str, Any], data: Bytes) -> None:
        self._classes = [_class(*item) for item in told["classes"]]
        self._arrays = [_cut(data, *item) for item in told["arrays"]]
        self._objects: list[Any] = []

    def get(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.get(v) for v in value]
        if not isinstance(value, dict):
            return value
        if "c" in value:
            made = self._classes[value["c"]](*[self.get(v) if type(v) in (dict, list) else v for v in value["v"]])
            self._objects.append(made)
            return made
        ((tag, inner),) = value.items()
        return self._tags[tag](self, inner)

    _tags: ClassVar[dict[str, "Callable[[_Reader, Any], Any]"]] = {
        "a": lambda self, i: self._arrays[i],
        "o": lambda self, i: self._objects[i],
        "t": lambda self, items: tuple([self.get(v) for v in items]),
        "s": lambda self, items: frozenset(self.get(v) for v in items),
        "m": lambda self, items: {self.get(k): self.get(v) for k, v in items},
        "p": lambda self, text: Path(text),
    }


def _class(module: str, name: str, fields: list[str]) -> Callable[..., Any]:
    """What makes the class from its fields' values in this order."""
    if not module.startswith(_ROOM):
        raise FormError(f"{module} is not of this program's core")
    kind: Any = import_module(module)
    for part in name.split("."):
        kind = getattr(kind, part)
    if not (isinstance(kind, type) and dataclasses.is_dataclass(kind)):
        raise FormError(f"{name} is no dataclass")
    if [f.name for f in dataclasses.fields(kind) if f.init] != fields:
        raise FormError(f"{name} has other fields now")
    return lambda *values: kind(**dict(zip(fields, values, strict=True)))


def _cut(data: Bytes, start: int, stored: str, wanted: str, shape: list[int]) -> NDArray[Any]:
    kind = np.dtype(stored)
    stop = start + int(np.prod(shape, dtype=np.int64)) * kind.itemsize
    if kind.hasobject or not 0 <= start <= stop <= len(data):
        raise FormError("an array lies outside what was kept")
    array = data[start:stop].view(kind).reshape(shape).astype(np.dtype(wanted), copy=False)
    array.setflags(write=False)
    return array
