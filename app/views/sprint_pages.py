"""The pages beside the curves of a run."""

from typing import Final

from app.document import Document
from app.playhead import Playhead
from app.theme import Theme
from app.views.studies import Page, Study


def _overlaps(document: Document, head: Playhead, theme: Theme) -> Study:
    from app.views.overlaps_page import OverlapsPage

    return OverlapsPage(document, head, theme)


def _kinogram(document: Document, head: Playhead, theme: Theme) -> Study:
    from app.views.kinogram_page import KinogramPage

    return KinogramPage(document, head, theme)


def _scissor(document: Document, head: Playhead, theme: Theme) -> Study:
    from app.views.scissor_page import ScissorPage

    return ScissorPage(document, head, theme)


SPRINT_PAGES: Final[tuple[Page, ...]] = (
    Page("overlaps", "Overlaps", "sprint", _overlaps, "Who pushes, who swings, and do they peak together?"),
    Page("kinogram", "Kinogram", "sprint", _kinogram, "Five positions of a stride for each leg, cut out of the video"),
    Page("scissor", "Scissor", "sprint", _scissor, "How far the thighs are apart, and how fast they open and close"),
)
