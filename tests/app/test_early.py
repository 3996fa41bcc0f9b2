"""What is set before Qt: painting stays in the thread that paints."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PAINT = """
import os
from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPen
from app import early
early.before_qt()
app = QGuiApplication([])
image = QImage(800, 800, QImage.Format.Format_RGB32)
image.fill(0)
before = len(os.listdir("/proc/self/task"))
painter = QPainter(image)
painter.setRenderHint(QPainter.RenderHint.Antialiasing)
painter.setPen(QPen(QColor(12, 14, 16, 190), 4))
painter.drawLines([QLineF(20 + 10 * i, 20, 30 + 10 * i, 780) for i in range(20)])
painter.end()
print(len(os.listdir("/proc/self/task")) - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="threads are counted where Linux tells them")
def test_a_translucent_figure_is_painted_by_no_other_thread() -> None:
    environment = {k: v for k, v in os.environ.items() if k != "QT_NO_GUI_THREADPOOL"}
    environment |= {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", PAINT], capture_output=True, text=True, check=True, env=environment,
        cwd=Path(__file__).resolve().parents[2], timeout=240,
    )  # fmt: skip
    assert done.stdout.split()[-1] == "0"
