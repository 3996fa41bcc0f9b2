"""The painter of exports for the command line."""

from core.export.outlet import Outlet
from core.export.painter import Paint, Steps
from core.export.request import ExportRequest


class AppPaint(Paint):
    """Imports Qt and makes its application on first use; it needs no display."""

    def names(self, request: ExportRequest) -> list[str]:
        from app.export.painted import Choices, names

        return names(request, Choices())

    def paint(self, request: ExportRequest, outlet: Outlet) -> Steps:
        from app.export.drawings import drawn
        from app.export.offscreen import ensure_application
        from app.export.painted import Choices, painted
        from app.export.scene import Look
        from app.export.snapshot import SnapshotStyle
        from app.export.video import VideoStyle

        ensure_application()
        look = Look(extra=drawn(request.annotations, request.analysis))
        choices = Choices(SnapshotStyle(look), VideoStyle(look))
        self.remarks += yield from painted(request, choices, outlet)
