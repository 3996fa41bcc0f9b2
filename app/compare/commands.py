"""What the actions about comparing, the athletes' history and the keys do."""

from typing import TYPE_CHECKING

from app import shortcuts
from app.actions import keys_now, set_keys

if TYPE_CHECKING:
    from app.session import Session
    from app.window import Window


class CompareCommands:
    """Part of `app.commands.Commands`."""

    _window: "Window"
    _session: "Session"

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

    def history(self) -> None:
        from app.athletes.dialog import HistoryDialog

        name = self._session.document.options.athlete
        HistoryDialog(self._window.history, self._window.theme, name, self._window).open()

    def shortcuts(self) -> None:
        from app.dialogs.shortcuts import DEFAULTS, ShortcutsDialog

        def apply(keys: dict[str, tuple[str, ...]]) -> None:
            shortcuts.write(keys, DEFAULTS)
            set_keys(self._window.acts, keys)

        dialog = ShortcutsDialog(keys_now(), self._window)
        dialog.applied.connect(apply)
        dialog.open()
