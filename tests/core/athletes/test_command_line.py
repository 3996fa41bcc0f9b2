"""`--athlete NAME` keeps a session."""

from pathlib import Path

import pytest

from core import cli, doctor
from core.athletes.db import AthleteDb
from core.export.table import landmarks_csv
from core.paths import athletes_file
from tests.core.squat_figure import Move
from tests.core.stick_figure import clock, seen, squat


@pytest.fixture
def landmarks(tmp_path: Path) -> Path:
    file = tmp_path / "landmarks.csv"
    time_s = clock(30, 5)
    file.write_text(landmarks_csv(seen(time_s, squat(time_s, (Move(1.0),)))))
    return file


def test_the_command_line_keeps_a_session_of_a_named_athlete(landmarks: Path, tmp_path: Path) -> None:
    arguments = ["measure", str(landmarks), "--movement", "squat", "--out", str(tmp_path / "out")]
    assert cli.main(arguments) == 0
    assert AthleteDb().athletes() == []
    for _ in range(2):
        assert cli.main([*arguments, "--athlete", "Ada"]) == 0
    (session,) = AthleteDb().sessions("Ada")
    assert session.clip_name == "landmarks.csv" and session.metrics["depth_thigh_to_horizontal_deg"].value is not None


def test_results_are_written_even_where_the_history_is_damaged(
    landmarks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    athletes_file().write_text("no database " * 500)
    code = cli.main(
        ["measure", str(landmarks), "--movement", "squat", "--athlete", "Ada", "--out", str(tmp_path / "out")]
    )
    assert code == 1
    assert (tmp_path / "out" / "landmarks" / "analysis.json").exists()
    assert "history is damaged" in capsys.readouterr().err


def test_the_doctor_says_where_the_history_lies_and_whether_it_can_be_read(landmarks: Path, tmp_path: Path) -> None:
    cli.main(["measure", str(landmarks), "--movement", "squat", "--athlete", "Ada", "--out", str(tmp_path / "out")])
    check = doctor._athletes()
    assert check.ok and check.detail == f"{athletes_file()}, 1 of them, 1 sessions"
    for file in athletes_file().parent.glob(athletes_file().name + "*"):
        file.unlink()
    athletes_file().write_text("no database " * 500)
    check = doctor._athletes()
    assert not check.ok and "damaged" in check.detail and check.advice
