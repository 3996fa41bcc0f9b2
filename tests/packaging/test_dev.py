"""The set-up script: what it installs, what it leaves alone, and what it says where it cannot go on."""

import ast
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import ROOT

SCRIPT = ROOT / "packaging" / "dev.py"


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, for a project in an empty folder, with a .venv that looks finished."""
    spec = importlib.util.spec_from_file_location("plumbline_dev", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "packaging").mkdir()
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "packaging" / "constraints.txt").write_text("numpy==2\n")
    values = {"ROOT": tmp_path, "CONSTRAINTS": tmp_path / "packaging" / "constraints.txt"}
    values |= {"VENV": tmp_path / ".venv", "STAMP": tmp_path / ".venv" / "stamp.json"}
    values |= {name: tmp_path / ".venv" / getattr(module, name).name for name in ("PYTHON", "PLUMBLINE")}
    values["VENV"].mkdir()
    for name, value in values.items():
        monkeypatch.setattr(module, name, value)
    for program in (module.PYTHON, module.PLUMBLINE):
        program.write_text("")
    return module


@pytest.fixture
def calls(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands the script runs; every one of them succeeds and does nothing."""
    ran: list[list[str]] = []
    monkeypatch.setattr(dev, "call", lambda command, **environment: ran.append(command) or 0)
    return ran


@pytest.fixture
def bare(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """A Debian without any library of a desktop; the libraries put into this set are found."""
    there: set[str] = set()
    monkeypatch.setattr(dev.sys, "platform", "linux")
    monkeypatch.setattr(dev, "loads", lambda library: library in there)
    monkeypatch.setattr(dev, "has_font", lambda: bool(there))
    monkeypatch.setattr(dev.shutil, "which", lambda program: f"/usr/bin/{program}")
    return there


# -- an older Python


def test_script_can_be_read_by_an_old_python() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 13)])
def test_old_python_is_told_what_is_needed(version: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    code = compile(SCRIPT.read_text(encoding="utf-8"), str(SCRIPT), "exec")
    monkeypatch.setattr(sys, "version_info", version)

    with pytest.raises(SystemExit) as caught:
        exec(code, {"__name__": "plumbline_dev", "__file__": str(SCRIPT)})

    assert "needs Python 3.11 or newer" in str(caught.value)
    assert f"this is Python {version[0]}.{version[1]}" in str(caught.value)


# -- the stamp


def test_finished_set_up_is_not_done_again(dev: ModuleType, calls: list[list[str]]) -> None:
    dev.install(tools=False)

    assert dev.is_installed(tools=False)
    assert not dev.is_installed(tools=True)


def test_set_up_with_tools_serves_the_demo_too(dev: ModuleType, calls: list[list[str]]) -> None:
    dev.install(tools=True)

    assert dev.is_installed(tools=False)
    assert dev.is_installed(tools=True)


@pytest.mark.parametrize("name", ["pyproject.toml", "packaging/constraints.txt", ".venv/pyvenv.cfg"])
def test_set_up_is_done_again_when_what_it_depends_on_changes(
    dev: ModuleType, calls: list[list[str]], name: str
) -> None:
    dev.install(tools=True)
    (dev.ROOT / name).write_text("something else")

    assert not dev.is_installed(tools=True)


def test_project_that_was_moved_is_set_up_again(
    dev: ModuleType, calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    dev.install(tools=True)
    inputs = dev.expected(True)

    monkeypatch.setattr(dev, "ROOT", dev.ROOT / "..")

    assert dev.expected(True) != inputs


def test_set_up_that_fails_leaves_no_stamp(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "call", lambda command, **environment: 1)
    dev.STAMP.write_text("{}")

    with pytest.raises(dev.Stop, match="pip could not install"):
        dev.install(tools=True)

    assert not dev.STAMP.exists()
    assert not dev.is_installed(tools=True)


def test_everything_is_installed_in_the_pinned_versions(dev: ModuleType, calls: list[list[str]]) -> None:
    dev.install(tools=True)

    for command in calls:
        assert command[command.index("--constraint") + 1] == str(dev.CONSTRAINTS)
    assert calls[-1][-1] == f"{dev.ROOT}[dev]"


def test_package_whose_installation_was_broken_off_is_forgotten(dev: ModuleType) -> None:
    packages = dev.VENV / "lib" / "python3.11" / "site-packages"
    whole, half = packages / "whole-1.dist-info", packages / "half-1.dist-info"
    for folder in (whole, half):
        folder.mkdir(parents=True)
        (folder / "METADATA").write_text("")
    (whole / "INSTALLER").write_text("pip")

    dev.sweep()

    assert [folder.name for folder in packages.iterdir()] == ["whole-1.dist-info"]


# -- the system


def test_ordinary_user_gets_the_one_exact_command(
    dev: ModuleType, bare: set[str], calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000)
    bare.update(set(dev.LIBRARIES) - {"libEGL.so.1", "libxcb-cursor.so.0"})

    with pytest.raises(dev.Stop) as caught:
        dev.check_system()

    command = str(caught.value).splitlines()[-1].strip()
    assert command == "sudo apt-get update && sudo apt-get install -y libegl1 libxcb-cursor0"
    assert calls == []


def test_root_gets_what_is_missing_installed(dev: ModuleType, bare: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []

    def apt(command: list[str], **environment: str) -> int:
        ran.append(command)
        bare.update(library for library, package in dev.LIBRARIES.items() if package in command)
        return 0

    monkeypatch.setattr(dev, "call", apt)
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0)

    dev.check_system()

    update, install = ran
    assert update[:2] == ["apt-get", "update"]
    assert set(install) >= {*dev.LIBRARIES.values(), dev.FONT_PACKAGE}
    assert dev.missing_packages() == {}


def test_packages_that_do_not_come_are_named(dev: ModuleType, bare: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0)
    monkeypatch.setattr(dev, "call", lambda command, **environment: 100)
    dev.PYTHON.unlink()
    monkeypatch.setattr(dev, "can_make_venv", lambda: False)

    with pytest.raises(dev.Stop, match=r"could not install .*libgl1.* python3\.\d+-venv;") as caught:
        dev.check_system()

    assert "What to do" in str(caught.value)


def test_python_without_venv_is_told_with_its_package(
    dev: ModuleType, bare: set[str], calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    bare.update(dev.LIBRARIES)
    dev.PYTHON.unlink()
    monkeypatch.setattr(dev, "can_make_venv", lambda: False)
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000)

    with pytest.raises(dev.Stop, match=r"apt-get install -y python3\.\d+-venv"):
        dev.check_system()


def test_system_with_everything_is_left_alone(dev: ModuleType, bare: set[str], calls: list[list[str]]) -> None:
    bare.update(dev.LIBRARIES)

    dev.check_system()

    assert calls == []


def test_system_without_apt_is_told_and_goes_on(
    dev: ModuleType,
    bare: set[str],
    calls: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dev.shutil, "which", lambda program: None)

    dev.check_system()

    assert "libEGL.so.1" in capsys.readouterr().err


# -- the .venv and the commands


def test_venv_made_by_hand_is_kept(dev: ModuleType, calls: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "PYTHON", Path(sys.executable))

    dev.make_venv()

    assert calls == []


def test_venv_that_does_not_work_is_made_anew(dev: ModuleType, calls: list[list[str]]) -> None:
    dev.make_venv()  # its Python is an empty file

    assert calls == [[sys.executable, "-m", "venv", "--clear", str(dev.VENV)]]


def test_venv_of_an_old_python_is_told(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "answer", lambda code: "3 10")

    with pytest.raises(dev.Stop, match=r"holds Python 3\.10.*\n.*delete"):
        dev.make_venv()


@pytest.mark.parametrize(
    "arguments, started, tools",
    [
        (["demo", "--jobs", "1"], ["PLUMBLINE", "demo", "--jobs", "1"], False),
        (["run", "analyze", "a clip.mp4"], ["PLUMBLINE", "analyze", "a clip.mp4"], False),
        (["test", "-k", "knee"], ["PYTHON", "-m", "pytest", "-k", "knee"], True),
        (["setup"], [], True),
    ],
)
def test_commands_pass_their_arguments_on(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, arguments: list[str], started: list[str], tools: bool
) -> None:
    ran: list[list[str]] = []
    asked: list[bool] = []
    monkeypatch.setattr(dev, "start", ran.append)
    monkeypatch.setattr(dev, "set_up", lambda tools: asked.append(tools))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.chdir(ROOT)

    assert dev.main(arguments) == 0

    program = [str(getattr(dev, started[0])), *started[1:]] if started else []
    assert ran == ([program] if program else [])
    assert asked == [tools]


@pytest.mark.parametrize(
    "cores, words", [(1, []), (2, ["-n", "2", "--dist", "loadfile"]), (64, ["-n", "4", "--dist", "loadfile"])]
)
def test_whole_suite_runs_in_a_process_per_core(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, cores: int, words: list[str]
) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr(dev, "start", ran.append)
    monkeypatch.setattr(dev, "set_up", lambda tools: None)
    monkeypatch.setattr(dev.os, "cpu_count", lambda: cores)
    monkeypatch.setattr(dev.os, "name", "posix")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.chdir(ROOT)

    assert dev.main(["test"]) == 0

    assert ran == [[str(dev.PYTHON), "-m", "pytest", *words]]


def test_unknown_command_is_wrong_usage(dev: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["dmeo"]) == 2
    assert "no command 'dmeo'" in capsys.readouterr().err


def test_ci_runs_the_tests_and_nothing_else() -> None:
    script = ROOT / ".ci" / "run"
    lines = [line for line in script.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]

    assert os.name == "nt" or os.access(script, os.X_OK)
    assert len(lines) == 1
    assert 'python3 packaging/dev.py test "$@"' in lines[0]
