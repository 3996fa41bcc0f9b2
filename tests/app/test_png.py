"""Pictures packed in bands: every reader sees the same pixels, whatever their number and the picture's size."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication, QImage

from app.export import png
from app.export.images import save, to_array
from core.opencv import load


def picture(height: int, width: int) -> np.ndarray:
    """Half of it flat, half of it noise: runs to be found, and nothing to be found."""
    rgb = np.random.default_rng(0).integers(0, 256, (height, width, 3)).astype(np.uint8)
    rgb[: height // 2] = (28, 31, 36)
    return rgb


@pytest.mark.parametrize(("height", "width"), [(1, 1), (3, 2), (720, 1281)])
@pytest.mark.parametrize("threads", [1, 2, 7])
def test_other_readers_see_every_pixel(
    height: int, width: int, threads: int, monkeypatch: pytest.MonkeyPatch, qapp: QGuiApplication
) -> None:
    monkeypatch.setattr(png, "cores", lambda: threads)
    monkeypatch.setattr(png, "_BAND_BYTES", 1)
    rgb = picture(height, width)
    data = png.png_bytes(rgb)
    cv2 = load()
    assert (cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)[..., ::-1] == rgb).all()
    image = QImage()
    assert image.loadFromData(data, "PNG")
    assert (to_array(image)[..., 2::-1] == rgb).all()


def test_flat_parts_take_no_room(qapp: QGuiApplication) -> None:
    flat = np.full((1080, 1920, 3), 90, np.uint8)
    assert len(png.png_bytes(flat)) < 0.01 * flat.nbytes


def test_an_image_with_a_channel_of_its_own_for_what_shines_through_is_saved_as_it_is_seen(
    tmp_path: Path, qapp: QGuiApplication
) -> None:
    image = QImage(20, 10, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0xFF3366CC)
    save(image, tmp_path / "a.png")
    assert QImage(str(tmp_path / "a.png")).pixelColor(5, 5).name() == "#3366cc"
