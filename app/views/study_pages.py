"""The pages beside the curves: one row for each, shown while its movement is at hand."""

from typing import Final

from app.document import Document
from app.playhead import Playhead
from app.theme import Theme
from app.views.sprint_pages import SPRINT_PAGES
from app.views.studies import Page, Study


def _knees(document: Document, playhead: Playhead, theme: Theme) -> Study:
    from app.views.knee_page import KneePage

    return KneePage(document, playhead, theme)


def _push_pull(document: Document, playhead: Playhead, theme: Theme) -> Study:
    from app.views.push_pull_page import PushPullPage

    return PushPullPage(document, playhead, theme)


PAGES: Final[tuple[Page, ...]] = (
    Page("knees", "Knee tracking", "squat", _knees, "Do the knees come in, when, and is it more than noise?"),
    Page("push_pull", "Push and pull", "squat", _push_pull, "Do hip and knee extend together, and does that change?"),
    *SPRINT_PAGES,
)
