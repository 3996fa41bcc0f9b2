"""Other people's faces: found beside the athlete, followed, held, and gone from the pixels."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.analysis import Analysis, QualityNote
from core.errors import UserError
from core.export import others
from core.export.head import HOLD_S, head_regions
from core.export.others import LOOK_S, OtherHeads, several
from core.export.privacy import PRIVATE, hidden
from core.pose import models
from core.pose.backend import ONE_LOOK, Box, Detection, Floats, Looks, Picture, Sighting
from core.pose.skeleton import INDEX
from core.pose.workers import Workers
from core.video.reader import Frame
from tests.core import stick_figure
from tests.core.builders import clip_info, squat_analysis

FACE = [i for name, i in INDEX.items() if name == "nose" or "eye" in name]
STILL = np.random.default_rng(1).integers(0, 256, (720, 1280, 3)).astype(np.uint8)


class Crowd:
    """A backend to which the same people are visible in every picture, as far as they are inside the box."""

    def __init__(self, bodies: list[Floats]) -> None:
        self.bodies, self.finds = bodies, 0

    def find(self, rgb: Picture, square: Box) -> list[Sighting]:
        self.finds += 1
        hips = [(b[INDEX["left_hip"]] + b[INDEX["right_hip"]]) / 2 for b in self.bodies]
        return [Sighting(0.9, Box(float(x), float(y), 600.0)) for x, y in hips]

    def landmarks(self, rgb: Picture, box: Box, looks: Looks = ONE_LOOK) -> Detection | None:
        full = np.ones(33)
        for body in self.bodies:
            if np.hypot(body[23, 0] - box.x, body[23, 1] - box.y) < 0.2 * box.size:
                return Detection(body, full, np.zeros((33, 3)), 0.9, full)
        return None

    def close(self) -> None:
        pass


@pytest.fixture
def result() -> Analysis:
    time_s = stick_figure.clock(30, 3.0)
    seen = stick_figure.seen(time_s, stick_figure.joints(stick_figure.standing(90)))
    base = squat_analysis(Path("squat.mp4"))
    note = QualityNote("several_people", "info", "2 people were seen.")
    clip = replace(base.clip, width_px=1280, height_px=720)
    return replace(base, raw=seen, smoothed=seen, clip=clip, quality=(note,))


def looking(result: Analysis, crowd: Crowd) -> OtherHeads:
    return OtherHeads(result, lambda: Workers(lambda: crowd, 1))


def beside(result: Analysis, x: float) -> Floats:
    return np.asarray(result.raw.xy_px[0] + np.array([x, 0.0]))


def detail(rgb: np.ndarray, x: float, y: float) -> float:
    part = rgb[int(y) - 2 : int(y) + 3, int(x) - 2 : int(x) + 3].astype(float)
    return float(np.abs(np.diff(part, axis=1)).mean())


def test_the_faces_of_others_are_gone_from_the_pixels_and_the_rest_stays(result: Analysis) -> None:
    other = beside(result, 300.0)
    heads = looking(result, Crowd([np.asarray(result.raw.xy_px[0]), other]))
    circles = heads.at(STILL, 0.0)
    heads.close()
    assert len(circles) == 1, "the athlete is nobody else"
    made = hidden(STILL, 0.0, head_regions(result), PRIVATE, circles)
    for body in (other, result.raw.xy_px[0]):
        assert all(detail(made, x, y) < 0.35 * detail(STILL, x, y) for x, y in body[FACE].tolist())
    feet = other[INDEX["left_ankle"]]
    assert detail(made, *feet) == detail(STILL, *feet)


def test_who_is_known_is_followed_on_every_frame_and_others_are_looked_for_now_and_then(result: Analysis) -> None:
    crowd = Crowd([beside(result, 300.0)])
    heads = looking(result, crowd)
    heads.at(STILL, 0.0)
    looks = crowd.finds
    for i in range(1, 5):
        crowd.bodies = [beside(result, 300.0 + 10 * i)]
        ((x, _, radius),) = heads.at(STILL, i / 30)
        assert abs(x - crowd.bodies[0][FACE, 0].mean()) < 0.5 * radius
    assert crowd.finds == looks, "nobody new was looked for meanwhile"
    crowd.bodies.append(beside(result, -300.0))
    changed = STILL // 2  # who comes in changes the picture
    assert len(heads.at(changed, LOOK_S + 0.01)) == 2 and crowd.finds > looks
    heads.close()


def test_a_part_of_the_picture_that_looks_as_before_is_not_looked_at_again(result: Analysis) -> None:
    crowd = Crowd([beside(result, 300.0)])
    heads = looking(result, crowd)
    heads.at(STILL, 0.0)
    looks = crowd.finds
    assert len(heads.at(STILL, LOOK_S + 0.01)) == 1 and crowd.finds == looks
    part = STILL.copy()
    part[:40, :40] += 20
    heads.at(part, 2 * (LOOK_S + 0.01))
    heads.close()
    assert looks < crowd.finds < 1.5 * looks, "the whole picture, and the squares with that part in them"


class Walk:
    """A reader of a clip in which nothing is seen but whoever walks there; each frame looks unlike the last."""

    def __init__(self, frames: int, rate_hz: float) -> None:
        self.time_s = np.arange(frames) / rate_hz
        self.at: list[float] = []
        self.info = clip_info(Path("walk.mp4"), frames, rate_hz)

    def frames(self, start: int, stop: int, step: int) -> Iterator[Frame]:
        for number in range(start, stop, step):
            picture = np.roll(STILL, 131 * number, axis=1) // (2 + number % 3)
            self.at.append(float(self.time_s[number]))
            yield Frame(number, float(self.time_s[number]), number, picture, False)


class Passer(Crowd):
    """Somebody who walks through at 300 pixels a second, in from the side at a time, whom the squares see late."""

    def __init__(self, result: Analysis, walk: Walk, from_s: float, found_s: float) -> None:
        super().__init__([])
        self._result, self._walk, self._from_s, self._found_s = result, walk, from_s, found_s

    def where(self, time_s: float) -> Floats:
        return beside(self._result, 300.0 * time_s - 500.0)

    def find(self, rgb: Picture, square: Box) -> list[Sighting]:
        self._place(rgb)
        return super().find(rgb, square) if self._now >= self._found_s else []

    def landmarks(self, rgb: Picture, box: Box, looks: Looks = ONE_LOOK) -> Detection | None:
        self._place(rgb)
        return super().landmarks(rgb, box, looks)

    def _place(self, rgb: Picture) -> None:
        """Which frame this is, told by its pixels: frames are fetched ahead and looked at again backwards."""
        shown = (n for n in range(len(self._walk.time_s)) if (rgb[0, 0] == self._first(n)).all())
        self._now = float(self._walk.time_s[next(shown)])
        self.bodies = [self.where(self._now)] if self._now >= self._from_s else []

    @staticmethod
    def _first(number: int) -> NDArray[np.uint8]:
        return np.asarray(STILL[0, (-131 * number) % 1280] // (2 + number % 3))


def test_who_walks_through_is_hidden_on_every_frame_from_where_they_came_in(result: Analysis) -> None:
    """Also on frames nobody looked at, and on those before they were first sighted."""
    walk = Walk(61, 30.0)
    passer = Passer(result, walk, 0.8, 1.4)
    heads = OtherHeads(result, lambda: Workers(lambda: passer, 1))
    for _ in heads.follow(walk, range(61)):  # type: ignore[arg-type]
        pass
    assert len(walk.at) < 12, "few frames are looked at"
    finds = passer.finds
    for number in range(24, 61):
        time_s = number / 30
        face = passer.where(time_s)[FACE]
        circles = heads.at(STILL, time_s)
        assert any((np.hypot(face[:, 0] - x, face[:, 1] - y) < 0.7 * r).all() for x, y, r in circles), time_s
        assert len(circles) <= 2, "behind the athlete they are lost and found again"
    assert heads.at(STILL, 0.8 - HOLD_S - 0.1) == [], "nobody was there yet"
    assert passer.finds == finds, "what was followed is not looked for again"
    heads.close()


def test_a_foot_taken_for_somebody_small_is_not_blurred(result: Analysis) -> None:
    """A coach looks at heels; whoever stands behind the athlete's leg is hidden by it."""
    athlete = np.asarray(result.raw.xy_px[0])
    small = athlete * 0.1
    on_foot = small - small[FACE].mean(axis=0) + athlete[INDEX["left_heel"]]
    heads = looking(result, Crowd([on_foot]))
    assert heads.at(STILL, 0.0) == []
    beside_it = looking(result, Crowd([np.asarray(on_foot + np.array([250.0, -200.0]))]))
    assert len(beside_it.at(STILL, 0.0)) == 1
    heads.close()
    beside_it.close()


def test_who_is_not_found_again_is_held_for_half_a_second_while_the_circle_grows(result: Analysis) -> None:
    crowd = Crowd([beside(result, 300.0)])
    heads = looking(result, crowd)
    ((x, y, radius),) = heads.at(STILL, 0.0)
    crowd.bodies = []
    ((held_x, held_y, larger),) = heads.at(STILL, HOLD_S - 0.05)
    assert (held_x, held_y) == (x, y) and larger > 1.5 * radius
    assert heads.at(STILL, HOLD_S + 0.05) == []
    heads.close()


def test_the_analysis_says_whether_it_saw_several_people(result: Analysis) -> None:
    assert several(result) and not several(replace(result, quality=()))


def test_without_the_pose_model_nothing_leaves_with_others_faces(
    result: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "find_model", lambda name="full": None)
    with pytest.raises(UserError, match="other people are in this clip"):
        OtherHeads(result).at(STILL, 0.0)
    assert OtherHeads(replace(result, quality=())).at(STILL, 0.0) == [], "nobody else was seen in this clip"
    assert others.SEVERAL in {note.code for note in result.quality}
