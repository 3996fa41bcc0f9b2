"""The pages beside the curves: one row for each, shown while its movement is at hand."""

from typing import Final

from app.views.studies import Page

PAGES: Final[tuple[Page, ...]] = ()
