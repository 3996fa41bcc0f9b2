"""Whatever is done to the bytes of a clip: frames or a sentence, soon, within bounds, and never a crash."""

import os
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.core.video.clips import make_clip

ROOT = Path(__file__).resolve().parents[3]
MOST_SECONDS = 10.0
MOST_BYTES = 1.5e9
CLIPS: dict[str, dict[str, Any]] = {
    "b_frames.mp4": {"options": {"g": "12", "bf": "3"}, "sound": True},
    "hevc.mov": {"codec": "libx265", "options": {"x265-params": "log-level=none:keyint=12:bframes=2"}},
    "open_groups.ts": {"options": {"x264-params": "open-gop=1:keyint=10:min-keyint=10:bframes=3:scenecut=0"}},
}
# of all three clips together; more of them with PLUMBLINE_SPOILED_CLIPS=2000
SEEDS = int(os.environ.get("PLUMBLINE_SPOILED_CLIPS", "200"))


def _peak_bytes(process: int) -> int:
    """The most memory a process has held so far, 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


def _spoil_and_read(clip: Path, count: int) -> list[str]:
    """What the child says of each seed; it is killed when one takes too long."""
    child = subprocess.Popen(
        [sys.executable, "-X", "faulthandler", "-W", "error", "-m", "tests.core.video.spoiled", str(clip), str(count)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    assert child.stdout is not None
    said: queue.Queue[str | None] = queue.Queue()
    lines = child.stdout

    def listen() -> None:
        for line in lines:
            said.put(line.rstrip("\n"))
        said.put(None)

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    out: list[str] = []
    peak = 0
    try:
        while (line := said.get(timeout=MOST_SECONDS + (20 if not out else 0))) is not None:  # it must start, too
            out.append(line)
            peak = max(peak, _peak_bytes(child.pid))
    except queue.Empty:
        pytest.fail(f"{clip.name}: hangs after {out[-1:]}")
    finally:
        child.kill()
        code = child.wait()
        listener.join()
        lines.close()
    assert code == 0, f"{clip.name}: {out[-20:]}"
    assert peak < MOST_BYTES, f"{clip.name}: {peak / 1e6:.0f} MB"
    return out


@pytest.mark.parametrize("name", CLIPS)
def test_spoiled_bytes_give_frames_or_a_sentence(name: str, tmp_path: Path) -> None:
    clip = make_clip(tmp_path / name, 40, **CLIPS[name])
    count = -(-SEEDS // len(CLIPS))
    out = _spoil_and_read(clip, count)
    assert out[::2] == [f"try {seed}" for seed in range(count)], out[-20:]
    spoiled = clip.with_name(f"spoiled{clip.suffix}")
    refused = [line for line in out[1::2] if not line.startswith("frames ")]
    assert all(line.startswith(f"{spoiled}: ") for line in refused), refused
    assert len(refused) < count
