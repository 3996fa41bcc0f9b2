"""What was measured, or in its place why it was not."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget


def sentence_label() -> QLabel:
    """For sentences of any length, which can be copied; Tab passes it by."""
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return label


class OrReason(QStackedWidget):
    """Shows a widget, or a sentence in its middle."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.why = sentence_label()
        self.why.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.why.setContentsMargins(24, 8, 24, 8)
        self.addWidget(widget)
        self.addWidget(self.why)

    def refuse(self, why: str) -> None:
        """Show this sentence; with none, the widget."""
        self.why.setText(why)
        self.setCurrentIndex(1 if why else 0)
