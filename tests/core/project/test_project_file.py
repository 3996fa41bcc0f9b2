"""Projects to files and back: nothing is lost, one window holds them, and work that was not saved comes back."""

import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.errors import OutputError, UserError
from core.project import archive
from core.project.file import clip_hash, load, relinked, save
from core.project.lock import ProjectLock
from core.project.project import Project, ProjectClip
from core.project.recovery import Recovery, left_behind
from tests.core.project.conftest import EDITS, changed


def test_a_project_comes_back_as_it_was_saved(project: Project, saved: Path) -> None:
    back = load(saved)
    assert back.faults == () and back.notes == "Tuesday"
    assert back.clips == (replace(project.clips[0], file="videos/squat é.mp4"),)
    assert back.clips[0].request().edits == EDITS and back.clips[0].request().capture_fps == 240.0


def test_a_project_names_no_folder_of_this_machine(project: Project, tmp_path: Path) -> None:
    (tmp_path / "projects").mkdir()
    path = tmp_path / "projects" / "elsewhere.plumb"
    save(project, path)
    with zipfile.ZipFile(path) as held:
        told = "".join(held.read(name).decode() for name in held.namelist())
    assert str(tmp_path) not in told and "videos" not in told
    assert load(path).clips[0].path == project.clips[0].path, "this machine knows where it was"


def test_a_clip_that_moved_along_is_found_and_another_one_is_not_taken_for_it(
    saved: Path, clip: Path, tmp_path: Path
) -> None:
    moved = clip.rename(tmp_path / clip.name)
    assert load(saved).clips[0].path == moved
    moved.write_bytes(b"somebody else's clip")
    lost = load(saved).clips[0]
    assert lost.path is None and lost.edits == EDITS, "what was done on it is kept"
    with pytest.raises(UserError, match="another clip"):
        relinked(lost, moved)
    found = tmp_path / "again.mp4"
    found.write_bytes(b"not really a video " * 100)
    assert relinked(lost, found).path == found
    assert load(saved).clips[0].path == found


def test_a_folder_of_pictures_is_kept_and_known_again_where_it_was_moved(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for i in range(3):
        (folder / f"p{i}.png").write_bytes(b"picture %d" % i)
    told = ProjectClip(folder.name, clip_hash(folder), folder, capture_fps=50.0, edits=EDITS)
    path = tmp_path / "sequence.plumb"
    save(Project((told,)), path)
    assert load(path).clips[0].path == folder and load(path).clips[0].edits == EDITS
    moved = folder.rename(tmp_path / "elsewhere")
    lost = load(path).clips[0]
    assert lost.path is None and relinked(lost, moved).path == moved
    (moved / "p1.png").write_bytes(b"another")
    with pytest.raises(UserError, match="another clip"):
        relinked(lost, moved)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match="no pictures"):
        clip_hash(tmp_path / "empty")


def test_a_newer_version_is_refused_by_name(saved: Path) -> None:
    changed(saved, main={"schema_version": 99, "software": {"name": "plumbline", "version": "9.1"}})
    before = saved.read_bytes()
    with pytest.raises(UserError, match=r"newer Plumbline \(9.1\)"):
        load(saved)
    assert saved.read_bytes() == before


def test_an_older_version_is_brought_up_to_date(saved: Path, project: Project) -> None:
    with zipfile.ZipFile(saved) as new:
        main, edits = json.loads(new.read("project.json")), json.loads(new.read("edits/0.json"))
    main |= {"schema_version": 1, "clip": main.pop("clips")[0]}
    with zipfile.ZipFile(saved, "w") as old:
        old.writestr("project.json", json.dumps(main))
        old.writestr("edits.json", json.dumps(edits))
    assert load(saved).clips[0].edits == EDITS


def test_nothing_half_made_stays_of_a_project_that_could_not_be_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        archive.write_parts(tmp_path / "a.plumb", {"a.json": float("nan")})
    assert list(tmp_path.iterdir()) == []


FULL = """
import resource, signal, sys
from pathlib import Path
from core.errors import OutputError
from core.project.file import save
from core.project.project import Project
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))
try:
    save(Project(notes="x" * 10 + str(list(range(5000)))), Path(sys.argv[1]))
except OutputError as error:
    sys.stdout.write(error.sentence)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX's")
def test_on_a_full_disk_the_older_file_stands_and_it_is_said(saved: Path) -> None:
    before = saved.read_bytes()
    done = subprocess.run([sys.executable, "-c", FULL, str(saved)], capture_output=True, text=True, check=False)
    assert "cannot be saved" in done.stdout and "untouched" in done.stdout, done.stderr
    assert saved.read_bytes() == before
    assert [p.name for p in saved.parent.iterdir() if "partial" in p.name] == []


def test_a_folder_that_is_gone_is_told(project: Project, tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        save(project, tmp_path / "gone" / "a.plumb")


def test_the_second_window_is_told_who_holds_the_project_and_may_take_it(saved: Path) -> None:
    first, second = ProjectLock(saved), ProjectLock(saved)
    assert first.take() is None
    holder = second.take()
    assert holder is not None and holder.pid == os.getpid()
    assert second.take(by_force=True) is None
    lost = first.lost_to()
    assert lost is not None and lost.token == second.token
    first.release()
    assert second.lost_to() is None, "who lost it does not let go what is another's"
    second.release()
    assert first.take() is None


def test_a_lock_left_by_a_process_that_ended_is_taken(saved: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    import socket

    told = {"token": "t", "pid": int(ended.stdout), "host": socket.gethostname()}
    saved.with_name(f".{saved.name}.lock").write_text(json.dumps(told), encoding="utf-8")
    assert ProjectLock(saved).take() is None


KILLED = """
import sys
from pathlib import Path
from dataclasses import replace
from core.edits.events import Marker
from core.project.file import load, save
from core.project.recovery import Recovery
path = Path(sys.argv[1])
project = load(path)
kept = Recovery()
for i in range(100_000):
    clip = project.clips[0]
    edits = replace(clip.edits, markers=(Marker(float(i), "x" * 3000),))
    kept.keep(replace(project, clips=(replace(clip, edits=edits),)), path)
    if i == 3:
        print("kept", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX's")
@pytest.mark.parametrize("delay_s", [0.0, 0.013, 0.05])
def test_killed_while_keeping_work_the_project_stands_and_the_work_is_offered(
    saved: Path, delay_s: float, tmp_path: Path
) -> None:
    import time

    before = saved.read_bytes()
    running = subprocess.Popen([sys.executable, "-c", KILLED, str(saved)], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None and running.stdout.readline().strip() == "kept"
    assert left_behind() == [], "its window still runs"
    time.sleep(delay_s)
    running.kill()
    running.wait()
    running.stdout.close()
    assert saved.read_bytes() == before
    left = left_behind()
    assert [r.project for r in left] == [saved]
    back = left[0].load()
    assert back.clips[0].edits.markers[0].time_s >= 3.0 and back.clips[0].path is not None


def test_work_that_was_saved_leaves_nothing_to_recover(project: Project) -> None:
    kept = Recovery()
    kept.keep(project, None)
    kept.drop()
    assert left_behind() == []


def test_the_part_that_was_measured_is_told_beside_the_working_range(project: Project, tmp_path: Path) -> None:
    path, part = tmp_path / "trimmed.plumb", (0.1, None)
    clip = replace(project.clips[0], edits=replace(EDITS, range_s=(1.25, 2.5)), analysed_s=part)
    save(replace(project, clips=(clip,)), path)
    (back,) = load(path).clips
    assert back.analysed_s == part and back.edits.range_s == (1.25, 2.5)
    asked = back.request()
    assert (asked.start_s, asked.end_s) == part, "an export tells the numbers that were shown"


def test_a_project_that_does_not_tell_the_measured_part_has_its_working_range_measured(
    project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "older.plumb"
    trimmed = replace(project.clips[0], edits=replace(EDITS, range_s=(1.25, None)))
    save(replace(project, clips=(trimmed, project.clips[0])), path)
    with zipfile.ZipFile(path) as new:
        main = json.loads(new.read("project.json"))
    for clip in main["clips"]:
        del clip["analysed_s"]
    changed(path, main={"schema_version": 2, "clips": [*main["clips"], "nonsense"]})
    back = load(path)
    assert [c.analysed_s for c in back.clips] == [(1.25, None), (None, None)]
    assert back.faults == ("a clip without a name is left out",)
    changed(path, main={"schema_version": 2, "clips": 7})
    assert load(path).faults == ("the list of clips cannot be read",)


@pytest.mark.parametrize("part", [[2.0, 1.0], [1.0], "whole", [True, 2], [None, "2"], [None, 10**400], {"start": 1}])
def test_a_measured_part_that_cannot_be_is_left_out(saved: Path, part: Any) -> None:
    with zipfile.ZipFile(saved) as held:
        clip = json.loads(held.read("project.json"))["clips"][0]
    changed(saved, main={"clips": [clip | {"analysed_s": part}]})
    back = load(saved)
    assert back.clips[0].analysed_s == (None, None)
    assert len(back.faults) == 1 and "the measured part cannot be right" in back.faults[0]
