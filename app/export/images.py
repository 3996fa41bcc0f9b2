"""Between arrays and Qt's images, and into files without a word about who made them."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from core.errors import OutputError

Image = NDArray[np.uint8]
JPEG_QUALITY = 92


def to_image(rgb: Image) -> QImage:
    """(H, W, 3) uint8 as an image of its own that Qt paints on fast."""
    height, width = rgb.shape[:2]
    rows = np.ascontiguousarray(rgb)
    return QImage(rows.data, width, height, 3 * width, QImage.Format.Format_RGB888).convertToFormat(
        QImage.Format.Format_RGB32
    )


def to_array(image: QImage) -> Image:
    """(H, W, 4) uint8 BGRX, a copy: Qt frees an image's memory with it, whoever looks at it."""
    if image.format() != QImage.Format.Format_RGB32:
        image = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint8)
    return flat.reshape(image.height(), image.bytesPerLine() // 4, 4)[:, : image.width()].copy()


def save(image: QImage, path: Path) -> None:
    """As PNG or JPEG, by the ending; nothing but the pixels is written.

    Raises
    ------
    OSError, OutputError : it cannot be written.
    """
    from core.opencv import load

    cv2 = load()
    ending = path.suffix.lower()
    if ending in (".jpg", ".jpeg"):
        options = [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
    else:
        options = [cv2.IMWRITE_PNG_COMPRESSION, 1, cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_SUB]  # twice as fast
    pixels = to_array(image)[..., :3]
    ok, data = cv2.imencode(ending, pixels, options)
    if not ok:
        raise OutputError(f"pictures cannot be saved as {ending}", "use .png or .jpg", path)
    path.write_bytes(data.tobytes())
