"""The painter of exports for the command line."""

from core.export.outlet import Outlet
from core.export.request import ExportRequest
from core.export_command import Paint, Steps


class AppPaint(Paint):
    """Imports Qt and makes its application on first use; it needs no display."""

    def names(self, request: ExportRequest) -> list[str]:
        from app.export.painted import Choices, names

        return names(request, Choices())

    def paint(self, request: ExportRequest, outlet: Outlet) -> Steps:
        from app.export.offscreen import ensure_application
        from app.export.painted import Choices, painted

        ensure_application()
        self.remarks += yield from painted(request, Choices(), outlet)
