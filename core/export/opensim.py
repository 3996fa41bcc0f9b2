"""Files for OpenSim: markers (.trc, which Kinovea and Pose2Sim read too) and angles (.mot)."""

from collections.abc import Iterable, Iterator
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from core.analysis import Analysis
from core.export.markers import Markers
from core.export.outlet import NothingThereError
from core.pose.skeleton import SIDES

Floats = NDArray[np.float64]
_PIECE = 1000  # rows turned into numbers of Python at once: a long clip has hundreds of thousands


def trc_text(found: Markers, name: str) -> str:
    """The text of a .trc file: the header of five lines and a blank one, then one row per frame.

    The real time of every frame stands in its row, also where the rate varies; a marker that was not seen is left
    empty.  name : what the header calls the file.
    """
    return "\n".join(trc_lines(found, name)) + "\n"


def trc_lines(found: Markers, name: str) -> Iterator[str]:
    """The same line by line, for clips of hours."""
    count, kept = len(found.time_s), len(found.names)
    rate = f"{found.rate_hz:.6g}"
    head = [
        f"PathFileType\t4\t(X/Y/Z)\t{name}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames",
        f"{rate}\t{rate}\t{count}\t{kept}\t{found.unit}\t{rate}\t1\t{count}",
        "Frame#\tTime\t" + "\t\t\t".join(found.names) + "\t\t",
        "\t\t" + "\t".join(f"{axis}{i}" for i in range(1, kept + 1) for axis in "XYZ"),
        "",
    ]
    yield from head
    yield from _rows(found.time_s, found.xyz.reshape(count, -1), range(1, count + 1), "")


def mot_text(analysis: Analysis, name: str) -> str:
    """The text of a .mot file, as `mot_lines` has it."""
    return "\n".join(mot_lines(analysis, name)) + "\n"


def mot_lines(analysis: Analysis, name: str) -> Iterator[str]:
    """The lines of a .mot file: joint angles as coordinates of OpenSim's full-body model (Rajagopal 2016), degrees.

    The trunk stands for pelvis and torso in one: pelvis_tilt = - trunk inclination, hip_flexion = trunk against thigh,
    so that the model's segments lie as the athlete's did.  Sagittal only; nan = not measured.

    Raises
    ------
    NothingThereError : no angle of that plane was measured.
    """
    series = analysis.series
    blank = np.full(len(series.time_s), np.nan)

    def one(wanted: str) -> Floats:
        return series.values.get(wanted, blank)

    trunk = one("trunk_inclination_deg")
    columns = {"pelvis_tilt": -trunk}
    if analysis.scale.m_per_px:
        from core.export.markers import markers

        placed = markers(analysis)
        hips = placed.xyz[:, placed.names.index("CHip")]
        columns |= {"pelvis_tx": hips[:, 0], "pelvis_ty": hips[:, 1]}
    for side in SIDES:
        end = side[0]
        columns |= {
            f"hip_flexion_{end}": one(f"{side}_hip_flexion_deg"),
            f"knee_angle_{end}": one(f"{side}_knee_flexion_deg"),
            f"ankle_angle_{end}": one(f"{side}_ankle_dorsiflexion_deg"),
            f"arm_flex_{end}": one(f"{side}_arm_forward_deg") + trunk,
            f"elbow_flex_{end}": one(f"{side}_elbow_flexion_deg"),
        }
    columns = {label: values for label, values in columns.items() if np.isfinite(values).any()}
    if not any(label.startswith(("hip", "knee")) for label in columns):
        raise NothingThereError(
            "no angle of the side view was measured, so there is no motion for OpenSim", "film from the side"
        )
    table = np.stack(list(columns.values()), axis=1)
    head = [name, "version=1", f"nRows={len(table)}", f"nColumns={len(columns) + 1}", "inDegrees=yes"]
    if any(analysis.pose.by_hand.values()):
        head.append("by_hand=" + ", ".join(f"{what} {count}" for what, count in analysis.pose.by_hand.items()))
    return chain([*head, "endheader", "\t".join(("time", *columns))], _rows(series.time_s, table, None, "nan"))


def _rows(time_s: Floats, table: Floats, numbers: Iterable[int] | None, missing: str) -> Iterable[str]:
    times = [f"{t:.6f}" for t in time_s.tolist()]
    lead = times if numbers is None else [f"{n}\t{t}" for n, t in zip(numbers, times, strict=True)]
    rows = (row for start in range(0, len(table), _PIECE) for row in table[start : start + _PIECE].tolist())
    for first, row in zip(lead, rows, strict=True):
        yield first + "\t" + "\t".join(missing if v != v else f"{v:.6f}" for v in row)
