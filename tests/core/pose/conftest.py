"""What several tests of the pose start from."""

from pathlib import Path

import pytest

from core.pose.models import find_model


@pytest.fixture(scope="module")
def model() -> Path:
    """The pose model; who asks for it skips where it is not on the machine."""
    found = find_model()
    assert found is not None
    return found
