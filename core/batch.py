"""Several clips in turn: one bad clip does not stop the others."""

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from core import paths, pipeline
from core.analysis import Analysis
from core.errors import Cancelled, UserError, out_of_memory
from core.pipeline import AnyRequest
from core.progress import Progress

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Failure:
    """A clip that could not be analysed or whose results could not be written."""

    request: AnyRequest
    error: Exception

    @property
    def sentence(self) -> str:
        """`CLIP: what is wrong: what to do`, one line."""
        return failure_sentence(self.request.clip, self.error)


def run(
    requests: Iterable[AnyRequest],
    on_progress: Callable[[AnyRequest, Progress], None],
    on_done: Callable[[AnyRequest, Analysis], None],
    on_failure: Callable[[Failure], None] = lambda failure: None,
) -> list[Failure]:
    """Analyse the clips one after the other.

    Parameters
    ----------
    on_progress : called at every tick; raising `Cancelled` there stops the batch at that point.
    on_done : called with every finished analysis; what it raises counts as a failure of that clip.
    on_failure : called as soon as a clip has failed.

    Returns
    -------
    The clips that failed, in order.

    Raises
    ------
    Cancelled : the batch was stopped; what was finished was handed to `on_done` before.
    """
    failures = []
    for request in requests:
        try:
            on_done(request, pipeline.run(request, partial(on_progress, request)))
        except Cancelled:
            raise
        except Exception as error:
            log.log(
                logging.WARNING if isinstance(error, UserError) else logging.ERROR,
                "%s failed",
                request.clip,
                exc_info=error,
            )
            failures.append(Failure(request, error))
            on_failure(failures[-1])
    return failures


def failure_sentence(clip: Path, error: Exception) -> str:
    """`CLIP: what is wrong: what to do`, one line, for any error."""
    if isinstance(error, UserError):
        parts = [str(clip)]
        if error.where is not None and not _same(error.where, clip):
            parts.append(str(error.where))
        parts += [part for part in (error.what, error.todo) if part]
    elif full := out_of_memory(error):
        parts = [str(clip), full.what, full.todo]
    else:
        parts = [
            str(clip),
            f"a fault in this program ({type(error).__name__}: {error})",
            f"please report it with the log {paths.log_file()}",
        ]
    return re.sub(r"\s*[\r\n]+\s*", " ", ": ".join(parts))


def _same(a: Path, b: Path) -> bool:
    return a == b or a.absolute() == b.absolute()
