"""Many widgets of a list shown or hidden in one go."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QLayout


@contextmanager
def laid_out_once(layout: QLayout) -> Iterator[None]:
    """What is shown, hidden or told something inside is laid out at the end.

    Qt lays out all that is there again for every widget that is shown in a window that can be seen: of 60 rows, which
    appear when an analysis ends, each was asked for its size forty times.
    """
    layout.setEnabled(False)
    try:
        yield
    finally:
        layout.setEnabled(True)
        layout.activate()
