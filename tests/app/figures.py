"""Stick figures that squat and run by formula, and the analyses that describe them; real clips made with PyAV."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from core.analysis import LANES, Analysis, LanePeak, PoseSummary, QualityNote, RepResult, StepResult
from core.events.event import Event, Rejected, Rep, Step
from core.kinematics.scale import Scale
from core.kinematics.series import compute_series, measure_body
from core.kinematics.view import View
from core.measures.spec import Metric
from core.pose.skeleton import LANDMARKS, N_LANDMARKS
from core.pose.track import PoseTrack
from core.video.info import ClipInfo

WIDTH, HEIGHT = 640, 360
REP_S = 2.0
STRIDE_S = 0.5


def clip_info(path: Path, frames: int, fps: float) -> ClipInfo:
    return ClipInfo(
        path=path, width_px=WIDTH, height_px=HEIGHT, rotation_deg=0, codec="h264", frames=frames,
        duration_s=frames / fps, container_fps=fps, capture_fps=fps, time_scale=1.0, variable_frame_rate=False,
        largest_frame_gap_ms=1000 / fps, sha256="0" * 64,
    )  # fmt: skip


def another(clip: Path, to: Path, boxes: int = 1) -> Path:
    """A file that shows the same as a clip and is another one: it ends in so many empty boxes, which nobody reads."""
    to.write_bytes(clip.read_bytes() + boxes * b"\0\0\0\x08free")
    return to


def write_clip(path: Path, frames: int = 60, fps: int = 30, width: int = WIDTH, height: int = HEIGHT) -> Path:
    """A real H.264 clip; the picture's left half tells the frame number in grey: 16 + 3 * (number % 64)."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = {"crf": "12", "g": "12", "bf": "2"}
        for number in range(frames):
            rgb = np.full((height, width, 3), 90, np.uint8)
            rgb[:, : width // 2] = grey_of(number)
            frame = av.VideoFrame.from_ndarray(rgb, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def grey_of(number: int) -> int:
    return 16 + 3 * (number % 64)


def _along(start: np.ndarray, length: float, forward_deg: np.ndarray, up: bool) -> np.ndarray:
    """The other end of a segment leaning forward (+x) by so many degrees from straight up or down."""
    angle = np.radians(forward_deg)
    y = -np.cos(angle) if up else np.cos(angle)
    return start + length * np.stack([np.sin(angle), y], axis=-1)


def _track(time_s: np.ndarray, joints: dict[str, np.ndarray]) -> PoseTrack:
    """Landmarks not among the joints sit on the nearest one there is."""
    n = len(time_s)
    xy = np.empty((n, N_LANDMARKS, 2))
    for i, name in enumerate(LANDMARKS):
        side = "right" if "right" in name else "left"
        part = name.split("_", 1)[1] if name.startswith(("left_", "right_")) else "head"
        near = {"pinky": "wrist", "index": "wrist", "thumb": "wrist"}.get(part, part)
        xy[:, i] = joints.get(f"{side}_{near}", joints["head"])
    full = np.full((n, N_LANDMARKS), 0.95)
    return PoseTrack(time_s, xy, full, np.zeros((n, N_LANDMARKS, 3)), np.full((n, N_LANDMARKS), 1.5))


def _figure(
    hip: np.ndarray, ankle: np.ndarray, knee: np.ndarray, trunk_deg: np.ndarray, arm_deg: np.ndarray, side: str,
    joints: dict[str, np.ndarray], offset: float,
) -> None:  # fmt: skip
    shift = np.array([offset, 0.0])
    shoulder = _along(hip, 80, trunk_deg, up=True)
    elbow = _along(shoulder, 42, arm_deg, up=False)
    joints |= {
        f"{side}_hip": hip + shift, f"{side}_knee": knee + shift, f"{side}_ankle": ankle + shift,
        f"{side}_heel": ankle + np.array([offset - 8, 8]), f"{side}_foot_index": ankle + np.array([offset + 20, 10]),
        f"{side}_shoulder": shoulder + shift, f"{side}_elbow": elbow + shift,
        f"{side}_wrist": _along(elbow, 38, arm_deg + 40, up=False) + shift,
        "head": _along(hip, 105, trunk_deg, up=True),
    }  # fmt: skip


def _noisy(track: PoseTrack) -> PoseTrack:
    noise = np.random.default_rng(0).normal(0, 1.0, track.xy_px.shape)
    return PoseTrack(track.time_s, track.xy_px + noise, track.visibility, track.world_m, track.noise_px)


def _summary(metrics: list[dict[str, Metric]]) -> dict[str, Metric]:
    found: dict[str, Metric] = {}
    for name in metrics[0]:
        values = [m[name].value for m in metrics if m[name].value is not None]
        if values:
            found[name] = Metric(float(np.mean(values)), metrics[0][name].unit, float(np.std(values)))
    return found


def pose_summary(frames: int) -> PoseSummary:
    return PoseSummary("closed form", "full", "0" * 64, frames, dict.fromkeys(LANDMARKS, 1.0), 0, 0, 0)


def squat_track(frames: int, fps: float) -> PoseTrack:
    """Faces right; knee flexion 55 * (1 - cos), shank and trunk lean with it."""
    time_s = np.arange(frames) / fps
    down = (1 - np.cos(2 * np.pi * time_s / REP_S)) / 2
    ankle = np.tile([WIDTH / 2, HEIGHT * 0.88], (frames, 1))
    knee = _along(ankle, 75, 30 * down, up=True)
    hip = _along(knee, 75, 30 * down - 110 * down, up=True)
    joints: dict[str, np.ndarray] = {}
    for side, offset in (("left", 6), ("right", 0)):
        _figure(hip, ankle, knee, 38 * down, 70 * down, side, joints, offset)
    return _track(time_s, joints)


def squat(path: Path, frames: int = 180, fps: float = 30.0) -> Analysis:
    """One rep every REP_S seconds; the second number of each is to be taken with caution, the last refused."""
    track = squat_track(frames, fps)
    reps, events, metrics = [], [], []
    for i in range(int(frames / fps / REP_S)):
        start, bottom, end = REP_S * i + 0.15, REP_S * (i + 0.5), REP_S * (i + 1) - 0.15
        rep = Rep(i, start, bottom - 0.11, bottom, bottom + 0.11, end, 0.02, 0.02, 0.02)
        numbers = {
            "depth_thigh_to_horizontal_deg": Metric(10.0 + i, "deg", 2.6),
            "peak_right_knee_flexion_deg": Metric(110.0 - i, "deg", 3.2),
            "peak_left_knee_flexion_deg": Metric(
                108.0, "deg", 9.0, "caution", "The left leg is hidden behind the right one for part of the rep."
            ),
            "trunk_inclination_bottom_deg": Metric(38.0, "deg", 1.4),
            "concentric_s": Metric(0.74 + 0.01 * i, "s", 0.03),
            "eccentric_s": Metric(0.74, "s", 0.03),
            "bottom_pause_s": Metric(0.22, "s", 0.02, "caution", "Shorter than three frames."),
            "tempo_ratio": Metric(1.0, "ratio", 0.05),
            "right_shank_inclination_bottom_deg": Metric(30.0, "deg", 1.1),
            "hip_rise_lead_ratio": Metric(1.04, "ratio", 0.06),
            "fppa_mean_deg": Metric(None, "deg", None, "refused", "Needs a front view: film from the front."),
        }
        metrics.append(numbers)
        reps.append(RepResult(rep, numbers))
        for kind, time in (("rep_start", start), ("rep_bottom", bottom), ("rep_end", end)):
            events.append(Event(kind, None, round(time * fps), time, 0.02))  # type: ignore[arg-type]
    body = measure_body(track.xy_px)
    return Analysis(
        clip=clip_info(path, frames, fps), pose=pose_summary(frames), view=View("side", "right", 3.0, 2.0),
        scale=Scale(), movement="squat", quality=(QualityNote("feet", "caution", "Both feet must be in the picture."),),
        events=tuple(events),
        rejected=(Rejected("rep", frames / fps - 0.1, frames / fps - 0.02, "Bending, not a squat."),),
        reps=tuple(reps), steps=(), summary=_summary(metrics), raw=_noisy(track), smoothed=track,
        series=compute_series(track.time_s, track.xy_px, body, 1.0, 1.0),
    )  # fmt: skip


def sprint_track(frames: int, fps: float) -> PoseTrack:
    """Runs to the right; thighs swing by 40 degrees in anti-phase."""
    time_s = np.arange(frames) / fps
    phase = 2 * np.pi * time_s / STRIDE_S
    across = np.linspace(120, WIDTH - 160, frames)
    hip = np.stack([across, HEIGHT * 0.5 + 4 * np.cos(2 * phase)], axis=-1)
    joints: dict[str, np.ndarray] = {}
    for side, sign, offset in (("left", 1.0, 5), ("right", -1.0, 0)):
        thigh = 5 + 40 * sign * np.sin(phase)
        bend = 55 + 50 * sign * np.cos(phase)
        knee = _along(hip, 70, thigh, up=False)
        ankle = _along(knee, 70, thigh - bend, up=False)
        _figure(hip, ankle, knee, np.full(frames, 8.0), -35 * sign * np.sin(phase), side, joints, offset)
    return _track(time_s, joints)


def sprint(path: Path, frames: int = 240, fps: float = 120.0) -> Analysis:
    """A touchdown every half stride, 0.12 s of contact, all lanes on in its middle."""
    track = sprint_track(frames, fps)
    steps, events, metrics = [], [], []
    half = STRIDE_S / 2
    for i in range(int(frames / fps / half)):
        side = "left" if i % 2 == 0 else "right"
        down, off = i * half + 0.08, i * half + 0.20
        lag = {"push": 0.0, "swing": 0.008, "arms": -0.012, "torso": 0.02}
        lanes = {lane: ((down + 0.02 + lag[lane], off - 0.02 + lag[lane]),) for lane in LANES}
        peaks = {lane: LanePeak(down + 0.06 + lag[lane], 0.002, 480.0) for lane in LANES}
        numbers = {
            "contact_s": Metric(0.12, "s", 0.004), "flight_s": Metric(0.13, "s", 0.005),
            "step_frequency_hz": Metric(4.0, "Hz", 0.05),
            "thigh_separation_touchdown_deg": Metric(24.0 + i, "deg", 3.1),
            "overlap_push_swing_pct": Metric(88.0, "%", 4.0), "overlap_push_arms_pct": Metric(74.0, "%", 6.0),
            "overlap_push_torso_pct": Metric(
                61.0, "%", 14.0, "caution", "Trunk twist is seen poorly from the side."
            ),
            "peak_lag_swing_ms": Metric(8.0, "ms", 3.0), "peak_lag_arms_ms": Metric(-12.0, "ms", 4.0),
            "peak_spread_ms": Metric(32.0, "ms", 5.0), "all_on_ms": Metric(48.0, "ms", 6.0),
            "step_length_m": Metric(None, "m", None, "refused", "No scale: give the athlete's height."),
        }  # fmt: skip
        metrics.append(numbers)
        step = Step(i, side, down, off, 0.003, 0.003)  # type: ignore[arg-type]
        steps.append(StepResult(step, numbers, lanes, peaks))
        events.append(Event("touchdown", side, round(down * fps), down, 0.003))  # type: ignore[arg-type]
        events.append(Event("toe_off", side, round(off * fps), off, 0.003))  # type: ignore[arg-type]
    body = measure_body(track.xy_px)
    return Analysis(
        clip=clip_info(path, frames, fps), pose=pose_summary(frames), view=View("side", "right", 6.0, 3.0),
        scale=Scale(), movement="sprint", quality=(), events=tuple(events), rejected=(), reps=(), steps=tuple(steps),
        summary=_summary(metrics), raw=_noisy(track), smoothed=track,
        series=compute_series(track.time_s, track.xy_px, body, 1.0, 1.0),
    )  # fmt: skip


def nobody(path: Path, frames: int = 30, fps: float = 30.0) -> Analysis:
    """No pose in any frame."""
    track = PoseTrack.empty(np.arange(frames) / fps)
    none = PoseSummary("closed form", "full", "0" * 64, 0, dict.fromkeys(LANDMARKS, 0.0), 0, 0, 0)
    moved = compute_series(track.time_s, track.xy_px, measure_body(squat_track(frames, fps).xy_px), 1.0, 1.0)
    return Analysis(
        clip=clip_info(path, frames, fps), pose=none, view=View("oblique", "toward", None, None), scale=Scale(),
        movement="none", quality=(QualityNote("nobody", "refuse", "Nobody was found in the picture."),),
        events=(), rejected=(), reps=(), steps=(), summary={}, raw=track, smoothed=track, series=moved,
    )  # fmt: skip
