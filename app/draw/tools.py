"""The tools that draw, their keys and groups, and how each one's annotations are seen until somebody says otherwise."""

from dataclasses import dataclass
from typing import Final

from core.annotations.kinds import KINDS, Kind
from core.annotations.span import SpanKind


@dataclass(frozen=True)
class Tool:
    """letter : its key, after D.  hint : what to do with the mouse.  span : how it is seen at first."""

    kind: Kind
    letter: str
    hint: str
    help: str
    span: SpanKind = "fade"

    @property
    def action(self) -> str:
        return f"draw_{self.kind}"

    @property
    def text(self) -> str:
        return KINDS[self.kind].word


_DRAG: Final = "Drag from one end to the other. Shift keeps to steps of 15°."
_BOX: Final = "Drag from corner to corner. Shift keeps it as wide as high."

GROUPS: Final[dict[str, tuple[Tool, ...]]] = {
    "Lines": (
        Tool("line", "L", _DRAG, "A straight line"),
        Tool("arrow", "A", _DRAG, "Points at something"),
        Tool("ruler", "M", _DRAG, "A length: metres where the athlete's height is known, else pixels", "frame"),
        Tool("plumb", "P", "Click where the bob hangs.", "A vertical through the whole picture", "clip"),
        Tool("grid", "E", _BOX, "Squares, to see what moves and what does not", "clip"),
    ),
    "Angles": (
        Tool("angle", "G", "Click on one end, the corner and the other end.",
             "The angle between two lines, with its plus-minus from placing", "frame"),
        Tool("angle_vertical", "V", "Drag from the corner along the line.", "How far a line leans", "frame"),
        Tool("angle_horizontal", "H", "Drag from the corner along the line.", "How steep a line is", "frame"),
        Tool("goniometer", "J", "Click on a joint: the angle follows it; straight is 180°.",
             "A goniometer: the angle at a joint in the picture, on every frame", "clip"),
    ),
    "Shapes": (
        Tool("ellipse", "C", _BOX, "A circle or an ellipse"),
        Tool("rectangle", "R", _BOX, "A box"),
        Tool("freehand", "F", "Draw with the button held.", "Draws what your hand draws"),
    ),
    "Words and numbers": (
        Tool("text", "T", "Click where the words stand, or drag there from what they are about.",
             "Words, with a line to what they mean"),
        Tool("stopwatch", "W", "Click where it is to stand. It starts at this frame.",
             "Counts the seconds from this frame on", "clip"),
        Tool("counter", "U", "Click where it is to stand.", "Counts reps, steps, or what you mark", "clip"),
    ),
    "Looking": (
        Tool("spotlight", "S", _BOX, "Darkens everything else"),
        Tool("magnifier", "Z", "Drag from what is to be seen larger to where it is shown.",
             "Shows a part larger, pinned to the picture"),
        Tool("trail", "Y", "Click on a joint.", "The path of a joint", "clip"),
    ),
}  # fmt: skip
TOOLS: Final[tuple[Tool, ...]] = tuple(tool for group in GROUPS.values() for tool in group)
TOOL: Final[dict[Kind, Tool]] = {tool.kind: tool for tool in TOOLS}
assert set(TOOL) == set(KINDS)

# rows of the table of actions: name, text, keys, help, checkable, icon
Row = tuple[str, str, tuple[str, ...], str, bool, str]
TOOL_ROWS: Final[tuple[Row, ...]] = (
    *((t.action, t.text, (f"D, {t.letter}",), f"{t.help}. {t.hint}", True, t.action) for t in TOOLS),
    ("draw_in_middle", "Put one in the middle", ("D, Return",), "With a tool chosen: without the mouse", False, ""),
    ("show_drawings", "Drawings", ("Shift+D",), "Show or hide everything drawn on this clip", True, "draw_shown"),
    ("drawings_list", "List of drawings…", ("Ctrl+Shift+D",), "Go to, rename, hide, delete", False, ""),
)  # fmt: skip
CHANGE_ROWS: Final[tuple[Row, ...]] = (
    ("next_annotation", "Next drawing", ("D, N",), "Selects it, of those seen on this frame", False, ""),
    ("previous_annotation", "Previous drawing", ("D, B",), "Selects it, of those seen on this frame", False, ""),
    ("next_handle", "Next point of the drawing", ("D, D",), "The arrow keys then move this point only", False, ""),
    ("nudge_left", "Move the drawing left", ("Ctrl+Left", "Ctrl+Shift+Left"), "With Shift: ten pixels", False, ""),
    ("nudge_right", "Move the drawing right", ("Ctrl+Right", "Ctrl+Shift+Right"), "With Shift: ten pixels", False, ""),
    ("nudge_up", "Move the drawing up", ("Ctrl+Up", "Ctrl+Shift+Up"), "With Shift: ten pixels", False, ""),
    ("nudge_down", "Move the drawing down", ("Ctrl+Down", "Ctrl+Shift+Down"), "With Shift: ten pixels", False, ""),
    ("edit_text", "Text of the drawing…", ("D, X",), "Or double-click on it", False, ""),
    ("follow_joint", "Follow the nearest joint: on or off", ("D, O",), "The drawing moves with it", False, ""),
    ("seen_frame", "Seen on this frame only", ("D, 1",), "", False, ""),
    ("seen_fade", "Seen around this frame, fading", ("D, 2",), "", False, ""),
    ("seen_range", "Seen from this frame on, to the range's end", ("D, 3",), "", False, ""),
    ("seen_until", "Seen until this frame", ("D, 4",), "", False, ""),
    ("seen_clip", "Seen all the time", ("D, 5",), "", False, ""),
    ("mark_here", "Count one here, or start the stopwatch here", ("D, +",), "", False, ""),
    ("stop_here", "Stop the stopwatch here, or take back the last count", ("D, -",), "", False, ""),
    ("count_what", "Count reps, steps, or by hand", ("D, Q",), "", False, ""),
    ("duplicate", "Duplicate", ("Ctrl+Shift+C",), "The selected drawings", False, ""),
    ("copy", "Copy", ("Ctrl+C",), "The selected drawings", False, ""),
    ("paste", "Paste", ("Ctrl+V",), "On this frame, in this clip or another", False, ""),
    ("bring_here", "Bring to this frame", ("Ctrl+Shift+V",), "The selected drawings", False, ""),
    ("delete", "Delete", ("Del", "Backspace"), "The selected drawings", False, ""),
    ("select_all", "Select all drawings of this frame", ("Ctrl+A",), "", False, ""),
)  # fmt: skip
ROWS: Final = TOOL_ROWS + CHANGE_ROWS
