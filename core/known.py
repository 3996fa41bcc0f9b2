"""Finished measurements, kept for as long as the code that made them is the same.

A better formula has another name for its results and reaches old clips as before; the same formula need not be worked
out again for somebody who opens a clip of minutes once more.
"""

import logging
from dataclasses import replace
from pathlib import Path

from core import paths
from core.edits.edits import Edits
from core.errors import UserError
from core.kept import store
from core.motion import Measured
from core.pose.source import Tracked
from core.request import Request
from core.video.info import ClipInfo

log = logging.getLogger(__name__)


def name_of(request: Request, info: ClipInfo, model_sha256: str, backend: str) -> str:
    """The name of what comes out for a clip, a model and what was asked for; drawings and marks change no number."""
    edits = request.edits
    asked = replace(
        request,
        clip=Path(),
        athlete=None,
        jobs=None,
        force=False,
        backend=backend,
        calibration=request.calibration or edits.calibration,
        edits=Edits(edits.reps, edits.contacts, edits.corrections, edits.hidden, edits.swaps),
    )
    return store.key(asked, info.sha256, info.frames, info.capture_fps, info.time_scale, model_sha256)


def load(name: str) -> tuple[Tracked, Measured] | None:
    """What was measured under that name; None where nothing was."""
    match store.load(name):
        case (Tracked() as tracked, Measured() as measured):
            return tracked, measured
    return None


def keep(tracked: Tracked, measured: Measured, info: ClipInfo, request: Request) -> UserError | None:
    """Keep what was measured, unless it is kept already or was made from another program's landmarks.

    What comes back tells why it could not be kept; None where it is, or need not be.
    """
    if request.landmarks is not None or not info.sha256:
        return None
    name = name_of(request, info, tracked.model_sha256, tracked.backend)
    error = store.save(name, (tracked, measured)) if request.force or not store.has(name) else None
    if error is None:
        return None
    log.info("not kept", exc_info=error)
    what = f"what was measured cannot be kept for the next time ({error.strerror or error})"
    return UserError(what, "free some space there, or set PLUMBLINE_CACHE_DIR to another folder", paths.cache_dir())
