"""Whether a camera that stood still stands still yet: a glance at the background's corners, and no look at the picture.

The pixels around each corner are compared with those of an earlier picture; how they differ tells how far the corner
went, as the first step of Lucas and Kanade's method (IJCAI 1981), which is all there is to do for a part of a pixel.
No small picture is made, nothing is searched for: an eighth of what following the background takes.  Whatever is not
plainly still tells nothing here and is for `core.pose.camera_tracker` to follow.
"""

import numpy as np
from numpy.typing import NDArray

from core import opencv
from core.pose.backend import Floats, Picture
from core.video.planes import Planes

_HALF = 7  # pixels of the small picture on either side of a corner
_LEAST_CORNERS, _LEAST_SHARE = 8, 0.55  # that go the same way: how many, and of those off the athlete
_LEAST_REACH = 0.3  # of the longer side, that they must reach over: else it may be a thing
_TOGETHER_PX = 0.3  # corners within this of the middle one go the same way
_MOST_UNLIKE = 0.5  # of a corner's contrast, squared, that its shift may leave unexplained
_LEAST_TEXTURE = 1.0  # grey levels a pixel, along the direction with least of it: below it there is only noise
_Maps = tuple[NDArray[np.int16], NDArray[np.uint16]]  # whole pixels and parts of one, as OpenCV remaps quickest


class StillCorners:
    """The background's corners in one picture, and where they are in another that hardly differs.

    picture : in which the camera stands still.  corners : (N, 2) x, y in pixels of the small picture, from pixel
    centres.  small : its width and height.
    """

    def __init__(self, picture: Picture, corners: NDArray[np.floating], small: tuple[int, int]) -> None:
        self.at = np.asarray(corners, np.float64)
        self._small = small
        maps = self._places(picture)
        wide = self._patches(picture, maps)
        self._maps = np.ascontiguousarray(maps[0][:, 1:-1, 1:-1]), np.ascontiguousarray(maps[1][:, 1:-1, 1:-1])
        down, right = (wide[:, 2:, 1:-1] - wide[:, :-2, 1:-1]) / 2, (wide[:, 1:-1, 2:] - wide[:, 1:-1, :-2]) / 2
        slopes = np.stack([_centred(right), _centred(down)], axis=2)
        self._seen = _centred(wide[:, 1:-1, 1:-1])
        self._contrast = np.square(self._seen).sum(axis=1)
        self._texture = slopes.transpose(0, 2, 1) @ slopes
        self._clear = np.linalg.eigvalsh(self._texture)[:, 0] > _LEAST_TEXTURE**2 * slopes.shape[1]
        inverse = np.zeros_like(self._texture)
        inverse[self._clear] = np.linalg.inv(self._texture[self._clear])
        self._weights = -slopes @ inverse

    def moved(self, picture: Picture, hidden: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], Floats] | None:
        """Which corners (N,) are to be seen and go the same way, and how far each went (N, 2), small pixels.

        hidden : (N,) corners not to look at.  None where most of the rest do not go the same way, or are other ones.
        """
        apart = _centred(self._patches(picture, self._maps)) - self._seen
        away = (apart[:, None] @ self._weights)[:, 0]
        # of least squares: what there is, less what the shift explains
        left = np.square(apart).sum(axis=1) - (away[:, None] @ self._texture @ away[:, :, None])[:, 0, 0]
        alike = self._clear & ~hidden & (left < _MOST_UNLIKE * self._contrast)
        if alike.sum() < _LEAST_CORNERS:
            return None
        same = alike & (np.abs(away - np.median(away[alike], axis=0)).max(axis=1) < _TOGETHER_PX)
        enough = max(_LEAST_CORNERS, _LEAST_SHARE * np.sum(self._clear & ~hidden))
        if same.sum() < enough or np.ptp(self.at[same], axis=0).max() < _LEAST_REACH * max(self._small):
            return None
        return same, away

    def _places(self, picture: Picture) -> _Maps:
        """(N, S, S, 2) and (N, S, S): where in the picture as it is stored the pixels around each corner are."""
        around = np.arange(-_HALF - 1, _HALF + 2)
        x, y = (self.at[:, k, None, None] for k in (0, 1))
        at = np.stack(np.broadcast_arrays(x + around, y + around[:, None]), axis=-1)
        height, width = picture.shape[:2]
        at = (at + 0.5) * (np.array([width, height]) / self._small)  # from the corner of the upright picture
        if isinstance(picture, Planes):
            at = at @ picture.stored[:, :2].T + picture.stored[:, 2]
        flat = (at - 0.5).reshape(-1, len(around), 2).astype(np.float32)
        cv2, side = opencv.load(), len(around)
        whole, parts = cv2.convertMaps(flat, None, cv2.CV_16SC2)
        return np.asarray(whole, np.int16).reshape(-1, side, side, 2), np.asarray(parts, np.uint16).reshape(
            -1, side, side
        )

    def _patches(self, picture: Picture, maps: _Maps) -> NDArray[np.float32]:
        """(N, S, S) brightness around each corner; of RGB green alone."""
        cv2 = opencv.load()
        stored = picture.luma if isinstance(picture, Planes) else picture
        side = maps[0].shape[1]
        whole, parts = maps[0].reshape(-1, side, 2), maps[1].reshape(-1, side)
        seen = cv2.remap(stored, whole, parts, interpolation=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(seen if seen.ndim == 2 else seen[..., 1], np.float32).reshape(-1, side, side)


def _centred(patches: NDArray[np.floating]) -> NDArray[np.float32]:
    """(N, S * S) brightness about each patch's mean: a lamp or the exposure may change."""
    flat = patches.reshape(len(patches), -1)
    return np.asarray(flat - flat.mean(axis=1, keepdims=True), np.float32)
