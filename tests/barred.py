"""A folder that this program may not enter, also for whoever runs the tests and may do everything."""

import errno
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def bar(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on what lies in the folder can be neither looked at nor opened."""

    def barred(real: Callable[..., Any]) -> Callable[..., Any]:
        def asked(path: Any, *more: Any, **how: Any) -> Any:
            if isinstance(path, str | Path) and folder in Path(path).parents:
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return real(path, *more, **how)

        return asked

    for module, name in ((os, "stat"), (io, "open")):
        monkeypatch.setattr(module, name, barred(getattr(module, name)))
