"""What the program tells the person at the window: one bridge, which keeps messages until somebody listens."""

import logging
import sys
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Literal

from PySide6.QtCore import QObject, Signal

from app.language.tr import said
from core.errors import UserError, out_of_memory
from core.paths import log_file

Kind = Literal["info", "caution", "bug"]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Message:
    """One sentence for a person, in the window's language."""

    kind: Kind
    text: str


class Messages(QObject):
    """May be told from any thread; `shown` is delivered in the window's thread."""

    shown = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._waiting: list[Message] = []
        self._listening = False

    def listen(self) -> None:
        """Called once by the window that shows them: what came earlier is told now."""
        with self._lock:
            self._listening = True
            waiting, self._waiting = self._waiting, []
        for message in waiting:
            self.shown.emit(message)

    def tell(self, kind: Kind, text: str, *more: str) -> None:
        """One sentence; more of them where several things were found at once, each on a line of its own."""
        self._tell(Message(kind, "\n".join(said(line) for line in (text, *more))))

    def _tell(self, message: Message) -> None:
        with self._lock:
            if not self._listening:
                self._waiting.append(message)
                return
        self.shown.emit(message)

    def error(self, error: BaseException) -> None:
        """A UserError is shown as it is, and so is a lack of memory; anything else is a bug: logged in full."""
        error = out_of_memory(error) or error
        if isinstance(error, UserError):
            log.info("%s", error.sentence)
            told = said(error.sentence)
            self._tell(Message("caution", told if error.where is not None else begun(told)))
            return
        log.error("unexpected error", exc_info=(type(error), error, error.__traceback__))
        self.tell("bug", f"Something went wrong inside the program. The details are in {log_file()}.")


def begun(sentence: str) -> str:
    """With a capital; a file's name keeps the one it has."""
    return f"{sentence[:1].upper()}{sentence[1:]}"


def install_hooks(messages: Messages) -> None:
    """Errors nobody caught, in any thread, go to the log and to the window, not to a terminal."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        messages.error(error.with_traceback(trace))

    def thread_hook(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            messages.error(args.exc_value)

    sys.excepthook = hook
    threading.excepthook = thread_hook


def remove_hooks() -> None:
    """Back to Python's own."""
    sys.excepthook = sys.__excepthook__
    threading.excepthook = threading.__excepthook__
