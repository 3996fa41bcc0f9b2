"""Putting a `.task` file together: nothing of a network is lost, and it is the same file every time."""

import io
import zipfile
from pathlib import Path

import pytest

from core.pose import model_bundle
from core.pose.model_bundle import DETECTOR, LANDMARKS, MEMBERS
from tests.core.pose.networks import metadata_of, network, read


def bundle() -> bytes:
    return model_bundle.build({DETECTOR: network(b"detector" * 9), LANDMARKS: network(b"landmarks" * 31)})


@pytest.mark.parametrize("mean, std", [(127.5, 127.5), (0.0, 255.0)])
def test_metadata_says_how_pixels_become_numbers(mean: float, std: float) -> None:
    data = model_bundle.with_metadata(network(), model_bundle.normalization_metadata(mean, std))

    (metadata,) = metadata_of(read(data))

    (unit,) = metadata.subgraphMetadata[0].inputTensorMetadata[0].processUnits
    assert unit.optionsType == 1  # NormalizationOptions
    assert list(unit.options.mean) == [mean]
    assert list(unit.options.std) == [std]


def test_metadata_leaves_the_network_as_it_was() -> None:
    before = network(weights=bytes(range(256)))
    after = model_bundle.with_metadata(before, model_bundle.normalization_metadata(0, 255))

    old, new = read(before), read(after)

    assert after.endswith(before)
    assert (new.version, new.description) == (old.version, old.description)
    assert new.subgraphs[0].tensors[0].name == b"input_1"
    assert bytes(new.buffers[1].data) == bytes(range(256))
    assert [entry.name for entry in new.metadata] == [b"min_runtime_version", b"TFLITE_METADATA"]


def test_metadata_that_is_there_is_replaced_not_joined() -> None:
    other = model_bundle.normalization_metadata(1, 2)
    data = model_bundle.with_metadata(network(metadata=other), model_bundle.normalization_metadata(0, 255))

    (metadata,) = metadata_of(read(data))

    assert list(metadata.subgraphMetadata[0].inputTensorMetadata[0].processUnits[0].options.std) == [255]


def test_metadata_keeps_weights_aligned() -> None:
    before = network()
    after = model_bundle.with_metadata(before, model_bundle.normalization_metadata(0, 255))

    assert (len(after) - len(before)) % 16 == 0


@pytest.mark.parametrize("data", [b"", b"TFL3", b"a text, and nothing else", b"\x10\0\0\0TFL3"])
def test_metadata_on_something_else_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="TensorFlow Lite network"):
        model_bundle.with_metadata(data, b"M001")


def test_bundle_is_the_same_every_time() -> None:
    assert bundle() == bundle()


def test_bundle_is_stored_aligned_and_whole(tmp_path: Path) -> None:
    path = tmp_path / "model.task"
    path.write_bytes(bundle())

    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        contents = [archive.read(member) for member in members]

    assert [member.filename for member in members] == list(MEMBERS)
    assert {member.compress_type for member in members} == {zipfile.ZIP_STORED}
    assert [bundle().find(content) % 16 for content in contents] == [0, 0]
    assert model_bundle.fault(path) is None


def test_fault_tells_a_file_that_was_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "model.task"
    path.write_bytes(bundle()[:-40])

    assert model_bundle.fault(path) == "damaged or incomplete"


def test_fault_tells_a_file_that_was_cut_off_behind_the_list_at_the_end_of_a_network(tmp_path: Path) -> None:
    path, inner = tmp_path / "model.task", io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("labels.txt", "pose")
    whole = model_bundle.pack({name: network() + inner.getvalue() for name in MEMBERS})
    path.write_bytes(whole[: whole.index(inner.getvalue()) + len(inner.getvalue())])

    assert model_bundle.fault(path) == "damaged or incomplete"


def test_fault_tells_a_single_wrong_byte(tmp_path: Path) -> None:
    path = tmp_path / "model.task"
    data = bytearray(bundle())
    data[data.index(b"landmarks")] ^= 1
    path.write_bytes(data)

    assert model_bundle.fault(path) == "damaged or incomplete"


def test_fault_tells_another_kind_of_file(tmp_path: Path) -> None:
    text, other = tmp_path / "text.task", tmp_path / "other.task"
    text.write_text("<html>please log in</html>")
    other.write_bytes(model_bundle.pack({"hand_detector.tflite": network()}))

    assert model_bundle.fault(text) == "damaged or incomplete"
    assert model_bundle.fault(other) == "not a pose model of MediaPipe"
