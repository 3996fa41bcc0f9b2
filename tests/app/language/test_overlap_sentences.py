"""What the overlaps of left and right pushes are told by, in Spanish: no half of any of them stays English."""

import itertools
import re

from app.language.catalogue import Catalogue
from core.measures.overlap_report import ALL_TOGETHER

SWING, ARMS = "the swing leg peaks", "the arms peak"
ENGLISH = re.compile(r"\b(the|peaks?|push|pushes|swing|arms|before|after|together|within|when|unsure|and|on|leg)\b")


def halves() -> list[str]:
    """All that can be said of one side."""
    made = [ALL_TOGETHER, "when the swing leg and the arms peak is too unsure to tell (± 79 and ± 83 ms)"]
    made.append(f"{SWING} 52 ± 9 ms before the push and {ARMS} 88 ± 10 ms after the push")
    for lane, other in ((SWING, ARMS), (ARMS, SWING)):
        who, rest = re.sub(" peaks?", "", lane), re.sub(" peaks?", "", other)
        late, unsure = f"{lane} 52 ± 9 ms after the push", f"when {lane} is too unsure to tell (± 79 ms)"
        made += [f"push and {who} peak together within error", late, unsure]
        made.append(f"{late} and when {other} is too unsure to tell (± 79 ms)")
        made += [f"{first}, push and {rest} together within error" for first in (late, unsure)]
    return made


def test_every_sentence_about_both_sides_is_spanish_from_end_to_end() -> None:
    catalogue = Catalogue.read("es")
    both = [f"On left pushes {a}; on right pushes {b}." for a, b in itertools.product(halves(), repeat=2)]
    one = [f"On {side} pushes {a}." for a in halves() for side in ("left", "left and right")]
    told = {english: catalogue.sentence(english) for english in (*both, *one)}
    assert {english: text for english, text in told.items() if ENGLISH.search(text)} == {}
