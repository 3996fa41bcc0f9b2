"""Reports as a reader and as other programs see them."""

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage

from app.curves import GROUPS, first_choice
from app.document import units_of
from app.export import report_pages as pages
from app.export.images import to_array
from app.export.kinogram import kinogram
from app.export.painted import Choices, everything
from app.export.plot import Curve, curves_of, plot_image
from app.export.report import Pictures, ReportStyle, _plots, athlete_box, write_report
from app.export.report_words import words
from app.export.snapshot import SnapshotStyle, chosen_units
from app.export.studies import studies_of
from app.overlaps_model import table_rows
from app.theme import LIGHT
from app.words import CAUTION, PENCIL, show_metric, title
from core.analysis import Analysis
from core.edits.events import Marker
from core.export.outlet import Outlet
from core.export.pdf_tags import with_language
from core.export.privacy import PRIVATE, Privacy
from core.export.request import ExportRequest
from core.measures.overlap_report import overlap_report
from core.measures.spec import Metric
from tests.app import figures
from tests.app.squat_sets import squat_set


@pytest.fixture
def result(clip: Path) -> Analysis:
    return replace(figures.squat(clip, 60), athlete="Erika Müster 深")


def written(path: Path, analysis: Analysis, privacy: Privacy = Privacy(), style: ReportStyle = ReportStyle()) -> bytes:  # noqa: B008
    for _ in write_report(path, analysis, privacy, style):
        pass
    return path.read_bytes()


def text_of(path: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext")
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_language_title_and_embedded_fonts_are_in_the_file(
    result: Analysis, tmp_path: Path, qapp: QGuiApplication
) -> None:
    data = written(tmp_path / "a.pdf", result)
    assert data.startswith(b"%PDF-1.") and data.rstrip().endswith(b"%%EOF")
    assert b"/Lang (en)" in data and b"/DisplayDocTitle true" in data and b"/FontFile2" in data
    assert re.search(rb"/Title", data)


def test_a_reader_finds_the_text_and_the_numbers_of_the_window(
    result: Analysis, tmp_path: Path, qapp: QGuiApplication
) -> None:  # fmt: skip
    written(tmp_path / "a.pdf", result)
    text = text_of(tmp_path / "a.pdf")
    assert "You did 1 squat, filmed from the side." in text
    for name, metric in units_of(result)[0].metrics.items():
        shown = show_metric(metric, name)
        if shown.status != "refused":
            assert shown.text.replace("\N{NO-BREAK SPACE}", " ") in text.replace("\N{NO-BREAK SPACE}", " "), name
    assert "Needs a front view: film from the front." in text, "why a number is missing"
    assert result.clip.sha256 in text and "Plumbline" in text, "enough to do it again"


def test_the_coachs_notes_are_in_it_unless_names_are_taken_out(
    result: Analysis, tmp_path: Path, qapp: QGuiApplication
) -> None:
    for name, privacy in (("a", Privacy()), ("b", PRIVATE)):
        for _ in write_report(tmp_path / f"{name}.pdf", result, privacy, ReportStyle(), notes="Knee <taped>\nby Erika"):
            pass
    assert "Knee <taped> by Erika" in text_of(tmp_path / "a.pdf")
    assert "taped" not in text_of(tmp_path / "b.pdf")


def test_markers_are_in_it_with_their_notes_and_without_them_where_names_are_taken_out(
    result: Analysis, tmp_path: Path, qapp: QGuiApplication
) -> None:
    notes = (Marker(1.25, "heel <lifts>"), Marker(0.5, "hips first"))
    for name, privacy in (("a", Privacy()), ("b", PRIVATE)):
        for _ in write_report(tmp_path / f"{name}.pdf", result, privacy, ReportStyle(), markers=notes):
            pass
    assert "0.50 s hips first 1.25 s heel <lifts>" in text_of(tmp_path / "a.pdf")
    told = text_of(tmp_path / "b.pdf")
    assert "lifts>" not in told and "hips first" not in told and "0.50 s 1.25 s" in told
    assert pages.markers_block(()) == ""


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_the_paper_is_the_one_asked_for(
    paper: str, size: tuple[int, int], result: Analysis, tmp_path: Path, qapp: QGuiApplication
) -> None:  # fmt: skip
    data = written(tmp_path / "a.pdf", result, style=ReportStyle(paper))  # type: ignore[arg-type]
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
    assert box is not None
    assert tuple(round(float(number)) for number in box.groups()) == pytest.approx(size, abs=1)


@pytest.mark.parametrize("make", [figures.sprint, figures.nobody])
def test_steps_and_nothing_at_all_make_a_report_too(
    make: Callable[..., Analysis], clip: Path, tmp_path: Path, qapp: QGuiApplication
) -> None:  # fmt: skip
    assert len(written(tmp_path / "a.pdf", make(clip, 60, 30.0))) > 10_000


def test_private_reports_name_nobody(result: Analysis, tmp_path: Path, qapp: QGuiApplication) -> None:
    data = written(tmp_path / "a.pdf", result, PRIVATE)
    assert "Erika" not in text_of(tmp_path / "a.pdf")
    assert "Erika".encode("utf-16-be") not in data and b"squat \xc3" not in data


def test_plain_words_tell_what_is_sure_what_is_not_and_what_is_missing(result: Analysis) -> None:
    told = words(result)
    depth = result.summary["depth_thigh_to_horizontal_deg"]
    assert depth.value == 10.0 and "10° ± 0 above" not in told.sentences[0]
    assert "above parallel" in told.sentences[0]
    near = replace(result, summary={**result.summary, "depth_thigh_to_horizontal_deg": Metric(2.0, "deg", 4.0)})
    assert "about parallel" in words(near).sentences[0]
    refused = Metric(None, "deg", None, "refused", "Film from the side.")
    gone = words(replace(result, summary={**result.summary, "depth_thigh_to_horizontal_deg": refused}))
    assert any("Film from the side." in line for line in gone.missing)
    assert not any("parallel" in line for line in gone.sentences)
    assert "force" not in " ".join(told.sentences)


def test_every_refused_measure_is_told_once_with_its_reason(result: Analysis) -> None:
    html = pages.tables(result)
    assert html.count("Needs a front view") == 1 and title("fppa_mean_deg") in html
    assert CAUTION in html and "hidden behind" in html


def test_of_many_reps_evenly_spread_ones_are_shown() -> None:
    units = units_of(figures.squat(Path("a.mp4"), 36 * 60))
    assert [unit.number for unit in chosen_units(units)] == [1, 8, 15, 22, 29, 36]


def test_the_athlete_is_inside_their_picture(result: Analysis) -> None:
    box = athlete_box(result.smoothed, 1.0, 640, 360)
    xy = result.smoothed.xy_px[30]
    assert box.left() >= 0 and box.bottom() <= 360
    assert (xy[:, 0] >= box.left()).all() and (xy[:, 0] <= box.right()).all()
    assert (xy[:, 1] >= box.top()).all() and (xy[:, 1] <= box.bottom()).all()


def test_a_plot_draws_the_curve_where_its_numbers_are(qapp: QGuiApplication) -> None:
    analysis = figures.squat(Path("a.mp4"), 60)
    group = next(g for g in GROUPS if g.title == "Pelvis height")
    image = plot_image(analysis, group.title, "", curves_of(analysis, group), (800, 300))
    line = LIGHT.side(None)

    def lit(image: QImage, x: int) -> list[int]:
        return [y for y in range(60, 250) if _close(image.pixelColor(x, y), line)]

    low, high = lit(image, 100), lit(image, 420)
    assert low and high and sum(high) / len(high) > sum(low) / len(low) + 60, "deepest in the middle of the rep"


def test_a_report_draws_how_sure_its_curves_are_and_nothing_where_that_is_not_known(
    result: Analysis, qapp: QGuiApplication
) -> None:
    group = next(g for g in GROUPS if g.title == "Pelvis height")
    time_s = result.series.time_s
    sd = np.where(time_s < time_s.mean(), 0.1, np.nan)
    plain, banded = (
        to_array(plot_image(result, "", "", curves_of(result, group, sds), (800, 300)))[..., :3].astype(int)
        for sds in ({}, {"pelvis_height_ratio": sd})
    )
    changed = np.flatnonzero((np.abs(plain - banded).sum(axis=2) > 10).any(axis=0))
    assert len(changed) > 200 and changed.max() < 460, "half of the plot, which begins beside its numbers"
    pictures = Pictures(result, Privacy())
    for _ in _plots(result, pictures, 700):
        pass
    first = next(g for g in GROUPS if g.title == first_choice(result)[0])
    bare = plot_image(result, first.title, first.unit, curves_of(result, first), (1800, 460))
    assert pictures.images["plot-0.png"] != bare, "a report's have their bands"


@pytest.mark.parametrize(
    ("sides", "told"),
    [(["left", "right"], ["right", "left"]), (["left", "right", None], ["trunk", "right", "left"]), ([None], [])],
)
def test_a_plot_says_whose_each_curve_is_in_the_reports_language(
    sides: list[str | None], told: list[str], qapp: QGuiApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("app.export.plot.tr", lambda text: asked.append(text) or text)
    time_s = np.arange(10) / 10
    plot_image(
        figures.nobody(Path("a.mp4"), 60, 30.0), "A", "°", [Curve("a", s, time_s, time_s) for s in sides], (400, 200)
    )
    assert asked == told


def test_only_the_trunk_stands_beside_curves_of_two_sides() -> None:
    mixed = [group.names for group in GROUPS if len(group.names) > 1]
    beside = {name for names in mixed for name in names if "S_" not in name}
    assert beside == {"trunk_inclination_deg"}


def _close(a: QColor, b: QColor) -> bool:
    return abs(a.red() - b.red()) + abs(a.green() - b.green()) + abs(a.blue() - b.blue()) < 40


def test_a_plot_of_a_curve_that_was_never_measured_is_empty_and_no_error(qapp: QGuiApplication) -> None:
    curve = Curve("a_deg", "left", np.arange(10) / 10, np.full(10, np.nan))
    assert not plot_image(figures.nobody(Path("a.mp4"), 60, 30.0), "A", "°", [curve], (400, 200)).isNull()


def test_only_pdfs_are_tagged() -> None:
    with pytest.raises(ValueError, match="no PDF"):
        with_language(b"hello")


def test_a_run_has_its_kinogram_in_the_report_and_as_a_file(clip: Path, tmp_path: Path, qapp: QGuiApplication) -> None:
    run = figures.sprint(clip, 60, 30.0)
    request = ExportRequest(run, frozenset({"kinogram"}), tmp_path, privacy=Privacy(background="black"))
    strip = kinogram(request, SnapshotStyle())
    assert strip.width() > strip.height()


def test_squats_have_their_key_frames_for_a_kinogram_and_nothing_is_told(
    result: Analysis, clip: Path, tmp_path: Path, qapp: QGuiApplication
) -> None:  # fmt: skip
    request = ExportRequest(result, frozenset({"kinogram"}), tmp_path)
    assert kinogram(request, SnapshotStyle()).width() > 1900
    empty = replace(request, analysis=figures.nobody(clip, 60, 30.0), kinds=frozenset({"kinogram", "c3d", "json"}))
    outlet = Outlet(empty.folder)
    for _ in everything(empty, Choices(), outlet):
        pass
    assert [path.name for path in outlet.placed] == ["analysis.json"], "the rest is made all the same"
    assert len(outlet.lacking) == 2 and "no reps and no steps" in outlet.lacking[1]


def drawn(image: QImage) -> float:
    """The share of pixels that are neither paper nor pale."""
    return float((to_array(image)[..., :3].min(axis=2) < 140).mean())


def test_a_run_s_report_tells_its_overlaps_with_pictures_and_every_number(
    clip: Path, tmp_path: Path, qapp: QGuiApplication
) -> None:
    run = figures.sprint(clip, 60, 30.0)
    (study,) = studies_of(run)
    assert len(study.images) == 2 and all(drawn(image) > 0.005 for image in study.images)
    written(tmp_path / "a.pdf", run)
    text = text_of(tmp_path / "a.pdf")
    assert study.title in text and " ".join(study.sentences[0].split()) in text
    report = overlap_report(run.series, run.steps, run.summary)
    for row in (r for r in table_rows(run, report, ()) if r.number is None):
        assert row.title in text and all(cell.text in text for cell in row.cells)


@pytest.mark.parametrize(("front", "title", "pictures"), [(True, "Knee tracking", 3), (False, "Push and pull", 1)])
def test_squats_have_the_study_of_their_view_in_the_report(
    front: bool, title: str, pictures: int, tmp_path: Path, qapp: QGuiApplication
) -> None:
    found = squat_set(front)
    clip = figures.write_clip(tmp_path / "set.mp4", len(found.raw), 60)
    result = replace(found, clip=replace(found.clip, path=clip))
    (study,) = studies_of(result)
    assert (study.title, len(study.images)) == (title, pictures)
    assert all(drawn(image) > 0.005 for image in study.images)
    written(tmp_path / "a.pdf", result)
    text = text_of(tmp_path / "a.pdf")
    assert title in text and " ".join(study.sentences[0].split()) in text


def test_a_clip_in_which_nothing_was_counted_has_no_study(clip: Path, qapp: QGuiApplication) -> None:
    assert studies_of(figures.nobody(clip, 60, 30.0)) == []


def test_of_a_very_long_set_evenly_spread_reps_stand_in_the_tables(clip: Path) -> None:
    hours = figures.squat(clip, 100 * 60)
    html = pages.tables(hours)
    assert "Of 100 evenly spread ones" in html
    assert sum(f">{unit.title}<br>" in html for unit in units_of(hours)) == pages.MOST_UNITS
    assert ">Rep 1<br>" in html and ">Rep 100<br>" in html


def test_a_report_can_be_cancelled_between_its_pages(result: Analysis, tmp_path: Path, qapp: QGuiApplication) -> None:
    outlet = Outlet(tmp_path / "out")
    with pytest.raises(KeyboardInterrupt), outlet.place("a.pdf") as path:
        steps = write_report(path, result, Privacy(), ReportStyle())
        for _ in range(4):
            next(steps)
        steps.close()
        raise KeyboardInterrupt
    assert list((tmp_path / "out").iterdir()) == []


def test_what_was_put_by_hand_is_counted_and_marked_on_every_number_that_hangs_on_it(result: Analysis) -> None:
    assert PENCIL not in pages.tables(result) and "put by hand" not in pages.quality_block(result)
    rep = result.reps[0]
    by_hand = {"corrected_landmarks": 3, "corrected_frames": 2, "hidden_landmarks": 0, "events_moved": 1}
    edited = replace(
        result,
        reps=(replace(rep, metrics={n: replace(m, source="edited") for n, m in rep.metrics.items()}), *result.reps[1:]),
        pose=replace(result.pose, by_hand=by_hand),
    )
    html, counts = pages.tables(edited), "3 landmarks corrected, 1 moment moved"
    marked = sum(m.value is not None for m in rep.metrics.values())
    assert html.count(PENCIL) >= marked + 1 and counts in html
    assert f"put by hand: {counts}" in pages.quality_block(edited)
