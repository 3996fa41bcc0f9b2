"""HLG and PQ pictures look on an SDR screen as an SDR camera would have shown them."""

import colorsys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from core.video import hdr
from core.video.hdr import HdrKind
from core.video.picture import PictureMaker
from core.video.reader import open_reader

HLG, PQ, SDR = 18, 16, 14
BT2020 = 9
LIMITED, FULL = 1, 2
WHITE, GREY = 203.0, 26.0  # cd/m2 of white paper and of the 18 % card (BT.2408)
GREY_709, GREY_SRGB = 104, 118  # what SDR cameras make of the card


def _pq(nits: np.ndarray | float) -> np.ndarray:
    power = (np.asarray(nits, float) / 10_000) ** 0.1593017578125
    return ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375


def _hlg(nits: np.ndarray) -> np.ndarray:
    """(..., 3) display light of a 1000 cd/m2 screen to the HLG signal."""
    share = np.asarray(nits, float) / 1000
    luminance = np.maximum(share @ (0.2627, 0.678, 0.0593), 1e-9)[..., None]
    scene = share * luminance ** (1 / 1.2 - 1)
    curve = 0.17883277 * np.log(np.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073
    return np.where(scene <= 1 / 12, np.sqrt(3 * scene), curve)


def _frame(
    nits: tuple[float, float, float], trc: int, size: tuple[int, int] = (64, 48), colour_range: int = LIMITED
) -> av.VideoFrame:
    """A plain 10-bit BT.2020 frame that shows this light (cd/m2 of linear BT.2020 R, G, B)."""
    light = np.array(nits)
    r, g, b = _pq(light) if trc == PQ else _hlg(light)
    y = 0.2627 * r + 0.678 * g + 0.0593 * b
    black, span, chroma = (64, 876, 896) if colour_range == LIMITED else (0, 1023, 1023)
    values = (black + span * y, 512 + chroma * (b - y) / 1.8814, 512 + chroma * (r - y) / 1.4746)
    frame = av.VideoFrame(*size, "yuv420p10le")
    for plane, value in zip(frame.planes, values, strict=True):
        np.frombuffer(memoryview(plane), np.uint16)[:] = round(value)
    frame.colorspace, frame.color_primaries, frame.color_trc, frame.color_range = BT2020, BT2020, trc, colour_range
    return frame


def _shown(frame: av.VideoFrame) -> np.ndarray:
    rgb = PictureMaker(frame, None).rgb(frame)
    assert (rgb == rgb[0, 0]).all()
    return rgb[0, 0].astype(int)


def _from_709(linear: tuple[float, float, float]) -> tuple[float, float, float]:
    """Linear light of BT.709 primaries in those of BT.2020 (BT.2087)."""
    matrix = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])
    r, g, b = matrix @ linear
    return r, g, b


@pytest.mark.parametrize("colour_range", [LIMITED, FULL])
@pytest.mark.parametrize("trc", [HLG, PQ])
def test_white_paper_and_the_grey_card_have_the_levels_of_an_sdr_picture(trc: int, colour_range: int) -> None:
    white = _shown(_frame((WHITE,) * 3, trc, colour_range=colour_range))
    grey = _shown(_frame((GREY,) * 3, trc, colour_range=colour_range))
    assert np.ptp(white) <= 2
    assert np.ptp(grey) <= 2
    assert 230 <= white.min() <= white.max() <= 245
    assert np.abs(grey - GREY_709).max() <= 12
    assert np.abs(grey - GREY_SRGB).max() <= 12
    assert _shown(_frame((0.0,) * 3, trc, colour_range=colour_range)).max() <= 2


@pytest.mark.parametrize("trc", [HLG, PQ])
def test_highlights_are_bent_not_cut(trc: int) -> None:
    levels = [int(_shown(_frame((nits,) * 3, trc))[1]) for nits in (26, 100, 203, 300, 450, 1000)]
    assert (np.diff(levels) > 0).all()
    assert levels[-1] >= 254


def test_what_is_brighter_than_the_screen_is_white() -> None:
    assert _shown(_frame((4000.0,) * 3, PQ)).min() >= 254


@pytest.mark.parametrize("trc", [HLG, PQ])
@pytest.mark.parametrize("nits", [20.0, 60.0, 160.0, 400.0])
@pytest.mark.parametrize("hue_deg", range(0, 360, 30))
def test_colours_keep_their_hue(hue_deg: int, nits: float, trc: int) -> None:
    linear = colorsys.hsv_to_rgb(hue_deg / 360, 0.8, nits)
    r, g, b = (_shown(_frame(_from_709(linear), trc)) / 255) ** 2.4
    hue, saturation, _ = colorsys.rgb_to_hsv(r, g, b)
    apart = abs(hue * 360 - hue_deg) % 360
    assert min(apart, 360 - apart) < 7
    assert abs(saturation - 0.8) < 0.1


@pytest.mark.parametrize("primary", range(3))
def test_a_colour_no_sdr_screen_has_becomes_the_nearest_one_it_has(primary: int) -> None:
    nits = [100.0 if n == primary else 0.0 for n in range(3)]
    shown = _shown(_frame((nits[0], nits[1], nits[2]), PQ))
    assert int(shown.argmax()) == primary
    assert shown[primary] > 120
    assert np.delete(shown, primary).max() < 0.75 * shown[primary]


def test_bt2020_without_a_word_on_hdr_is_not_mapped() -> None:
    for trc in (SDR, 2, 1):
        frame = _frame((WHITE,) * 3, HLG)
        frame.color_trc = trc
        assert HdrKind.of(frame) is None
        assert np.abs(_shown(frame) - 191).max() <= 2  # the signal as it is: 75 %


def test_the_table_is_the_formula() -> None:
    """But for what the bins of the table leave, most in colours at the border of what a screen can show."""
    rng = np.random.default_rng(3)
    apart = []
    for kind in (HdrKind(pq=True), HdrKind(pq=False)):
        for nits in rng.uniform(2, 300, (40, 3)):
            want = hdr.sdr(np.asarray(_pq(nits) if kind.pq else _hlg(nits), np.float32), kind) * 255
            got = _shown(_frame((nits[0], nits[1], nits[2]), PQ if kind.pq else HLG))
            apart.append(np.abs(got - want))
    assert np.max(apart) <= 12
    assert np.mean(apart) <= 2


@pytest.mark.parametrize("size", [(65, 47), (64, 47), (1, 1), (2, 3)])
def test_odd_sizes_are_filled_to_the_edge(size: tuple[int, int]) -> None:
    frame = _frame((WHITE,) * 3, HLG, size)
    rgb = PictureMaker(frame, None).rgb(frame)
    assert rgb.shape == (size[1], size[0], 3)
    assert (rgb == rgb[0, 0]).all()
    assert rgb.min() >= 230


def test_pixels_that_are_not_square_are_made_so() -> None:
    frame = _frame((GREY,) * 3, HLG)
    rgb = PictureMaker(frame, Fraction(4, 3)).rgb(frame)
    assert rgb.shape == (48, 85, 3)
    assert np.abs(rgb.astype(int) - _shown(frame)).max() <= 1


def _write(path: Path, trc: int, codec: str, pixel_format: str, turned: bool = False) -> Path:
    """Grey card | white over green | red."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=30)
        stream.width, stream.height, stream.pix_fmt = 128, 96, pixel_format
        context = stream.codec_context
        context.color_primaries, context.color_trc, context.colorspace, context.color_range = BT2020, trc, BT2020, 1
        if codec == "libx265":
            stream.options = {"x265-params": "log-level=none:qp=4"}
        if turned:
            stream.set_display_matrix([0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30])
        quarters = [_frame(n, trc) for n in ((GREY,) * 3, (WHITE,) * 3, _from_709((5, 60, 5)), _from_709((80, 5, 5)))]
        frame = av.VideoFrame(128, 96, "yuv420p10le")
        for plane, *parts in zip(frame.planes, *(q.planes for q in quarters), strict=True):
            values = [np.frombuffer(memoryview(p), np.uint16)[0] for p in parts]
            rows = np.frombuffer(memoryview(plane), np.uint16).reshape(-1, plane.line_size // 2)
            half, middle = plane.height // 2, plane.width // 2
            rows[:half, :middle], rows[:half, middle:] = values[0], values[1]
            rows[half:, :middle], rows[half:, middle:] = values[2], values[3]
        frame.colorspace, frame.color_primaries, frame.color_trc, frame.color_range = BT2020, BT2020, trc, LIMITED
        if pixel_format != frame.format.name:
            frame = frame.reformat(format=pixel_format)
        for n in range(3):
            frame.pts, frame.time_base = n, Fraction(1, 30)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(
    ("name", "codec", "pixel_format"),
    [
        ("phone.mov", "libx265", "yuv420p10le"),
        ("phone.mp4", "libsvtav1", "yuv420p10le"),
        ("phone.mov", "prores_ks", "yuv422p10le"),
    ],
)
@pytest.mark.parametrize("trc", [HLG, PQ])
def test_hdr_clips_of_phones_come_out_as_sdr(
    name: str, codec: str, pixel_format: str, trc: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = _write(tmp_path / name, trc, codec, pixel_format)
    capfd.readouterr()  # what the encoders say
    with open_reader(path) as reader:
        for frame in (reader.frame(2), reader.frame(0)):
            card, white = frame.rgb[24, 32].astype(int), frame.rgb[24, 96].astype(int)
            green, red = frame.rgb[72, 32].astype(int), frame.rgb[72, 96].astype(int)
            assert np.abs(card - 114).max() <= 6
            assert np.abs(white - 234).max() <= 6
            assert int(green.argmax()) == 1
            assert int(red.argmax()) == 0
            assert np.ptp(green) > 80
            assert np.ptp(red) > 80


def test_a_turned_hdr_clip_stands_upright(tmp_path: Path) -> None:
    path = _write(tmp_path / "phone.mov", HLG, "libx265", "yuv420p10le", turned=True)
    with open_reader(path) as reader:
        assert reader.info.rotation_deg == 90
        rgb = reader.frame(1).rgb.astype(int)
        assert rgb.shape == (128, 96, 3)
        assert np.abs(rgb[96, 72] - 234).max() <= 6
        assert np.abs(rgb[32, 72] - 114).max() <= 6
