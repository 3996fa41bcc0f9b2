"""Projects to files and back; bad files are refused with a sentence or opened as far as sound, and nothing is lost."""

import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.annotations.annotation import Annotation
from core.edits.edits import Edits
from core.edits.events import Marker, RepEdit
from core.edits.landmarks import Correction
from core.errors import OutputError, UserError
from core.project import archive
from core.project.file import clip_hash, load, relinked, save
from core.project.lock import ProjectLock
from core.project.project import Project, ProjectClip
from core.project.recovery import Recovery, left_behind
from core.video.info import content_hash
from tests.some import some

EDITS = Edits(
    reps=(RepEdit(1.0, 2.0, 3.0),),
    corrections=(Correction("left_knee", 3, 1.5, 2.5),),
    markers=(Marker(1.0, "été"),),
    annotations=(Annotation("a", "line", ((1.0, 2.0), (3.0, 4.0))),),
)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Any file: a project knows a clip by its content alone."""
    path = tmp_path / "videos" / "squat é.mp4"
    path.parent.mkdir()
    path.write_bytes(b"not really a video " * 100)
    return path


@pytest.fixture
def project(clip: Path) -> Project:
    told = ProjectClip(clip.name, content_hash(clip), clip, "squat", "Ana", 1.7, 240.0, EDITS, "hips")
    return Project((told,), notes="Tuesday")


@pytest.fixture
def saved(project: Project, tmp_path: Path) -> Path:
    path = tmp_path / "training.plumb"
    save(project, path)
    return path


def changed(path: Path, **parts: Any) -> None:
    """Put other JSON into a project's file, as by hand: main={...} or edits={...}."""
    with zipfile.ZipFile(path) as old:
        held = {name: json.loads(old.read(name)) for name in old.namelist()}
    for name, value in parts.items():
        key = {"main": "project.json", "edits": "edits/0.json"}[name]
        held[key] = held[key] | value
    with zipfile.ZipFile(path, "w") as new:
        for name, value in held.items():
            new.writestr(name, json.dumps(value))


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


def test_a_file_cut_short_is_refused_wherever_it_is_cut(saved: Path) -> None:
    whole = saved.read_bytes()
    for share in (0.0, 0.02, 0.5, 0.9, 0.99):
        saved.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(UserError):
            load(saved)


def test_a_byte_turned_anywhere_never_brings_anything_but_a_sentence_or_the_project(saved: Path) -> None:
    whole = saved.read_bytes()
    for at in some(range(0, len(whole), 37)):
        saved.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        try:
            load(saved)
        except UserError as error:
            assert error.todo


def test_a_parts_name_in_no_known_writing_is_refused(saved: Path) -> None:
    whole = bytearray(saved.read_bytes())
    at = whole.rindex(b"PK\x01\x02")  # the last entry of the zip's list: its flags at 8, its name at 46
    whole[at + 9] |= 0x08  # the name is said to be UTF-8
    whole[at + 46] = 0xFF
    saved.write_bytes(bytes(whole))
    with pytest.raises(UserError, match="damaged or cut short"):
        load(saved)


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


def test_changed_by_hand_it_opens_as_far_as_it_is_sound_and_tells_the_rest(saved: Path) -> None:
    changed(saved, edits={"reps": [{"start_s": 3, "bottom_s": 2, "end_s": 1}], "annotations": [{"id": 1}], "alpha": 9})
    back = load(saved)
    assert len(back.faults) == 3 and all("squat" in fault for fault in back.faults)
    assert back.clips[0].edits == replace(EDITS, reps=(), annotations=())


@pytest.mark.parametrize(
    "file", ["/etc/passwd", "../../secret.mp4", "C:\\clips\\a.mp4", "\\\\server\\share\\a.mp4", "videos/../../a.mp4"]
)
def test_a_place_outside_the_projects_folder_is_not_followed(saved: Path, file: str) -> None:
    with zipfile.ZipFile(saved) as held:
        clip = json.loads(held.read("project.json"))["clips"][0]
    changed(saved, main={"clips": [clip | {"file": file, "sha256": "0" * 64}]})
    back = load(saved)
    assert back.clips[0].path is None and "/" not in back.clips[0].file
    assert any("outside the project's folder" in fault for fault in back.faults)


def test_names_in_the_zip_that_lead_elsewhere_are_never_unpacked(saved: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(saved, "a") as held:
        held.writestr("../../evil.json", "{}")
        held.writestr("run.py", "raise SystemExit")
    before = set(tmp_path.rglob("*")) | set(tmp_path.parent.glob("*"))
    load(saved)
    assert set(tmp_path.rglob("*")) | set(tmp_path.parent.glob("*")) == before


def test_a_million_annotations_are_read_as_far_as_anybody_can_draw(saved: Path) -> None:
    line = json.dumps({"id": "x", "kind": "line", "points": [[0, 0], [1, 1]]})
    changed(saved, edits={"annotations": "MANY"})
    with zipfile.ZipFile(saved) as old:
        held = {name: old.read(name).decode() for name in old.namelist()}
    with zipfile.ZipFile(saved, "w") as new:
        for name, text in held.items():
            new.writestr(name, text.replace('"MANY"', f"[{','.join([line] * 1_000_000)}]"))
    back = load(saved)
    assert len(back.clips[0].edits.annotations) <= 20_000 and any("only the first" in f for f in back.faults)


def test_a_zip_bomb_is_refused_before_it_unpacks(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST_PART", 2**20)
    with zipfile.ZipFile(saved, "a", zipfile.ZIP_DEFLATED) as held:
        held.writestr("bomb.json", b" " * (20 * 2**20))
    assert saved.stat().st_size < 2**20
    with pytest.raises(UserError, match="unpacks to far more"):
        load(saved)


def test_a_list_of_millions_of_parts_is_refused_before_it_is_read(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(saved, "a") as file:
        for k in range(archive.MOST_PARTS):
            file.writestr(f"{k:0300d}.txt", "")
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("the list was read"))
    with pytest.raises(UserError, match="holds far more than a project does"):
        load(saved)


@pytest.mark.parametrize("packed", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damage_in_a_part_packed_in_another_way_is_told(saved: Path, packed: int) -> None:
    note = json.dumps([i**7 for i in range(3000)])
    with zipfile.ZipFile(saved, "a", packed) as held:
        held.writestr("other.json", note)
        at = held.getinfo("other.json").header_offset
    load(saved)
    whole = bytearray(saved.read_bytes())
    whole[at + 100 : at + 400] = bytes(300)
    saved.write_bytes(whole)
    with pytest.raises(UserError):
        load(saved)


def test_nothing_half_made_stays_of_a_project_that_could_not_be_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        archive.write_parts(tmp_path / "a.plumb", {"a.json": float("nan")})
    assert list(tmp_path.iterdir()) == []


def test_deeply_nested_json_is_refused(saved: Path) -> None:
    with zipfile.ZipFile(saved, "a") as held:
        held.writestr("deep.json", "[" * 200_000)
    with pytest.raises(UserError):
        load(saved)


@pytest.mark.parametrize("content", [b"", b"hello", b"\x80\x04\x95pickle"])
def test_what_is_no_project_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.plumb"
    path.write_bytes(content)
    with pytest.raises(UserError, match="not a project"):
        load(path)


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
