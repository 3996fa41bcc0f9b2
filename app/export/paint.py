"""The painter of exports for the command line."""

from core.export.outlet import Outlet
from core.export.request import ExportRequest
from core.export_command import Paint, Steps


class AppPaint(Paint):
    """Imports Qt and makes its application on first use; it needs no display."""

    def names(self, request: ExportRequest) -> list[str]:
        from app.export.painted import names

        return names(request)

    def paint(self, request: ExportRequest, outlet: Outlet) -> Steps:
        from app.export.offscreen import ensure_application
        from app.export.painted import painted

        ensure_application()
        yield from painted(request, outlet)
