"""MediaPipe's landmark network run in our own box, turned with the trunk, in one or more views of each frame.

The box decides the accuracy: the task's own detector fails in deep squats and on small athletes.  The network is
the one inside the task bundle (Bazarevsky et al. 2020, BlazePose), run by LiteRT; its heatmaps sharpen each
landmark, as MediaPipe's own graph does.
"""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from core import native_log
from core.errors import ModelError
from core.pose import boxes, crop
from core.pose.backend import ONE_LOOK, Box, Detection, Floats, Looks, Picture, Sighting, register
from core.pose.clothes import colours
from core.pose.detector import PersonDetector
from core.pose.networks import landmark_network
from core.pose.skeleton import INDEX, N_LANDMARKS, SIDES, mirror_order
from core.video.planes import Room

SIDE = 256  # of the network's picture, pixels
_CELLS = 64  # a row of a heatmap
_KERNEL = 7  # heatmap cells looked at around a landmark, as in MediaPipe's RefineLandmarksFromHeatmap
_AROUND = np.arange(-(_KERNEL // 2), _KERNEL // 2 + 1)
_DOWN, _ACROSS = _AROUND[None, :, None], _AROUND[None, None, :]
_EACH = np.arange(N_LANDMARKS)[:, None, None]
_LEAST_HEAT = 0.5  # of a heatmap's warmest cell near a landmark, below which it stays where the network puts it
_TRUNK = [INDEX["nose"], *(INDEX[f"{side}_{part}"] for part in ("shoulder", "hip") for side in SIDES)]
_EVERY = 2  # of the heatmaps' cells, which are warm several at a time
_CENTRES = (np.arange(_CELLS, dtype=np.float32)[::_EVERY] + 0.5) * (SIDE / _CELLS)  # of the cells looked at
_OWN = 0.12  # body lengths about a landmark that are warm because of it
_WHITE = np.float32(255)
_LEAST_SCORE = 0.5  # of a look that saw a person
_MIRROR = mirror_order()
# without shoulders and hips, which are told from the trunk
_ARMS, _LEGS = list(range(INDEX["left_elbow"], INDEX["left_hip"])), list(range(INDEX["left_knee"], N_LANDMARKS))
_ALONE = np.full(N_LANDMARKS, np.nan)  # how far a single look is from others
_ALONE.setflags(write=False)
# (scale of the box, mirrored): chosen by measurement on rendered clips; the mirrored look takes out the network's
# preference for a side, the other scale its dependence on the box
_VIEWS = ((1.0, False), (1.12, True), (0.9, False), (1.25, True))
# The same of two looks, and of a third, in turn from frame to frame: what is off in one box is not in another, and
# where frames are close together it comes and goes too quickly for a joint, so that the smoothing takes it out.  The
# wider of the two comes first: it tells the feet (`core.pose.joined_looks`)
_IN_TURN = (((1.0, False), (0.9, True), (0.9, False)), ((0.9, True), (0.8, False), (1.0, False)))


@register("landmark-network")
class LandmarkNetwork:
    """One interpreter, for one thread."""

    def __init__(self, model: Path) -> None:
        self._model = model
        self._detector: PersonDetector | None = None  # made when first asked for: most threads never are
        try:
            with native_log.quiet():
                from ai_edge_litert.interpreter import Interpreter

                self._net: Any = Interpreter(model_content=landmark_network(model), num_threads=1)
                self._net.allocate_tensors()
        except (OSError, ValueError, KeyError, RuntimeError, zipfile.BadZipFile) as error:
            raise ModelError("the pose model cannot be read", "delete it and start again", model) from error
        self._input = self._net.get_input_details()[0]["index"]
        # the outputs are told apart by size: 195 = 39 x 5 landmarks, 117 = 39 x 3 world, 1 = presence, heatmaps
        sizes = {int(np.prod(d["shape"])): d["index"] for d in self._net.get_output_details()}
        self._points, self._world, self._presence = sizes[195], sizes[117], sizes[1]
        self._heat = sizes[_CELLS * _CELLS * 39]
        self._room = Room(SIDE)

    def close(self) -> None:
        self._net = None
        if self._detector is not None:
            self._detector.close()

    def find(self, rgb: Picture, square: Box) -> list[Sighting]:
        self._detector = self._detector or PersonDetector(self._model)
        return self._detector.find(rgb, square)

    def landmarks(self, rgb: Picture, box: Box, looks: Looks = ONE_LOOK) -> Detection | None:
        views = _VIEWS[looks.first :] if looks.turn is None else _IN_TURN[looks.turn % len(_IN_TURN)]
        seen = looks.seen
        taken = [
            seen if seen and k == 0 else self._view(rgb, box, view, looks.to_follow)
            for k, view in enumerate(views[: looks.count])
        ]
        # where two looks do not agree which leg is which, or if anybody is there, a third one is asked
        if looks.count == 2 and (
            min(d.score for d in taken) < _LEAST_SCORE or disagree(taken[0], taken[1], looks.apart)
        ):
            taken.append(self._view(rgb, box, views[2]))
        return combine([d for d in taken if d.score >= _LEAST_SCORE])

    def _view(self, rgb: Picture, box: Box, view: tuple[float, bool], to_follow: bool = False) -> Detection:
        scale, mirrored = view
        return self._look(rgb, Box(box.x, box.y, box.size * scale, box.turn_rad), mirrored, to_follow)

    def _look(self, rgb: Picture, box: Box, mirrored: bool, to_follow: bool) -> Detection:
        picture = crop.cut(rgb, box, SIDE, self._room)
        if mirrored:
            picture = crop.mirrored(picture)
        # straight into the network's memory and out of it: copies are megabytes a look
        np.divide(picture, _WHITE, out=self._net.tensor(self._input)()[0], dtype=np.float32)
        self._net.invoke()
        points = self._net.get_tensor(self._points)[0].reshape(39, 5)[:N_LANDMARKS].astype(np.float64)
        world = self._net.get_tensor(self._world)[0].reshape(39, 3)[:N_LANDMARKS].astype(np.float64)
        heat = self._net.tensor(self._heat)()[0]
        warm = elsewhere(points[:, :2], heat) if to_follow else 0.0
        worn = colours(picture, points[:, :2]) if to_follow else None
        xy = refine(points[:, :2], heat[..., :N_LANDMARKS])
        del heat  # the network's own memory
        visibility = 1 / (1 + np.exp(-points[:, 3]))
        if mirrored:
            xy[:, 0] = SIDE - xy[:, 0]
            world[:, 0] *= -1
            xy, world, visibility = xy[_MIRROR], world[_MIRROR], visibility[_MIRROR]
        c, s = np.cos(box.turn_rad), np.sin(box.turn_rad)
        world[:, :2] = world[:, :2] @ np.array([[c, s], [-s, c]])
        score = float(self._net.get_tensor(self._presence).ravel()[0])
        xy = crop.apply(crop.to_picture(box, SIDE), xy)
        return Detection(xy, visibility, world, score, _ALONE, elsewhere=warm, colours=worn)


def refine(xy: Floats, heat: Any) -> Floats:
    """Landmarks (33, 2) moved to the centre of mass of their own heatmap's 7 x 7 cells, where it is hot enough."""
    cells = heat.shape[0]
    half = _KERNEL // 2
    cell = SIDE / cells
    centre = np.floor(xy / cell).astype(int)
    rows, columns = centre[:, 1, None, None] + _DOWN, centre[:, 0, None, None] + _ACROSS
    landmarks = _EACH[: len(xy)]
    if centre.min() >= half and centre.max() < cells - half:  # as nearly always: nothing lies beyond the heatmap
        inside: Any = True
        weight = 1 / (1 + np.exp(-heat[rows, columns, landmarks].astype(np.float64)))
    else:
        inside = ((centre >= 0) & (centre < cells)).all(axis=1)
        valid = (rows >= 0) & (rows < cells) & (columns >= 0) & (columns < cells)
        values = heat[rows.clip(0, cells - 1), columns.clip(0, cells - 1), landmarks]
        weight = np.where(valid, 1 / (1 + np.exp(-values.astype(np.float64))), 0.0)
    total = weight.sum(axis=(1, 2))
    hot = inside & (weight.max(axis=(1, 2)) >= _LEAST_HEAT)
    safe = np.where(total > 0, total, 1.0)
    x = (weight * columns).sum(axis=(1, 2)) / safe * cell
    y = (weight * rows).sum(axis=(1, 2)) / safe * cell
    return np.where(hot[:, None], np.stack([x, y], axis=1), xy)


def elsewhere(xy: Floats, heat: Any) -> float:
    """0..1, how warm heatmaps are for head, shoulders and hips (the mean of the three) away from those of a body.

    A limb that is seen on its other side is no other body's.  xy : (33, 2) in the network's picture.
    """
    at, reach = xy[_TRUNK].astype(np.float32), _OWN * float(boxes.body_length(xy))
    across, down = (_CENTRES - at[:, :1]) ** 2, (_CENTRES - at[:, 1:]) ** 2
    own = down[:, :, None] + across[:, None] <= reach**2
    own[1::2] |= own[2::2]
    own[2::2] = own[1::2]
    # one way through the heatmaps for all five landmarks, which lie side by side
    rest = np.ascontiguousarray(heat[::_EVERY, ::_EVERY, _TRUNK].transpose(2, 0, 1))
    rest[own] = -np.inf
    nose, *sides = rest.reshape(len(_TRUNK), -1).max(axis=1).tolist()
    warmest = np.array([nose, max(sides[:2]), max(sides[2:])])
    return float(np.mean(1 / (1 + np.exp(-warmest))))


def combine(views: list[Detection]) -> Detection | None:
    """The mean of several looks at one frame, limbs brought to one side first; None when there is none.

    Averaging a left leg with a right one gives a leg that nobody has, so each limb of a further view is exchanged
    with its other side where that lies nearer to the first view.
    """
    if not views:
        return None
    if len(views) == 1:
        return views[0]
    first = views[0]
    points, worlds, visible = [first.xy_px], [first.world_m], [first.visibility]
    for other in views[1:]:
        order = _aligned(first.xy_px, other.xy_px)
        points.append(other.xy_px[order])
        worlds.append(other.world_m[order])
        visible.append(other.visibility[order])
    stack = np.stack(points)
    spread = np.sqrt(np.mean(np.sum((stack - stack.mean(0)) ** 2, axis=-1), axis=0) / 2)
    score = float(np.mean([v.score for v in views]))
    return Detection(stack.mean(0), np.mean(visible, axis=0), np.mean(worlds, axis=0), score, spread, tuple(views))


def disagree(one: Detection, other: Detection, most: float) -> bool:
    """Whether two looks put a joint of the legs in different places."""
    apart = np.hypot(*(one.xy_px[_LEGS] - other.xy_px[_LEGS]).T)
    return bool(apart.max() > most * boxes.body_length(one.xy_px))


def _aligned(reference: Floats, points: Floats) -> list[int]:
    order = list(range(N_LANDMARKS))
    for limbs in (_ARMS, _LEGS):
        as_is = np.abs(points[limbs] - reference[limbs]).sum()
        swapped = [_MIRROR[i] for i in limbs]
        if np.abs(points[swapped] - reference[limbs]).sum() < as_is:
            for i, j in zip(limbs, swapped, strict=True):
                order[i] = j
    return order
