"""Whole files, whoever else writes them and whatever goes wrong."""

import threading
from pathlib import Path

import pytest

from core.whole_file import written_whole


def test_a_file_is_as_it_was_until_the_new_one_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "list.json"
    for before, now in ((None, b"first"), (b"first", b"second")):
        with written_whole(file) as stream:
            stream.write(now)
            stream.flush()
            assert (file.read_bytes() if file.exists() else None) == before
        assert file.read_bytes() == now
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_what_is_not_finished_leaves_the_old_file_and_nothing_else(tmp_path: Path, error: type[BaseException]) -> None:
    file = tmp_path / "list.json"
    file.write_bytes(b"first")
    with pytest.raises(error), written_whole(file) as stream:
        stream.write(b"half of it")
        raise error
    assert file.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [file]


def test_of_many_who_write_at_once_one_comes_last_and_all_are_whole(tmp_path: Path) -> None:
    file, wrong = tmp_path / "list.json", list[object]()
    at_once = threading.Barrier(4)

    def write(who: int) -> None:
        at_once.wait()
        for _ in range(50):
            try:
                with written_whole(file) as stream:
                    for _ in range(20):
                        stream.write(b"%d" % who * 1000)
                        stream.flush()
                seen = file.read_bytes()
            except OSError as error:
                wrong.append(error)
                continue
            if len(seen) != 20_000 or len(set(seen)) != 1:
                wrong.append(seen[:100])

    threads = [threading.Thread(target=write, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
