"""Numbers and words a coach reads."""

import re

import pytest

from app.views.knee_page import _number
from app.words import CAUTION, CLOSE_CAUTION, clock, duration, number, short_title, show_metric, side_of, title, tooltip
from core.measures.spec import Metric


@pytest.mark.parametrize(
    ("metric", "name", "text"),
    [
        (Metric(103.6, "deg", 2.6), "peak_left_knee_flexion_deg", "104° ±\xa03"),
        (Metric(-0.2, "deg", 0.04), "x_deg", "0° ±\xa01"),
        (Metric(-12.4, "ms", 4.0), "peak_lag_arms_ms", "\N{MINUS SIGN}12\xa0ms ±\xa04"),
        (Metric(0.1234, "s", 0.004), "contact_s", "123\xa0ms ±\xa04"),
        (Metric(0.744, "s", 0.03), "concentric_s", "0.74\xa0s ±\xa00.03"),
        (Metric(1.234, "ratio", 0.3), "tempo_ratio", "1.2 ±\xa00.3"),
        (Metric(1.234, "ratio", None), "tempo_ratio", "1.23"),
        (Metric(None, "deg"), "x_deg", "–"),
        (Metric(55.0, "deg", 1.0, "refused", "no"), "x_deg", "–"),
    ],
)
def test_digits_follow_the_uncertainty(metric: Metric, name: str, text: str) -> None:
    assert show_metric(metric, name).text == text


def test_a_refused_number_is_not_shown_even_where_there_is_one() -> None:
    shown = show_metric(Metric(55.0, "deg", 1.0, "refused", "Film from the front."))
    assert (shown.value, shown.sd, shown.reason) == ("–", "", "Film from the front.")


def test_the_sign_of_caution_stands_after_a_number_and_its_plus_minus() -> None:
    doubted = Metric(63.2, "%", 23.0, "caution", "seen 16° from square-on")
    shown, sd = show_metric(doubted), "±\xa023"
    assert shown.signed == f"{shown.text} {CAUTION}" and shown.text.endswith(sd)
    assert shown.close_sd == f"±23{CLOSE_CAUTION}", "the value itself stays a number"
    words = re.sub("<[^>]*>", "", _number(doubted, "#fff", "#999"))
    assert words.startswith("63") and words.endswith(CAUTION) and "±" in words, "a page's too"
    sure = show_metric(Metric(63.2, "%", 23.0))
    assert CAUTION not in sure.signed and CLOSE_CAUTION not in sure.close_sd


def test_a_zero_has_no_sign() -> None:
    assert number(-0.04, 1) == "0.0"


def test_titles_name_the_side_once() -> None:
    assert title("peak_left_knee_flexion_deg").lower().count("left") == 1
    assert title("a_measure_from_the_future_ms") == "A measure from the future"
    assert side_of("right_fppa_bottom_deg") == "right" and side_of("upright_share") is None
    assert short_title("peak_right_knee_flexion_deg") == "Knee R"


def test_a_tooltip_says_first_why_to_doubt() -> None:
    text = tooltip("trunk_inclination_bottom_deg", Metric(38.0, "deg", 2.0, "caution", "Seen at an angle."))
    assert text.index("Seen at an angle.") < text.index("Source:")


def test_a_time_is_told_to_the_millisecond_and_a_duration_in_whole_minutes_and_seconds() -> None:
    assert clock(2.2041) == "2.204 s" and clock(62.2041) == "1:02.204"
    assert duration(59.4) == "59 s" and duration(65) == "1 min 5 s" and duration(-1) == "0 s"
