"""The pinned versions: nothing is installed here, directly or not, that is not pinned there."""

import re
import tomllib
from importlib import metadata

from packaging.requirements import Requirement

from core import doctor
from tests.conftest import ROOT

PIN = re.compile(r"[a-z0-9-]+==[^\s=;@]+")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins() -> dict[str, str]:
    text = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert [line for line in lines if not PIN.fullmatch(line)] == []
    return dict(line.split("==") for line in lines)


def asked_for() -> list[str]:
    """What pyproject.toml names itself."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["dev"]]


def needed(lines: list[str], extras: set[str], found: dict[str, str]) -> dict[str, str]:
    """What these requirements bring along on this machine, down to the last: name -> installed version."""
    for requirement in map(Requirement, lines):
        marker, key = requirement.marker, normal(requirement.name)
        wanted = marker is None or any(marker.evaluate({"extra": extra}) for extra in {"", *extras})
        if wanted and key not in found:
            found[key] = metadata.version(requirement.name)
            needed(metadata.requires(requirement.name) or [], requirement.extras, found)
    return found


def test_everything_plumbline_needs_is_pinned() -> None:
    installed = needed(asked_for(), set(), {})

    lines = [f"{name}=={version}" for name, version in sorted(installed.items()) if name not in pins()]
    assert lines == [], "add these lines to packaging/constraints.txt"


def test_the_doctor_looks_at_every_package_plumbline_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {Requirement(line).name for line in project["dependencies"]} == set(doctor.PACKAGES)


def test_what_builds_the_project_is_pinned() -> None:
    assert "setuptools" in pins()


def test_pins_are_sorted_and_each_there_once() -> None:
    text = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8")
    names = [line.split("==")[0] for line in text.splitlines() if "==" in line]
    assert names == sorted(set(names))
