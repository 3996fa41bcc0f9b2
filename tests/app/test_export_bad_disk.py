"""Every kind of file on a disk that takes no more: one sentence, no half file, nothing printed past it."""

import errno
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from app.export.painted import Choices, everything
from app.export.video import VideoStyle
from core.analysis import Analysis
from core.errors import OutputError
from core.export.outlet import Outlet, cannot_write
from core.export.request import Against, ExportRequest, Kind
from tests.app import figures

resource = pytest.importorskip("resource", reason="needs limits of a process")
LARGEST = 4096  # bytes of any file
KINDS: tuple[Kind, ...] = ("json", "csv", "trc", "mot", "c3d", "snapshot", "kinogram", "report", "video", "comparison")


@pytest.fixture
def result(clip: Path) -> Analysis:
    return figures.squat(clip, 60)


@pytest.fixture
def small_files() -> Iterator[None]:
    """From here on this process cannot write a file of more than a few thousand bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, heard)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_does_not_go_onto_the_disk_is_one_sentence_and_leaves_nothing(
    kind: Kind, result: Analysis, tmp_path: Path, qapp: QGuiApplication, small_files: None
) -> None:
    against = Against(result) if kind == "comparison" else None
    request = ExportRequest(result, frozenset({kind}), tmp_path / "out", snapshot_s=(1.0,), against=against)
    outlet = Outlet(request.folder)
    with pytest.raises(OutputError) as told:
        list(everything(request, Choices(video=VideoStyle(hardware=False)), outlet))
    assert "partial" not in told.value.sentence and told.value.where is not None
    assert Path(told.value.where).parent == request.folder
    assert {path.name for path in request.folder.iterdir()} == {path.name for path in outlet.placed}


def test_a_full_disk_and_a_file_too_large_for_it_are_told_apart(tmp_path: Path) -> None:
    full = cannot_write(tmp_path / "a.mp4", OSError(errno.ENOSPC, "No space left on device"))
    large = cannot_write(tmp_path / "a.mp4", OSError(errno.EFBIG, "File too large"))
    assert "make room" in full.sentence and "shorter part" in large.sentence
