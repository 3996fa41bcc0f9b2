"""Which rep or step is proposed for a comparison, and how the lists tell them apart."""

from collections.abc import Sequence

from app.choice import lead_names
from app.document import Unit
from app.language.tr import tr
from app.words import show_metric
from core.analysis import Analysis
from core.measures.spec import Metric

# what tells one rep or step from another at a glance: the first of these that it has
TELLING = {"Rep": ("depth_thigh_to_horizontal_deg", "depth_pelvis_drop_ratio"), "Step": ("contact_s",)}
WORDS = {
    "depth_thigh_to_horizontal_deg": "{unit}, thigh {value}", "depth_pelvis_drop_ratio": "{unit}, depth {value}",
    "contact_s": "{unit}, contact {value}",
}  # fmt: skip


def entry(unit: Unit) -> str:
    """`Rep 2, thigh 12°`; its title alone where that was not measured."""
    for name in TELLING[unit.word]:
        value = _value(unit, name)
        if value is not None:
            shown = show_metric(unit.metrics[name], name)
            unit_sign = f" {shown.unit}" if shown.unit and shown.unit != "°" else shown.unit
            return tr(WORDS[name], unit=unit.title, value=shown.value + unit_sign)
    return unit.title


def another(analysis: Analysis | None, units: Sequence[Unit], at: int) -> int:
    """What a rep or step is compared with in its own clip.

    The rep that differs most from it in what leads for this view: of a deep one the shallowest, and the other way
    about.  Of steps the next one of the same foot.
    """
    if analysis is None or not units:
        return 0
    last = len(units) - 1
    if units[at].word == "Step":
        return at + 2 if at + 2 <= last else max(at - 2, 0)
    for name in lead_names(analysis):
        mine = _value(units[at], name)
        away = {
            i: abs(v - mine) for i, u in enumerate(units) if mine is not None and (v := _value(u, name)) is not None
        }
        away.pop(at, None)
        if away:
            return max(away, key=lambda i: (away[i], i))
    return last if at != last else 0


def same_unit(unit: Unit, others: Sequence[Unit]) -> int:
    """The one of the same number in another clip, of steps with the same foot; the last one where there are fewer."""
    at = min(unit.number, len(others)) - 1
    same_foot = [i for i, other in enumerate(others) if other.side == unit.side]
    return min(same_foot, key=lambda i: (abs(i - at), i)) if same_foot else at


def _value(unit: Unit, name: str) -> float | None:
    metric: Metric | None = unit.metrics.get(name)
    return None if metric is None or metric.status == "refused" else metric.value
