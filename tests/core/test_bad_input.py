"""Files that are no clips, clips with nothing in them, and being stopped: one sentence each, never a traceback."""

import json
import os
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from core import cli
from core.pose.models import find_model

needs_model = pytest.mark.skipif(find_model() is None, reason="the pose model is not on this machine")
Run = Callable[..., tuple[int, str, str]]
MAIN = "import sys; from core.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `plumbline analyze` in an empty folder: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: object) -> tuple[int, str, str]:
        code = cli.main(["analyze", *map(str, arguments), "--out", "o"])
        out, err = capsys.readouterr()
        return code, out, err

    return command


@pytest.fixture(scope="session")
def short(tmp_path_factory: pytest.TempPathFactory, demo: Path) -> Path:
    """The first 12 frames of the squat."""
    target = tmp_path_factory.mktemp("short") / "short.mp4"
    with av.open(str(demo / "squat.mp4")) as whole, av.open(str(target), "w") as cut:
        source = whole.streams.video[0]
        stream = cut.add_stream("mpeg4", rate=30)
        stream.width, stream.height, stream.pix_fmt = 360, 640, "yuv420p"
        for number, frame in enumerate(whole.decode(source)):
            if number == 12:
                break
            cut.mux(stream.encode(frame.reformat(360, 640, "yuv420p")))
        cut.mux(stream.encode(None))
    return target


def make_text(path: Path) -> Path:
    path.write_text("this is a letter, not a video\n" * 100, encoding="utf-8")
    return path


def make_empty(path: Path) -> Path:
    path.touch()
    return path


def make_audio(path: Path) -> Path:
    with wave.open(str(path.with_suffix(".wav")), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(16000))
    return path.with_suffix(".wav")


def make_folder(path: Path) -> Path:
    path.mkdir()
    return path


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda path: path, id="missing"),
        pytest.param(make_text, id="text"),
        pytest.param(make_empty, id="empty"),
        pytest.param(make_audio, id="audio only"),
        pytest.param(make_folder, id="folder"),
    ],
)
def test_what_is_no_clip_is_one_line_with_what_is_wrong_and_what_to_do(
    run: Run, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    path = make(tmp_path / "clip.mp4")
    code, out, err = run(path)
    assert (code, out) == (1, "")
    (line,) = err.splitlines()
    assert line.startswith(f"{path}: ")
    what, _, todo = line.removeprefix(f"{path}: ").partition(": ")
    assert len(what) > 8
    assert len(todo) > 8
    assert "fault in this program" not in line
    assert list(Path("o").iterdir()) == []


@needs_model
@pytest.mark.parametrize(
    "name", ["zwei Wörter é/kniebeuge ü.mp4", "深蹲/クリップ 1.mp4", "a'b\"c;$d#%20.mp4", "-dash.mp4"]
)
def test_odd_path_names_work(run: Run, tmp_path: Path, short: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(short.read_bytes())
    code, out, err = run(path)
    assert (code, err) == (0, "")
    assert out.startswith(f"{path}: ")
    document = json.loads((Path("o") / path.stem / "analysis.json").read_text(encoding="utf-8"))
    assert document["clip"]["file"] == path.name


@needs_model
def test_one_bad_clip_does_not_stop_the_others(run: Run, tmp_path: Path, short: Path) -> None:
    bad = make_text(tmp_path / "bad.mp4")
    other = tmp_path / "other.mp4"
    other.write_bytes(short.read_bytes())
    code, out, err = run(bad, short, tmp_path / "gone.mp4", other)
    assert code == 1
    assert [line.split(":")[0] for line in out.splitlines()] == [str(short), str(other)]
    assert [line.split(":")[0] for line in err.splitlines()] == [str(bad), str(tmp_path / "gone.mp4")]
    assert sorted(p.name for p in Path("o").iterdir()) == ["other", "short"]


@needs_model
def test_a_clip_with_nobody_in_it_is_analysed_and_says_so(run: Run, shared: Path) -> None:
    clip = shared / "clips" / "real" / "control_no_person_rotated.mov"
    code, out, err = run(clip)
    assert (code, err) == (0, "")
    assert out.startswith(f"{clip}: no squat and no run was found: ")
    document = json.loads(Path("o/control_no_person_rotated/analysis.json").read_text(encoding="utf-8"))
    assert document["movement"] == "none"
    assert document["quality"], "it says so in the file too"
    assert document["reps"] == document["steps"] == document["events"] == []


@needs_model
def test_frames_of_a_part_of_a_clip_keep_their_numbers_and_times(run: Run, demo: Path) -> None:
    code, _, err = run(demo / "squat.mp4", "--start", "1", "--end", "1.5", "--athlete", "Ida")
    assert (code, err) == (0, "")
    assert json.loads(Path("o/squat/analysis.json").read_text(encoding="utf-8"))["athlete"] == "Ida"
    for name in ("frames.csv", "landmarks.csv", "landmarks_smoothed.csv"):
        lines = (Path("o/squat") / name).read_text(encoding="utf-8").splitlines()[1:]
        assert [int(line.split(",")[0]) for line in lines] == list(range(30, 46))
        assert [float(line.split(",")[1]) for line in lines] == pytest.approx([n / 30 for n in range(30, 46)], abs=1e-6)


def test_without_a_model_and_a_network_there_is_one_sentence_with_both_ways_out(
    run: Run, short: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLUMBLINE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("PLUMBLINE_MODEL_DIR", str(tmp_path / "models"))
    monkeypatch.setattr("core.pose.models._OFFICIAL", "http://127.0.0.1:9/{name}/{file}")
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_RETRIES", "0")
    code, out, err = run(short)
    assert (code, out) == (1, "")
    line = err.splitlines()[-1]
    assert line.startswith(f"{short}: ")
    assert "connect to the internet" in line
    assert "or put pose_landmarker_full.task" in line
    assert "Traceback" not in err


@needs_model
@pytest.mark.skipif(sys.platform == "win32", reason="processes are interrupted in another way there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_ends_with_130_and_leaves_finished_clips_only(
    tmp_path: Path, short: Path, demo: Path, number: signal.Signals
) -> None:
    out = tmp_path / "o"
    command = [sys.executable, "-c", MAIN, "analyze", str(short), str(demo / "sprint.mp4"), "--out", str(out)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ.copy())
    try:
        deadline = time.monotonic() + 120
        while not (out / "short").exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert process.poll() is None, "it ended before it could be interrupted"
        process.send_signal(number)
        _, err = process.communicate(timeout=240)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 130, err
    assert err.decode() == "cancelled: what was finished stays\n"
    assert [p.name for p in out.iterdir()] == ["short"]
    assert len(list((out / "short").iterdir())) == 4
