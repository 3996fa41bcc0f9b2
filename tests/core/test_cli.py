"""The commands without a window: options, streams and exit codes; the pipeline is replaced, the rest is real."""

import json
import os
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from core import __version__, cli, doctor, paths, pipeline
from core.analysis import Analysis
from core.doctor import Check
from core.errors import UserError, VideoError
from core.pipeline import LandmarkRequest, Request
from core.progress import Progress
from tests.core.builders import analysis, sprint_analysis, squat_analysis

Run = Callable[..., tuple[int, str, str]]


class Pipeline:
    """Analyses by name: `bad` and `fault` fail, `nobody` holds no movement, `run` steps, all else squats."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    def analyse(self, request: Request) -> Generator[Progress, None, Analysis]:
        self.requests.append(request)
        yield Progress("pose", "Following the athlete", 10, 60, 41.2, 1.2)
        if request.clip.stem == "bad":
            raise VideoError("this is not a video file", "open a video from a phone or camera", request.clip)
        if request.clip.stem == "fault":
            raise ZeroDivisionError("division by zero")
        if request.clip.stem == "nobody":
            return analysis(request.clip, 10)
        return (sprint_analysis if "run" in request.clip.stem or "sprint" in request.clip.stem else squat_analysis)(
            request.clip
        )


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    found = Pipeline()
    monkeypatch.setattr(pipeline, "analyse", found.analyse)
    return found


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run one command in an empty folder: exit code, standard output, standard error."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)

    def command(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(list(arguments))
        out, err = capsys.readouterr()
        return code, out, err

    return command


def test_the_version_is_told_and_nothing_else(run: Run) -> None:
    assert run("--version") == (0, f"plumbline {__version__}\n", "")


@pytest.mark.parametrize("command", [[], ["demo"], ["analyze"], ["measure"], ["bench"], ["doctor"]])
def test_every_command_has_help(run: Run, command: list[str]) -> None:
    code, out, _ = run(*command, "--help")
    assert code == 0
    assert "Usage: plumbline" in out


@pytest.mark.parametrize("command", [[], ["demo"], ["analyze"], ["measure"], ["export"], ["bench"], ["doctor"]])
def test_help_speaks_of_no_type_that_only_programmers_know(run: Run, command: list[str]) -> None:
    assert "<bool>" not in run(*command, "--help")[1]


def test_results_and_one_line_per_clip(run: Run, fake: Pipeline) -> None:
    code, out, err = run("analyze", "a/squat.mp4", "run.mp4", "--out", "results")
    assert code == 0
    assert out.splitlines() == [
        f"{Path('a/squat.mp4')}: squat, 2 reps, side view: {Path('results/squat')}",
        f"run.mp4: sprint, 4 steps, side view: {Path('results/run')}",
    ]
    assert err == ""
    assert {p.name for p in Path("results/run").iterdir()} == {
        "analysis.json", "frames.csv", "landmarks.csv", "landmarks_smoothed.csv",
    }  # fmt: skip


def test_a_clip_without_movement_is_analysed_and_says_so(run: Run, fake: Pipeline) -> None:
    code, out, _ = run("analyze", "nobody.mp4", "--out", "o")
    assert code == 0
    assert out.startswith("nobody.mp4: no squat and no run was found")


def test_that_nothing_can_be_kept_is_told_once_and_is_no_failure(
    run: Run, fake: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = UserError("what was measured cannot be kept for the next time (No space left on device)", "free some space")

    def analyse(request: Request) -> Generator[Progress, None, Analysis]:
        return replace((yield from fake.analyse(request)), unkept=full)

    monkeypatch.setattr(pipeline, "analyse", analyse)
    code, _, err = run("analyze", "squat.mp4", "run.mp4", "--out", "o")
    assert (code, err) == (0, full.sentence + "\n")
    code, _, err = run("export", "squat.mp4", "--csv", "--out", "e")
    assert (code, err) == (0, full.sentence + "\n")


def test_without_out_the_results_go_to_a_named_folder_here(run: Run, fake: Pipeline) -> None:
    code, _, err = run("analyze", "squat.mp4")
    assert code == 0
    assert err == "results go to plumbline-results (another folder: --out DIR)\n"
    assert Path("plumbline-results/squat/analysis.json").is_file()


def test_json_prints_the_file_and_nothing_else(run: Run, fake: Pipeline) -> None:
    code, out, err = run("analyze", "squat.mp4", "--out", "o", "--json")
    assert code == 0
    assert out == Path("o/squat/analysis.json").read_text(encoding="utf-8")
    schema = json.loads((paths.resources_dir() / "analysis.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(out), schema, jsonschema.Draft202012Validator)
    assert "squat, 2 reps" in err


def test_json_of_several_clips_is_one_line_each(run: Run, fake: Pipeline) -> None:
    code, out, err = run("analyze", "squat.mp4", "bad.mp4", "run.mp4", "--out", "o", "--json")
    assert code == 1
    assert [json.loads(line)["movement"] for line in out.splitlines()] == ["squat", "sprint"]
    assert "bad.mp4: this is not a video file" in err


@pytest.mark.parametrize("bad", ["bad.mp4", "fault.mp4"])
def test_one_bad_clip_is_one_line_and_does_not_stop_the_others(run: Run, fake: Pipeline, bad: str) -> None:
    code, out, err = run("analyze", "squat.mp4", bad, "run.mp4", "--out", "o")
    assert code == 1
    assert [line.split(":")[0] for line in out.splitlines()] == ["squat.mp4", "run.mp4"]
    assert len(err.splitlines()) == 1
    assert err.startswith(f"{bad}: ")
    assert "Traceback" not in err
    log = paths.log_file().read_text(encoding="utf-8")
    assert "Traceback" in log, "the log always has it"
    assert ("VideoError" if bad == "bad.mp4" else "ZeroDivisionError") in log


def test_a_clip_that_may_not_be_read_is_its_own_line_and_does_not_stop_the_others(
    run: Run, fake: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(b"")
    monkeypatch.setattr(os, "access", lambda path, mode, **_: Path(path) != secret)
    code, out, err = run("analyze", str(secret), "squat.mp4")
    assert code != 2
    assert "squat.mp4" in out
    assert "Invalid value" not in err


def test_debug_shows_the_traceback(run: Run, fake: Pipeline) -> None:
    code, _, err = run("analyze", "fault.mp4", "--out", "o", "--debug")
    assert code == 1
    assert "Traceback" in err
    assert "ZeroDivisionError" in err


def test_clips_of_the_same_name_get_folders_of_their_own(run: Run, fake: Pipeline) -> None:
    code, out, _ = run("analyze", "mon/squat.mp4", "fri/squat.mp4", "--out", "o")
    assert code == 0
    assert [line.rpartition(": ")[2] for line in out.splitlines()] == [str(Path("o/squat")), str(Path("o/squat-2"))]
    assert run("analyze", "fri/squat.mp4", "--out", "o")[1].rstrip().endswith("squat-2"), "and keep them next time"


def test_a_clip_named_twice_is_analysed_once(run: Run, fake: Pipeline) -> None:
    run("analyze", "squat.mp4", str(Path("squat.mp4").absolute()), "--out", "o")
    assert len(fake.requests) == 1


def test_every_option_reaches_the_pipeline(run: Run, fake: Pipeline) -> None:
    options = (
        "--movement sprint --capture-fps 240 --height 1.78 --athlete Ida --pick 640,360.5@1.5 --start 0.5 --end 3 "
        "--model lite --backend mediapipe-task --jobs 2 --force --quality precise"
    )
    code, _, err = run("analyze", "squat.mp4", "--out", "o", *options.split())
    assert (code, err) == (0, "")
    pick = (640.0, 360.5, 1.5)
    wanted = Request(Path("squat.mp4"), "sprint", 240.0, 1.78, "Ida", pick, 0.5, 3.0, "lite", "mediapipe-task", 2, True)
    wanted = replace(wanted, quality="precise")
    assert fake.requests == [wanted]


def test_landmarks_of_a_clip_reach_the_pipeline(run: Run, fake: Pipeline) -> None:
    run("analyze", "squat.mp4", "--out", "o", "--landmarks", "squat_px.trc")
    assert [request.landmarks for request in fake.requests] == [Path("squat_px.trc")]


def test_every_option_of_measure_reaches_the_pipeline(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def measure(request: LandmarkRequest) -> Generator[Progress, None, Analysis]:
        asked.append(request)
        yield Progress("pose", "Reading the landmarks")
        return squat_analysis(request.landmarks)

    monkeypatch.setattr(pipeline, "measure", measure)
    options = "--movement squat --capture-fps 240 --height 1.78 --athlete Ida --pick 640,360.5@1.5 --out o"
    code, out, err = run("measure", "squat.trc", *options.split())
    assert (code, out, err) == (0, f"squat.trc: squat, 2 reps, side view: {Path('o/squat')}\n", "")
    assert asked == [LandmarkRequest(Path("squat.trc"), "squat", 240.0, 1.78, "Ida", (640.0, 360.5, 1.5))]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("--pick 640", "'640' is not X,Y@T"),
        ("--pick 640,360", "'640,360' is not X,Y@T"),
        ("--pick 640,360,2@1", "'640,360,2@1' is not X,Y@T"),
        ("--pick left,360@1", "'left,360@1' is not X,Y@T"),
        ("--pick 640,nan@1", "'640,nan@1' is not X,Y@T"),
        ("--pick 640,-1@1", "'640,-1@1' is not X,Y@T"),
        ("--height 178", "178 is no standing height: give it in metres, 0.5 to 2.6"),
        ("--height 0.4", "0.4 is no standing height"),
        ("--height nan", "nan is no standing height"),
        ("--capture-fps 0", "0 is no frame rate"),
        ("--height tall", "'tall' is no standing height: give it in metres"),
        ("--height=-1.8", "-1.8 is no standing height"),
        ("--capture-fps 100000", "100000 is no frame rate"),
        ("--capture-fps inf", "inf is no frame rate"),
        ("--start -1", "-1 is no time in the clip"),
        ("--start 3 --end 2", "--start 3 does not lie before --end 2"),
        ("--start 2 --end 2", "--start 2 does not lie before --end 2"),
        ("--jobs 0", "0 is too few"),
        ("--athlete=", "an athlete's name cannot be empty"),
        ("--movement jump", "--movement"),
        ("--model tiny", "--model"),
        ("--heihgt 1.8", "--heihgt"),
    ],
)
def test_wrong_values_are_wrong_usage_in_a_sentence(run: Run, fake: Pipeline, options: str, says: str) -> None:
    code, out, err = run("analyze", "squat.mp4", "--out", "o", *options.split())
    assert (code, out) == (2, "")
    assert says in err
    assert "Traceback" not in err
    assert fake.requests == []


@pytest.mark.parametrize("arguments", [["analyze"], ["bench"], ["jump"], ["--jump"], ["doctor", "--jump"]])
def test_wrong_usage_is_exit_code_2(run: Run, arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("plumbline")
    command = "plumbline analyze" if arguments == ["analyze"] else "plumbline"
    assert f"Try '{command}" in err


def test_an_output_folder_that_cannot_be_written_is_told_before_the_work(run: Run, fake: Pipeline) -> None:
    Path("o").write_text("a file", encoding="utf-8")
    code, out, err = run("analyze", "squat.mp4", "--out", "o")
    assert (code, out) == (1, "")
    assert err == "o: this is a file, not a folder to put results into: choose another folder with --out\n"
    assert fake.requests == []


def test_demo_shows_reps_and_steps(run: Run, fake: Pipeline) -> None:
    code, out, _ = run("demo", "--no-window")
    assert code == 0
    assert [request.clip.name for request in fake.requests] == ["squat.mp4", "sprint.mp4"]
    assert f"squat, 2 reps, side view: {Path('plumbline-results/squat')}" in out
    assert "-8 ± 2" in out, "depth of a rep with its sd"
    assert "110 ± 6 △" in out, "with caution"
    assert "100 ± 7" in out, "contact of a step in ms"
    assert "80 ± 5" in out, "overlap of push and swing"
    assert Path("plumbline-results/sprint/analysis.json").is_file()


def test_a_fault_outside_the_clips_is_one_line_too(run: Run, fake: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(out_dir: Path) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr("core.export.folder.prepare", fail)
    code, out, err = run("analyze", "squat.mp4", "--out", "o")
    assert (code, out) == (1, "")
    assert err.startswith("a fault in this program (RuntimeError: out of order): please report it with the log ")
    assert len(err.splitlines()) == 1


def test_an_interrupt_is_130_and_keeps_what_was_finished(
    run: Run, fake: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = fake.analyse

    def interrupted(request: Request) -> Generator[Progress, None, Analysis]:
        if request.clip.stem == "second":
            import signal

            signal.raise_signal(signal.SIGINT)
        return (yield from real(request))

    monkeypatch.setattr(pipeline, "analyse", interrupted)
    code, out, err = run("analyze", "first.mp4", "second.mp4", "third.mp4", "--out", "o")
    assert code == 130
    assert [line.split(":")[0] for line in out.splitlines()] == ["first.mp4"]
    assert err == "cancelled: what was finished stays\n"
    assert [p.name for p in Path("o").iterdir()] == ["first"]


def test_a_second_interrupt_does_not_wait_for_a_tick(run: Run, fake: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    import signal

    def stuck(request: Request) -> Generator[Progress, None, Analysis]:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("not reached")
        yield Any

    monkeypatch.setattr(pipeline, "analyse", stuck)
    assert run("analyze", "first.mp4", "--out", "o")[0] == 130
    assert list(Path("o").iterdir()) == []
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler, "the handler is put back"


def test_doctor_is_content_when_everything_works(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "checks", lambda: [Check("cores", True, "2")])
    assert run("doctor") == (0, "ok     cores: 2\n", "")


def test_doctor_gives_one_line_of_advice_per_fault(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [Check("cores", True, "2"), Check("codecs", False, "no hevc", "install av again")]
    monkeypatch.setattr(doctor, "checks", lambda: found)
    code, out, err = run("doctor")
    assert (code, err) == (1, "")
    assert out.splitlines() == ["ok     cores: 2", "FAULT  codecs: no hevc", "       install av again"]
