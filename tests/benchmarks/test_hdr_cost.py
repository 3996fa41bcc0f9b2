"""What an HDR picture costs beside an SDR one of the same size and content; a ratio within one run."""

import sys
import time
from pathlib import Path

import av
import pytest

from core.video.picture import PictureMaker

HLG, BT709, BT2020 = 18, 1, 9
ROUNDS = 30


@pytest.mark.benchmark
def test_an_hdr_picture_costs_less_than_twice_as_much(demo: Path) -> None:
    with av.open(str(demo / "squat.mp4")) as clip:
        frame = next(clip.decode(video=0)).reformat(1920, 1080, "yuv420p10le")
    frame.colorspace, frame.color_primaries, frame.color_range = BT2020, BT2020, 1
    makers = {BT709: PictureMaker(frame, None), HLG: PictureMaker(frame, None)}
    spent: dict[int, list[float]] = {BT709: [], HLG: []}
    for _ in range(ROUNDS):
        for trc, maker in makers.items():
            frame.color_trc = trc
            begun = time.process_time()
            maker.rgb(frame)
            spent[trc].append(time.process_time() - begun)
    sdr, hdr = (min(spent[trc]) for trc in (BT709, HLG))
    sys.stdout.write(f"\nSDR {1e3 * sdr:.1f} ms, HDR {1e3 * hdr:.1f} ms of processor, ratio {hdr / sdr:.2f}\n")
    assert hdr <= 2 * sdr
