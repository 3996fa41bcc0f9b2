"""Values written as a text and bytes, and read again."""

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.edits.edits import Edits
from core.edits.events import Marker, RepEdit
from core.kept.form import FormError, from_parts, to_parts
from core.measures.spec import Metric

plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
values = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=4).flatmap(lambda v: st.sampled_from([v, tuple(v), dict(enumerate(v))])),
    max_leaves=8,
)


def parts(value: object) -> tuple[str, np.ndarray]:
    text, data = to_parts(value)
    whole = np.concatenate([np.zeros(0, np.uint8), *data])
    assert len(whole) == len(data)
    return text, whole


def again(value: object) -> object:
    return from_parts(*parts(value))


@given(values)
def test_plain_values_come_back_as_they_were(value: object) -> None:
    back = again(value)
    assert back == value and type(back) is type(value)


def test_objects_come_back_as_they_were() -> None:
    edits = Edits(reps=(RepEdit(0.2, 0.5, 0.9),), markers=(Marker(0.5, "hier"),), range_s=(None, 1.5))
    whole = ({"a": Metric(1.5, "deg", float("inf"))}, edits, Path("a") / "b", frozenset({2, 1}))
    assert again(whole) == whole


@pytest.mark.parametrize(
    "array",
    [
        np.array([1.5, np.nan, np.inf, 1 / 3]),
        np.array([1e300, 2.0]),
        np.arange(6, dtype=np.float32).reshape(2, 3).T,
        np.arange(24)[::5],
        np.array(3),
        np.zeros((0, 3)),
        np.array([True, False]),
        np.array(["a", "längs"]),
    ],
    ids=lambda a: f"{a.dtype}{a.shape}",
)
def test_arrays_come_back_to_the_last_bit_and_cannot_be_written_to(array: np.ndarray) -> None:
    back = again(array)
    assert isinstance(back, np.ndarray) and back.dtype == array.dtype and back.shape == array.shape
    np.testing.assert_array_equal(back, array)
    assert not back.flags.writeable


def test_what_single_precision_holds_takes_half_the_room_and_nothing_is_written_twice() -> None:
    halves, thirds = np.arange(4000) / 2, np.arange(1, 4001) / 3
    assert len(to_parts(halves)[1]) == 4 * 4000
    assert len(to_parts(thirds)[1]) == 8 * 4000
    assert len(to_parts([thirds, thirds.view(), {"x": thirds}])[1]) == 8 * 4000
    one = Metric(1.0, "deg", 0.1)
    first, second = again((one, one))  # type: ignore[misc]
    assert first is second


@dataclass(frozen=True)
class Elsewhere:
    x: int


@pytest.mark.parametrize("value", [Elsewhere(1), object(), np.array([object()]), {"a": print}])
def test_what_has_no_form_is_said(value: object) -> None:
    with pytest.raises(FormError):
        to_parts(value)


def spoilt(text: str, change: str, to: object) -> str:
    told = json.loads(text)
    told[change] = to
    return json.dumps(told)


def test_nothing_but_dataclasses_of_this_program_can_be_made() -> None:
    text, data = parts(Metric(1.0, "deg", 0.1))
    fields = [f.name for f in dataclasses.fields(Metric)]
    for module, name in (
        ("os", "system"),
        ("core.paths", "root"),
        ("core.measures.spec", "Nothing"),
        ("builtins", "eval"),
    ):
        with pytest.raises(FormError):
            from_parts(spoilt(text, "classes", [[module, name, fields]]), data)
    with pytest.raises(FormError, match="other fields"):
        from_parts(spoilt(text, "classes", [["core.measures.spec", "Metric", [*fields, "more"]]]), data)


def test_what_is_cut_short_is_said() -> None:
    text, data = parts(np.arange(100) / 3)
    for broken in ((text, data[:-16]), (text[:-5], data), ("[]", data), (spoilt(text, "arrays", []), data)):
        with pytest.raises(FormError):
            from_parts(*broken)
