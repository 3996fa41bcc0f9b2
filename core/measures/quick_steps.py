"""Steps that come quicker than anybody takes them.

Where posts, the dark or smeared limbs have each leg taken for the other one every time they pass, contacts are found
between the true ones, each of them well seen: evenly, on alternate feet, and twice as many.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from core.events.event import Step
from core.measures.quality import QualityNote
from core.measures.spec import Metric
from core.measures.sprint import MeasuredStep

MOST_HZ: Final = 5.25  # the quickest sprinters take 5 steps a second (Salo et al. 2011)
REASON: Final = "steps come quicker than anybody's: legs were taken for each other, or the clip plays too fast"
NOTE: Final = QualityNote(
    "steps_too_quick", "caution",
    "Steps come quicker than anybody's: legs were taken for each other, or the clip plays faster than it was filmed. "
    "Film nearer, in more light and with nothing in front of the legs.",
)  # fmt: skip
_LEAST: Final = 4  # steps
# Of 17 pairs of touchdowns nearer than that in 89 variants of rendered runs, and of one filmed, each holds a false one;
# of two pairs 0.19 s apart one does.
NEAREST_S: Final = 0.18


def too_quick(steps: Sequence[Step]) -> bool:
    """Whether steps, in order, follow each other quicker than anybody's; the middle one of them tells."""
    down = np.array([step.touchdown_s for step in steps])
    return len(down) >= _LEAST and float(np.median(np.diff(down))) < 1 / MOST_HZ


def mark_quick(measured: Sequence[MeasuredStep], steps: Sequence[Step]) -> list[MeasuredStep]:
    """Caution for every number of steps too near to the one before or after, or of all where they are `too_quick`.

    measured : some of the `steps` of a run.  Which of two that are too near is the false one is not known.
    """
    every, down = too_quick(steps), np.array([step.touchdown_s for step in steps])

    def marked(m: Metric) -> Metric:
        return replace(m, status="caution", reason=REASON) if m.status == "ok" else m

    def near(step: Step) -> bool:
        return every or int((np.abs(down - step.touchdown_s) < NEAREST_S).sum()) > 1

    return [
        replace(s, metrics={name: marked(m) for name, m in s.metrics.items()}) if near(s.step) else s for s in measured
    ]
