"""The bundle's networks made ready give the same answers from plain weights."""

import threading
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import native_log, paths
from core.pose import networks
from core.pose.model_bundle import DETECTOR, LANDMARKS
from core.pose.models import find_model
from core.pose.networks import made_ready

pytestmark = pytest.mark.skipif(find_model() is None, reason="the pose model is not on this machine")


def stored(member: str) -> bytes:
    bundle = find_model()
    assert bundle is not None
    with zipfile.ZipFile(bundle) as members:
        return members.read(member)


def answers(network: bytes) -> dict[tuple[int, ...], Any]:
    """Every output of a network on the same noise, by its shape."""
    from ai_edge_litert.interpreter import Interpreter

    with native_log.quiet():
        net = Interpreter(model_content=network, num_threads=1)
        net.allocate_tensors()
    entry = net.get_input_details()[0]
    net.set_tensor(entry["index"], np.random.default_rng(0).random(entry["shape"], np.float32))
    net.invoke()
    return {tuple(int(n) for n in d["shape"]): net.get_tensor(d["index"]) for d in net.get_output_details()}


@pytest.mark.parametrize("member", [DETECTOR, LANDMARKS])
def test_answers_stay_the_same_to_the_last_bit(member: str) -> None:
    network = stored(member)
    before, after = answers(network), answers(made_ready(network))
    assert set(after) == {shape for shape in before if shape != (1, 256, 256, 1)}, "only the mask is gone"
    for shape, values in after.items():
        np.testing.assert_array_equal(values, before[shape])


@pytest.mark.parametrize("member", [DETECTOR, LANDMARKS])
def test_nothing_is_left_to_unpack_when_an_interpreter_is_made(member: str) -> None:
    from ai_edge_litert import schema_py_generated as schema

    model: Any = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(made_ready(stored(member)), 0))
    graph = model.subgraphs[0]
    codes = [max(c.builtinCode, c.deprecatedBuiltinCode) for c in model.operatorCodes]
    used = {codes[operator.opcodeIndex] for operator in graph.operators}
    assert not used & {schema.BuiltinOperator.DENSIFY, schema.BuiltinOperator.DEQUANTIZE}
    assert all(tensor.sparsity is None for tensor in graph.tensors)


def test_what_is_not_a_network_is_left_as_it_is(tmp_path: Path) -> None:
    from core.pose.networks import detector_network

    bundle = tmp_path / "other.task"
    with zipfile.ZipFile(bundle, "w") as members:
        members.writestr(DETECTOR, b"something else altogether")
    assert detector_network(bundle) == b"something else altogether"


def test_a_bundle_without_the_network_is_an_error(tmp_path: Path) -> None:
    from core.pose.networks import landmark_network

    bundle = tmp_path / "empty.task"
    with zipfile.ZipFile(bundle, "w"):
        pass
    with pytest.raises(KeyError):
        landmark_network(bundle)


def test_a_network_made_ready_once_is_kept_and_a_damaged_one_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    bundle, made = find_model(), []
    assert bundle is not None
    monkeypatch.setattr(networks, "made_ready", lambda network: made.append(len(network)) or b"ready" * 99)
    first = networks._ready(bundle, DETECTOR)
    assert (first, networks._ready(bundle, DETECTOR), len(made)) == (b"ready" * 99, first, 1)
    (kept,) = (paths.cache_dir() / "networks").iterdir()
    kept.write_bytes(kept.read_bytes()[:-1])
    assert (networks._ready(bundle, DETECTOR), len(made)) == (first, 2)
    networks._ready(bundle, LANDMARKS)
    assert len(made) == 3, "each network has its own"


def test_threads_that_begin_together_read_a_network_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = tmp_path / "pose.task"
    with zipfile.ZipFile(bundle, "w") as members:
        members.writestr(LANDMARKS, b"a network")
    together, made = threading.Barrier(4), list[bytes]()

    def slowly(network: bytes) -> bytes:
        made.append(network)
        time.sleep(0.1)
        return b"ready"

    def read() -> None:
        together.wait(60)
        found.append(networks.landmark_network(bundle))

    monkeypatch.setattr(networks, "made_ready", slowly)
    found = list[bytes]()
    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [b"ready"] * 4
    assert made == [b"a network"]
