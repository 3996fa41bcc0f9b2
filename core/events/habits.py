"""What all contacts of a run tell together: how this runner lands, and how far the shoe goes on beyond the toe.

One contact is too noisy for either.  What is off alike in all contacts does not average out, though, and is a habit of
the runner, of the shoe, or of the model that sees it: so the contacts about are asked together, and each is moved by
what they say.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.events.contact import Contact
from core.events.push_off import JOG, SPRINT
from core.pose.skeleton import SIDES, Side

Floats = NDArray[np.float64]

ABOUT: Final = 17  # contacts of each foot, those nearest in time
# how far the two signs of a landing lie from it from runner to runner, shares of the way back, one sd; and the noise
# of one contact.  On a rendered and three filmed jogs, labels taken half a frame before the frame they name, the
# braking is -0.08 to 0.02 off and the fall 0.00 to 0.02; any three of the four say so of the fourth
BRAKING_SD, FALL_SD, FALL_NOISE = 0.05, 0.02, 0.06
# A filmed shoe turns about its tip, which lies beyond the model's toe: 0.03 to 0.08 leg lengths on five filmed runs,
# -0.02 to 0.03 on rendered ones, whose toe-offs are right as they are
OWN_TIP: Final = 0.03
LONGEST_TIP: Final = 0.05  # more is blur
TIP_NOISE, TIP_SD = 0.05, 0.025  # of one contact, at least, and from shoe to shoe
FARTHEST_TIP: Final = 0.1  # no foot turns about a point further from its toe, whatever one contact says
LATER: Final = 2.5  # shares of the way back that the tip leaves after the toe, for each leg length it lies beyond


def with_habits(sides: Sequence[Side], contacts: Sequence[Contact]) -> list[Contact]:
    """The contacts in their order, each moved by what those about it have in common.

    sides : whose foot each is.
    """
    when = np.array([c.touchdown_s for c in contacts])
    gaps = np.array([(c.fell_s - c.touchdown_s) / c.way_s for c in contacts])
    tips = np.array([c.tip for c in contacts])
    feet = [np.flatnonzero(np.array(sides) == side) for side in SIDES]
    out: list[Contact] = []
    for c in contacts:
        about = [foot[np.argsort(np.abs(when[foot] - c.touchdown_s))[:ABOUT]] for foot in feet]
        trust = 1 - np.clip((c.way / c.way_s - JOG) / (SPRINT - JOG), 0.0, 1.0)
        landed_s = c.touchdown_s + float(trust) * _later(gaps[np.concatenate(about)]) * c.way_s
        left_s = c.toe_off_s + LATER * _own_tip([tips[foot] for foot in about]) * c.way_s
        out.append(replace(c, touchdown_s=landed_s, toe_off_s=left_s))
    return out


def _later(gaps: Floats) -> float:
    """Shares of the way back by which this runner lands after the braking tells it, as far as falls can be trusted."""
    known = gaps[np.isfinite(gaps)]
    if not len(known):
        return 0.0
    usual = float(np.median(known))
    # a heel that is fastest now here, now there is no habit, however many contacts there are
    scatter = 1.4826 * float(np.median(np.abs(known - usual)))
    return usual * BRAKING_SD**2 / (BRAKING_SD**2 + FALL_SD**2 + scatter**2 + FALL_NOISE**2 / len(known))


def _own_tip(feet: Sequence[Floats]) -> float:
    """Leg lengths by which the shoes go on beyond the toe, as far as it is more than the model's own.

    Both feet wear the same shoes, and what yaw and a rolled camera add to one they take from the other.
    """
    known = [np.clip(tips[np.isfinite(tips)], -FARTHEST_TIP, FARTHEST_TIP) for tips in feet]
    known = [tips for tips in known if len(tips)]
    n = sum(len(tips) for tips in known)
    if not n:
        return 0.0
    usual = float(np.mean([np.median(tips) for tips in known]))
    # a point that lies now here, now there is no shoe's tip
    off = sum(float(np.sum((tips - np.median(tips)) ** 2)) for tips in known)
    noise = max(TIP_NOISE, float(np.sqrt(off / max(n - len(known), 1))))
    return min(max(usual - OWN_TIP, 0.0), LONGEST_TIP - OWN_TIP) * n / (n + (noise / TIP_SD) ** 2)
