"""Spanish is complete: every text a person may read has one, with the same slots, and none goes past the door."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from app.language.catalogue import SENSE, SLOT, Catalogue, folder
from tests.app.language.texts import called, is_shown, is_told, literals, python_files, reads
from tests.conftest import ROOT
from tests.some import some

# Names, keys, types of files: the same in every language.
NAMES = {
    "AB", "Backspace", "DISPLAY", "Del", "End", "English", "Esc", "Español", "Home", "Hz", "Left", "MB", "Plumbline",
    "Right", "Space", "TD", "TO", "Ctrl", "Mayús", "Intro", "Retroceso", "D, Return", "± 2 sd",
    "MPEG-4 part 2 of FFmpeg, LGPL-2.1-or-later", "OpenH264 by Cisco, BSD-2-Clause", "x264, GPL-2.0-or-later",
    "{0}, {1} px", "{0} min {1} s", "Plumbline {0}, {1}", "frame-{0}.png", "plot-{0}.png", "down-{0}.svg",
    "tick-{0}.svg",
    "{0} (*.png *.jpg)", "{0} (*.png *.jpg *.jpeg)", "{0} (*.png *.jpg);;{1} (*.svg)", "{0} (*.trc *.c3d)",
    "study-{0}-{1}.png", "A4", "PNG", "JPEG", "NEAR", "FAR", "axis", "side", "theme", "scale",
    "QtCore", "QtGui", "QtWidgets", "QtSvg", "QtOpenGL", "QtOpenGLWidgets", "QtTest",
}  # fmt: skip
# What goes to the log alone.
LOGGED = {
    "export failed", "unexpected error", "unsaved work cannot be kept", "the comparison was not written",
    "the curves' error was not worked out", "the errors of single frames were not worked out",
    "what goes beside a project cannot be kept",
}  # fmt: skip
# Rooms of core that speak on the command line, in files or in the log, all of them in English.
NOT_IN_THE_WINDOW = (
    "core/annotations/kinds.py", "core/analysis.py", "core/batch.py", "core/bench.py", "core/cli.py", "core/doctor.py",
    "core/export/c3d.py", "core/export/data.py", "core/export/document.py", "core/export/markers.py",
    "core/export/opensim.py", "core/export/pdf_tags.py", "core/export/summary.py", "core/export/table.py",
    "core/export/tables.py", "core/export/workbook.py", "core/export_command.py", "core/export_options.py",
    "core/kept/", "core/kinematics/", "core/log.py",
    "core/machine.py", "core/measures/squat.py", "core/measures/uncertainty.py", "core/opencv.py", "core/options.py",
    "core/paths.py", "core/pose/c3d_file.py", "core/pose/landmark_file.py", "core/pose/landmark_formats.py",
    "core/pose/landmark_names.py", "core/pose/landmarks_csv.py", "core/pose/mediapipe_task.py",
    "core/pose/model_bundle.py", "core/pose/people_json.py", "core/pose/trc.py", "core/screen.py", "core/signal/",
    "core/project/process.py", "core/stop.py", "core/video/decoder.py", "core/video/keyframes.py", "core/video/hdr.py",
)  # fmt: skip
NOT_SENTENCES = {
    "fast, pictures as stored and decoded once, runners looked at twice, first boxes soon, glances at camera", "Dip",
    ", then ", "Athlete {0}", "Insufficient memory", "MeasuredStep", "MediaPipe 0.10.21's networks", "SPECS",
    "AUTO", "Hz", "ailed to allocate", "as its makers offer it", "edits/{0}.json", "foot level", "leg links",
    "annot allocate memory", "not one of the known ones",
    "INSERT INTO metric (session, name, value, unit, sd, status, reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
}  # fmt: skip
# Qt's calls whose words are read, by eye or by a screen reader.
SETTERS = {
    "QAction", "QCheckBox", "QGroupBox", "QLabel", "QListWidgetItem", "QPushButton", "QRadioButton", "QTableWidgetItem",
    "addAction", "addButton", "addItem", "addMenu", "addRow", "addTab", "drawText", "getExistingDirectory",
    "getOpenFileName", "getOpenFileNames", "getSaveFileName", "setAccessibleDescription", "setAccessibleName",
    "setHeaderLabels", "setHorizontalHeaderLabels", "setIconText", "setInformativeText", "setItemText", "setLabelText",
    "setPlaceholderText", "setSpecialValueText", "setStatusTip", "setSuffix", "setText", "setTitle", "setToolTip",
    "setWhatsThis", "setWindowTitle", "set_note",
}  # fmt: skip
HOW = "add it to resources/translations/es.json (CONTRIBUTING.md, How to add a text)"


@cache
def spanish() -> dict[str, str | dict[str, str]]:
    made: dict[str, str | dict[str, str]] = json.loads((folder() / "es.json").read_text(encoding="utf-8"))
    return made


@cache
def known() -> frozenset[str]:
    """The English of all entries, of those with a sense too."""
    return frozenset(spanish()) | {key.rpartition(SENSE)[0] for key in spanish() if SENSE in key}


@cache
def shown_in_the_window() -> tuple[tuple[str, str], ...]:
    """(where, English) of what is asked of `tr`, and of everything else in `app` that reads like a text."""
    found = []
    for file in python_files("app"):
        for line, text, node, around in literals(file):
            plural = next((up for up in around[:2] if called(up) == "counted"), None)
            if isinstance(plural, ast.Call) and node is not plural.args[2]:
                continue  # the entry's key is the plural, the sense is none
            if is_sense(node, around):
                continue
            if is_told(around, node) or (reads(text) and is_shown(around, node)):
                found.append((f"{file.relative_to(ROOT).as_posix()}:{line}", text))
    return tuple(found)


def is_sense(node: ast.AST, around: list[ast.AST]) -> bool:
    """The second argument of `tr`."""
    return called(around[0]) == "tr" and node in around[0].args[1:]  # type: ignore[attr-defined]


def said_by_core() -> Iterator[tuple[str, str]]:
    for file in python_files("core"):
        name = file.relative_to(ROOT).as_posix()
        if name.startswith(NOT_IN_THE_WINDOW):
            continue
        for line, text, node, around in literals(file):
            if reads(text) and is_shown(around, node) and text not in NOT_SENTENCES:
                yield f"{name}:{line}", text


def test_every_text_of_the_window_is_there_in_spanish() -> None:
    lacking = [
        f"{where}: {text!r}"
        for where, text in shown_in_the_window()
        if text not in known() and text not in NAMES | LOGGED
    ]
    assert lacking == [], f"without Spanish, {HOW}"


def test_every_sentence_that_core_makes_for_the_window_is_there_in_spanish() -> None:
    lacking = [f"{where}: {text!r}" for where, text in said_by_core() if text not in known()]
    assert lacking == [], f"without Spanish, {HOW}, or to NOT_IN_THE_WINDOW where nobody at the window reads it"


def past_the_door(file: Path) -> list[str]:
    """What is handed to Qt to be shown, or painted, without having been put into the window's language."""
    past = []
    for line, text, node, around in literals(file):
        shown = next((called(up) for up in around if called(up) in SETTERS), None)
        asked = any(called(up) in ("tr", "said", "counted") for up in around)
        data = called(around[0]) == "addItem" and node in around[0].args[1:]  # type: ignore[attr-defined]
        worded = re.search(r"[A-Za-z]{3,}", re.sub(r"\{[^{}]*\}|<[^>]*>|&\w+;|\.[a-z]+$", " ", text))
        if shown and worded and text not in NAMES and is_shown(around, node) and not (asked or data):
            past.append(f"{file.name}:{line}: {shown}({text!r})")
    return past


def test_no_text_goes_past_the_door() -> None:
    past = [line for file in python_files("app") for line in past_the_door(file)]
    assert past == [], "shown without app.language.tr: write tr(...) around it"


def test_a_text_that_does_go_past_it_is_found(tmp_path: Path) -> None:
    file = tmp_path / "window.py"
    file.write_text(
        'label.setText("Nobody here")\n'
        'label.setToolTip(f"{count} reps, {side}" if side else "")\n'
        'label.setText(tr("Close"))\n'
        "label.setText(said(error.sentence))\n"
        'painter.drawText(box, tr("frame {n} of all", n=n))\n'
        'label.setObjectName("A name")\n',
        encoding="utf-8",
    )
    assert past_the_door(file) == [
        "window.py:1: setText('Nobody here')",
        "window.py:2: setToolTip('{0} reps, {1}')",
    ]


def test_nothing_is_translated_that_is_said_nowhere() -> None:
    said = {text for room in ("app", "core") for file in python_files(room) for _, text, _, _ in literals(file)}
    unused = [key for key in spanish() if key not in said and (key.rpartition(SENSE)[0] or key) not in said]
    assert unused == [], "no longer in the code: take it out of resources/translations/es.json"


def test_both_languages_have_the_same_slots() -> None:
    wrong = []
    for english, text in spanish().items():
        wanted = sorted(found.group() for found in SLOT.finditer(english))
        for form in text.values() if isinstance(text, dict) else [text]:
            there = sorted(found.group() for found in SLOT.finditer(form))
            if there != wanted and not (isinstance(text, dict) and set(there) <= set(wanted)):
                wrong.append(f"{english!r}: {form!r}")
    assert wrong == []


def test_both_forms_of_a_number_are_there_and_no_text_is_empty() -> None:
    for english, text in some(spanish().items()):
        if isinstance(text, dict):
            assert set(text) == {"one", "other"}, english
        assert all(form.strip() for form in (text.values() if isinstance(text, dict) else [text])), english
        ends = english.rstrip(" ")[-1:]
        if ends in (".", "…", "?", ":") and isinstance(text, str):
            assert text.rstrip(" ")[-1:] == ends, (english, text)


def test_the_catalogue_is_sorted_so_that_additions_do_not_collide() -> None:
    assert list(spanish()) == sorted(spanish())


def test_no_sentence_of_the_window_names_an_option_of_the_command_line() -> None:
    """But for those that are said there alone, or whose place in the window has a question of its own."""
    there = {
        " (--model full works without)", "choose another folder with --out",
        "choose another folder, or --force to replace", "use `plumbline analyze CLIP --out DIR` instead",
        "give the rate it was filmed at, such as --capture-fps 60", "say how many a second, such as --capture-fps 60",
    }  # fmt: skip
    assert {key for key in spanish() if re.search(r"--[a-z]", key)} - there == set()


def test_a_coach_is_addressed_alike_everywhere() -> None:
    formal = [text for text in map(str, spanish().values()) if " usted" in text or "Haga " in text or " haga " in text]
    assert formal == []


def test_sentences_of_a_real_analysis_are_said_whole() -> None:
    catalogue = Catalogue.read("es")
    told = {
        "seen 22° from square-on: film from the side, the phone at hip height and square to the track":
            "visto a 22° del perfil: graba de lado, con el teléfono a la altura de la cadera y perpendicular a la "
            "pista",
        "On left pushes the swing leg peaks 52 ± 9 ms before the push and the arms peak 88 ± 10 ms after the push; "
        "on right pushes push and the swing leg peak together within error.":
            "En los empujes de la izquierda: la pierna libre alcanza su pico 52 ± 9 ms antes que el empuje y los "
            "brazos alcanzan su pico 88 ± 10 ms después que el empuje; en los empujes de la derecha: el empuje y la "
            "pierna libre alcanzan su pico a la vez, dentro del error.",
        "On left pushes push, the swing leg and the arms peak together within error; on right pushes the swing leg "
        "peaks 71 ± 14 ms before the push and the arms peak 76 ± 18 ms before the push.":
            "En los empujes de la izquierda: el empuje, la pierna libre y los brazos alcanzan su pico a la vez, dentro "
            "del error; en los empujes de la derecha: la pierna libre alcanza su pico 71 ± 14 ms antes que el empuje y "
            "los brazos alcanzan su pico 76 ± 18 ms antes que el empuje.",
        "On left pushes when the swing leg and the arms peak is too unsure to tell (± 79 and ± 83 ms).":
            "En los empujes de la izquierda: el momento del pico de la pierna libre y de los brazos es demasiado "
            "inseguro (± 79 y ± 83 ms).",
        "its plus-minus is above 0.1 leg lengths/s: too unsure to rely on":
            "su ± supera 0.1 longitudes de pierna/s: demasiado inseguro para fiarse",
        "The camera pans with the athlete; its turn is taken out. A phone that stands still is better.":
            "La cámara gira con el atleta; su giro se descuenta. Un teléfono quieto es mejor.",
        "these contacts last 1.7 s, far longer than any running step: if this is slow motion, give the true capture "
        "rate and analyse again":
            "estos contactos duran 1.7 s, mucho más que cualquier paso de carrera: si es cámara lenta, indica la "
            "velocidad real de grabación y analiza de nuevo",
        "/a folder/clip.mov: the file is empty: copy the file from the phone or camera again":
            "/a folder/clip.mov: el archivo está vacío: copia de nuevo el archivo del teléfono o la cámara",
    }  # fmt: skip
    assert {english: catalogue.sentence(english) for english in told} == told


def test_degrees_are_a_sign_and_plus_minus_is_one_in_every_text() -> None:
    units = {"deg", "deg/s"}
    assert [text for text in spanish() if text not in units and re.search(r"\bdeg\b|\+-", text)] == []
