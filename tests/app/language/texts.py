"""Every text a person may read, found in the code: what is asked of `tr`, tables, and sentences made in core."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.conftest import ROOT

TOLD = ("tr", "counted")
# calls that take words nobody reads, or that are no part of a sentence
NOT_SHOWN = {
    "getattr", "setattr", "setProperty", "property", "setObjectName", "setValue", "value", "startswith", "endswith",
    "replace", "split", "removesuffix", "removeprefix", "import_module", "debug", "info", "warning",
    "exception", "ValueError", "TypeError", "RuntimeError", "KeyError", "AssertionError", "TypeVar", "cast", "compile",
    "setStyleSheet", "sub", "match", "search", "fullmatch", "encode", "decode", "strftime", "setStyle", "Signal",
    "setApplicationName", "setOrganizationName", "setDesktopFileName", "QKeySequence", "execute", "load_size",
}  # fmt: skip


def python_files(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def slots(node: ast.JoinedStr) -> str:
    """An f-string as the catalogue has it: its values numbered."""
    text, number = "", 0
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value)
        else:
            text, number = f"{text}{{{number}}}", number + 1
    return text


def reads(text: str) -> bool:
    """Whether it looks like something that is read: words, not a name, a key, a style or a path."""
    plain = re.sub(r"\{[^{}]*\}|<[^>]*>", " ", text)
    words = re.findall(r"[A-Za-zé][A-Za-z'’é-]+", plain)
    if not words or re.search(r"[_\\]|::|</|\{ |px;|%[YmdHs(]|^[*.]|^(Ctrl|Shift|Alt)\+\S*$", text):
        return False
    return " " in plain.strip() or plain.strip()[:1].isupper()


@cache
def literals(file: Path) -> tuple[tuple[int, str, ast.AST, list[ast.AST]], ...]:
    """(line, text, node, what it stands in from the inside out) of each literal; f-strings whole, docstrings not."""
    return tuple(_literals(file))


def _literals(file: Path) -> Iterator[tuple[int, str, ast.AST, list[ast.AST]]]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    inside: dict[ast.AST, ast.AST] = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = slots(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        around, at = [], node
        while at in inside:
            at = inside[at]
            around.append(at)
        if isinstance(node, ast.Constant) and (
            isinstance(around[0], ast.Expr) or any(isinstance(up, ast.JoinedStr) and node in up.values for up in around)
        ):
            continue
        yield node.lineno, text, node, around


def called(up: ast.AST) -> str:
    """The name of the function a call calls."""
    if not isinstance(up, ast.Call):
        return ""
    return up.func.attr if isinstance(up.func, ast.Attribute) else getattr(up.func, "id", "")


def _new_from(up: ast.AST) -> bool:
    """`replace` of a dataclass, which may hold a reason; that of a string replaces letters."""
    return isinstance(up, ast.Call) and isinstance(up.func, ast.Name) and up.func.id == "replace"


def is_told(around: list[ast.AST], node: ast.AST) -> bool:
    """Whether it is (a branch of) the text that `tr` or `counted` is asked for."""
    child = node
    for up in around:
        if called(up) in TOLD:
            return child in up.args  # type: ignore[attr-defined]
        if not isinstance(up, ast.IfExp):
            return False
        child = up
    return False


def is_shown(around: list[ast.AST], node: ast.AST) -> bool:
    """Whether it may reach a person at all: no type, no key of a dictionary, no subscript, nothing compared with."""
    child = node
    for up in around:
        if called(up) in NOT_SHOWN and child is not up.func and not _new_from(up):  # type: ignore[attr-defined]
            return False
        if isinstance(up, ast.Subscript) and child is up.slice:
            return False
        if isinstance(up, ast.Dict) and child in up.keys:
            return False
        if isinstance(up, ast.Compare | ast.arg | ast.Assert):
            return False
        if isinstance(up, ast.AnnAssign) and child is up.annotation:
            return False
        if isinstance(up, ast.FunctionDef) and child not in up.body:
            return False
        child = up
    return True
