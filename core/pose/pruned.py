"""The landmark network without the parts nobody reads: its segmentation mask costs a quarter of the time.

A TensorFlow Lite graph is a list of operators in order of execution.  Those that feed only the mask are left out
and the mask is taken from the list of outputs; every other output stays the same to the last bit.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from core.pose.model_bundle import LANDMARKS

_MASK_SHAPE = [1, 256, 256, 1]


@lru_cache(maxsize=2)
def landmark_network(bundle: Path) -> bytes:
    """The landmark network of a `.task` bundle, pruned; read once per program.

    Raises
    ------
    OSError, KeyError, zipfile.BadZipFile : the bundle cannot be read.
    """
    with ZipFile(bundle) as members:
        network = members.read(LANDMARKS)
    try:
        return without_mask(network)
    except Exception:  # a graph built otherwise still works whole, only slower
        return network


def without_mask(network: bytes) -> bytes:
    """The same network without the operators that only the segmentation mask needs."""
    import flatbuffers
    from ai_edge_litert import schema_py_generated as schema

    model: Any = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(network, 0))
    graph = model.subgraphs[0]
    graph.outputs = [i for i in graph.outputs if list(graph.tensors[i].shape) != _MASK_SHAPE]
    needed, kept = set(graph.outputs), []
    for operator in reversed(graph.operators):
        if needed.intersection(operator.outputs):
            kept.append(operator)
            needed.update(i for i in operator.inputs if i >= 0)
    graph.operators = kept[::-1]
    for signature in model.signatureDefs or []:
        signature.outputs = [o for o in signature.outputs if o.tensorIndex in graph.outputs]
    builder = flatbuffers.Builder(len(network))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())
