"""What paints exports for the command line: `core` never imports Qt, so it is handed in."""

from collections.abc import Generator

from core.export.outlet import Outlet
from core.export.request import ExportRequest
from core.progress import Progress

Steps = Generator[Progress, None, None]


class Paint:
    """What a painter of exports must be able to do; `app` has one.  remarks : to be told when all is done."""

    def __init__(self) -> None:
        self.remarks: list[str] = []

    def names(self, request: ExportRequest) -> list[str]:
        """The files it will make."""
        raise NotImplementedError

    def paint(self, request: ExportRequest, outlet: Outlet) -> Steps:
        """Make them; each yield is a tick and a place to cancel."""
        raise NotImplementedError
