"""Where exports go: names, what is there already, full disks, and no half file."""

import errno
import os
import sys
from pathlib import Path

import pytest

from core.errors import OutputError
from core.export.outlet import Outlet, TargetExistsError, cannot_write, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ('a/b\\c:d*e?f"g<h>i|j', "a_b_c_d_e_f_g_h_i_j"),
        ("深蹲 スクワット", "深蹲 スクワット"),
        ("..", "clip"),
        ("???", "clip"),
        ("squat. ", "squat"),
        ("CON", "CON_"),
        ("com1.back", "com1_.back"),
        ("a\nb\0c", "a_b_c"),
    ],
)
def test_names_are_made_such_that_every_system_takes_them(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_is_cut_between_letters(tmp_path: Path) -> None:
    name = safe_name("深" * 200)
    assert len(name.encode()) <= 150 and set(name) == {"深"}
    Outlet(tmp_path).write(f"{name}.csv", "x")


def test_a_file_that_is_there_is_asked_about_and_kept(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("old")
    with pytest.raises(TargetExistsError, match=r"there already.*--force"):
        Outlet(tmp_path).write("a.csv", "new")
    assert (tmp_path / "a.csv").read_text() == "old"
    Outlet(tmp_path, force=True).write("a.csv", "new")
    assert (tmp_path / "a.csv").read_text() == "new"


def test_of_several_files_that_are_there_it_is_told_how_many(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv", "c.csv"):
        (tmp_path / name).touch()
    outlet = Outlet(tmp_path)
    with pytest.raises(TargetExistsError, match=r"a\.csv: this file is there already"):
        outlet.check(["a.csv", "d.csv"])
    with pytest.raises(TargetExistsError, match=r"b\.csv: this and 1 more of the files are there already"):
        outlet.check(["b.csv", "c.csv", "d.csv"])


def test_an_error_about_the_temporary_file_is_told_of_the_wanted_one_and_any_other_of_its_own(tmp_path: Path) -> None:
    outlet = Outlet(tmp_path)
    with pytest.raises(OutputError) as told, outlet.place("a.csv") as path:
        raise OutputError("it cannot be written", "choose another folder", path)
    assert told.value.where == tmp_path / "a.csv"
    with pytest.raises(OutputError) as told, outlet.place("a.csv"):
        raise OutputError("it cannot be read", "", tmp_path / "logo.png")
    assert told.value.where == tmp_path / "logo.png"


def test_an_error_in_the_middle_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("old")
    with pytest.raises(ZeroDivisionError), Outlet(tmp_path, force=True).place("a.csv") as path:
        path.write_text("half")
        raise ZeroDivisionError
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"] and (tmp_path / "a.csv").read_text() == "old"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told_as_such(tmp_path: Path) -> None:
    outlet = Outlet(tmp_path)
    with (
        pytest.raises(OutputError, match="the disk is full: make room"),
        outlet.place("a.csv"),
        Path("/dev/full").open("w") as file,
    ):
        file.write("x" * 100_000)
    assert list(tmp_path.iterdir()) == []


def test_no_permission_and_open_elsewhere_is_one_sentence(tmp_path: Path) -> None:
    told = cannot_write(tmp_path / "a.pdf", PermissionError(errno.EACCES, "denied"))
    assert "open in another program" in told.sentence and "a.pdf" in told.sentence


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a user who may not write everywhere")
def test_a_folder_that_may_not_be_written_is_told_before_the_work(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="not allowed"):
        Outlet(tmp_path / "new").check(["a.csv"])


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match="a file, not a folder"):
        Outlet(tmp_path / "out").check(["a.csv"])
