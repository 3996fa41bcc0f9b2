"""analysis.json: names, nulls, rounding, and the schema that holds it to them."""

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from core import paths
from core.analysis import Analysis
from core.export.document import analysis_dict, metric_dict
from core.export.table import analysis_json
from core.measures.spec import Metric
from core.provenance import ProvenanceStep
from tests.core.builders import analysis, sprint_analysis, squat_analysis

CLIP = Path("clips/squat.mp4")
ALL = [analysis(CLIP, 10), squat_analysis(CLIP), sprint_analysis(CLIP)]


def schema() -> dict[str, Any]:
    return json.loads((paths.resources_dir() / "analysis.schema.json").read_text(encoding="utf-8"))


def valid(document: Any) -> bool:
    return jsonschema.Draft202012Validator(schema()).is_valid(document)


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("result", ALL, ids=["none", "squat", "sprint"])
def test_every_movement_fits_the_schema(result: Analysis) -> None:
    jsonschema.validate(json.loads(analysis_json(result)), schema(), jsonschema.Draft202012Validator)


def test_the_top_level_has_the_promised_names() -> None:
    promised = "schema schema_version software clip pose view scale movement quality events rejected reps steps summary"
    assert set(promised.split()) <= set(analysis_dict(ALL[1]))


def test_what_is_known_of_a_clip_is_told_as_it_was_read() -> None:
    clip = replace(
        ALL[1].clip, width_px=1080, height_px=1920, rotation_deg=90, codec="hevc", frames=123, duration_s=4.1,
        container_fps=29.97, capture_fps=240.0, time_scale=0.125, variable_frame_rate=True, largest_frame_gap_ms=33.4,
    )  # fmt: skip
    told = analysis_dict(replace(ALL[1], clip=clip))["clip"]
    names = told.keys() - {"file", "sha256"}
    assert {name: told[name] for name in names} == {name: getattr(clip, name) for name in names}
    no_picture = analysis_dict(replace(ALL[1], clip=replace(clip, width_px=0, height_px=0)))["clip"]
    assert (no_picture["width_px"], no_picture["height_px"]) == (None, None)


def test_a_clip_is_named_without_its_folder() -> None:
    assert analysis_dict(ALL[1])["clip"]["file"] == "squat.mp4"


def test_a_file_name_that_is_not_text_can_still_be_written() -> None:
    odd = analysis(Path("clip\udcff.mp4"), 5)
    assert analysis_json(odd).encode("utf-8")


def test_reps_carry_their_times_and_metrics() -> None:
    rep = analysis_dict(ALL[1])["reps"][1]
    assert (rep["index"], rep["start_s"], rep["bottom_s"], rep["end_s"]) == (2, 2.0, 3.0, 4.0)
    assert rep["metrics"]["depth_thigh_to_horizontal_deg"] == {
        "value": -8.123, "unit": "deg", "sd": 1.5, "status": "ok", "reason": None,
    }  # fmt: skip


def test_a_contact_cut_off_by_the_end_has_no_toe_off() -> None:
    step = analysis_dict(ALL[2])["steps"][-1]
    assert step["toe_off_s"] is None
    assert step["lanes"]["push"] == [[0.75, 0.85]]
    assert step["peaks"]["push"] == {"time_s": 0.8, "sd_s": 0.004, "value_deg_s": 612.346}


def test_a_scale_keeps_enough_digits() -> None:
    assert analysis_dict(ALL[2])["scale"]["m_per_px"] == pytest.approx(0.00123456789, rel=1e-5)


@pytest.mark.parametrize("hole", [float("nan"), float("inf"), None])
def test_a_measure_without_a_number_is_refused_and_says_why(hole: float | None) -> None:
    written = metric_dict(Metric(hole, "deg", 1.0, "ok"))
    assert written == {"value": None, "unit": "deg", "sd": None, "status": "refused", "reason": "not measured"}


def test_a_reason_of_its_own_is_kept() -> None:
    assert metric_dict(Metric(None, "deg", None, "refused", "Film from the front."))["reason"] == "Film from the front."


def test_no_number_is_a_negative_zero() -> None:
    assert str(metric_dict(Metric(-0.0, "deg", 0.1))["value"]) == "0.0"


def test_provenance_with_numpy_and_nan_in_it_is_written_plainly() -> None:
    step = ProvenanceStep(
        "filter",
        {"cutoff_hz": np.float32(6), "used": np.array([True]), "gap": np.nan, "n": np.int64(3), "to": Path("a")},
    )
    written = analysis_dict(replace(ALL[0], provenance=(step,)))["provenance"][0]
    assert written["parameters"] == {"cutoff_hz": 6.0, "used": [True], "gap": None, "n": 3, "to": "a"}


def broken(change: Any) -> dict[str, Any]:
    document = copy.deepcopy(analysis_dict(ALL[1]))
    assert valid(document)
    change(document)
    return document


def metric(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["reps"][0]["metrics"]["depth_thigh_to_horizontal_deg"]
    return found


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda d: metric(d).update(value=float("nan")), id="a NaN in a metric"),
        pytest.param(lambda d: d["reps"][0].update(start_s=float("nan")), id="a NaN in a time"),
        pytest.param(lambda d: metric(d).update(value=float("inf")), id="an infinity"),
        pytest.param(lambda d: metric(d).pop("unit"), id="no unit"),
        pytest.param(lambda d: metric(d).update(unit=""), id="an empty unit"),
        pytest.param(lambda d: metric(d).update(status="good"), id="an unknown status"),
        pytest.param(lambda d: metric(d).update(status="caution"), id="a caution without a reason"),
        pytest.param(lambda d: metric(d).update(value=None), id="ok without a value"),
        pytest.param(lambda d: metric(d).update(status="refused", reason="dark"), id="refused with a value"),
        pytest.param(lambda d: metric(d).update(sd=None), id="no sd and no reason"),
        pytest.param(lambda d: metric(d).update(sd=-1.0), id="a negative sd"),
        pytest.param(lambda d: metric(d).update(value="104"), id="a number as text"),
        pytest.param(lambda d: d.update(movement="jump"), id="an unknown movement"),
        pytest.param(lambda d: d.update(extra=1), id="an unknown key"),
        pytest.param(lambda d: d.pop("summary"), id="no summary"),
        pytest.param(lambda d: d["clip"].update(sha256=""), id="no hash"),
        pytest.param(lambda d: d["clip"].update(rotation_deg=45), id="an odd rotation"),
        pytest.param(lambda d: d["pose"]["coverage"].update(tail=1.0), id="an unknown landmark"),
        pytest.param(lambda d: d["events"][0].update(kind="jump"), id="an unknown event"),
        pytest.param(lambda d: d["events"][0].update(kind="touchdown"), id="a touchdown of no foot"),
        pytest.param(lambda d: d["scale"].update(source="height"), id="a scale that is not there"),
    ],
)
def test_the_schema_turns_down(change: Any) -> None:
    assert not valid(broken(change))
