"""`plumbline export` as a person types it; the analysis is one known by formula."""

import hashlib
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest

from core import cli, pipeline
from core.analysis import Analysis
from core.export.outlet import Outlet
from core.export.painter import Paint, Steps
from core.export.request import Drawn, ExportRequest
from core.pipeline import AnyRequest
from core.pose.track import PoseTrack
from core.progress import Progress
from tests.core.builders import squat_analysis

REQUESTS: list[AnyRequest] = []


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    def analyse(request: AnyRequest) -> Generator[Progress, None, Analysis]:
        REQUESTS.append(request)
        yield Progress("pose", "Finding the athlete", 1, 2)
        return squat_analysis(request.clip)

    monkeypatch.setattr(pipeline, "analyse", analyse)


def test_the_files_asked_for_are_written_and_named_on_standard_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flags = ["--csv", "--xlsx", "--json", "--trc", "--mot", "--c3d"]
    assert cli.main(["export", "深蹲:1?.mp4", *flags, "--out", str(tmp_path)]) == 0
    folder = tmp_path / "深蹲_1_"
    told = capsys.readouterr().out.splitlines()
    assert sorted(told) == sorted(str(p) for p in folder.iterdir())
    endings = {Path(line).suffix for line in told}
    assert endings == {".csv", ".xlsx", ".json", ".trc", ".mot", ".c3d"}


def test_files_that_are_there_are_not_replaced_unasked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["export", "squat.mp4", "--csv", "--out", str(tmp_path)]
    assert cli.main(command) == 0
    (tmp_path / "squat" / "measures.csv").write_text("mine")
    assert cli.main(command) == 1
    assert "--force" in capsys.readouterr().err
    assert (tmp_path / "squat" / "measures.csv").read_text() == "mine"
    assert cli.main([*command, "--force"]) == 0
    assert (tmp_path / "squat" / "measures.csv").read_text(encoding="utf-8-sig").startswith("of,")


def test_nothing_asked_for_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["export", "squat.mp4"]) == 2
    assert "--csv" in capsys.readouterr().err


def test_a_clip_that_is_not_there_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.undo()
    assert cli.main(["export", str(tmp_path / "gone.mp4"), "--csv", "--out", str(tmp_path)]) == 1
    err = capsys.readouterr().err
    assert "gone.mp4" in err and "Traceback" not in err and len(err.splitlines()) == 1


def test_pictures_without_a_painter_are_refused_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["export", "squat.mp4", "--report", "--out", str(tmp_path)]) == 1
    assert "cannot be made here" in capsys.readouterr().err


def test_what_a_result_holds_nothing_for_is_told_and_the_rest_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nobody(request: AnyRequest) -> Generator[Progress, None, Analysis]:
        yield Progress("pose", "Finding the athlete", 1, 2)
        base = squat_analysis(request.clip)
        return replace(base, smoothed=PoseTrack.empty(base.smoothed.time_s))

    monkeypatch.setattr(pipeline, "analyse", nobody)
    assert cli.main(["export", "squat.mp4", "--trc", "--json", "--out", str(tmp_path)]) == 1
    assert [path.name for path in (tmp_path / "squat").iterdir()] == ["analysis.json"]
    assert "squat.mp4: nobody was found" in capsys.readouterr().err


def test_private_exports_name_nobody(tmp_path: Path) -> None:
    command = ["export", "Erika.mp4", "--json", "--csv", "--private", "--out", str(tmp_path)]
    assert cli.main(command) == 0
    (folder,) = tmp_path.glob("clip-*")
    assert not any("Erika" in path.read_text(encoding="utf-8") for path in folder.iterdir())


def test_every_clip_of_a_project_is_exported_with_what_was_put_by_hand(tmp_path: Path) -> None:
    project = pytest.importorskip("core.project.project")
    file = pytest.importorskip("core.project.file")
    clips = []
    for name in ("a/squat.mp4", "b/squat.mp4"):
        path = tmp_path / name
        path.parent.mkdir()
        path.write_bytes(name.encode())
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        clips.append(project.ProjectClip(name, digest, path, athlete="Erika", height_m=1.7))
    file.save(project.Project(tuple(clips)), tmp_path / "set.plumb")
    REQUESTS.clear()
    assert cli.main(["export", str(tmp_path / "set.plumb"), "--json", "--out", str(tmp_path / "out")]) == 0
    assert [request.athlete for request in REQUESTS] == ["Erika", "Erika"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["squat", "squat-2"]
    (tmp_path / "b" / "squat.mp4").unlink()
    assert cli.main(["export", str(tmp_path / "set.plumb"), "--json", "--out", str(tmp_path / "new")]) == 1


class Recorder(Paint):
    """A painter that paints nothing and keeps what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[ExportRequest] = []

    def names(self, request: ExportRequest) -> list[str]:
        return []

    def paint(self, request: ExportRequest, outlet: Outlet) -> Steps:
        self.requests.append(request)
        yield Progress("export", "Painting")


def test_how_pictures_and_video_look_is_said_by_flags(tmp_path: Path) -> None:
    painter = Recorder()
    flags = ["--sheet", "--pictures", "jpg", "--without", "lanes", "--without", "skeleton", "--slower", "4",
             "--pause", "1.5", "--number", "tempo_ratio", "--paper", "letter", "--contact", " A  b "]  # fmt: skip
    assert cli.main(["export", "squat.mp4", "--video", *flags, "--out", str(tmp_path)], painter) == 0
    (request,) = painter.requests
    assert request.kinds == {"video", "snapshot"} and request.snapshot_s == ()
    assert request.drawn == Drawn(
        frozenset({"lanes", "skeleton"}), ("tempo_ratio",), "jpg", False, True, 4.0, 1.5, "letter", None, "A b"
    )


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (["--number", "nonsense"], "no measure nonsense"),
        (["--logo", "gone.png"], "no file gone.png"),
        (["--against", "b.mp4", "--reps", "0,1"], "from 1"),
        (["--against", "b.mp4", "--reps", "two"], "from 1"),
        (["--slower", "0.5"], "--slower"),
        (["--without", "hair"], "hair"),
    ],
)
def test_a_slip_of_the_pen_is_told_before_anything_is_analysed(
    flags: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    REQUESTS.clear()
    assert cli.main(["export", "squat.mp4", "--video", *flags]) == 2
    assert told in capsys.readouterr().err and not REQUESTS


def test_a_clip_is_compared_with_another_one_as_said(tmp_path: Path) -> None:
    painter = Recorder()
    command = ["export", "a.mp4", "--against", "b.mp4", "--reps", "2,1", "--line-up", "phases", "--out", str(tmp_path)]
    assert cli.main(command, painter) == 0
    against = painter.requests[0].against
    assert against is not None and against.analysis.clip.path.name == "b.mp4"
    assert (against.unit_a, against.unit_b, against.chosen, against.line_up) == (1, 0, True, "phases")
    assert painter.requests[0].comparison_name == "a_against_b.mp4"


def test_every_clip_of_a_project_is_compared_with_one_of_them_and_that_one_not_with_itself(tmp_path: Path) -> None:
    project = pytest.importorskip("core.project.project")
    file = pytest.importorskip("core.project.file")
    clips = []
    for name in ("one.mp4", "two.mp4", "best.mp4"):
        path = tmp_path / name
        path.write_bytes(name.encode())
        clips.append(project.ProjectClip(name, hashlib.sha256(path.read_bytes()).hexdigest(), path, height_m=1.8))
    file.save(project.Project(tuple(clips)), tmp_path / "set.plumb")
    painter = Recorder()
    REQUESTS.clear()
    command = ["export", str(tmp_path / "set.plumb"), "--against", str(tmp_path / "best.mp4"), "--out", str(tmp_path)]
    assert cli.main(command, painter) == 0
    assert [r.analysis.clip.path.name for r in painter.requests] == ["one.mp4", "two.mp4"]
    assert len(REQUESTS) == 3 and REQUESTS[0].height_m == 1.8, "measured once, with what the project knows of it"
