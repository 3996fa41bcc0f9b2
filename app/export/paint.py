"""The painter of exports for the command line."""

from typing import TYPE_CHECKING

from core.errors import UserError
from core.export.outlet import Outlet
from core.export.painter import Paint, Steps
from core.export.request import ExportRequest
from core.giving_way import aside

if TYPE_CHECKING:
    from app.export.painted import Choices


class AppPaint(Paint):
    """Imports Qt and makes its application on first use; it needs no display."""

    def names(self, request: ExportRequest) -> list[str]:
        aside(_load)
        from app.export.painted import names

        _speak(request.drawn.language)  # files of key frames are named with these words
        return names(request, choices_of(request))

    def paint(self, request: ExportRequest, outlet: Outlet) -> Steps:
        from app.export.offscreen import ensure_application
        from app.export.painted import painted

        ensure_application()
        _speak(request.drawn.language)
        self.remarks += yield from painted(request, choices_of(request), outlet)


def _load() -> None:
    """Qt and all that paints: a second and more on a busy machine, in which whoever cancels is not waited for."""
    from app.export import offscreen, painted, report, video  # noqa: F401


def _speak(language: str) -> None:
    """The words of the window in that language: what is painted is said in them.

    Raises
    ------
    UserError : its texts cannot be read.
    """
    from app.language.catalogue import Catalogue
    from app.language.tr import speak

    try:
        speak(Catalogue() if language == "en" else Catalogue.read(language))
    except (OSError, ValueError) as error:
        raise UserError(
            f"the texts in that language ({language}) cannot be read", "install the program again"
        ) from error


def choices_of(request: ExportRequest) -> "Choices":
    """What the command line said, as the painters know it."""
    from app.document import units_of
    from app.export.drawings import drawn
    from app.export.painted import Choices
    from app.export.report import ReportStyle
    from app.export.scene import Look
    from app.export.snapshot import SnapshotStyle, chosen_units, key_moments, load_logo
    from app.export.strip import StripStyle
    from app.export.video import VideoStyle

    how, analysis = request.drawn, request.analysis
    extra = None if "drawings" in how.without else drawn(request.annotations, analysis)
    look = Look(overlay="skeleton" not in how.without, extra=extra)
    numbers, logo = "numbers" not in how.without, load_logo(str(how.logo or ""))
    strip = StripStyle("lanes" not in how.without, numbers, how.numbers)
    keys = [moment for unit in chosen_units(units_of(analysis)) for moment in key_moments(unit, analysis.raw.time_s)]
    return Choices(
        SnapshotStyle(look, numbers=numbers, chosen=how.numbers, logo=logo, contact=how.contact),
        VideoStyle(look, strip, how.slower, how.pause_s),
        ReportStyle(how.paper, logo, how.contact),
        tuple(keys) if how.key_frames or how.sheet else (),
        how.sheet,
        how.key_frames,
        f".{how.pictures}",
    )
