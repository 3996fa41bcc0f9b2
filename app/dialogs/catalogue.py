"""The measure catalogue: every number and curve of the program, from the entries that it computes by itself."""

import re
from html import escape

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFont, QKeyEvent, QTextDocumentFragment
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.dialogs.room import open_at
from app.dialogs.signs import SIGNS, TITLE, also
from app.language.tr import said, tr
from app.theme import Theme
from app.views.measure_picture import MeasurePicture, family
from app.words import VIEW_WORDS, unit_sign, with_unit
from core.measures import squat_specs
from core.measures.catalogue import SPECS, find
from core.measures.curve_specs import ANGLES, SPEED
from core.measures.spec import MeasureSpec

_VARIANT = re.compile(r"_(left|right|left_minus_right)$")
_SQUAT = {spec.name for spec in squat_specs.SPECS}
_CURVES = {spec.name: spec for spec in (*ANGLES, SPEED)}


def entries() -> list[MeasureSpec]:
    """The squat's, then the sprint's; one entry for both sides and their difference."""
    return [
        spec for name, spec in SPECS.items() if _VARIANT.sub("", name) == name or _VARIANT.sub("", name) not in SPECS
    ]


def entry_of(metric_name: str) -> MeasureSpec | None:
    """The entry that explains a number of a rep, a step or a summary."""
    spec = find(_VARIANT.sub("", metric_name)) or find(metric_name)
    return spec if spec is None or spec in entries() else SPECS.get(_VARIANT.sub("", spec.name), spec)


def facts(spec: MeasureSpec) -> list[tuple[str, str]]:
    """What is told of a measure, in the order in which it is told; what is not known is said to be so."""
    unit = unit_sign(spec.unit) or tr("a ratio, without a unit")
    views = tr("any view") if set(spec.views) == set(VIEW_WORDS) else ", ".join(tr(VIEW_WORDS[v]) for v in spec.views)
    limit = with_unit(f"{spec.most_sd or 0:g}", unit_sign(spec.unit))
    rate = f"; {tr('{fps:g} frames per second or more', fps=spec.least_fps)}" if spec.least_fps else ""
    told = [
        (tr("What it is"), said(spec.definition)),
        (tr("Also found as"), "; ".join(tr(words) for words in also(spec.name))),
        (tr("Formula"), said(spec.formula)),
        (tr("Unit"), tr("degrees (°)") if unit == "°" else unit),
        (tr("Seen from"), views + rate),
        (tr("Source"), said(spec.source)),
        (
            tr("Published error"),
            said(spec.published_error)
            or ("" if spec.most_sd is None else tr("none known: the program states its own for every number")),
        ),
        (
            tr("Tells up to"),
            "" if spec.most_sd is None else tr("± {limit}; with more it is shown with caution", limit=limit),
        ),
        (tr("Does not mean"), said(spec.does_not_mean)),
        (tr("Name in files"), spec.name.replace("S_", "left_ / right_")),
    ]
    return [(head, text) for head, text in told if text]


class CatalogueDialog(QDialog):
    """A line to search in, the list, and the entry; stays open beside the window."""

    def __init__(self, theme: Theme, metric_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Measures"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_at(self, 860, 560)
        self._theme = theme
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("Find a measure"))
        self.line.setAccessibleName(tr("Find a measure"))
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(tr("Measures"))
        self.list.setFixedWidth(280)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.title = QLabel()
        self.title.setProperty("role", "head")
        self.picture = MeasurePicture()
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inner = QWidget()
        entry = QVBoxLayout(inner)
        entry.setContentsMargins(0, 0, 8, 0)
        entry.setSpacing(12)
        for widget in (self.title, self.picture, self.text):
            entry.addWidget(widget)
        entry.addStretch(1)
        self.area = area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.line)
        left.addWidget(self.list, 1)
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 16, 8, 16)
        across.setSpacing(24)
        across.addLayout(left)
        across.addWidget(area, 1)
        self.line.textChanged.connect(self._filter)
        self.line.installEventFilter(self)
        self.list.currentItemChanged.connect(self._show)
        self._filter("")
        if metric_name:
            self.show_measure(metric_name)

    def show_measure(self, metric_name: str) -> None:
        """Open the entry of a number."""
        spec = entry_of(metric_name)
        self.line.clear()
        for row in range(self.list.count()):
            if spec is not None and self.list.item(row).data(_NAME) == spec.name:
                self.list.setCurrentRow(row)

    def _filter(self, text: str) -> None:
        now = self.list.currentItem()
        kept = now.data(_NAME) if now is not None else None
        self.list.clear()
        words = text.lower().split()
        self._list_signs(words)
        group = ""
        for spec in (*entries(), *_CURVES.values()):
            told = (spec.title, spec.definition, spec.formula, *also(spec.name))
            about = " ".join((spec.name, *told, *(said(text) for text in told))).lower()
            if not all(word in about for word in words):
                continue
            mine = tr("Squat") if spec.name in _SQUAT else tr("Sprint and run")
            mine = tr("Curves") if spec.name in _CURVES else mine
            if mine != group:
                group = mine
                self._add_head(mine)
            self._add(said(spec.title) + (f" ({spec.unit})" if spec.unit == "m/s" else ""), spec.name)
        found = [item for row in range(self.list.count()) if (item := self.list.item(row)).data(_NAME)]
        named = [item for item in found if all(word in item.text().lower() for word in words)]
        best = [item for item in found if item.data(_NAME) == kept] or named or found
        if best:  # what is called so stands before what only speaks of it
            self.list.setCurrentItem(best[0])
        if not self.list.count():
            self._say_none(text)

    def _list_signs(self, words: list[str]) -> None:
        about = " ".join((tr(TITLE), *(tr(part) for row in SIGNS for part in row))).lower()
        if all(word in about for word in words):
            self._add_head(tr("How to read them"))
            self._add(tr(TITLE), TITLE)

    def _add_head(self, text: str) -> None:
        head = QListWidgetItem(text)
        head.setFlags(Qt.ItemFlag.NoItemFlags)
        head.setFont(_bold())
        self.list.addItem(head)

    def _add(self, text: str, name: str) -> None:
        item = QListWidgetItem(f"    {text}")
        item.setData(_NAME, name)
        self.list.addItem(item)

    def _tell(self, title: str, table: str) -> None:
        """The focus stays in the line: what is read beside it is told there."""
        self.title.setText(title)
        self.text.setText(table)
        plain = QTextDocumentFragment.fromHtml(table.replace("</td><td", "</td> <td")).toPlainText()
        self.line.setAccessibleDescription(f"{title}\n{plain}".strip())
        self.area.verticalScrollBar().setValue(0)

    def _say_none(self, text: str) -> None:
        self.picture.hide()
        self._tell(tr("No measure has “{text}” in it", text=text), "")

    def _show(self, item: QListWidgetItem | None) -> None:
        name = item.data(_NAME) if item is not None else None
        if name == TITLE:
            self.picture.hide()
            self._tell(tr(TITLE), self._table([(tr(sign), tr(text)) for sign, text in SIGNS]))
            return
        spec = SPECS.get(name or "") or _CURVES.get(name or "")
        if spec is None:
            return
        self.picture.setVisible(spec.name in SPECS or bool(family(spec.name)[1]))
        self.picture.show_measure(spec.name, said(spec.title), self._theme)
        self._tell(said(spec.title), self._table(facts(spec)))

    def _table(self, facts: list[tuple[str, str]]) -> str:
        rows = (
            f"<tr><td style='color:{self._theme.muted}; padding-right:12px; white-space:nowrap'>{head}</td>"
            f"<td style='padding-bottom:6px'>{escape(text)}</td></tr>"
            for head, text in facts
        )
        return f"<table>{''.join(rows)}</table>"

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows in the line move through the list, over the headings; page keys through a long entry."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            row = self.list.currentRow() + (step or 0)
            while step and 0 <= row < self.list.count():
                if self.list.item(row).data(_NAME):
                    self.list.setCurrentRow(row)
                    break
                row += step
            page = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()))
            bar = self.area.verticalScrollBar()
            if page:
                bar.setValue(bar.value() + page * bar.pageStep())
            if step or page:
                return True
        return super().eventFilter(watched, event)


def _bold() -> QFont:
    font = QFont()
    font.setBold(True)
    return font


_NAME = Qt.ItemDataRole.UserRole
