"""A Qt application for painting, where there is no window."""

import os
import sys

from PySide6.QtGui import QGuiApplication

from app import early


def ensure_application() -> QGuiApplication:
    """The running application, or one without a window: fonts need it."""
    early.before_qt()
    existing = QGuiApplication.instance()
    if isinstance(existing, QGuiApplication):
        return existing
    if not early.has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QGuiApplication(sys.argv[:1])
    app.setApplicationName("Plumbline")
    return app
