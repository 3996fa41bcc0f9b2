"""The texts of one language, read from `resources/translations/<code>.json`: English text -> this language's text."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final

from core.paths import resources_dir

SLOT: Final = re.compile(r"\{(\w*)(?:![rsa])?(?::[^{}]*)?\}")  # {name}, {0}, {seconds:.2f}
SENSE: Final = "|"  # "Back|view": the same English word means two things
MOST_KEPT: Final = 4096  # finished sentences remembered; with numbers in them there is no end of them
JOINTS: Final = ("; ", ". ", ": ", "\n")  # where sentences that were made apart are joined
NUMBERED: Final = re.compile(r"([\d.,]+ )(.+)")  # 0.1 leg lengths
HALVES: Final = "; "  # between two that could each stand alone
WEAK_JOINTS: Final = (", ", " and ")  # and lists; they stand within sentences too
Forms = Mapping[str, str]


def folder() -> Path:
    """One file for each language besides English."""
    return resources_dir() / "translations"


@dataclass(frozen=True)
class Template:
    """A text with slots, as a pattern for sentences made from it.  piece : its longest fixed part."""

    key: str
    pattern: str
    slots: tuple[str, ...]
    piece: str
    fixed: int


def template(key: str) -> Template | None:
    """None where a text has no slots, nothing but slots, or slots with names: those are filled by `tr` itself."""
    slots = tuple(found.group(1) or str(i) for i, found in enumerate(SLOT.finditer(key)))
    pieces = re.split(r"\{[^{}]*\}", key)
    fixed = sum(len(piece.strip()) for piece in pieces)
    if not slots or not fixed or not all(slot.isdigit() for slot in slots):
        return None
    parts = [f"{re.escape(piece)}{_values(slot)}" for piece, slot in zip(pieces, SLOT.findall(key), strict=False)]
    pattern = "".join([*parts, re.escape(pieces[-1])])
    return Template(key, pattern, slots, max(pieces, key=len), fixed)


def _values(slot: str) -> str:
    """What a slot may hold: one without a name a number alone, so that two sentences are not taken for one."""
    return "(.*?)" if slot else r"([^A-Za-z]*?)"


@dataclass(frozen=True)
class Catalogue:
    """texts : English -> a text, or its forms "one" and "other".  An empty one leaves everything in English."""

    code: str = "en"
    texts: Mapping[str, str | Forms] = field(default_factory=dict)
    _kept: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def read(cls, code: str) -> "Catalogue":
        """The language's file.

        Raises
        ------
        OSError, ValueError : there is none, or it is no catalogue.
        """
        data: Any = json.loads((folder() / f"{code}.json").read_text(encoding="utf-8"))
        if not isinstance(data, dict):
            raise ValueError(f"{code}.json: not an object")
        return cls(code, data)

    def text(self, english: str, sense: str = "") -> str:
        """The English text itself where there is no other."""
        found = self.texts.get(english + SENSE + sense) if sense else None
        found = self.texts.get(english) if found is None else found
        return found if isinstance(found, str) else english

    def form(self, count: float, one: str, other: str) -> str:
        """The form for this many; the entry's key is the English plural."""
        found = self.texts.get(other)
        english = one if count == 1 else other
        if isinstance(found, str) or found is None:
            return found or english
        return found.get("one" if count == 1 else "other", english)

    def sentence(self, finished: str) -> str:
        """A sentence that was made elsewhere, its numbers and names already in it."""
        if not self.texts or not finished:
            return finished
        kept = self._kept.get(finished)
        if kept is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            kept = self._kept[finished] = self._sentence(finished)
        return kept

    @cached_property
    def _templates(self) -> list[Template]:
        """The one with the most words of its own comes first.  A pattern is compiled when it is first tried."""
        made = [found for key, text in self.texts.items() if isinstance(text, str) and (found := template(key))]
        return sorted(made, key=lambda one: -one.fixed)

    def _sentence(self, finished: str) -> str:
        exact = self.texts.get(finished)
        if isinstance(exact, str):
            return exact
        strong = sorted((i, joint) for joint in JOINTS for i in _places(joint, finished))
        for i, joint in strong:
            tail = self.texts.get(finished[i + len(joint) :])  # two sentences, both known: no template is surer
            if isinstance(tail, str) and (head := self._head(finished[:i], joint)) is not None:
                return head + joint + tail
        for i in _places(HALVES, finished):
            after = finished[i + len(HALVES) :]
            if (head := self._head(finished[:i], HALVES)) is not None and self._is_known(after):
                return head + HALVES + self.sentence(after)  # a slot that reaches across would swallow one of them
        whole = self._known(finished)
        if whole is not None:
            return whole
        if finished.endswith(".") and (bare := self._known(finished[:-1])) is not None:
            return f"{bare}."
        weak = sorted((i, joint) for joint in WEAK_JOINTS for i in _places(joint, finished))
        cuts = [*strong, *weak]  # where sentences meet before where lists do
        for i, joint in cuts:
            head = self._head(finished[:i], joint)
            if head is not None:
                return head + self.text(joint) + self.sentence(finished[i + len(joint) :])
        if (number := NUMBERED.fullmatch(finished)) is not None and (unit := self._known(number[2])) is not None:
            return number[1] + unit
        for i, joint in cuts:
            if joint in JOINTS:
                return finished[:i] + joint + self.sentence(finished[i + len(joint) :])
        return finished

    def _is_known(self, finished: str) -> bool:
        return self._known(finished) is not None or (finished.endswith(".") and self._known(finished[:-1]) is not None)

    def _head(self, head: str, joint: str) -> str | None:
        """A sentence has its stop in the catalogue, and has lost it where it was cut off here."""
        for end in (joint, joint.rstrip()):
            if end.strip() and (whole := self._known(head + end)) is not None:
                return whole.removesuffix(end)
        if not any(letter.isalpha() for letter in head):  # 1.2, 3.4 and 5.0
            return head
        return self._known(head)

    def _known(self, finished: str) -> str | None:
        found = self.texts.get(finished)
        if isinstance(found, str):
            return found
        for one in self._templates:
            if one.piece in finished and (match := re.fullmatch(one.pattern, finished, re.DOTALL)):
                values = {slot: self.sentence(value) for slot, value in zip(one.slots, match.groups(), strict=True)}
                given = iter(match.groups())
                return SLOT.sub(partial(self._filled, values, given), str(self.texts[one.key]))
        return None

    def _filled(self, values: Mapping[str, str], given: Iterator[str], slot: re.Match[str]) -> str:
        """What stands in a slot: the value of its number, or the next one given where it has none."""
        return values[slot.group(1)] if slot.group(1) else self.sentence(next(given))


def _places(joint: str, text: str) -> list[int]:
    return [found.start() for found in re.finditer(re.escape(joint), text)]
