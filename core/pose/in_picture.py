"""Everybody who is seen in one picture, for who has no mouse to click on one of them."""

from contextlib import closing

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.giving_way import may_go_on
from core.pose import backend, finding, models
from core.pose.backend import Picture
from core.pose.people import trunk
from core.pose.workers import Workers

_DEPTHS = (0, 1)  # the whole picture, and its squares: somebody a fifth as high as the picture is found


def everybody(rgb: Picture) -> list[NDArray[np.float64]]:
    """(33, 2) landmarks of each person in display pixels, from left to right in the picture.

    Raises
    ------
    UserError : there is no pose model.
    Cancelled : somebody waits.
    """
    found = models.find_model()
    if found is None:
        raise UserError("there is no pose model", "obtain it (plumbline doctor says how)")
    with closing(Workers(lambda: backend.create(backend.default_name(), found), 1)) as workers:
        seen = []
        for depth in _DEPTHS:
            may_go_on()
            seen += finding.find(workers, rgb, depth)
    return sorted((one.xy_px for one in finding.distinct(seen)), key=lambda xy: float(np.mean(trunk(xy)[..., 0])))
