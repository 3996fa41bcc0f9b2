"""C3D: the file every motion laboratory reads, written with ezc3d."""

from pathlib import Path

import numpy as np

from core import __version__
from core.errors import OutputError
from core.export.markers import Markers, on_clock

_LONGEST_LIST = 255  # of one parameter: its dimensions are bytes


def write_c3d(path: Path, found: Markers) -> None:
    """Write markers with labels, unit and events; there is no analog data.

    The format knows a rate and no times: of a clip with a variable rate the markers are interpolated at even times
    (`on_clock`).  Times of events count from the first frame, which EVENT and PLUMBLINE:START_TIME_S tell.

    Raises
    ------
    OutputError : the file could not be written.
    """
    import ezc3d

    even = on_clock(found)
    points = np.ones((4, len(even.names), len(even.time_s)))
    points[:3] = np.moveaxis(even.xyz, 0, -1).transpose(1, 0, 2)
    file = ezc3d.c3d()
    file["data"]["points"] = points
    told = file["parameters"]["POINT"]
    told["LABELS"]["value"] = list(even.names)
    told["RATE"]["value"] = [even.rate_hz]
    told["UNITS"]["value"] = [even.unit]
    file.add_parameter("POINT", "X_SCREEN", ["+X"])
    file.add_parameter("POINT", "Y_SCREEN", ["+Y"])
    file.add_parameter("MANUFACTURER", "COMPANY", ["Plumbline"])
    file.add_parameter("MANUFACTURER", "SOFTWARE", ["plumbline"])
    file.add_parameter("MANUFACTURER", "VERSION_LABEL", [__version__])
    file.add_parameter("PLUMBLINE", "START_TIME_S", [float(even.time_s[0])])
    file.add_parameter("PLUMBLINE", "RESAMPLED", [0 if found.steady else 1])
    file.add_parameter("EVENT", "USED", [len(even.events)])
    for number in range(0, max(len(even.events), 1), _LONGEST_LIST):
        part = even.events[number : number + _LONGEST_LIST]
        after = "" if number == 0 else str(number // _LONGEST_LIST + 1)
        if not part:
            break
        seconds = np.array([e.time_s - even.time_s[0] for e in part])
        minutes = np.floor(seconds / 60)
        file.add_parameter("EVENT", f"CONTEXTS{after}", [e.context for e in part])
        file.add_parameter("EVENT", f"LABELS{after}", [e.label for e in part])
        file.add_parameter("EVENT", f"TIMES{after}", np.stack([minutes, seconds - 60 * minutes]))
    try:
        file.write(str(path))
    except OSError as error:
        raise OutputError("the file cannot be written", "choose another folder", path) from error
    if not path.is_file() or path.stat().st_size < points.nbytes // 2:  # the library says nothing of a full disk
        raise OutputError("the file could not be written whole", "make room on the disk, or choose another", path)
