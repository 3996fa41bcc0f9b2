"""Damaged, forged and absurd project files: refused with a sentence, or opened as far as they are sound."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import UserError
from core.project import archive
from core.project.file import load
from tests.core.project.conftest import EDITS, changed
from tests.some import some


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
