"""What the window says, in the language it speaks: `tr` for its own texts, `said` for sentences made in `core`.

English stands in the code and is the key; without a catalogue, or where a text is missing in it, English is shown.
Files always hold the English that `core` makes.  Numbers keep their point in every language, in the window as in files.
"""

from app.language.catalogue import Catalogue

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


def speak(catalogue: Catalogue) -> None:
    """From now on; what is already shown stays as it is."""
    global _spoken
    _spoken = catalogue


def spoken() -> str:
    """The language's code: en, es."""
    return _spoken.code
