"""MediaPipe's PoseLandmarker: the plain way to people in a picture and to landmarks in a box."""

import os
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import mediapipe_door, native_log
from core.errors import ModelError
from core.pose import boxes, crop
from core.pose.backend import ONE_LOOK, Box, Detection, Looks, Picture, Sighting, register
from core.pose.skeleton import N_LANDMARKS

_CROP = 384  # pixels of the square that the task looks at
_MOST_PEOPLE = 4  # looked for in one picture
# MediaPipe's C++ log goes to stderr before anything can be configured; this is glog's switch
os.environ.setdefault("GLOG_minloglevel", "3")


class PoseTask:
    """A PoseLandmarker in IMAGE mode: stateless, so that frame N gives the same wherever one starts."""

    def __init__(self, model: Path, people: int = 1) -> None:
        self._mp: Any = mediapipe_door.load()
        self._fresh = True
        vision = self._mp.tasks.vision
        with native_log.quiet():
            options = vision.PoseLandmarkerOptions(
                base_options=self._mp.tasks.BaseOptions(model_asset_path=str(model)),
                running_mode=vision.RunningMode.IMAGE,
                num_poses=people,
            )
            try:
                self._task: Any = vision.PoseLandmarker.create_from_options(options)
            except (RuntimeError, ValueError, OSError) as error:
                raise ModelError("the pose model cannot be read", "delete it and start again", model) from error

    def detect(self, rgb: NDArray[np.uint8]) -> list[Detection]:
        """Everybody in an (H, W, 3) picture, in its pixels."""
        if self._task is None:
            raise RuntimeError("the landmarker is closed; MediaPipe would answer with empty results")
        image = self._mp.Image(image_format=self._mp.ImageFormat.SRGB, data=np.ascontiguousarray(rgb))
        with native_log.quiet() if self._fresh else nullcontext():  # the graph remarks on its first person
            result = self._task.detect(image)
        self._fresh = self._fresh and not result.pose_landmarks
        height, width = rgb.shape[:2]
        people = []
        for points, world in zip(result.pose_landmarks, result.pose_world_landmarks, strict=True):
            xy = np.array([(p.x * width, p.y * height) for p in points])
            visibility = np.array([p.visibility or 0.0 for p in points])
            world_m = np.array([(p.x, p.y, p.z) for p in world])
            people.append(Detection(xy, visibility, world_m, 1.0, np.full(N_LANDMARKS, np.nan)))
        return people

    def close(self) -> None:
        if self._task is not None:
            self._task.close()
            self._task = None


@register("mediapipe-task")
class TaskBackend:
    """The task on an upright crop of the box; its own detector looks once more inside."""

    def __init__(self, model: Path) -> None:
        self._model = model
        self._task = PoseTask(model)
        self._crowd: PoseTask | None = None  # made when first asked for: most threads never are

    def find(self, rgb: Picture, square: Box) -> list[Sighting]:
        self._crowd = self._crowd or PoseTask(self._model, _MOST_PEOPLE)
        left, top = max(0, round(square.x - square.size / 2)), max(0, round(square.y - square.size / 2))
        part = crop.whole(rgb)[top : round(square.y + square.size / 2), left : round(square.x + square.size / 2)]
        found = self._crowd.detect(part)
        return [
            Sighting(float(one.visibility.mean()), boxes.around(one.xy_px + np.array([left, top]))) for one in found
        ]

    def landmarks(self, rgb: Picture, box: Box, looks: Looks = ONE_LOOK) -> Detection | None:
        if looks.seen is not None:
            return looks.seen
        upright = Box(box.x, box.y, box.size * 1.15)
        found = self._task.detect(crop.cut(rgb, upright, _CROP))
        if not found:
            return None
        one = found[0]
        xy = crop.apply(crop.to_picture(upright, _CROP), one.xy_px)
        return Detection(xy, one.visibility, one.world_m, one.score, one.spread_px)

    def close(self) -> None:
        self._task.close()
        if self._crowd is not None:
            self._crowd.close()
