"""What the actions about comparing do; `app.commands.Commands` inherits them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.window import Window


class CompareCommands:
    """Before the exports' among the parents: what they make is of the comparison while there is one."""

    _window: "Window"

    def compare(self) -> None:
        self._window.comparing.toggle()

    def compare_b_earlier(self) -> None:
        self._window.comparing.shift_b(-1)

    def compare_b_later(self) -> None:
        self._window.comparing.shift_b(1)

    def snapshot(self) -> None:
        """Of the comparison while there is one; else what comes after this class in `Commands` does it."""
        if self._window.comparing.active:
            self._window.comparing.snapshot()
        else:
            super().snapshot()  # type: ignore[misc]

    def export(self) -> None:
        """Of the comparison a video; else the dialog for everything."""
        if self._window.comparing.active:
            self._window.comparing.export()
        else:
            super().export()  # type: ignore[misc]
