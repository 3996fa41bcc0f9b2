"""What a step of Undo is called in the window's language; it is kept in English, as it was made."""

import re
from collections.abc import Callable
from typing import Final

from app.joints import WORDS
from app.language.tr import counted, said, tr
from core.annotations.kinds import KINDS

_JOINTS: Final = "|".join(map(re.escape, WORDS.values()))
_KINDS: Final = {spec.word.lower(): spec.word for spec in KINDS.values()}
_DRAWN: Final[dict[str, Callable[[str], str]]] = {
    "draw": lambda what: tr("draw {what}", what=what),
    "move": lambda what: tr("move {what}", what=what),
    "restyle": lambda what: tr("restyle {what}", what=what),
    "time": lambda what: tr("time {what}", what=what),
    "tie": lambda what: tr("tie {what}", what=what),
    "untie": lambda what: tr("untie {what}", what=what),
    "word": lambda what: tr("word {what}", what=what),
    "rename": lambda what: tr("rename {what}", what=what),
    "hide": lambda what: tr("hide {what}", what=what),
    "show": lambda what: tr("show {what}", what=what),
    "count on": lambda what: tr("count on {what}", what=what),
    "stop": lambda what: tr("stop {what}", what=what),
    "count with": lambda what: tr("count with {what}", what=what),
    "change": lambda what: tr("change {what}", what=what),
    "paste": lambda what: tr("paste {what}", what=what),
    "duplicate": lambda what: tr("duplicate {what}", what=what),
    "bring here": lambda what: tr("bring here {what}", what=what),
    "delete": lambda what: tr("delete {what}", what=what),
}
_EVENTS: Final[dict[str, Callable[[str], str]]] = {
    r"start of rep (\d+)": lambda n: tr("start of rep {n}", n=n),
    r"bottom of rep (\d+)": lambda n: tr("bottom of rep {n}", n=n),
    r"end of rep (\d+)": lambda n: tr("end of rep {n}", n=n),
    r"touchdown of step (\d+)": lambda n: tr("touchdown of step {n}", n=n),
    r"toe-off of step (\d+)": lambda n: tr("toe-off of step {n}", n=n),
    r"deleted rep (\d+)": lambda n: tr("deleted rep {n}", n=n),
    r"deleted step (\d+)": lambda n: tr("deleted contact {n}", n=n),
    r"rep (\d+) as found": lambda n: tr("rep {n} as found", n=n),
    r"step (\d+) as found": lambda n: tr("step {n} as found", n=n),
    r"side of step (\d+)": lambda n: tr("side of step {n}", n=n),
    rf"({_JOINTS})": lambda joint: tr(joint),
    rf"({_JOINTS}) not visible": lambda joint: tr("{joint} not visible", joint=tr(joint)),
    rf"({_JOINTS}) as detected": lambda joint: tr("{joint} as detected", joint=tr(joint)),
    r"(marker)": lambda _: tr("marker"),
}


def step_name(step: str) -> str:
    """The name of an undo step as it is shown."""
    drawn = re.fullmatch(rf"({'|'.join(_DRAWN)}) (?:(\d+) drawings|(.+))", step)
    if drawn is not None and (drawn[2] or drawn[3] in _KINDS):
        many, kind = drawn[2], drawn[3]
        what = counted(int(many), "{n} drawing", "{n} drawings", n=many) if many else tr(_KINDS[kind]).lower()
        return _DRAWN[drawn[1]](what)
    for pattern, tell in _EVENTS.items():
        if (found := re.fullmatch(pattern, step)) is not None:
            return tell(found[1])
    return said(step)
