"""What a long clip takes of memory at once while its pose is measured."""

from pathlib import Path

import pytest

from core.pose import backend as backends
from core.pose.estimate import estimate
from core.pose.rows import Rows
from core.pose.track import PoseTrack
from tests.core.pose.stage import SQUATTER, N, Stage, at
from tests.core.pose.test_cancelling import track_of


@pytest.mark.parametrize("long", [True, False])
def test_networks_and_a_long_clips_pictures_are_given_back_before_landmarks_are_made_once_more(
    long: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    class Told(Stage):
        def rest(self) -> None:
            told.append("pictures")

        def close(self) -> None:
            told.append("networks")

    stage = Told(at(SQUATTER, 100))
    joined = Rows.joined

    def noted(self: Rows) -> PoseTrack:
        told.append("landmarks")
        return joined(self)

    monkeypatch.setattr(PoseTrack, "is_long", long)
    monkeypatch.setattr(Rows, "joined", noted)
    monkeypatch.setattr(backends, "create", lambda name, model: stage)
    monkeypatch.setattr("core.pose.estimate.give_back_memory", lambda: told.append("given back"))
    track = track_of(estimate(stage, Path(), "stage", range(N), jobs=1))  # type: ignore[arg-type]
    assert track.has_pose.all()
    given_back = ["pictures", "given back"] if long else []  # a short clip would only wait for it
    assert told == ["networks", *given_back, "landmarks"]
