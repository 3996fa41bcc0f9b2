"""Between arrays and Qt's images, and into files without a word about who made them."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from app.export.png import png_bytes
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
    return _seen(_rgb32(image)).copy()


def _rgb32(image: QImage) -> QImage:
    wanted = QImage.Format.Format_RGB32
    return image if image.format() == wanted else image.convertToFormat(wanted)


def _seen(image: QImage) -> Image:
    """The pixels of an RGB32 image where they are, good while the image is."""
    flat = np.frombuffer(image.constBits(), np.uint8)
    return flat.reshape(image.height(), image.bytesPerLine() // 4, 4)[:, : image.width()]


def save(image: QImage, path: Path) -> None:
    """As PNG or JPEG, by the ending; nothing but the pixels is written.

    Raises
    ------
    OSError, OutputError : it cannot be written.
    """
    from core.opencv import load

    cv2 = load()
    image = _rgb32(image)
    ending = path.suffix.lower()
    if ending == ".png":
        path.write_bytes(png_bytes(cv2.cvtColor(_seen(image), cv2.COLOR_BGRA2RGB)))
        return
    if ending not in (".jpg", ".jpeg"):
        raise OutputError(f"pictures cannot be saved as {ending}", "use .png or .jpg", path)
    pixels = cv2.cvtColor(_seen(image), cv2.COLOR_BGRA2BGR)
    path.write_bytes(cv2.imencode(ending, pixels, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1].tobytes())
