"""What is shown of a squat beyond its numbers: knees against depth from the front, hip and knee from the side."""

from dataclasses import dataclass

from core.events.event import Rep
from core.kinematics.view import View
from core.measures.knee_tracking import KneeTracking, track_knees
from core.measures.push_pull import PushPull, push_pull
from core.measures.squat_curves import RepCurves
from core.measures.squat_views import Gate, gate


@dataclass(frozen=True)
class RepStudy:
    """One rep; None where the view does not allow it, `frontal` and `sagittal` say why and how to refilm."""

    frontal: Gate
    sagittal: Gate
    knees: KneeTracking | None = None
    push_pull: PushPull | None = None


def study_rep(cut: RepCurves, rep: Rep, view: View) -> RepStudy:
    """cut : the rep's curves with all draws."""
    frontal, sagittal = gate(view, "frontal"), gate(view, "sagittal")
    return RepStudy(
        frontal,
        sagittal,
        track_knees(cut, rep, view) if frontal[0] != "refused" else None,
        push_pull(cut, rep, view.near_side) if sagittal[0] != "refused" else None,
    )
