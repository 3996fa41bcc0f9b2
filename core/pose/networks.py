"""The networks of a bundle made ready: weights written out, and no part that nobody reads.

A TensorFlow Lite graph is a list of operators in order of execution.  The bundle keeps weights sparse and in half
precision and unpacks them when an interpreter is made, in one go that holds Python's lock, four times as long as
making one from plain weights takes; the window would stand still.  Writing them out takes a quarter of a second,
so the networks made ready are kept in the cache.  The landmark network's segmentation mask costs a
quarter of its time.  Every output that is kept stays the same to the last bit.
"""

import contextlib
import threading
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
from numpy.typing import NDArray

from core import paths
from core.machine import give_back_memory
from core.pose.model_bundle import DETECTOR, LANDMARKS
from core.whole_file import written_whole

_FORMAT = 1  # raised whenever networks are made ready in another way
_DIGEST_BYTES = 32
_MASK_SHAPE = [1, 256, 256, 1]
_FLOAT32, _FLOAT16 = 0, 1  # TensorType in TensorFlow Lite's schema.fbs
_reading = threading.Lock()  # what is made ready takes five times its room, and once is enough
_STORED = {_FLOAT32: np.float32, _FLOAT16: np.float16}


def landmark_network(bundle: Path) -> bytes:
    """The landmark network of a `.task` bundle, without its mask; read once per program, whichever threads ask.

    Raises
    ------
    OSError, KeyError, zipfile.BadZipFile : the bundle cannot be read.
    """
    with _reading:
        return _once(bundle, LANDMARKS)


def detector_network(bundle: Path) -> bytes:
    """The detector of a `.task` bundle; read once per program, whichever threads ask.

    Raises
    ------
    OSError, KeyError, zipfile.BadZipFile : the bundle cannot be read.
    """
    with _reading:
        return _once(bundle, DETECTOR)


@lru_cache(maxsize=4)
def _once(bundle: Path, member: str) -> bytes:
    return _ready(bundle, member)


def _ready(bundle: Path, member: str) -> bytes:
    with ZipFile(bundle) as members:
        network = members.read(member)
    kept = paths.cache_dir() / "networks" / sha256(bytes([_FORMAT]) + network).hexdigest()
    ready = _load(kept)
    if ready is not None:
        return ready
    try:
        ready = made_ready(network)
    except Exception:  # a graph built otherwise still works whole, only slower
        return network
    finally:
        give_back_memory()  # five times what the network takes
    _save(kept, ready)
    return ready


def _load(file: Path) -> bytes | None:
    """A network that was made ready before, behind its hash; None where there is none or it is damaged."""
    try:
        data = file.read_bytes()
    except OSError:
        return None
    digest, ready = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
    return ready if sha256(ready).digest() == digest else None


def _save(file: Path, ready: bytes) -> None:
    """Keep it; what cannot be kept is made again."""
    with contextlib.suppress(OSError), written_whole(file) as out:
        out.write(sha256(ready).digest() + ready)


def made_ready(network: bytes) -> bytes:
    """The same network with plain weights and without the operators that only a segmentation mask needs."""
    import flatbuffers
    from ai_edge_litert import schema_py_generated as schema

    model: Any = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(network, 0))
    graph = model.subgraphs[0]
    _drop_mask(model, graph)
    _write_weights_out(model, graph, schema)
    builder = flatbuffers.Builder(4 * len(network))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _drop_mask(model: Any, graph: Any) -> None:
    graph.outputs = [i for i in graph.outputs if list(graph.tensors[i].shape) != _MASK_SHAPE]
    needed, kept = set(graph.outputs), []
    for operator in reversed(graph.operators):
        if needed.intersection(operator.outputs):
            kept.append(operator)
            needed.update(i for i in operator.inputs if i >= 0)
    graph.operators = kept[::-1]
    for signature in model.signatureDefs or []:
        signature.outputs = [o for o in signature.outputs if o.tensorIndex in graph.outputs]


def _write_weights_out(model: Any, graph: Any, schema: Any) -> None:
    """Do once what DENSIFY and DEQUANTIZE would do to constants, and leave those operators out."""
    unpackers = (schema.BuiltinOperator.DENSIFY, schema.BuiltinOperator.DEQUANTIZE)
    codes = [max(c.builtinCode, c.deprecatedBuiltinCode) for c in model.operatorCodes]
    plain: dict[int, NDArray[np.floating]] = {}
    kept = []
    for operator in graph.operators:
        source = operator.inputs[0]
        values = None
        if codes[operator.opcodeIndex] in unpackers:
            values = plain[source] if source in plain else _constant(model, graph.tensors[source])
        if values is None:
            kept.append(operator)
        else:
            plain[operator.outputs[0]] = values
    graph.operators = kept
    read = {i for operator in kept for i in operator.inputs}
    for i, tensor in enumerate(graph.tensors):
        if i in plain and i in read:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(plain[i].astype(np.float32).tobytes(), np.uint8)
            model.buffers.append(buffer)
            tensor.buffer, tensor.type, tensor.sparsity = len(model.buffers) - 1, _FLOAT32, None
        elif i not in read and tensor.sparsity is not None:
            tensor.sparsity = None
    _forget_unread(model, graph, read)


def _forget_unread(model: Any, graph: Any, read: set[int]) -> None:
    """Empty the buffers of tensors that no operator reads."""
    wanted = {graph.tensors[i].buffer for i in read if i >= 0}
    for tensor in graph.tensors:
        if tensor.buffer not in wanted:
            model.buffers[tensor.buffer].data = None


def _constant(model: Any, tensor: Any) -> NDArray[np.floating] | None:
    """A constant tensor's values, dense and flat; None where it is no constant.

    Raises
    ------
    ValueError : it is stored in a way not known here.
    """
    data = model.buffers[tensor.buffer].data
    if data is None or not len(data):
        return None
    values = np.frombuffer(np.asarray(data, np.uint8).tobytes(), _STORED[tensor.type])
    if tensor.sparsity is None:
        return values
    # schema.fbs, SparsityParameters: rows of the last dimension as compressed sparse rows, all others dense
    *outer, last = tensor.sparsity.dimMetadata
    natural = list(tensor.sparsity.traversalOrder) == list(range(len(tensor.shape)))
    if tensor.sparsity.blockMap or not natural or any(d.format for d in outer) or last.format != 1:
        raise ValueError("weights are sparse in a way not known here")
    ends = np.asarray(last.arraySegments.values).astype(np.intp)
    columns = np.asarray(last.arrayIndices.values).astype(np.intp)
    dense = np.zeros((len(ends) - 1, int(tensor.shape[-1])), values.dtype)
    dense[np.repeat(np.arange(len(dense)), np.diff(ends)), columns] = values
    return dense.ravel()
