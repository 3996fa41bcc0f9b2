"""What has to be painted of one request, step by step, in any thread that may wait."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field

from app.export.compared import paired, write_compared
from app.export.encoder import Encoder
from app.export.images import save
from app.export.kinogram import kinogram
from app.export.opened import fps_of, opened
from app.export.report import ReportStyle, write_report
from app.export.snapshot import Snapshots, SnapshotStyle, overlay_svg
from app.export.video import VideoStyle, write_video
from app.language.tr import tr
from core.export.data import data_names, write_data
from core.export.outlet import Outlet, safe_name
from core.export.request import ExportRequest
from core.progress import Progress

_DOING = "Taking snapshots"


@dataclass(frozen=True)
class Choices:
    """How the painted files look.  key_frames : (word, seconds) of pictures besides the snapshots asked for by time.

    singles : one picture of each.  sheet : those key frames on one picture.  ending : of pictures, ".png", ".jpg" or
    ".svg" for the drawing alone; sheet and kinogram are pictures with all their pixels in any case.
    """

    snapshot: SnapshotStyle = field(default_factory=SnapshotStyle)
    video: VideoStyle = field(default_factory=VideoStyle)
    report: ReportStyle = field(default_factory=ReportStyle)
    key_frames: tuple[tuple[str, float], ...] = ()
    sheet: bool = False
    singles: bool = True
    ending: str = ".png"

    @property
    def sheet_ending(self) -> str:
        return ".png" if self.ending == ".svg" else self.ending


def names(request: ExportRequest, choices: Choices) -> list[str]:
    """The files `painted` makes."""
    made = [name for name, _ in _pictures(request, choices)]
    if choices.sheet and choices.key_frames:
        made.append(f"{request.stem}_key_frames{choices.sheet_ending}")
    if "kinogram" in request.kinds:
        made.append(f"{request.stem}_kinogram{choices.sheet_ending}")
    if "report" in request.kinds:
        made.append(f"{request.stem}_report.pdf")
    if "video" in request.kinds:
        made.append(f"{request.stem}.mp4")
    if request.against is not None:
        made.append(request.comparison_name)
    return made


def everything(request: ExportRequest, choices: Choices, outlet: Outlet) -> Generator[Progress, None, list[str]]:
    """Numbers and pictures; nothing is begun where a file is in the way.  Returns remarks, such as licences.

    Raises
    ------
    TargetExistsError : a file is there already and may not be replaced.
    UserError : anything else that keeps a file from being made.
    """
    yield Progress("export", "Looking at the folder")  # who cancels at once is not asked about files
    outlet.check([*data_names(request), *names(request, choices)])
    yield from write_data(request, outlet)
    return (yield from painted(request, choices, outlet))


def painted(request: ExportRequest, choices: Choices, outlet: Outlet) -> Generator[Progress, None, list[str]]:
    """Make the pictures; each yield is a tick and a place to cancel, which leaves no half file.

    Raises
    ------
    UserError : a moment the clip does not have, a file in the way, a clip that cannot be read any more.
    """
    remarks = []
    if _pictures(request, choices) or (choices.sheet and choices.key_frames):
        yield from _snapshots(request, choices, outlet)
    if "kinogram" in request.kinds:
        yield Progress("export", "Making the kinogram")
        with outlet.unless_nothing_there():
            image = kinogram(request, choices.snapshot)
            with outlet.place(f"{request.stem}_kinogram{choices.sheet_ending}") as path:
                save(image, path)
    if "report" in request.kinds:
        with outlet.place(f"{request.stem}_report.pdf") as path:
            more = request.tiles, request.notes, request.alpha, request.kinogram_steps, request.markers
            yield from write_report(path, request.analysis, request.privacy, choices.report, *more)
    if "video" in request.kinds:
        with outlet.place(f"{request.stem}.mp4") as path:
            encoder = yield from write_video(path, request.analysis, request.privacy, choices.video)
        remarks.append(_by(encoder))
    if request.against is not None:
        pairing = paired(request.analysis, request.against)
        with outlet.place(request.comparison_name) as path:
            encoder = yield from write_compared(path, pairing, request.privacy, choices.video)
        remarks.append(_by(encoder))
    return list(dict.fromkeys(remarks))


def _by(encoder: Encoder) -> str:
    return tr("Video encoded by {name} ({licence}).", name=encoder.name, licence=encoder.licence)


def _pictures(request: ExportRequest, choices: Choices) -> list[tuple[str, float]]:
    """(file, seconds) of every picture."""
    moments = [("", time_s) for time_s in request.snapshot_s] if "snapshot" in request.kinds else []
    made = []
    for word, time_s in [*moments, *(choices.key_frames if choices.singles else ())]:
        told = f"_{safe_name(word).replace(', ', '_').replace(' ', '_')}" if word else ""
        made.append((f"{request.stem}{told}_{time_s:.3f}s{choices.ending}", time_s))
    return made


def _snapshots(request: ExportRequest, choices: Choices, outlet: Outlet) -> Generator[Progress, None, None]:
    told = request.analysis.clip
    wanted = _pictures(request, choices)
    yield Progress("export", _DOING, 0, len(wanted))
    with (
        opened(told.path, fps_of(told)) as reader,
        closing(Snapshots(request.analysis, reader, request.privacy, choices.snapshot)) as maker,
    ):
        for i, (name, time_s) in enumerate(wanted):
            with outlet.place(name) as path:
                if choices.ending == ".svg":
                    path.write_bytes(overlay_svg(maker.scene, time_s, (told.width_px, told.height_px), "Plumbline"))
                else:
                    save(maker.at(time_s), path)
            yield Progress("export", _DOING, i + 1, len(wanted))
        if choices.sheet and choices.key_frames:
            with outlet.place(f"{request.stem}_key_frames{choices.sheet_ending}") as path:
                save(maker.sheet(choices.key_frames), path)
