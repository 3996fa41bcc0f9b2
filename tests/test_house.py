"""The rules of the house: style, types, the direction of imports, and what must not lie in the tree."""

import ast
import itertools
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.some import some

LONGEST = 400  # lines of a file; one noun per file
ROOMS = ("core", "app", "packaging", "tests")

# Imports every module of `core` while Qt, the plots and the window cannot be imported.  Prints the modules, and
# the heavy libraries that came along although they are to wait until they are needed.
WITHOUT_QT = """
import importlib, pkgutil, sys

class Wall:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"PySide6", "shiboken6", "pyqtgraph", "app"}:
            raise ModuleNotFoundError(f"{name} is not there", name=name)

sys.meta_path.insert(0, Wall())
import core
for module in pkgutil.walk_packages(core.__path__, "core."):
    importlib.import_module(module.name)
    print(module.name)
print("heavy:", *sorted({"cv2", "mediapipe", "scipy", "ai_edge_litert"} & set(sys.modules)))
"""

# Nothing of one machine, and no package index: both are the business of who sets it up.  Put together from pieces,
# so that this file passes its own test.
FORBIDDEN = {
    "a package index": "|".join(("py" + r"pi\.org", "files\\.python" + "hosted", "find-" + "links", "index-" + "url")),
    "a path of one machine": "|".join(
        ("/" + "work/", "/" + r"root/", "/" + r"opt/", r"/home/" + r"\w", r"C:\\" + "Users")
    ),
}

# What the program itself never calls: whoever imports `core` in a notebook does, and so do the tests.
FOR_NOTEBOOKS = {"landmarks_csv", "mot_text", "probe", "series_csv", "trc_text"}


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=280
    )


def ours() -> list[Path]:
    """The files that belong to the project: those git knows, or all that are not made by tools."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        listed = subprocess.run(
            [git, "-c", f"safe.directory={ROOT}", "ls-files", "-z"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        made = re.compile(
            r"(^|/)(\.venv|\.git|\.[a-z_]+_cache|\.hypothesis|__pycache__|build|dist|[^/]*\.egg-info)(/|$)"
        )
        paths = [path for path in ROOT.rglob("*") if not made.search(path.relative_to(ROOT).as_posix())]
    return [path for path in paths if path.is_file()]


def text(path: Path) -> str | None:
    """What stands in a file, None where it is not text."""
    data = path.read_bytes()
    return None if b"\0" in data else data.decode("utf-8", errors="replace")


def test_style_is_kept() -> None:
    done = python("-m", "ruff", "check", ".")
    assert done.returncode == 0, done.stdout + done.stderr


def test_layout_is_kept() -> None:
    done = python("-m", "ruff", "format", "--check", ".")
    assert done.returncode == 0, done.stdout + done.stderr


def test_types_hold() -> None:
    done = python("-m", "mypy")  # strict, on core and app: pyproject.toml
    assert done.returncode == 0, done.stdout + done.stderr


def test_imports_go_one_way() -> None:
    done = python("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")
    assert done.returncode == 0, done.stdout + done.stderr


def test_core_is_imported_without_qt_and_without_heavy_libraries() -> None:
    done = python("-c", WITHOUT_QT)

    assert done.returncode == 0, done.stderr
    *modules, heavy = done.stdout.splitlines()
    assert {"core.pipeline", "core.cli", "core.doctor"} <= set(modules)
    assert heavy == "heavy:"


def test_tests_of_core_are_collected_without_qt(tmp_path: Path) -> None:
    (tmp_path / "wall.py").write_text(WITHOUT_QT.split("import core")[0], encoding="utf-8")
    settings = tmp_path / "pytest.ini"
    settings.write_text("[pytest]\n", encoding="utf-8")

    options = ["-c", str(settings), "--rootdir", str(ROOT), "-p", "no:pytest-qt", "--import-mode=importlib"]
    options += ["--collect-only", "-q", "--assert=plain"]  # nothing runs, nothing has to be told
    done = subprocess.run(
        [sys.executable, "-c", "import wall, pytest; raise SystemExit(pytest.main())", str(ROOT / "tests" / "core")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}", "PYTEST_ADDOPTS": shlex.join(options)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_is_too_long() -> None:
    lengths = {path: len((text(path) or "").splitlines()) for path in ours() if path.suffix == ".py"}
    long = [f"{path.relative_to(ROOT)}: {lines}" for path, lines in lengths.items() if lines > LONGEST]
    assert lengths
    assert long == []


def test_what_a_module_defines_is_used_by_the_program() -> None:
    """By its own module or by one that imports it; what is registered by a decorator is used by that."""
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): ast.parse(text(path) or "")
        for path in ours()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in ("core", "app")
    }
    used = {name for module, tree in modules.items() for name in used_by(module, tree, modules)}
    idle = [
        f"{module}.{name}"
        for module, tree in some(modules.items())
        for name in defined_in(tree)
        if (module, name) not in used and name not in FOR_NOTEBOOKS
    ]
    assert idle == []


def defined_in(tree: ast.Module) -> list[str]:
    """Functions, classes and constants of a module but for what is registered."""
    out = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.decorator_list:
            out.append(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            out += [target.id for target in targets if isinstance(target, ast.Name) and target.id != "__all__"]
    return out


def used_by(module: str, tree: ast.Module, modules: Mapping[str, ast.Module]) -> set[tuple[str, str]]:
    """(module, name) of what a module reads, of its own and of others; also where a type stands in quotes."""
    out, known = set(), {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            out |= {(node.module, name.name) for name in node.names}
            known |= {name.asname or name.name: f"{node.module}.{name.name}" for name in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            out.add((module, node.id))
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value.replace(" | ", "")
        ):
            out |= {(module, name) for name in re.findall(r"\w+", node.value)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            out.add((known.get(node.value.id, ""), node.attr))
    return {(where, name) for where, name in out if where in modules}


def test_packaging_is_no_package() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists(), "it would hide the library of that name"


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds_what_belongs_to_one_machine(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    hits = []
    for path in ours():
        for number, line in enumerate((text(path) or "").splitlines(), 1):
            if pattern.search(line):
                hits.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    assert hits == []


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_what_the_documents_point_at_is_there(document: str) -> None:
    told = (ROOT / document).read_text(encoding="utf-8")
    places = re.findall(r"`((?:core|app|tests|packaging|resources)/[\w./-]+)`", told)
    assert places
    assert [place for place in places if not (ROOT / place).exists()] == []
    names = re.findall(r"`(\w+)` in `((?:core|app)/[\w/]+\.py)`", told)
    assert [pair for pair in names if not re.search(rf"\b{pair[0]}\b", (ROOT / pair[1]).read_text("utf-8"))] == []
    headings = {re.sub(r"[^\w -]", "", line).lower().replace(" ", "-") for line in re.findall(r"(?m)^#+ (.*)$", told)}
    assert [anchor for anchor in re.findall(r"\]\(#([^)]*)\)", told) if anchor not in headings] == []


def test_every_decision_names_the_code_it_is_about() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    decisions = guide.split("## Decisions the code cannot show", 1)[1].split("\n## ", 1)[0]
    told = some(re.findall(r"(?ms)^- \*\*.*?(?=^- |^#|\Z)", decisions))
    assert [one[:80] for one in told if "`" not in one] == []


def test_the_table_of_rooms_tells_every_room_in_the_order_in_which_imports_go() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    level = {room.strip(): -i for i, layer in enumerate(layers) for room in layer.split("|")}
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table, after = guide.split("| room | what is in it |", 1)[1].split("\n\n", 1)
    rows = [re.findall(r"`(core/\w+)(?:\.py)?`", line.split("|")[1]) for line in table.splitlines()[2:]]
    told = [[room.replace("/", ".") for room in row] for row in rows if row]
    for above, below in itertools.pairwise(some(told)):
        assert max(level[room] for room in above) <= min(level[room] for room in below), (above, below)
    roomless = {
        f"core.{name}" for name in re.findall(r"`(?:core/)?(\w+)\.py`", after.split("has no room:")[1].split(".\n")[0])
    }
    assert {room for row in told for room in row} | roomless == set(level)
