"""Finding the pose model on this machine, or obtaining it once and keeping it.

Looked for in this order: the folder named by `PLUMBLINE_MODEL_DIR`, `resources/models` of a packaged build, the
user's data folder.  Not found, it is fetched from MediaPipe's official address; where only a package index is
reachable, `full` is put together from the networks inside the wheel of an older MediaPipe (which is downloaded
for its data and never installed).
"""

import http.client
import logging
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal, get_args

from core import paths
from core.errors import ModelError
from core.giving_way import may_go_on
from core.paths import is_file, is_folder, may_be_entered
from core.pose import model_bundle

log = logging.getLogger(__name__)

ModelName = Literal["lite", "full", "heavy"]
Say = Callable[[str], None]  # gets a sentence to show while the model is obtained

_OFFICIAL = "https://storage.googleapis.com/mediapipe-models/pose_landmarker/pose_landmarker_{name}/float16/1/{file}"
_OFFICIAL_SHA256 = {
    "lite": "59929e1d1ee95287735ddd833b19cf4ac46d29bc7afddbbf6753c459690d574a",
    "full": "4eaa5eb7a98365221087693fcc286334cf0858e2eb6e15b506aa4a7ecdcec4ad",
    "heavy": "64437af838a65d18e5ba7a0d39b465540069bc8aae8308de3e318aad31fcbc7b",
}
_ANSWER_S = 5.0  # until the official address answers
_DOWNLOAD_S = 300.0  # the whole file, on a slow line
_PIP_S = 900.0
_ASKED_EVERY_S = 0.1  # whether to give it up
_LARGEST = 100_000_000  # bytes; `heavy` is 31 MB

NAMED = "PLUMBLINE_MODEL_DIR"
_UNKNOWN = "not one of the known ones"
# near knees of five rendered clips err by 3.7 degrees instead of 2.8 on the mean, far ones by 6.2 instead of 4.3
_LITE = (
    "Measured with the lite pose model: knees err by a third more than with the usual one, "
    "whose plus-minus the numbers have."
)
_WHEEL = "mediapipe==0.10.21"
_WHEEL_OPTIONS = (
    *("--no-deps", "--only-binary=:all:", "--python-version", "3.12", "--implementation", "cp", "--abi", "cp312"),
    *("--platform", "manylinux_2_28_x86_64", "--platform", "manylinux_2_17_x86_64"),
)
_NETWORKS = {  # member of the bundle -> (place in the wheel, SHA-256)
    model_bundle.DETECTOR: (
        "mediapipe/modules/pose_detection/pose_detection.tflite",
        "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
    ),
    model_bundle.LANDMARKS: (
        "mediapipe/modules/pose_landmark/pose_landmark_full.tflite",
        "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
    ),
}
REBUILT_FULL_SHA256 = "bfc3831477e449d1cbb2879bffe36d6f576bff17294cef9f784f2b5c2dfe4b07"


class _NotObtainedError(Exception):
    """One way to the model did not work; the text says why."""


def model_file(name: str = "full") -> str:
    """The file's name, the same as MediaPipe's own.

    Raises
    ------
    ModelError : there is no model of that name.
    """
    if name not in get_args(ModelName):
        known = ", ".join(get_args(ModelName))
        raise ModelError(f"there is no pose model called '{name}'", f"choose one of {known}")
    return f"pose_landmarker_{name}.task"


def kept_dir() -> Path:
    """Where an obtained model is kept."""
    return paths.data_dir() / "models"


def search_dirs() -> tuple[Path, ...]:
    """The folders that are looked in, first one first."""
    mine = named_dir()
    return (*((mine,) if mine else ()), paths.resources_dir() / "models", kept_dir())


def named_dir() -> Path | None:
    """The folder that the user names, None where none is named."""
    named = os.environ.get(NAMED)
    return Path(named).expanduser() if named else None


def remark(model: Path, digest: str) -> str:
    """What to say of a model that is not what somebody may take it for; "" where it is.

    digest : its SHA-256.
    """
    mine = named_dir()
    if mine is not None and model.parent != mine:
        if not may_be_entered(mine):
            return f"{NAMED} names {mine}, which may not be opened: measured with the usual pose model."
        if not is_folder(mine):
            return f"{NAMED} names {mine}, which is not there: measured with the usual pose model."
        return f"{NAMED} names {mine}, which holds no {model.name}: measured with the usual pose model."
    if origin(digest) == _UNKNOWN:
        return f"The pose model {model} is not one of the known ones, whose plus-minus the numbers have."
    return _LITE if model.name == model_file("lite") else ""


def find_model(name: str = "full") -> Path | None:
    """The first sound model file, None where there is none; damaged ones are logged and passed over.

    Raises
    ------
    ModelError : there is no model of that name.
    """
    return look(name)[0]


def obtain_model(name: str = "full", progress: Say | None = None) -> Path:
    """The model's path; when it is not on this machine it is fetched, checked and kept.

    `progress` gets a sentence for each thing that takes time (or nothing, when the model is there).

    Raises
    ------
    ModelError : it is not here and cannot be obtained, with the two ways to get it; or the one in the folder that
        the user names is damaged; or there is no model of that name; or it cannot be kept.
    """
    found, damaged = look(name)
    mine = named_dir()
    for path, what in damaged:
        if path.parent == mine:  # never passed over without a word: numbers of another model are other numbers
            todo = f"take it away to use the usual one, or put {path.name} there once more"
            raise ModelError(f"the pose model {path} is {what}", todo)
    if found is not None:
        return found
    say = progress or log.info
    for path, what in damaged:
        say(f"the pose model {path} is {what}; obtaining it again")
    ways = [_from_official_address] + ([_from_wheel] if name == "full" else [])
    for way in ways:
        try:
            return _keep(way(name, say), name)
        except _NotObtainedError as error:
            log.info("pose model %s not obtained: %s", name, error)
    raise ModelError(_missing(name, damaged), _two_ways(name))


def model_sha256(path: Path) -> str:
    """The file's SHA-256 as 64 hexadecimal digits.

    Raises
    ------
    ModelError : the file cannot be read.
    """
    try:
        return model_bundle.sha256(path.read_bytes())
    except OSError as error:
        raise ModelError("the pose model cannot be read", "check that you may read it", path) from error


def origin(digest: str) -> str:
    """Where a model of this SHA-256 comes from, in words."""
    if digest == REBUILT_FULL_SHA256:
        return "MediaPipe 0.10.21's networks"
    if digest in _OFFICIAL_SHA256.values():
        return "as its makers offer it"
    return _UNKNOWN


def look(name: str = "full") -> tuple[Path | None, list[tuple[Path, str]]]:
    """The first sound model file, and the damaged ones met on the way with what is wrong with each.

    Raises
    ------
    ModelError : there is no model of that name.
    """
    damaged: list[tuple[Path, str]] = []
    for folder in search_dirs():
        path = folder / model_file(name)
        if not is_file(path):
            continue
        what = model_bundle.fault(path)
        if what is None:
            return path, damaged
        log.warning("pose model %s: %s", path, what)
        damaged.append((path, what))
    return None, damaged


def _missing(name: str, damaged: list[tuple[Path, str]]) -> str:
    if damaged:
        path, what = damaged[0]
        return f"the pose model {path} is {what}, and a new one cannot be downloaded"
    return f"the pose model '{name}' is not on this machine and cannot be downloaded"


def _two_ways(name: str) -> str:
    other = "" if name == "full" or find_model("full") is None else " (--model full works without)"
    return (
        f"connect to the internet and try again, or put {model_file(name)} from {official_address(name)} "
        f"into {kept_dir()}{other}"
    )


def official_address(name: str) -> str:
    """Where MediaPipe's makers offer the model."""
    return _OFFICIAL.format(name=name, file=model_file(name))


def _from_official_address(name: str, say: Say) -> bytes:
    address, until = official_address(name), time.monotonic() + _DOWNLOAD_S
    say(f"obtaining the pose model '{name}' from its makers")
    data = bytearray()
    try:
        with urllib.request.urlopen(address, timeout=_ANSWER_S) as answer:
            while block := answer.read(1 << 16):
                may_go_on()
                data += block
                if time.monotonic() > until or len(data) > _LARGEST:
                    raise _NotObtainedError(f"{address}: too slow or too large")
    except (OSError, ValueError, http.client.HTTPException) as error:  # no name, no route, timed out, cut off, 404
        raise _NotObtainedError(f"{address}: {error}") from error
    if model_bundle.sha256(data) != _OFFICIAL_SHA256[name]:  # a log-in page, a proxy's notice, half a file
        raise _NotObtainedError(f"{address}: what came is not the model")
    return bytes(data)


def _from_wheel(_name: str, say: Say) -> bytes:
    say("obtaining the pose model 'full' from the package index (36 MB, once)")
    if getattr(sys, "frozen", False):
        raise _NotObtainedError("a packaged build has no pip")
    with tempfile.TemporaryDirectory(prefix="plumbline-model-") as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--retries", "2"]
        command += [*_WHEEL_OPTIONS, "--dest", folder, _WHEEL]
        try:
            failed, said = _run(command)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _NotObtainedError(f"pip: {error}") from error
        wheels = list(Path(folder).glob("*.whl"))
        if failed or not wheels:
            raise _NotObtainedError(f"pip: {(said.strip().splitlines() or ['nothing came'])[-1]}")
        return bundle_from_wheel(wheels[0])


def _run(command: list[str]) -> tuple[int, str]:
    """Run a program to its end: its exit code and its complaints; it is ended where somebody waits."""
    pipe, until = subprocess.PIPE, time.monotonic() + _PIP_S
    program = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True)
    with program:
        try:
            while True:
                try:
                    _, said = program.communicate(timeout=_ASKED_EVERY_S)
                    return program.returncode, said
                except subprocess.TimeoutExpired:
                    if time.monotonic() > until:
                        raise
                    may_go_on()
        except BaseException:
            program.kill()
            raise


def bundle_from_wheel(wheel: Path) -> bytes:
    """The `full` model put together from the networks in a wheel of MediaPipe 0.10.21, of any platform."""
    networks = {}
    try:
        with zipfile.ZipFile(wheel) as archive:
            for member, (place, digest) in _NETWORKS.items():
                networks[member] = archive.read(place)
                if model_bundle.sha256(networks[member]) != digest:
                    raise _NotObtainedError(f"{place} in {wheel.name} is not the one expected")
    except (KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise _NotObtainedError(f"{wheel.name}: {error}") from error
    data = model_bundle.build(networks)
    if model_bundle.sha256(data) != REBUILT_FULL_SHA256:
        raise _NotObtainedError(f"the model put together from {wheel.name} is not the one expected")
    return data


def _keep(data: bytes, name: str) -> Path:
    """Write the model where the next run finds it; nobody ever sees half a file there."""
    target = kept_dir() / model_file(name)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(dir=target.parent, prefix=f"{target.name}.", suffix=".partial")
    except OSError as error:
        todo = "make that folder writable, or set PLUMBLINE_DATA_DIR to one that is"
        raise ModelError(f"the pose model cannot be kept ({error.strerror})", todo, target.parent) from error
    temporary = Path(partial)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        what = model_bundle.fault(temporary)
        if what is not None:
            raise _NotObtainedError(f"what came is {what}")
        temporary.chmod(0o644)
        temporary.replace(target)
    except OSError as error:
        todo = "free some space there, or set PLUMBLINE_DATA_DIR to another folder"
        raise ModelError(f"the pose model cannot be kept ({error.strerror})", todo, target.parent) from error
    finally:
        temporary.unlink(missing_ok=True)
    return target
