"""Which clips a folder stands for."""

from pathlib import Path

import pytest

from core.video.clip_files import clips_of, plainly_no_clip


def folder(at: Path, *names: str) -> Path:
    for name in names:
        (at / name).touch()
    return at


def test_a_folder_stands_for_its_videos_in_the_order_people_count(tmp_path: Path) -> None:
    made = folder(tmp_path, "squat 10.mp4", "squat 9.MOV", "notes.txt", ".hidden.mp4")
    (made / "older.mp4").mkdir()
    assert [clip.name for clip in clips_of(made)] == ["squat 9.MOV", "squat 10.mp4"]


@pytest.mark.parametrize("names", [("a1.jpg", "a2.jpg", "made of them.mp4"), ("notes.txt",), ()])
def test_a_folder_of_pictures_or_without_a_clip_stands_for_itself(tmp_path: Path, names: tuple[str, ...]) -> None:
    assert clips_of(folder(tmp_path, *names)) == [tmp_path]


@pytest.mark.parametrize("name", ["squat.mp4", "gone.mp4", "squat"])
def test_a_file_stands_for_itself_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    folder(tmp_path, "squat.mp4", "squat")
    assert clips_of(tmp_path / name) == [tmp_path / name]


@pytest.mark.parametrize(
    ("name", "head", "none"),
    [
        ("notes.txt", b"three sets of five\n", True), ("sheet.xlsx", b"PK\x03\x04\x14\x00", True),
        ("paper.pdf", b"%PDF-1.7\n%\xe2\xe3", True), ("empty", b"", True),
        ("squat", b"\0\0\0\x18ftypmp42", False), ("squat.bin", b"\x1a\x45\xdf\xa3\x01\0\0", False),
        ("damaged.mp4", b"no video any more", False), ("picture.jpg", b"text", False),
    ],
)  # fmt: skip
def test_text_and_packed_files_beside_videos_are_told_by_their_first_bytes(
    tmp_path: Path, name: str, head: bytes, none: bool
) -> None:
    (tmp_path / name).write_bytes(head)
    assert plainly_no_clip(tmp_path / name) is none


def test_what_cannot_be_read_is_not_judged(tmp_path: Path) -> None:
    assert not plainly_no_clip(tmp_path) and not plainly_no_clip(tmp_path / "gone")
