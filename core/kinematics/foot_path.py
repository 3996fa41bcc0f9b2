"""The way of one foot: in leg lengths, forward and up, against the pelvis and against the ground."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.giving_way import may_go_on
from core.pose.legs import leg_length_px, legs_px, where_long
from core.pose.skeleton import INDEX, SIDES, Side
from core.pose.track import PoseTrack
from core.signal.resample import usual_step_s

Floats = NDArray[np.float64]

# Without a sample: two frames at 24, three at 25 or 30 a second.  From sample to sample these last 0.125 to 0.16 s, and
# a foot that a blurred swing hides so often was parted at nearly every stride, which costs the contact that follows.
BRIDGED_GAP_S = 0.12
LEAST_FRAMES = 5  # of a foot's way, to tell anything of it
LEAST_ACROSS = 0.25  # of square-on: a run seen from the front still crosses the picture a little
# What is left of the variance of white noise in the level and the slope of a line fitted with Gaussian weights: this
# times the samples' spacing over the width, and over its cube (1 / (2 sqrt(pi)) and 1 / (4 sqrt(pi)))
LEVEL_NOISE, SLOPE_NOISE = 0.282, 0.141
LEAST_WIDTH = 0.6  # of the time from frame to frame
HEARD = 5  # standard deviations at which a weight is less than a hundred-thousandth
_AT_ONCE, _NO_WEIGHT = 2000, 10.0  # moments looked at together; standard deviations at which exp(-x*x/2) is nothing


@dataclass(frozen=True)
class FootPath:
    """One foot over the frames in which it was seen without a longer gap.

    time_s : (N,) seconds.  heel, toe : (N, 2) leg lengths, x forward, y up, in the picture.
    reach : (N,) how far the foot is ahead of the pelvis, leg lengths.
    lift : (N,) height of the foot's lower end against the pelvis, leg lengths of that moment, negative: whatever the
        camera does and however the athlete comes nearer.
    knee_rad : (N,) bend of the same leg's knee as it looks in the picture, NaN where hip or knee were not seen.
    size : (N,) the leg's length about that time over its length in the clip; not 1 where the athlete comes nearer.
    noise : one standard deviation of a foot landmark's random error, leg lengths, as the path itself shows it.
    pixel : leg lengths.  across : cosine of the view's yaw, 1 = what goes forward is seen at its full length.
    as_modelled : the landmarks lie where MediaPipe's do, not where joints are.
    first, last : whether nothing is known before the first or after the last of these frames because the clip ends,
        there or within a gap that would be bridged.
    """

    side: Side
    time_s: Floats
    heel: Floats
    toe: Floats
    reach: Floats
    lift: Floats
    knee_rad: Floats
    size: Floats
    noise: float
    pixel: float
    across: float
    as_modelled: bool
    first: bool
    last: bool


def _size(track: PoseTrack) -> Floats:
    """(T,) leg length in pixels about each frame: within half a second either side, told every half second."""
    time = track.time_s
    knots = np.arange(time[0], time[-1] + 0.5, 0.5)
    first, last = np.searchsorted(time, knots - 0.5), np.searchsorted(time, knots + 0.5, "right")
    legs = legs_px(track.xy_px)
    around = [where_long(legs[:, a:b]) for a, b in zip(first, last, strict=True)]
    known = np.isfinite(around)
    if not known.any():
        return np.full(len(time), np.nan)
    return np.asarray(np.interp(time, knots[known], np.array(around)[known]))


def foot_paths(track: PoseTrack, forward: float, yaw_deg: float = 0.0, turn_deg: float | None = None) -> list[FootPath]:
    """Every unbroken stretch of each foot; gaps up to `BRIDGED_GAP_S` are bridged by straight lines.

    Parameters
    ----------
    track : lightly filtered landmarks.
    forward : +1 when the athlete faces the picture's right, -1 left.
    yaw_deg : of the view; 0 = square-on from the side, 90 = from the front or back.
    turn_deg : of the view, where the feet's reach is to be told by the model's depth: seen from nearly the front
        a leg that goes forwards hardly moves across the picture.
    """
    leg = leg_length_px(track.xy_px)
    if not np.isfinite(leg) or leg <= 0 or len(track) < LEAST_FRAMES:
        return []
    time = track.time_s
    pelvis = _pelvis(track)
    x_up = np.array([forward, -1.0]) / leg
    grown = size = _size(track) / leg
    across = max(float(np.cos(np.radians(yaw_deg))), LEAST_ACROSS)
    deep = None if turn_deg is None else _reach_in_depth(track, turn_deg)
    if deep is not None:
        size = size * across
    out: list[FootPath] = []
    for side in SIDES:
        may_go_on()
        heel, toe = track.point(f"{side}_heel"), track.point(f"{side}_foot_index")
        knee = _knee_rad(track, side, forward)
        whole = np.isfinite(heel[:, 0] + toe[:, 0] + pelvis[:, 0])
        if deep is not None:
            whole &= np.isfinite(deep[side])
        for run in _stretches(time, whole):
            span = slice(run[0], run[-1] + 1)
            behind, ahead = (_bridge(points, time, run) * x_up for points in (heel, toe))
            hips = _bridge(pelvis, time, run)
            if deep is None:
                reach = (behind[:, 0] + ahead[:, 0]) / 2 - hips[:, 0] * forward / leg
            else:
                reach = _bridge(deep[side][:, None], time, run)[:, 0] * size[span]
            out.append(
                FootPath(
                    side=side,
                    time_s=time[span],
                    heel=behind,
                    toe=ahead,
                    reach=reach,
                    lift=(np.minimum(behind[:, 1], ahead[:, 1]) + hips[:, 1] / leg) / grown[span],
                    knee_rad=knee[span],
                    size=size[span],
                    noise=roughness(time[span], np.concatenate([behind, ahead], axis=1)),
                    pixel=1 / leg,
                    across=across,
                    as_modelled=track.hips_in_front,
                    first=bool(time[run[0]] - time[0] <= BRIDGED_GAP_S),
                    last=bool(time[-1] - time[run[-1]] <= BRIDGED_GAP_S),
                )
            )
    return out


def _pelvis(track: PoseTrack) -> Floats:
    """(T, 2) the middle of the hips; one hip alone stands for it where the other is not seen."""
    hips = np.stack([track.point(f"{s}_hip") for s in SIDES])
    seen = np.isfinite(hips)
    return np.where(seen.any(axis=0), np.where(seen, hips, 0).sum(0) / np.maximum(seen.sum(0), 1), np.nan)


def _stretches(time: Floats, whole: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """The frames that are `whole`, parted where none is for longer than a gap that is bridged; no scraps."""
    at = np.flatnonzero(whole)
    longest_s = BRIDGED_GAP_S + usual_step_s(time)
    parts = np.split(at, np.flatnonzero(np.diff(time[at]) > longest_s + 1e-9) + 1)
    return [part for part in parts if len(part) >= LEAST_FRAMES]


def _bridge(points: Floats, time: Floats, run: NDArray[np.intp]) -> Floats:
    """(N, K) the columns of (T, K) points from the first to the last frame of `run`, by straight lines in between."""
    every = time[run[0] : run[-1] + 1]
    return np.stack([np.interp(every, time[run], column) for column in points[run].T], axis=-1)


def _knee_rad(track: PoseTrack, side: Side, forward: float) -> Floats:
    """(T,) turn from the thigh to the shank in the picture, 0 = straight, + = bent as a knee bends."""
    hip, knee, ankle = (track.point(f"{side}_{name}") for name in ("hip", "knee", "ankle"))
    thigh, shank = knee - hip, ankle - knee
    across = thigh[:, 0] * shank[:, 1] - thigh[:, 1] * shank[:, 0]
    return np.asarray(np.arctan2(forward * across, (thigh * shank).sum(axis=1)))


def _reach_in_depth(track: PoseTrack, turn_deg: float) -> dict[Side, Floats]:
    """Side -> (T,) how far the ankle is ahead of the pelvis in the model's metres, leg lengths."""
    turn = np.radians(turn_deg)
    p = {name: track.world_m[:, i] for name, i in INDEX.items()}
    pelvis = (p["left_hip"] + p["right_hip"]) / 2
    thighs, shanks = (
        np.linalg.norm(np.concatenate([p[f"{s}_{a}"] - p[f"{s}_{b}"] for s in SIDES]), axis=1)
        for a, b in (("hip", "knee"), ("knee", "ankle"))
    )
    legs = (thighs + shanks)[np.isfinite(thighs + shanks)]
    leg = float(np.median(legs)) if legs.size else float("nan")
    return {s: (p[f"{s}_ankle"] - pelvis)[:, [0, 2]] @ np.array([-np.sin(turn), np.cos(turn)]) / leg for s in SIDES}


def roughness(time_s: Floats, values: Floats) -> float:
    """Random error of (N, K) curves from third differences over about 16 ms, which smooth motion hardly has."""
    apart = max(round(0.016 / usual_step_s(time_s)), 1)
    if len(values) < 4 * apart:
        return 0.0
    a, b, c, d = (values[i * apart : len(values) - (3 - i) * apart] for i in range(4))
    return float(1.4826 * np.median(np.abs(d - 3 * c + 3 * b - a)) / np.sqrt(20))


def line_width_s(time_s: Floats, wanted_s: float) -> float:
    """The width of `local_lines` in seconds, at least so wide that more than one of frames (T,) has a say."""
    return max(wanted_s, LEAST_WIDTH * usual_step_s(time_s))


def frames_around(time_s: Floats, at_s: Floats, width_s: float) -> slice:
    """Those of frames (T,) that have a say in lines of that width around moments (M,) in order, all in seconds."""
    return slice(*np.searchsorted(time_s, (at_s[0] - HEARD * width_s, at_s[-1] + HEARD * width_s)))


def local_lines(time_s: Floats, values: Floats, at_s: Floats, width_s: float) -> tuple[Floats, Floats]:
    """Level and slope of straight lines fitted around moments, with Gaussian weights of one sd `width_s`.

    time_s : (N,), uneven ones are no trouble.  values : (N, K).  at_s : (M,).  Returns (M, K) levels and (M, K) slopes
    per second.
    """
    levels, slopes = (np.empty((len(at_s), values.shape[1])) for _ in range(2))
    # further away a weight is zero to the last digit
    first, last = (np.searchsorted(time_s, at_s + way * _NO_WEIGHT * width_s) for way in (-1, 1))
    near = np.arange(int((last - first).max(initial=0)))
    for begin in range(0, len(at_s), _AT_ONCE):
        part = slice(begin, begin + _AT_ONCE)
        frames = np.minimum(first[part, None] + near, len(time_s) - 1)
        d = time_s[frames] - at_s[part, None]
        w = np.exp(-0.5 * (d / width_s) ** 2)
        w[near >= (last - first)[part, None]] = 0.0
        wd = w * d
        s0, s1, s2 = w.sum(1)[:, None], wd.sum(1)[:, None], (wd * d).sum(1)[:, None]
        around = values[frames]
        a, b = np.einsum("mn,mnk->mk", w, around), np.einsum("mn,mnk->mk", wd, around)
        det = s0 * s2 - s1**2
        with np.errstate(divide="ignore", invalid="ignore"):
            levels[part], slopes[part] = (s2 * a - s1 * b) / det, (s0 * b - s1 * a) / det
    return levels, slopes


def turning_points(values: Floats, least: float) -> list[tuple[int, int]]:
    """Alternating extremes (index, +1 highest or -1 lowest) that lie at least `least` apart, the last one open."""
    out: list[tuple[int, int]] = []
    high = low = way = 0
    told = values.tolist()
    for i, v in enumerate(told):
        high = i if v > told[high] else high
        low = i if v < told[low] else low
        if way >= 0 and told[high] - v >= least:
            out.append((high, 1))
            way, low, high = -1, i, i
        elif way <= 0 and v - told[low] >= least:
            out.append((low, -1))
            way, low, high = 1, i, i
    if way:
        out.append((high, 1) if way > 0 else (low, -1))
    return out
