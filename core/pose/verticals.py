"""Which way is down in a picture, as the upright lines of its background tell: walls, doors, posts, racks.

Lines that are upright in the world meet in one point of the picture, far above or below it, or are parallel where the
phone is held level.  That point is looked for among straight edges within `_STEEP_DEG` of the picture's own upright
(line segments of von Gioi et al. 2010, by OpenCV), as the one most of their length points at (Barinova et al. 2010 ask
the same of edges).  It tells how far the picture is turned at each of its places: where a phone looks up from the
ground, lines at the left lean to the right and lines at the right to the left.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.opencv import load

Floats = NDArray[np.float64]

_LONGEST_PX = 960  # of the picture that is looked at; finer edges are no straighter
_STEEP_DEG = 25.0
_LEAST_LENGTH = 0.04  # of the picture's height
_BORDER = 0.06  # of it, from its upper and lower edge: captions, and what stabilising and straightening smear there
_MOST_COUNTED = 0.15  # of it: a longer edge is no surer of where it points
_MOST_EDGES = 200  # the longest
_FOCAL = 0.85  # of the picture's longer side, as phones have it; only the point where lines meet is wanted
_ROLL_DEG, _PITCH_DEG = np.arange(-15.0, 15.1, 1.0), np.arange(-24.0, 24.1, 2.0)  # where it is looked for first
_COARSE_DEG, _FINE_DEG = 1.5, 0.7  # how far an edge may point past it
_ROUNDS, _ASIDE = 8, 1e-4  # of steps to where it is, and how far beside it is looked how edges turn with it
_EDGE_SD_DEG = 0.5  # of one edge's direction
# what is believed: so many edges, so much of the length of all of them, from so far across the picture
_LEAST_EDGES, _LEAST_SHARE, _LEAST_SPREAD = 8, 0.55, 0.15
_BESIDE = 0.12  # of the athlete's height, from the nearest landmark: limbs, clothes and hair
_LEAST_SD_DEG = 0.4  # walls and posts are no better than that


@dataclass(frozen=True)
class Verticals:
    """down : (3,) which way is down: right, down and ahead in the picture, for a focal length of `focal_px`.

    size_px : width and height of the picture.  sd_deg : one standard deviation of how far it is turned.
    """

    down: Floats
    focal_px: float
    size_px: tuple[int, int]
    sd_deg: float

    def turned_deg(self, x_px: float, y_px: float) -> float:
        """How far the picture has to be turned counterclockwise to stand upright at one of its places."""
        width, height = self.size_px
        at = np.array([x_px - width / 2, y_px - height / 2]) / self.focal_px
        across, along = self.down[:2] - at * self.down[2]
        return float(-np.degrees(np.arctan2(across, along)))

    @property
    def down_deg(self) -> float:
        """How far the phone looks down."""
        return float(np.degrees(np.arctan2(self.down[2], np.hypot(self.down[0], self.down[1]))))


@dataclass(frozen=True)
class _Edges:
    """Straight edges about the picture's middle, for a focal length of 1.

    middle, way : (N, 2) where each lies, and which way it goes.  counts : (N,) its length, as far as that is surer.
    """

    middle: Floats
    way: Floats
    counts: Floats

    def past_deg(self, down: Floats) -> Floats:
        """(..., N) by how much each points past the point where (..., 3) down is."""
        to = down[..., None, :2] - self.middle * down[..., None, 2:]
        to /= np.linalg.norm(to, axis=-1, keepdims=True)
        across = self.way[:, 0] * to[..., 1] - self.way[:, 1] * to[..., 0]
        return np.asarray(np.degrees(np.arcsin(np.clip(across, -1, 1))))

    def down(self) -> tuple[Floats, Floats]:
        """(3,) down where most of their length points at, and (N, 2) by how much each turns with its first and last."""
        roll, pitch = np.meshgrid(np.tan(np.radians(_ROLL_DEG)), np.tan(np.radians(_PITCH_DEG)), indexing="ij")
        tried = np.stack([roll.ravel(), np.ones(roll.size), pitch.ravel()], axis=1)
        down = tried[int((np.exp(-((self.past_deg(tried) / _COARSE_DEG) ** 2)) @ self.counts).argmax())]
        slopes = np.zeros((len(self.counts), 2))
        for _ in range(_ROUNDS):
            past = self.past_deg(down)
            slopes = np.stack(
                [(self.past_deg(down + aside) - past) / _ASIDE for aside in _ASIDE * np.eye(3)[[0, 2]]], 1
            )
            weight = self.counts * np.exp(-((past / _FINE_DEG) ** 2))
            normal = slopes.T @ (weight[:, None] * slopes)
            step = np.linalg.lstsq(normal, -slopes.T @ (weight * past), rcond=None)[0]
            down = down + np.array([step[0], 0.0, step[1]])
        return down, slopes


def verticals(rgb: NDArray[np.uint8], body: Floats | None = None) -> Verticals | None:
    """What a picture (H, W, 3) tells; None where its edges do not agree.

    body : (N, 2) the athlete's landmarks in it, whose limbs and clothes are no walls; None = nobody is there.
    """
    height, width = rgb.shape[:2]
    ends = _background_edges(rgb, body)
    if len(ends) < _LEAST_EDGES:
        return None
    focal = _FOCAL * max(width, height)
    ends = (ends - np.array([width, height]) / 2) / focal
    way = ends[:, 1] - ends[:, 0]
    long = np.linalg.norm(way, axis=1)
    edges = _Edges(ends.mean(axis=1), way / long[:, None], np.minimum(long, _MOST_COUNTED * height / focal))
    down, slopes = edges.down()
    there = np.abs(edges.past_deg(down)) < 2 * _FINE_DEG
    spread = float(np.ptp(edges.middle[there, 0])) * focal / width if there.any() else 0.0
    share = edges.counts[there].sum() / edges.counts.sum()
    if (
        there.sum() < _LEAST_EDGES or share < _LEAST_SHARE or spread < _LEAST_SPREAD
        or abs(down[0]) > np.tan(np.radians(_ROLL_DEG[-1])) or abs(down[2]) > np.tan(np.radians(_PITCH_DEG[-1]))
    ):  # fmt: skip
        return None
    told = slopes[there].T @ slopes[there] / _EDGE_SD_DEG**2
    own_sd = float(np.degrees(np.sqrt(np.linalg.inv(told + 1e-9 * np.eye(2))[0, 0])))
    return Verticals(down, focal, (width, height), float(np.hypot(_LEAST_SD_DEG, own_sd)))


def _background_edges(rgb: NDArray[np.uint8], body: Floats | None) -> Floats:
    """(N, 2, 2) the longest of a picture's steep edges, pixels, without those on the athlete or beside them."""
    edges = _steep_edges(rgb)
    if body is not None and len(body):
        near = np.linalg.norm(edges.mean(axis=1)[:, None] - body, axis=-1).min(axis=1, initial=np.inf)
        edges = edges[near > _BESIDE * np.ptp(body, axis=0).max()]
    long = np.linalg.norm(edges[:, 1] - edges[:, 0], axis=1)
    return edges[np.argsort(-long, kind="stable")[:_MOST_EDGES]]


def _steep_edges(rgb: NDArray[np.uint8]) -> Floats:
    """(N, 2, 2) upper and lower end of straight edges that are nearly upright in the picture, pixels."""
    cv2 = load()
    height, width = rgb.shape[:2]
    shrink = min(1.0, _LONGEST_PX / max(height, width))
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    if shrink < 1:
        grey = cv2.resize(grey, (round(width * shrink), round(height * shrink)), interpolation=cv2.INTER_AREA)
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(grey)[0]
    if found is None:
        return np.zeros((0, 2, 2))
    ends = np.asarray(found, np.float64).reshape(-1, 2, 2) / shrink
    order = np.argsort(ends[..., 1], axis=1)
    ends = np.take_along_axis(ends, order[..., None], axis=1)
    way = ends[:, 1] - ends[:, 0]
    steep = np.abs(way[:, 0]) < np.tan(np.radians(_STEEP_DEG)) * way[:, 1]
    inside = np.abs(ends.mean(axis=1)[:, 1] / height - 0.5) < 0.5 - _BORDER
    return np.asarray(ends[steep & inside & (np.linalg.norm(way, axis=1) > _LEAST_LENGTH * height)])
