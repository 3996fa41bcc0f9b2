"""Where somebody was in a project when they left it: looking changes no project, so this is kept beside it.

On this machine, by the project's file, and only as long as nobody else has written that file since.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QPointF, QTimer

from app.later import later
from app.projects import Projects
from core.paths import config_dir
from core.project.project import Project
from core.whole_file import written_whole

if TYPE_CHECKING:
    from app.window import Window

log = logging.getLogger(__name__)
MOST: Final = 200  # projects
LATER_MS: Final = 2000  # after the last move: not while playing


@dataclass(frozen=True)
class LeftOff:
    """shown : the clip that was looked at.  frames : clip -> frame it stood at.  page : of the studies.

    zoom : screen pixels a picture pixel and the picture's point in the middle; None = the whole picture.
    """

    shown: str
    frames: Mapping[str, int] = field(default_factory=dict)
    page: str = ""
    zoom: tuple[float, float, float] | None = None


def read(project: Path) -> LeftOff | None:
    """None where nothing is known, or the project was written by somebody else meanwhile."""
    told = _all().get(_key(project))
    if not isinstance(told, dict):
        return None
    try:
        if told["saved_ns"] != project.stat().st_mtime_ns:
            return None
        frames = {str(clip): int(frame) for clip, frame in told["frames"].items()}
        zoom = told["zoom"]
        return LeftOff(
            str(told["shown"]),
            frames,
            str(told["page"]),
            None if zoom is None else (float(zoom[0]), float(zoom[1]), float(zoom[2])),
        )
    except (OSError, KeyError, TypeError, ValueError, AttributeError, IndexError):
        return None


def remember(project: Path, place: LeftOff) -> None:
    """A folder that cannot be written loses only this."""
    try:
        told = {
            "saved_ns": project.stat().st_mtime_ns, "shown": place.shown, "frames": dict(place.frames),
            "page": place.page, "zoom": place.zoom,
        }  # fmt: skip
        every = _all()
        every.pop(_key(project), None)
        every[_key(project)] = told
        with written_whole(_file()) as file:
            file.write(json.dumps(dict(list(every.items())[-MOST:]), ensure_ascii=False).encode())
    except OSError as error:
        log.warning("where a project was left cannot be kept: %s", error)


def _all() -> dict[str, Any]:
    try:
        kept = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _key(project: Path) -> str:
    return str(project.absolute())


def _file() -> Path:
    return config_dir() / "left.json"


class LeavingOff(QObject):
    """Keeps where somebody is in the window's project, and goes back there when it is opened again."""

    def __init__(self, window: "Window", projects: Projects) -> None:
        super().__init__(window)
        self._window, self._projects = window, projects
        self._timer = later(self, LATER_MS, self.keep)
        session = window.session
        for signal in (session.playhead.frame_changed, window.studies.page_changed, window.video.scale_changed):
            signal.connect(self._moved)
        projects.changed.connect(self._moved)  # saved: the file is another one now

    def _moved(self, *_: object) -> None:
        if self._projects.path is not None:
            self._timer.start()

    def keep(self) -> None:
        """As it is now, written by the projects' thread."""
        self._timer.stop()
        project, document = self._projects.path, self._window.session.document
        if project is None or document.path is None or document.info is None:
            return
        frames = {**self._window.session.frames_left, document.path: self._window.session.playhead.frame}
        own = {str(path): frames[path] for path in self._projects.together if path in frames}
        place = LeftOff(str(document.path), own, self._window.studies.wanted, self._window.video.looked_at)
        self._projects.later(lambda: remember(project, place))

    def go_back(self, project: Project) -> Path | None:
        """Every clip to its frame, the page that was open; which clip is to be shown, None = nobody knows."""
        place = None if self._projects.path is None else read(self._projects.path)
        if place is None:
            return None
        session = self._window.session
        paths = {str(clip.path): clip.path for clip in project.clips if clip.path is not None}
        session.frames_left.update({paths[clip]: frame for clip, frame in place.frames.items() if clip in paths})
        if place.page in self._window.studies.tabs:
            self._window.studies.show_page(place.page)
        shown = paths.get(place.shown)
        if shown is not None and place.zoom is not None:
            self._look(shown, *place.zoom)
        return shown

    def _look(self, clip: Path, scale: float, x: float, y: float) -> None:
        """Once the clip is there, and the picture has the room it will have."""
        document = self._window.session.document

        def opened() -> None:
            document.opened.disconnect(opened)
            if document.path == clip:
                QTimer.singleShot(0, self, lambda: self._window.video.look_at(scale, QPointF(x, y)))

        document.opened.connect(opened)

    def stop(self) -> None:
        self.keep()
