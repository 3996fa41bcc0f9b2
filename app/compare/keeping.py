"""What is kept of a comparison: a picture of what is shown, or both clips side by side as a video."""

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog

from app import preferences
from app.compare.controls import SIDE_BY_SIDE
from app.compare.pair import Pair
from app.compare.side import Side
from app.document import Unit
from app.export.compared import Half, Pairing, compared_picture
from app.export.job import Make
from app.export.scene import Look
from app.export.strip import StripStyle
from app.export.video import VideoStyle
from app.language.tr import tr
from core.errors import UserError
from core.export.outlet import Outlet, cannot_write, safe_name
from core.progress import Progress

if TYPE_CHECKING:
    from app.compare.view import CompareView
    from app.dialogs.compare_video import CompareVideoDialog
    from app.window import Window

NOT_TWO: Final = "Choose a second clip first: then both become one video."


def pairing_of(pair: Pair) -> Pairing | None:
    """Both clips as they are lined up and turned about now; None while there are not two.

    The stretch is that of the compared rep or stride.
    """
    if pair.time_map is None or pair.a.path is None or pair.b.path is None:
        return None
    units = pair.unit if pair.units_there else (None, None)
    span = pair.span_s()
    keys = tuple(t for t in pair.moments() if span is None or span[0] <= t <= span[1])
    return Pairing(
        _half(pair.a, units[0], pair.mirror_a), _half(pair.b, units[1], pair.mirror_b), pair.time_map, pair.sides,
        pair.clock.origin_s, span, keys,
    )  # fmt: skip


def _half(side: Side, unit: Unit | None, mirror: bool) -> Half:
    assert side.path is not None
    info = side.info
    fps = info.capture_fps if info is not None and (info.time_scale != 1 or info.pictures) else None
    return Half(side.path, side.analysis, fps, unit, mirror)


def proposal(pair: Pair, ending: str) -> Path:
    """Both names beside A; none where names are taken out."""
    assert pair.a.path is not None
    other = pair.b.path.stem if pair.b.path is not None else "nothing"
    both = tr("{clip} against {other}", clip=pair.a.path.stem, other=other)
    name = both if preferences.privacy().names else tr("comparison")
    return pair.a.path.with_name(f"{safe_name(name)}{ending}")


def video(window: "Window", pair: Pair | None) -> "CompareVideoDialog | None":
    """Open the dialog for a video of both; told where there are not two."""
    from app.dialogs.compare_video import CompareVideoDialog

    pairing = pairing_of(pair) if pair is not None else None
    if pair is None or pairing is None:
        window.session.messages.tell("info", tr(NOT_TWO))
        return None
    pair.head.pause()
    dialog = CompareVideoDialog(pairing, pairing.a.path.parent, window)
    dialog.finished.connect(window.commands.privacy_changed)
    dialog.open()
    return dialog


def picture(window: "Window", view: "CompareView", pair: Pair) -> None:
    """Ask where to, then save both pictures with every pixel, both figures, or both kinograms in one sheet."""
    messages, both = window.session.messages, pairing_of(pair)
    beside = view.ways.currentIndex() == SIDE_BY_SIDE and both is not None
    if preferences.privacy().on and not beside and view.ways.currentWidget() is not view.figures:
        messages.tell("info", tr("Exports are private: choose side by side or the figures to take a picture."))
        return
    grabbed = None if beside else view.picture()
    if grabbed is None and not beside:
        messages.tell("info", "The kinograms are still being cut out of the clips: a moment, then again.")
        return
    kinds = f"{tr('Pictures')} (*.png *.jpg)"
    name, _ = QFileDialog.getSaveFileName(window, tr("Save the comparison"), str(proposal(pair, ".png")), kinds)
    if not name:
        return
    target = Path(name) if Path(name).suffix else Path(name).with_suffix(".png")
    if both is not None and beside:
        make = _both(both, window.acts["overlay"].isChecked(), pair.times_now()[0], target)
        window.commands.run(make, lambda made: messages.tell("info", tr("Saved {path}", path=made)))
        return
    assert grabbed is not None
    try:
        with Outlet(target.parent, force=True).place(target.name) as path:
            if not grabbed.save(str(path)):
                raise cannot_write(target, OSError())
    except UserError as error:
        messages.error(error)
        return
    messages.tell("info", tr("Saved {path}", path=target))


def _both(pairing: Pairing, overlay: bool, at_s: float, target: Path) -> Make:
    privacy = preferences.privacy()

    def make() -> Generator[Progress, None, object]:
        from app.export.images import save

        yield Progress("export", "Saving the picture")
        with Outlet(target.parent, force=True).place(target.name) as path:
            style = VideoStyle(Look(overlay=overlay), StripStyle(lanes=False))
            save(compared_picture(pairing, privacy, style, at_s), path)
        return target

    return make
