"""What the window says, in the language it speaks: `tr` for its own texts, `said` for sentences made in `core`.

English stands in the code and is the key; without a catalogue, or where a text is missing in it, English is shown.
Files always hold the English that `core` makes.  Numbers keep their point in every language, in the window as in files.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from app.language.catalogue import Catalogue

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_spoken = Catalogue()


def tr(english: str, sense: str = "", /, **values: object) -> str:
    """This text in the window's language, its slots filled: `tr("Saved {path}", path=path)`.

    sense : tells apart what is one word in English: `tr("Back", "view")`.
    """
    text = _spoken.text(english, sense) if _spoken.texts else english
    return text.format(**values) if values else text


def counted(count: float, one: str, other: str, **values: object) -> str:
    """The form for this many: `counted(n, "{n} file", "{n} files", n=n)`."""
    text = _spoken.form(count, one, other)
    return text.format(**values) if values else text


def said(finished: str) -> str:
    """A finished English sentence (a reason, a hint, an error) in the window's language."""
    return _spoken.sentence(finished)


def listed(words: Sequence[str]) -> str:
    """a, b and c."""
    first, last = ", ".join(words[:-1]), words[-1] if words else ""
    return tr("{first} and {last}", first=first, last=last) if first else last


def day_words(day: date, with_year: bool = False) -> str:
    """3 Feb, or 3 Feb 26: the system's own names of months would be those of its language, not of ours."""
    return f"{day.day} {tr(MONTHS[day.month - 1])}" + (f" {day:%y}" if with_year else "")


def speak(catalogue: Catalogue) -> None:
    """From now on; what is already shown stays as it is."""
    global _spoken
    _spoken = catalogue


def spoken() -> str:
    """The language's code: en, es."""
    return _spoken.code
