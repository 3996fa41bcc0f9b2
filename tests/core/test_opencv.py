"""OpenCV is loaded without pointing Qt at plugins of its own, whichever threads ask for it."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

SLOW_TO_LOAD = """
import os, time
os.environ["QT_QPA_PLATFORM_PLUGIN_PATH"] = "where OpenCV keeps its own"
time.sleep(0.5)
def setNumThreads(count): ...
"""
TWO_ASK = """
import os, threading, time
from core import opencv
first = threading.Thread(target=opencv.load)
first.start()
while "QT_QPA_PLATFORM_PLUGIN_PATH" not in os.environ:
    time.sleep(0.001)
opencv.load()
first.join()
print(os.environ.get("QT_QPA_PLATFORM_PLUGIN_PATH"))
"""


def test_two_threads_that_ask_at_once_leave_qts_path_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "cv2.py").write_text(SLOW_TO_LOAD, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    environment["PYTHONPATH"] = f"{tmp_path}{os.pathsep}{ROOT}"
    ran = subprocess.run(
        [sys.executable, "-c", TWO_ASK], capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=240
    )
    assert ran.stderr == ""
    assert ran.stdout.strip() == "None"
