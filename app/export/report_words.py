"""The first page of a report: what was found, in words an athlete reads without a dictionary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.angles import near_side
from app.language.tr import counted, said, tr
from app.words import show_metric, title
from core.analysis import Analysis
from core.measures.spec import Metric

# measure -> sentence; {} is the number with its plus-minus.  N stands for the side towards the camera.
_SQUAT: Final = (
    ("depth_thigh_to_horizontal_deg", "depth"),
    ("peak_N_knee_flexion_deg", "At the deepest point your knee was bent by {}."),
    ("trunk_inclination_bottom_deg", "Your upper body leant forward by {} at the bottom."),
    ("N_shank_inclination_bottom_deg", "Your shin leant forward by {} at the bottom: how far the ankle gave way."),
    ("eccentric_s", "Going down took {}."),
    ("concentric_s", "Coming up took {}."),
    ("hip_rise_lead_ratio", "Early on the way up your hips rose {} times as fast as your shoulders "
                            "(1 = together, more = the hips shoot up first)."),
    ("knee_ankle_separation_min_ratio", "At their closest your knees were {} times as far apart as your ankles "
                                        "(1 = straight above them, less = the knees come in)."),
)  # fmt: skip
_SPRINT: Final = (
    ("contact_s", "Your foot was on the ground for {} in each step."),
    ("flight_s", "You were in the air for {} between two steps."),
    ("step_frequency_hz", "You made {} steps a second."),
    ("overlap_push_swing_pct", "While one leg pushed, the other swung forward at the same time for {} of it."),
    ("overlap_push_arms_pct", "Your arms worked together with the push for {} of it."),
    ("all_on_ms", "Push, swing, arms and trunk all worked at once for {} of each contact."),
    ("thigh_separation_touchdown_deg", "Your thighs were {} apart when the foot came down "
                                       "(small = the free leg is already forward)."),
)  # fmt: skip

_SEEN: Final = {"side": "from the side", "front": "from the front", "back": "from behind", "oblique": "at an angle"}


@dataclass(frozen=True)
class Words:
    """sentences : what was measured.  doubts : with caution, and why.  missing : what could not be told, and why."""

    opening: str
    sentences: tuple[str, ...]
    doubts: tuple[str, ...]
    missing: tuple[str, ...]


def words(analysis: Analysis) -> Words:
    """Of the whole clip: means over its reps or steps, with their plus-minus."""
    opening = _opening(analysis)
    lines: list[str] = []
    doubts: dict[str, list[str]] = {}
    missing: dict[str, list[str]] = {}
    near = near_side(analysis)
    rows = _SPRINT if analysis.movement == "sprint" else _SQUAT
    for generic, sentence in rows:
        name = f"_{generic}".replace("_N_", f"_{near}_")[1:]
        metric = _overall(analysis, name)
        if metric is None:
            continue
        if metric.value is None or metric.status == "refused":
            missing.setdefault(said(metric.reason or "") or tr("not measured"), []).append(title(name))
            continue
        lines.append(
            _depth(metric)
            if sentence == "depth"
            else tr(sentence).format(show_metric(metric, name).text.replace("\N{NO-BREAK SPACE}Hz", ""))
        )
        if metric.status == "caution":
            doubts.setdefault(said(metric.reason or ""), []).append(title(name))
    return Words(opening, tuple(lines), _because(doubts), _because(missing))


def _because(found: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Each reason once."""
    return tuple(f"{'; '.join(names)}: {reason}" for reason, names in found.items())


def _overall(analysis: Analysis, name: str) -> Metric | None:
    """The summary's number; where it has none, that of the first rep or step, which tells why."""
    units: list[Mapping[str, Metric]] = [r.metrics for r in analysis.reps] + [s.metrics for s in analysis.steps]
    if name in analysis.summary:
        return analysis.summary[name]
    return next((m[name] for m in units if name in m), None)


def _opening(analysis: Analysis) -> str:
    view = tr(_SEEN[analysis.view.label])
    if analysis.reps:
        count = len(analysis.reps)
        return counted(
            count, "You did {n} squat, filmed {view}.", "You did {n} squats, filmed {view}.", n=count, view=view
        )
    if analysis.steps:
        count = len(analysis.steps)
        return counted(
            count,
            "You ran {n} step that could be measured, filmed {view}.",
            "You ran {n} steps that could be measured, filmed {view}.",
            n=count,
            view=view,
        )
    if not analysis.pose.frames_with_pose:
        return tr("Nobody was found in this clip. The whole athlete must be in the picture, head to feet.")
    empty = ("single_picture", "too_short", "body_cut")
    refused = [said(note.message) for note in analysis.quality if note.code in empty]
    if refused:
        return " ".join(refused)
    told = [said(r.reason) for r in analysis.rejected[:3]]
    return " ".join([tr("No squat and no run was counted in this clip."), *told])


def _depth(metric: Metric) -> str:
    """0 is parallel; a number within its plus-minus of it is parallel."""
    shown = show_metric(metric, "depth_thigh_to_horizontal_deg")
    value = metric.value or 0.0
    if metric.sd is not None and abs(value) <= metric.sd:
        return tr("At the bottom your thighs were about parallel to the floor ({angle}).", angle=shown.text)
    plain = show_metric(Metric(abs(value), metric.unit, metric.sd), "depth_thigh_to_horizontal_deg")
    return tr(
        "At the bottom your thighs were {angle} above parallel to the floor."
        if value > 0
        else "At the bottom your thighs were {angle} below parallel to the floor.",
        angle=plain.text,
    )
