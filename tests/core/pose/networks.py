"""Small networks with the outside of real ones, written and read with MediaPipe's own flatbuffer classes."""

import functools
import importlib.util
from types import ModuleType
from typing import Any

import flatbuffers
import numpy as np


@functools.cache
def schema(name: str) -> ModuleType:
    """`schema` or `metadata_schema` as MediaPipe ships it, without importing MediaPipe."""
    package = importlib.util.find_spec("mediapipe")
    assert package is not None
    assert package.submodule_search_locations is not None
    path = f"{package.submodule_search_locations[0]}/tasks/metadata/{name}_py_generated.py"
    spec = importlib.util.spec_from_file_location(f"tests_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def network(weights: bytes = bytes(range(200)), metadata: bytes | None = None) -> bytes:
    """A TensorFlow Lite network of one tensor; with a metadata buffer of its own if one is given."""
    tfl = schema("schema")
    model = tfl.ModelT()
    model.version, model.description = 3, "a small one"
    tensor = tfl.TensorT()
    tensor.name, tensor.shape, tensor.buffer = "input_1", np.array([1, 8, 8, 3], np.int32), 1
    graph = tfl.SubGraphT()
    graph.tensors, graph.operators = [tensor], []
    graph.inputs = graph.outputs = np.array([0], np.int32)
    model.subgraphs = [graph]
    model.buffers = [tfl.BufferT(), _buffer(weights)]
    model.metadata = [_entry("min_runtime_version", 0)]
    if metadata is not None:
        model.buffers.append(_buffer(metadata))
        model.metadata.append(_entry("TFLITE_METADATA", 2))
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def read(data: bytes) -> Any:
    """The network as MediaPipe's classes see it (`ModelT`)."""
    tfl = schema("schema")
    return tfl.ModelT.InitFromObj(tfl.Model.GetRootAs(data, 0))


def metadata_of(model: Any) -> list[Any]:
    """The metadata of a network that was `read` (`ModelMetadataT`), each as often as it is there."""
    meta = schema("metadata_schema")
    blobs = [bytes(model.buffers[entry.buffer].data) for entry in model.metadata if entry.name == b"TFLITE_METADATA"]
    return [meta.ModelMetadataT.InitFromObj(meta.ModelMetadata.GetRootAs(blob, 0)) for blob in blobs]


def _buffer(data: bytes) -> Any:
    buffer = schema("schema").BufferT()
    buffer.data = np.frombuffer(data, np.uint8)
    return buffer


def _entry(name: str, buffer: int) -> Any:
    entry = schema("schema").MetadataT()
    entry.name, entry.buffer = name, buffer
    return entry
