"""Where people are in a picture: MediaPipe's pose detector, run by LiteRT on any square of the picture.

The network is the one inside the task bundle (Bazarevsky et al. 2020, BlazePose): a single-shot detector whose
anchors tell, besides a face box that is not used here, the mid-hip and a point above the head; the square about the
mid-hip that reaches beyond that point holds the whole body, turned with it.
"""

import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from core import native_log
from core.errors import ModelError
from core.pose import crop
from core.pose.backend import Box, Floats, Picture, Sighting
from core.pose.model_bundle import DETECTOR, NORMALIZATION
from core.pose.networks import detector_network

SIDE = 224  # of the network's picture, pixels
# (cells a row, anchors a cell) of the network's layers, MediaPipe's pose_detection graph
_LAYERS = ((28, 2), (14, 2), (7, 6))
_HIP, _ABOVE = 4, 6  # columns of the two points in a row of the network's answer
_ROOM = 2.5  # the square's side in distances from the mid-hip to the point above the head
_LEAST_LOGIT, _GREATEST_LOGIT = 0.0, 100.0  # half sure; more than the greatest would overflow nothing but says nothing
_SAME_SHARE = 0.12  # of the square's side: hips nearer than that are one person's


class PersonDetector:
    """One interpreter, for one thread."""

    def __init__(self, model: Path) -> None:
        try:
            with native_log.quiet():
                from ai_edge_litert.interpreter import Interpreter

                self._net: Any = Interpreter(model_content=detector_network(model), num_threads=1)
                self._net.allocate_tensors()
        except (OSError, ValueError, KeyError, RuntimeError, zipfile.BadZipFile) as error:
            raise ModelError("the pose model cannot be read", "delete it and start again", model) from error
        self._input = self._net.get_input_details()[0]["index"]
        outputs = {int(d["shape"][-1]): d["index"] for d in self._net.get_output_details()}
        self._points, self._scores = outputs[12], outputs[1]

    def close(self) -> None:
        self._net = None

    def find(self, rgb: Picture, square: Box) -> list[Sighting]:
        """Everybody seen in `square` of a picture, in the picture's pixels."""
        mean, std = NORMALIZATION[DETECTOR]
        picture = crop.cut(rgb, square, SIDE).astype(np.float32)
        picture -= mean
        picture /= std
        self._net.set_tensor(self._input, picture[None])
        self._net.invoke()
        logits = self._net.get_tensor(self._scores)[0, :, 0].astype(np.float64)
        sure = np.flatnonzero(logits >= _LEAST_LOGIT)
        scores = 1 / (1 + np.exp(-np.minimum(logits[sure], _GREATEST_LOGIT)))
        points = self._net.get_tensor(self._points)[0][sure].astype(np.float64)
        hip, above = (
            crop.apply(crop.to_picture(square, SIDE), points[:, k : k + 2] + anchors()[sure]) for k in (_HIP, _ABOVE)
        )
        return joined(scores, hip, above)


def joined(scores: Floats, hip: Floats, above: Floats) -> list[Sighting]:
    """One sighting a body: its detections' mean, each weighing its score (MediaPipe's weighted suppression)."""
    out = []
    left = np.argsort(-scores)
    while len(left):
        reach = _SAME_SHARE * _ROOM * np.hypot(*(above[left[0]] - hip[left[0]]))
        same = left[np.hypot(*(hip[left] - hip[left[0]]).T) <= reach]
        weights = scores[same] / scores[same].sum()
        (x, y), (dx, dy) = weights @ hip[same], weights @ (above[same] - hip[same])
        box = Box(float(x), float(y), float(_ROOM * np.hypot(dx, dy)), float(np.arctan2(dx, -dy)))
        out.append(Sighting(float(scores[left[0]]), box))
        left = left[~np.isin(left, same)]
    return out


@cache
def anchors() -> Floats:
    """(2254, 2) centres of the anchors in pixels of the network's picture, row by row, layer by layer."""
    layers = []
    for cells, each in _LAYERS:
        y, x = np.mgrid[0:cells, 0:cells]
        centres = (np.stack([x, y], axis=-1).reshape(-1, 2) + 0.5) * (SIDE / cells)
        layers.append(np.repeat(centres, each, axis=0))
    return np.concatenate(layers)
