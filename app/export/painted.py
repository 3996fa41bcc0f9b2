"""What has to be painted of one request, step by step, in any thread that may wait."""

from collections.abc import Generator
from contextlib import closing

from app.export.images import save
from app.export.report import ReportStyle, write_report
from app.export.snapshot import Snapshots, SnapshotStyle
from app.export.video import VideoStyle, write_video
from core.export.outlet import Outlet
from core.export.request import ExportRequest
from core.progress import Progress


def names(request: ExportRequest) -> list[str]:
    """The files `painted` makes."""
    made = []
    if "snapshot" in request.kinds:
        made += [snapshot_name(request, time_s) for time_s in request.snapshot_s]
    if "report" in request.kinds:
        made.append(f"{request.stem}_report.pdf")
    if "video" in request.kinds:
        made.append(f"{request.stem}.mp4")
    return made


def painted(request: ExportRequest, outlet: Outlet) -> Generator[Progress, None, None]:
    """Make them; each yield is a tick and a place to cancel, which leaves no half file.

    Raises
    ------
    UserError : a moment the clip does not have, a file in the way, a clip that cannot be read any more.
    """
    if "snapshot" in request.kinds:
        yield from _snapshots(request, outlet)
    if "report" in request.kinds:
        with outlet.place(f"{request.stem}_report.pdf") as path:
            yield from write_report(path, request.analysis, request.privacy, ReportStyle())
    if "video" in request.kinds:
        with outlet.place(f"{request.stem}.mp4") as path:
            yield from write_video(path, request.analysis, request.privacy, VideoStyle())


def snapshot_name(request: ExportRequest, time_s: float) -> str:
    return f"{request.stem}_{time_s:.3f}s.png"


def _snapshots(request: ExportRequest, outlet: Outlet) -> Generator[Progress, None, None]:
    from core.video.reader import open_reader

    told = request.analysis.clip
    yield Progress("export", "Taking snapshots", 0, len(request.snapshot_s))
    fps = told.capture_fps if told.time_scale != 1 or told.pictures else None
    with closing(open_reader(told.path, fps)) as reader:
        maker = Snapshots(request.analysis, reader, request.privacy, SnapshotStyle())
        for i, time_s in enumerate(request.snapshot_s):
            with outlet.place(snapshot_name(request, time_s)) as path:
                save(maker.at(time_s), path)
            yield Progress("export", "Taking snapshots", i + 1, len(request.snapshot_s))
