"""What the joints and the other landmarks are called."""

from typing import Final

from app.language.tr import tr
from core.pose.skeleton import LANDMARKS

WORDS: Final[dict[str, str]] = {
    "nose": "nose",
    "left_eye_inner": "left eye, inner", "left_eye": "left eye", "left_eye_outer": "left eye, outer",
    "right_eye_inner": "right eye, inner", "right_eye": "right eye", "right_eye_outer": "right eye, outer",
    "left_ear": "left ear", "right_ear": "right ear", "mouth_left": "mouth left", "mouth_right": "mouth right",
    "left_shoulder": "left shoulder", "right_shoulder": "right shoulder",
    "left_elbow": "left elbow", "right_elbow": "right elbow", "left_wrist": "left wrist", "right_wrist": "right wrist",
    "left_pinky": "left little finger", "right_pinky": "right little finger",
    "left_index": "left index finger", "right_index": "right index finger",
    "left_thumb": "left thumb", "right_thumb": "right thumb", "left_hip": "left hip", "right_hip": "right hip",
    "left_knee": "left knee", "right_knee": "right knee", "left_ankle": "left ankle", "right_ankle": "right ankle",
    "left_heel": "left heel", "right_heel": "right heel",
    "left_foot_index": "left toe", "right_foot_index": "right toe",
}  # fmt: skip
assert set(WORDS) == set(LANDMARKS)


def joint_words(landmark: str) -> str:
    """`left knee`, `left toe`, in the window's language."""
    return tr(WORDS[landmark])
