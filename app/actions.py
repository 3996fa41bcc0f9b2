"""Everything a person can do, in one table: menus, tooltips, shortcuts, palette and list of keys come from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from app import shortcuts
from app.draw.tools import CHANGE_ROWS, TOOL_ROWS
from app.language.tr import said, tr
from app.shortcuts import Keys


@dataclass(frozen=True)
class Action:
    """name : the method of the commands object that does it.  keys : the first is the one shown."""

    name: str
    text: str
    keys: tuple[str, ...] = ()
    group: str = "View"
    help: str = ""
    checkable: bool = False
    icon: str = ""

    @property
    def title(self) -> str:
        """The text in the window's language."""
        return tr(self.text)

    @property
    def told(self) -> str:
        """The help in the window's language."""
        return said(self.help)

    @property
    def about(self) -> str:
        """What a search looks through: the shown words and, for who knows them, the English ones."""
        shown = (self.title, tr(self.group), self.told, self.text, self.group, self.help)
        return " ".join(dict.fromkeys(shown)).lower()


ACTIONS: Final[tuple[Action, ...]] = (
    Action("open", "Open a video…", ("Ctrl+O",), "Clip", "A phone's or camera's video, an animated GIF or a project",
           icon="open"),
    Action("open_pictures", "Open pictures…", ("Ctrl+Shift+O",), "Clip",
           "A folder with the pictures of one movement, or drop one here"),
    Action("project_open", "Open a project…", ("Ctrl+Alt+O",), "Clip", "Clips with everything done on them by hand"),
    Action("project_save", "Save the project", ("Ctrl+S",), "Clip",
           "Clips, what was put by hand, drawings and athlete in one file; the clips themselves stay where they are",
           icon="save"),
    Action("project_save_as", "Save the project as…", ("Ctrl+Shift+S",), "Clip"),
    Action("notes", "Notes…", ("Ctrl+Shift+M",), "Clip", "On this clip and on the project, kept in its file"),
    Action("project_relink", "Find a missing clip…", (), "Clip", "Where a clip of this project has been moved to"),
    Action("project_take_out", "Take the clip out of the project…", ("Ctrl+Shift+W",), "Clip",
           "One of several clips, with what was done on it; its file stays where it is"),
    Action("snapshot", "Save this picture…", ("Ctrl+E",), "Clip",
           "The shown frame with all that is drawn on it; with private exports on, without the face",
           icon="snapshot"),
    Action("copy_snapshot", "Copy this picture", ("Ctrl+Shift+E",), "Clip", "With its drawing and its strip"),
    Action("copy_table", "Copy the numbers", ("Ctrl+Alt+N",), "Clip", "The reps or steps: cells and picture"),
    Action("copy_plots", "Copy the curves", ("Ctrl+Alt+C",), "Clip", "The curves that are shown: picture and numbers"),
    Action("export", "Export…", ("Ctrl+Alt+E",), "Clip", "Pictures, video, report and numbers, as files",
           icon="export"),
    Action("import_curves", "Compare with another program…", (), "Clip",
           "Curves of a TRC or C3D file, or drop one here: dotted over these; again: away"),
    Action("private_exports", "Private exports", ("Ctrl+Shift+H",), "Clip",
           "Faces blurred and names taken out of everything that leaves the program", True),
    Action("next_clip", "Next clip", ("Ctrl+PgDown",), "Clip"),
    Action("previous_clip", "Previous clip", ("Ctrl+PgUp",), "Clip"),
    Action("close_clip", "Close the clip", ("Ctrl+W",), "Clip",
           "And the project it is in: the next clip is no part of it"),
    Action("preferences", "Preferences…", ("Ctrl+,",), "Clip", "Theme, size, language, memory for frames"),
    Action("quit", "Quit", ("Ctrl+Q",), "Clip"),
    Action("undo", "Undo", ("Ctrl+Z",), "Edit", "Takes back the last thing done by hand: up to 500 steps",
           icon="undo"),
    Action("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Edit", "Does again what was taken back", icon="redo"),
    Action("event_add", "Add a rep or a contact here", ("N",), "Edit",
           "A rep with its bottom on this frame, or a contact that begins on it"),
    Action("event_delete", "Do not count this rep or contact", ("Shift+N",), "Edit",
           "The one at the cursor; a marker on this frame is deleted first"),
    Action("event_earlier", "Start, bottom, end or contact one frame earlier", ("Alt+,",), "Edit",
           "The moment or marker at the cursor moves, and the cursor with it; in the lanes it can be dragged"),
    Action("event_later", "Start, bottom, end or contact one frame later", ("Alt+.",), "Edit"),
    Action("event_other_foot", "Give this contact to the other foot", ("X",), "Edit"),
    Action("event_as_found", "This rep or contact as it was found", ("Alt+N",), "Edit"),
    Action("marker", "Marker with a note…", ("Ctrl+M",), "Edit", "A flag on this frame; an empty note takes it away"),
    Action("repair", "Repair landmarks", ("P",), "Edit",
           "Drag a joint to where it is; the frames around follow. Doubtful ones have a dashed ring", True, "repair"),
    Action("next_doubtful", "Next doubtful frame", ("U",), "Edit", "Where a landmark was hardly seen, or jumps"),
    Action("previous_doubtful", "Previous doubtful frame", ("Shift+U",), "Edit"),
    Action("next_landmark", "Next joint", ("Q",), "Edit",
           "Without the mouse: to repair, the doubtful ones of this frame first, and the arrow keys then move it; "
           "with a joint angle or a trail in hand or selected, its joint; while an athlete is picked, the next one"),
    Action("previous_landmark", "Previous joint", ("Shift+Q",), "Edit"),
    Action("hide_landmark", "This landmark is not visible", ("H",), "Edit",
           "The chosen one, on this frame or from A to B: nothing is measured from it there"),
    Action("swap_sides", "Exchange left and right", ("W",), "Edit", "On this frame, or from A to B; again: back"),
    Action("swap_legs", "Exchange the legs", ("Shift+W",), "Edit", "On this frame, or from A to B; again: back"),
    Action("as_detected", "Landmarks back to as detected", ("B",), "Edit",
           "The chosen one, or all, on this frame or from A to B"),
    Action("all_as_detected", "All landmarks of the clip as detected", ("Ctrl+B",), "Edit"),
    Action("analyse", "Analyse", ("Ctrl+Return",), "Analysis", "Measure this clip, or measure it again"),
    Action("cancel", "Cancel the analysis", ("Esc",), "Analysis"),
    Action("movement_auto", "Movement: automatic", ("Alt+A",), "Analysis", "", True),
    Action("movement_squat", "Movement: squat", ("Alt+S",), "Analysis", "", True),
    Action("movement_sprint", "Movement: sprint or run", ("Alt+R",), "Analysis", "", True),
    Action("capture_rate", "True frame rate…", ("Ctrl+R",), "Analysis",
           "For slow motion: the rate at which the clip was filmed"),
    Action("compare", "Compare…", ("Ctrl+D",), "Analysis",
           "Two clips, or two reps or steps of one, side by side or on top of each other; again or Esc: back",
           icon="compare"),
    Action("history", "Athlete's history…", ("Ctrl+H",), "Analysis",
           "Every measure over an athlete's days of training, with what is usual for them"),
    Action("pick", "Pick the athlete", ("A",), "Analysis",
           "Then click on the person to measure; or, without the mouse, Next joint for the next person and Enter",
           True, "pick"),
    Action("scale_line", "Scale: a known length…", ("Alt+M",), "Analysis",
           "Metres and m/s: click both ends of a length you know, as far away as the athlete", True),
    Action("scale_plane", "Scale: a rectangle on the ground…", ("Alt+Shift+M",), "Analysis",
           "Metres and m/s: click four corners whose distances you know, such as the marks of a lane", True),
    Action("scale_forget", "Forget the scale", (), "Analysis", "The athlete's height, if it is given, counts again"),
    Action("play", "Play or pause", ("Space",), "Playback", icon="play"),
    Action("pause", "Pause", ("K",), "Playback"),
    Action("back", "One frame back", ("Left",), "Playback",
           "Or with the wheel: over the strip under the picture, or with Shift over the picture", icon="back"),
    Action("forward", "One frame on", ("Right",), "Playback",
           "Or with the wheel: over the strip under the picture, or with Shift over the picture", icon="forward"),
    Action("back_ten", "Ten frames back", ("Shift+Left",), "Playback"),
    Action("forward_ten", "Ten frames on", ("Shift+Right",), "Playback"),
    Action("compare_b_earlier", "Compare: B one frame earlier", ("Alt+Left",), "Playback",
           "Lined up by hand from here on"),
    Action("compare_b_later", "Compare: B one frame later", ("Alt+Right",), "Playback",
           "Lined up by hand from here on"),
    Action("play_back", "Play backwards, again: faster", ("J",), "Playback"),
    Action("play_on", "Play, again: faster", ("L",), "Playback"),
    Action("first", "First frame", ("Home",), "Playback", icon="first"),
    Action("last", "Last frame", ("End",), "Playback", icon="last"),
    Action("previous_event", "Previous event", (",",), "Playback",
           "Start, bottom, end of a rep; touchdown, toe-off; a marker"),
    Action("next_event", "Next event", (".",), "Playback"),
    Action("slower", "Slower", ("[",), "Playback"),
    Action("faster", "Faster", ("]",), "Playback"),
    Action("mark_in", "Loop from here (A)", ("I",), "Time", "The start of the part that is played again and again"),
    Action("mark_out", "Loop to here (B)", ("O",), "Time", "The end of the part that is played again and again"),
    Action("loop", "Loop", ("Ctrl+L",), "Time", "Play the marked part, or the range, again and again", True, "loop"),
    Action("loop_unit", "Loop this rep or step", ("Shift+L",), "Time"),
    Action("clear_loop", "Forget the loop points", ("Ctrl+Shift+L",), "Time"),
    Action("range_from", "Range starts here", ("Shift+I",), "Time",
           "Trims the clip: playing and Analyse keep to the range. The file itself stays as it is"),
    Action("range_to", "Range ends here", ("Shift+O",), "Time", "Trims the clip; the file itself stays as it is"),
    Action("range_loop", "Range as the loop", ("Ctrl+I",), "Time", "Trims the clip to the part marked by A and B"),
    Action("range_all", "Range is the whole clip", ("Ctrl+Shift+I",), "Time", "Undoes the trimming"),
    Action("origin_here", "Time starts here", ("0",), "Time",
           "This frame reads as 0 s, times before it have a minus. Saved files keep the clip's time"),
    Action("origin_reset", "Time starts at the clip's beginning", ("Alt+0",), "Time"),
    *(Action(name, text, keys, "Draw", about, on, sign) for name, text, keys, about, on, sign in TOOL_ROWS),
    *(Action(name, text, keys, "Drawings", about, on, sign) for name, text, keys, about, on, sign in CHANGE_ROWS),
    Action("select", "Look around", ("V",), "View", "Drag to move the picture, click on a drawing to select it", True,
           "select"),
    Action("fit", "Whole picture", ("F", "Ctrl+0"), "View", icon="fit"),
    Action("actual_size", "One to one (100 %)", ("1", "Ctrl+1"), "View", "A picture's pixel is a pixel of the screen"),
    Action("magnifier", "Magnifier", ("M",), "View", "The picture's own pixels under the pointer, three times as large",
           True, "magnifier"),
    Action("zoom_in", "Closer", ("Ctrl++", "Ctrl+="), "View", icon="zoom_in"),
    Action("zoom_out", "Further away", ("Ctrl+-",), "View", icon="zoom_out"),
    Action("overlay", "Skeleton and angles", ("S",), "View",
           "What was measured, drawn on the picture; △ at an angle: the picture's edge hides one of its joints", True,
           "overlay"),
    Action("trail", "Trails", ("T",), "View", "The path of the last half second", True),
    Action("raw", "Landmarks as detected", ("R",), "View", "Off: smoothed, as the measures use them", True, "raw"),
    Action("all_time", "Whole clip on the time axis", ("Z",), "View"),
    Action("numbers", "Numbers", ("F2",), "View", "Cards, table and quality", True),
    Action("lanes", "Lanes", ("F3",), "View", "Reps or steps over time", True),
    Action("plots", "Curves and studies", ("F4",), "View", "Curves over time, and a closer look at the movement", True),
    Action("studies_larger", "Larger curves and studies", ("F5",), "View",
           "Curves and studies get most of the height; again: the picture",
           True, "larger"),
    Action("next_study", "Next study", ("F6",), "View",
           "The next page: knee tracking, push and pull, overlaps, kinogram or scissor"),
    Action("kinogram_here", "Kinogram of this step", ("Shift+F6",), "View",
           "Of the step at the cursor; again: of the one that is seen best"),
    Action("theme", "Light theme", ("Ctrl+T",), "View", "", True),
    Action("catalogue", "Measures…", ("F1",), "Help",
           "Every number: what it is, how it is worked out, its source and error, and what it does not mean"),
    Action("palette", "Find an action…", ("Ctrl+K",), "Help"),
    Action("keys", "Keys", ("?",), "Help", "The list of all keys"),
    Action("shortcuts", "Change keys…", ("Ctrl+Shift+K",), "Help", "Other keys for what you do often"),
    Action("about", "About", (), "Help"),
)  # fmt: skip

BY_NAME: Final[dict[str, Action]] = {action.name: action for action in ACTIONS}
MOVEMENTS: Final = ("movement_auto", "movement_squat", "movement_sprint")  # one of them is ticked
GROUPS: Final[tuple[str, ...]] = tuple(dict.fromkeys(action.group for action in ACTIONS))


def keys_now() -> dict[str, Keys]:
    """Every action's keys, as the person has them."""
    return {action.name: action.keys for action in ACTIONS} | shortcuts.changed()


def key_text(action: Action, keys: Mapping[str, Keys] | None = None) -> str:
    """The keys as people write them on this machine.  keys : `keys_now`, looked up where it is not given."""
    return written_keys((keys_now() if keys is None else keys)[action.name])


def written_keys(keys: Keys) -> str:
    """Ctrl+D, or D then L."""
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(
        f" {tr('then')} ".join(QKeySequence(part).toString(native) for part in _parts(key)) for key in keys
    )


def _parts(key: str) -> list[str]:
    """ "D, L" is D and then L; "," alone is the comma."""
    return key.split(", ") if ", " in key else [key]


def tip(action: Action, keys: Mapping[str, Keys] | None = None) -> str:
    """A tooltip: what it does, and its key."""
    text = key_text(action, keys)
    return action.title.rstrip("…") + (f" ({text})" if text else "") + (f"\n{action.told}" if action.help else "")


def set_keys(made: Mapping[str, QAction], keys: Mapping[str, Keys]) -> None:
    """Give the actions these keys and tell them in their tooltips."""
    for row in ACTIONS:
        made[row.name].setShortcuts([QKeySequence(key) for key in keys[row.name]])
        made[row.name].setToolTip(tip(row, keys))


def build(commands: object, parent: QObject) -> Mapping[str, QAction]:
    """One QAction per row, wired to the method of the same name; checkable ones hand over on or off.

    Raises
    ------
    AttributeError : the commands object cannot do something the table promises.
    """
    made: dict[str, QAction] = {}
    for row in ACTIONS:
        action = QAction(row.title, parent)
        action.setObjectName(row.name)
        action.setCheckable(row.checkable)
        # where the tick stands, which tells whether it is on; a drawing tool is known by its sign
        action.setIconVisibleInMenu(not row.checkable or row.group == "Draw")
        do: Callable[..., None] = getattr(commands, row.name)
        if row.checkable:
            action.toggled.connect(do)
        else:
            action.triggered.connect(_without_argument(do))
        made[row.name] = action
    movements = QActionGroup(parent)
    for name in MOVEMENTS:
        movements.addAction(made[name])
    set_keys(made, keys_now())
    return made


def _without_argument(do: Callable[[], None]) -> Callable[[], None]:
    """`triggered` hands over a bool nobody asked for."""
    return lambda *_: do()
