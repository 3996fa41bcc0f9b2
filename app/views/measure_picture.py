"""A small drawn figure for each measure, chosen by its name: what is measured stands out, the rest is quiet."""

import math
import re
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.language.tr import tr
from app.theme import DARK, SMALL_PX, Theme, number_font

Points = dict[str, tuple[float, float]]

# poses in a box of 1 by 1, y down
SQUAT: Final[Points] = {
    "toe": (0.66, 0.93), "heel": (0.42, 0.93), "ankle": (0.47, 0.87), "knee": (0.68, 0.63), "hip": (0.34, 0.56),
    "shoulder": (0.57, 0.24), "head": (0.63, 0.12),
}  # fmt: skip
FRONT: Final[Points] = {
    "left_ankle": (0.66, 0.86), "right_ankle": (0.34, 0.86), "left_knee": (0.58, 0.64), "right_knee": (0.42, 0.64),
    "left_hip": (0.62, 0.48), "right_hip": (0.38, 0.46), "left_shoulder": (0.66, 0.22), "right_shoulder": (0.34, 0.22),
    "left_toe": (0.70, 0.93), "right_toe": (0.30, 0.93), "head": (0.5, 0.1),
}  # fmt: skip
RUN: Final[Points] = {
    "toe": (0.62, 0.93), "heel": (0.52, 0.93), "ankle": (0.53, 0.88), "knee": (0.58, 0.70), "hip": (0.48, 0.52),
    "other_knee": (0.66, 0.56), "other_ankle": (0.56, 0.72), "shoulder": (0.55, 0.26), "head": (0.59, 0.14),
    "elbow": (0.44, 0.38), "hand": (0.52, 0.48), "other_elbow": (0.66, 0.38), "other_hand": (0.72, 0.28),
}  # fmt: skip
_SIDE_BONES: Final = (("heel", "toe"), ("toe", "ankle"), ("ankle", "heel"), ("ankle", "knee"), ("knee", "hip"),
                      ("hip", "shoulder"))  # fmt: skip
_FRONT_BONES: Final = (
    *((f"{s}_{a}", f"{s}_{b}") for s in ("left", "right") for a, b in
      (("toe", "ankle"), ("ankle", "knee"), ("knee", "hip"), ("hip", "shoulder"))),
    ("left_hip", "right_hip"), ("left_shoulder", "right_shoulder"),
)  # fmt: skip
_RUN_BONES: Final = (*_SIDE_BONES, ("hip", "other_knee"), ("other_knee", "other_ankle"), ("shoulder", "elbow"),
                     ("elbow", "hand"), ("shoulder", "other_elbow"), ("other_elbow", "other_hand"))  # fmt: skip

# the first that fits a name: pose or diagram, and what is marked in it
FAMILIES: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("^drift_", "reps", ("drift",)), ("^symmetry_|_left_minus_right$", "sides", ()),
    ("^reps$|^steps$", "reps", ("count",)), ("^best_|velocity_loss", "reps", ("best",)),
    ("top_pause", "phases", ("top",)), ("bottom_pause", "phases", ("pause",)), ("eccentric", "phases", ("down",)),
    ("concentric_s", "phases", ("up",)), ("tempo", "phases", ("down", "up")), ("turnaround", "phases", ("turn",)),
    ("rise_200ms|concentric_velocity", "phases", ("slope",)),
    ("hip_rise_lead", "squat", ("rise",)), ("hip_knee_peak_lag|peak_lag|peak_spread", "humps", ("lag",)),
    ("relative_phase", "humps", ("phase",)), ("peak_phase", "phases", ("moment",)),
    ("trunk_shank", "squat", ("trunk", "shank")), ("thigh_to_horizontal", "squat", ("level",)),
    ("knee_ankle", "front", ("separation",)), ("fppa_mean", "front", ("left_fppa", "right_fppa")),
    ("fppa", "front", ("left_fppa",)), ("pelvis_shift", "front", ("shift",)), ("pelvis_tilt", "front", ("tilt",)),
    ("pelvis_drop", "squat", ("drop",)), ("swing_knee", "run", ("other_bend",)), ("knee_flexion", "squat", ("bend",)),
    ("hip_flexion", "squat", ("hip",)), ("heel_lift", "squat", ("heel",)),
    ("shank.*touchdown", "run", ("shank",)), ("trunk.*touchdown", "run", ("trunk",)),
    ("trunk_(lateral|twist)", "front", ()), ("shank", "squat", ("shank",)), ("trunk", "squat", ("trunk",)),
    ("thigh_separation", "run", ("apart",)), ("thigh_(forward|flexion)", "run", ("other_thigh",)),
    ("thigh_(back|extension)", "run", ("thigh",)), ("touchdown_distance", "run", ("ahead",)),
    ("step_length|speed", "ground", ("length",)), ("contact|duty", "ground", ("contact",)),
    ("flight", "ground", ("flight",)), ("step_|frequency", "ground", ("step",)),
    ("overlap|_on_|push_index|drive_balance", "bars", ()),
)  # fmt: skip


def family(name: str) -> tuple[str, tuple[str, ...]]:
    """Pose or diagram, and what is marked, of a measure's name; a standing figure for a name nobody thought of."""
    for pattern, kind, marks in FAMILIES:
        if re.search(pattern, name):
            return kind, marks
    return "squat", ()


class MeasurePicture(QWidget):
    """Drawn in the theme's colours; the accent is what is measured."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._theme: Theme = DARK
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(200, 200)

    def show_measure(self, name: str, title: str, theme: Theme) -> None:
        self._name, self._theme = name, theme
        self.setAccessibleName(tr("Picture of {title}", title=title))
        self.update()

    # -- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(number_font(SMALL_PX, self.font()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("raised"))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        kind, marks = family(self._name)
        poses = {"squat": (SQUAT, _SIDE_BONES), "front": (FRONT, _FRONT_BONES), "run": (RUN, _RUN_BONES)}
        if kind in poses:
            points, bones = poses[kind]
            self._figure(painter, points, bones)
            for mark in marks:
                self._mark(painter, points, mark)
        else:
            {"phases": self._phases, "humps": self._humps, "bars": self._bars, "reps": self._reps,
             "sides": self._sides, "ground": self._ground}[kind](painter, marks)  # fmt: skip

    def _at(self, x: float, y: float) -> QPointF:
        return QPointF(12 + x * (self.width() - 24), 12 + y * (self.height() - 24))

    def _pen(self, painter: QPainter, role: str, width: float = 2.0, dots: bool = False) -> None:
        pen = QPen(self._theme.colour(role), width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap if dots else Qt.PenCapStyle.RoundCap)
        if dots:
            pen.setDashPattern([2.0, 2.0])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _line(self, painter: QPainter, a: tuple[float, float], b: tuple[float, float]) -> None:
        painter.drawLine(QLineF(self._at(*a), self._at(*b)))

    def _figure(self, painter: QPainter, points: Points, bones: tuple[tuple[str, str], ...]) -> None:
        self._pen(painter, "muted", 2.5)
        for a, b in bones:
            self._line(painter, points[a], points[b])
        painter.drawEllipse(self._at(*points["head"]), 9, 9)
        self._pen(painter, "line", 1.5)
        self._line(painter, (0.05, 0.95), (0.95, 0.95))

    def _mark(self, painter: QPainter, p: Points, mark: str) -> None:
        """One angle, distance or direction, in the accent colour."""
        up, down = (0.0, -0.3), (0.0, 0.3)
        match mark:
            case "bend":
                self._angle(painter, p["knee"], _beyond(p["hip"], p["knee"]), p["ankle"])
            case "other_bend":
                self._angle(painter, p["other_knee"], _beyond(p["hip"], p["other_knee"]), p["other_ankle"])
            case "hip":
                self._angle(painter, p["hip"], _beyond(p["shoulder"], p["hip"]), p["knee"])
            case "level":
                self._angle(painter, p["knee"], _moved(p["knee"], (-0.4, 0)), p["hip"])
            case "shank":
                self._angle(painter, p["ankle"], _moved(p["ankle"], up), p["knee"])
            case "trunk":
                self._angle(painter, p["hip"], _moved(p["hip"], up), p["shoulder"])
            case "apart":
                self._angle(painter, p["hip"], p["knee"], p["other_knee"])
            case "thigh":
                self._angle(painter, p["hip"], _moved(p["hip"], down), p["knee"])
            case "other_thigh":
                self._angle(painter, p["hip"], _moved(p["hip"], down), p["other_knee"])
            case "left_fppa" | "right_fppa":
                side = mark.split("_")[0]
                hip, knee, ankle = (p[f"{side}_{part}"] for part in ("hip", "knee", "ankle"))
                self._angle(painter, knee, _beyond(hip, knee), ankle)
            case "separation":
                self._arrow(painter, p["right_knee"], p["left_knee"], both=True)
                self._arrow(painter, p["right_ankle"], p["left_ankle"], both=True)
            case "shift":
                self._pen(painter, "accent", 1.5, dots=True)
                self._line(painter, (0.5, 0.9), (0.5, 0.4))
                self._arrow(painter, (0.5, 0.47), (0.62, 0.47))
            case "tilt":
                self._angle(painter, p["right_hip"], _moved(p["right_hip"], (0.3, 0)), p["left_hip"], 56)
            case "drop":
                self._arrow(painter, (p["hip"][0] - 0.12, 0.3), (p["hip"][0] - 0.12, p["hip"][1]))
            case "rise":
                for joint, length in (("hip", 0.24), ("shoulder", 0.13)):
                    x, y = p[joint]
                    self._arrow(painter, (x - 0.1, y), (x - 0.1, y - length))
            case "heel":
                self._arrow(painter, (p["heel"][0] - 0.06, 0.95), (p["heel"][0] - 0.06, 0.83))
            case "ahead":
                self._pen(painter, "accent", 1.5, dots=True)
                self._line(painter, p["hip"], (p["hip"][0], 0.95))
                self._arrow(painter, (p["hip"][0], 0.9), (p["toe"][0], 0.9))

    def _angle(
        self, painter: QPainter, corner: tuple[float, float], a: tuple[float, float], b: tuple[float, float],
        radius: float = 30,
    ) -> None:  # fmt: skip
        at, first, second = (self._at(*point) for point in (corner, a, b))
        begin = math.degrees(math.atan2(at.y() - first.y(), first.x() - at.x()))
        end = math.degrees(math.atan2(at.y() - second.y(), second.x() - at.x()))
        sweep = (end - begin + 180) % 360 - 180
        self._pen(painter, "accent", 1.5, dots=True)
        painter.drawLine(at, first)
        self._pen(painter, "text", 2.5)
        painter.drawLine(at, second)
        self._pen(painter, "accent", 2.5)
        box = QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)
        path = QPainterPath()
        path.arcMoveTo(box, begin)
        path.arcTo(box, begin, sweep)
        painter.drawPath(path)

    def _arrow(self, painter: QPainter, a: tuple[float, float], b: tuple[float, float], both: bool = False) -> None:
        start, end = self._at(*a), self._at(*b)
        self._pen(painter, "accent", 2.0)
        painter.drawLine(start, end)
        turn = math.atan2(end.y() - start.y(), end.x() - start.x())
        painter.setBrush(self._theme.colour("accent"))
        for at, way in ((end, turn), (start, turn + math.pi))[: 2 if both else 1]:
            tip = [at, *(at + QPointF(math.cos(way + d), math.sin(way + d)) * 8 for d in (2.7, -2.7))]
            painter.drawPolygon(QPolygonF(tip))

    def _text(self, painter: QPainter, x: float, y: float, text: str, role: str = "muted") -> None:
        painter.setPen(self._theme.colour(role))
        painter.drawText(QRectF(self._at(x, y).x() - 90, self._at(x, y).y() - 8, 180, 16), _CENTRE, text)

    def _curve(self, painter: QPainter, points: list[tuple[float, float]]) -> None:
        painter.drawPolyline(QPolygonF([self._at(x, y) for x, y in points]))

    # -- diagrams
    def _phases(self, painter: QPainter, marks: tuple[str, ...]) -> None:
        """The height of the hips through a rep and its neighbour's start; the span that is measured stands out."""

        def height(x: float) -> float:
            down, up = (x - 0.12) / 0.26, (0.82 - x) / 0.26
            share = min(max(min(down, up), 0.0), 1.0)
            return 0.2 + 0.5 * share * share * (3 - 2 * share)

        spans = {"down": (0.12, 0.38), "pause": (0.38, 0.56), "up": (0.56, 0.82), "top": (0.82, 1.0),
                 "turn": (0.32, 0.62), "slope": (0.6, 0.78), "moment": (0.46, 0.48)}  # fmt: skip
        self._pen(painter, "muted", 2.0)
        self._curve(painter, [(k / 100, height(k / 100)) for k in range(101)])
        for mark in marks:
            a, b = spans[mark]
            self._pen(painter, "accent", 3.5)
            self._curve(painter, [(a + (b - a) * k / 40, height(a + (b - a) * k / 40)) for k in range(41)])
            self._arrow(painter, (a, 0.84), (b, 0.84), both=True)
        self._text(painter, 0.5, 0.06, tr("height of the hips"))
        self._text(painter, 0.5, 0.96, tr("time"))

    def _humps(self, painter: QPainter, marks: tuple[str, ...]) -> None:
        """Two speeds over time, their peaks apart."""
        for peak, role, width in ((0.42, "muted", 2.0), (0.62, "text", 2.5)):
            self._pen(painter, role, width)
            self._curve(painter, [(k / 60, 0.8 - 0.5 * math.exp(-(((k / 60 - peak) / 0.18) ** 2))) for k in range(61)])
        self._arrow(painter, (0.42, 0.22), (0.62, 0.22), both=True)
        self._text(painter, 0.5, 0.08, tr("how far apart") if "phase" in marks else tr("peak to peak"))
        self._text(painter, 0.5, 0.94, tr("time"))

    def _bars(self, painter: QPainter, marks: tuple[str, ...]) -> None:
        """Two lanes, on for a while each; where both are on is what counts."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent", 0.35))
        painter.drawRect(QRectF(self._at(0.38, 0.15), self._at(0.66, 0.85)))
        for y, a, b in ((0.34, 0.18, 0.66), (0.62, 0.38, 0.88)):
            painter.setBrush(self._theme.colour("muted"))
            painter.drawRect(QRectF(self._at(a, y - 0.06), self._at(b, y + 0.06)))
        self._text(painter, 0.52, 0.07, tr("both on"), "text")
        self._text(painter, 0.5, 0.95, tr("contact"))

    def _reps(self, painter: QPainter, marks: tuple[str, ...]) -> None:
        """One dot a rep."""
        values = [0.5, 0.44, 0.52, 0.58, 0.62, 0.7]
        for k, y in enumerate(values):
            best = "best" in marks and y == min(values)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("accent" if best or "count" in marks else "muted"))
            painter.drawEllipse(self._at(0.1 + 0.16 * k, y), 6 if best else 4.5, 6 if best else 4.5)
        if "drift" in marks:
            self._pen(painter, "accent", 2.5)
            self._line(painter, (0.05, 0.43), (0.95, 0.68))
        self._text(painter, 0.5, 0.93, tr("rep after rep"))

    def _sides(self, painter: QPainter, marks: tuple[str, ...]) -> None:
        """Left against right, and what is between them."""
        painter.setPen(Qt.PenStyle.NoPen)
        for x, top, side in ((0.3, 0.3, "left"), (0.62, 0.45, "right")):
            painter.setBrush(self._theme.side(side))
            painter.drawRect(QRectF(self._at(x, top), self._at(x + 0.14, 0.84)))
        self._arrow(painter, (0.88, 0.3), (0.88, 0.45), both=True)
        self._text(painter, 0.37, 0.92, tr("left"))
        self._text(painter, 0.69, 0.92, tr("right"))

    def _ground(self, painter: QPainter, marks: tuple[str, ...]) -> None:
        """Two contacts of the two feet over time or along the ground."""
        along = "length" in marks
        self._pen(painter, "line", 1.5)
        self._line(painter, (0.02, 0.62), (0.98, 0.62))
        painter.setPen(Qt.PenStyle.NoPen)
        for a, b, side in ((0.12, 0.34, "left"), (0.6, 0.82, "right")):
            painter.setBrush(self._theme.side(side))
            painter.drawRect(QRectF(self._at(a, 0.54), self._at(b, 0.62)))
        a, b = {"contact": (0.12, 0.34), "flight": (0.34, 0.6)}.get(marks[0], (0.12, 0.6))
        self._arrow(painter, (a, 0.42), (b, 0.42), both=True)
        self._text(painter, 0.23, 0.7, tr("left"))
        self._text(painter, 0.71, 0.7, tr("right"))
        self._text(painter, 0.5, 0.92, tr("along the ground") if along else tr("time"))


def _moved(point: tuple[float, float], by: tuple[float, float]) -> tuple[float, float]:
    return point[0] + by[0], point[1] + by[1]


def _beyond(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    """The line from start to end, carried on."""
    return end[0] + 0.8 * (end[0] - start[0]), end[1] + 0.8 * (end[1] - start[1])


_CENTRE = Qt.AlignmentFlag.AlignCenter
