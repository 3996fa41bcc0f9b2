"""What was done to the data, in order: it travels with every result and into every export."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core import __version__


@dataclass(frozen=True)
class ProvenanceStep:
    """One processing step: its name, its parameters and the version of the program that ran it."""

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    version: str = __version__

    def as_dict(self) -> dict[str, Any]:
        return {"name": self.name, "parameters": dict(self.parameters), "version": self.version}
