"""Numbers of a rep with more than one bottom: what is read off its way down or up holds a part of both."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from core.events.event import Rejected, Rep
from core.events.pulses import PULSE
from core.measures.spec import Metric

REASON: Final = "this rep has more than one bottom: the way between them counts as down or up"
# of the ways, not of the deepest moment or the highest value of the whole rep
_OF_WAYS: Final = frozenset({
    "eccentric_s", "bottom_pause_s", "concentric_s", "tempo_ratio", "turnaround_s", "rise_200ms_ratio_s2",
    "mean_concentric_velocity", "mean_concentric_velocity_m_s", "velocity_loss_pct", "hip_rise_lead_ratio",
    "trunk_change_first_third_deg", "hip_knee_peak_lag_ms", "hip_knee_relative_phase_deg",
})  # fmt: skip


def mark_more_bottoms(metrics: Mapping[str, Metric], rep: Rep, rejected: Sequence[Rejected]) -> dict[str, Metric]:
    """What hangs on one way down and one way up becomes caution where the rep, as found, has pulses.

    rejected : what was looked at and not counted, pulses among it (`core.events.pulses`).
    """
    pulsed = not rep.by_hand and any(
        r.reason == PULSE and r.from_s < rep.end_s and r.to_s > rep.start_s for r in rejected
    )
    return {
        name: replace(m, status="caution", reason=REASON) if pulsed and name in _OF_WAYS and m.status == "ok" else m
        for name, m in metrics.items()
    }
