"""The recipe of the packaged program: what PyInstaller cannot see is named there."""

import ast
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from core import doctor, heavy, paths
from core.pose import models
from tests.conftest import ROOT

SPEC = ROOT / "packaging" / "plumbline.spec"


class Recipe:
    """Stands for PyInstaller, as far as the recipe speaks to it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        hooks = ModuleType("PyInstaller.utils.hooks")
        for name in ("collect_data_files", "collect_dynamic_libs", "copy_metadata"):
            setattr(hooks, name, lambda package, **_: [(f"{package} of its own", package)])
        hooks.collect_submodules = lambda package: [f"all of {package}"]  # type: ignore[attr-defined]
        for parent in ("PyInstaller", "PyInstaller.utils"):
            monkeypatch.setitem(sys.modules, parent, ModuleType(parent))
        monkeypatch.setitem(sys.modules, hooks.__name__, hooks)
        monkeypatch.setattr(sys, "path", list(sys.path))
        self.scripts: list[str] = []
        self.told: dict[str, Any] = {}

    def follow(self) -> None:
        def analysis(scripts: list[str], **told: Any) -> Any:
            self.scripts, self.told = scripts, told
            return type("Analysed", (), {"pure": [], "scripts": [], "binaries": [], "datas": []})

        names = dict.fromkeys(("PYZ", "EXE", "COLLECT"), lambda *_, **__: None)
        exec(compile(SPEC.read_text(encoding="utf-8"), SPEC, "exec"), {
            "SPECPATH": str(SPEC.parent), "Analysis": analysis, **names,
        })  # fmt: skip


@pytest.fixture
def recipe(monkeypatch: pytest.MonkeyPatch) -> Recipe:
    return Recipe(monkeypatch)


def test_resources_and_the_pose_model_lie_where_the_program_looks_for_them(
    recipe: Recipe, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    model = tmp_path / models.model_file("full")
    model.touch()
    monkeypatch.setattr(models, "look", lambda name: (model, []))
    recipe.follow()
    places = {Path(source): paths.root() / place for source, place in recipe.told["datas"]}
    assert places[paths.resources_dir()] == paths.resources_dir()
    assert places[model] in models.search_dirs()
    assert [Path(script).is_file() for script in recipe.scripts] == [True]


def test_what_is_loaded_by_name_and_asked_for_its_version_is_packed(
    recipe: Recipe, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(models, "look", lambda name: (tmp_path, []))
    recipe.follow()
    assert {*heavy.NAMES, "all of core", "all of app"} <= set(recipe.told["hiddenimports"])
    assert set(doctor.PACKAGES) <= {place for _, place in recipe.told["datas"]}


def test_nothing_else_is_loaded_by_name() -> None:
    by_name = set()
    for file in (*(ROOT / "core").rglob("*.py"), *(ROOT / "app").rglob("*.py")):
        calls = [node.func for node in ast.walk(ast.parse(file.read_bytes())) if isinstance(node, ast.Call)]
        called = {getattr(call, "id", getattr(call, "attr", "")) for call in calls}
        if called & {"import_module", "__import__"}:
            by_name.add(file.relative_to(ROOT).as_posix())
    known = {"core/heavy.py", "core/kept/form.py", "app/warm.py"}  # libraries that `heavy` names, and rooms of our own
    assert by_name == known, "name what is loaded in packaging/plumbline.spec: PyInstaller does not find it"


def test_without_a_pose_model_nothing_is_packed(recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "look", lambda name: (None, []))
    with pytest.raises(SystemExit, match=r"dev\.py setup"):
        recipe.follow()
    assert not recipe.scripts
