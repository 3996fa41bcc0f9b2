"""Where the sentence stands that tells what can be done while landmarks are repaired."""

import numpy as np
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from app.views.video import VideoView
from app.window import Window
from core.pose.skeleton import INDEX


def test_the_sentence_about_repairing_lies_over_no_joint(analysed: Window, qtbot: QtBot) -> None:
    video, repair = analysed.video, analysed.editing.repair
    analysed.acts["repair"].trigger()
    qtbot.wait(20)

    def covered() -> bool:
        points = [video.mapFromScene(*map(float, xy)) for xy in repair.item.points if np.isfinite(xy[0])]
        return any(video._note.geometry().contains(at) for at in points)

    foot = video._note.y()
    assert foot > video.height() / 2 and not covered()
    middle, note = video.rect().center(), video._note.geometry().center()
    x, y = map(float, repair.item.points[INDEX["right_ankle"]])
    now = video.transform().m11() * 1.3
    video.look_at(now, QPointF(x + (middle.x() - note.x()) / now, y + (middle.y() - note.y()) / now))
    assert covered()
    repair.refresh()
    assert video._note.y() < video.height() / 2 and not covered()
    analysed.acts["select"].trigger()
    analysed.acts["repair"].trigger()
    video.fit()
    repair.refresh()
    assert video._note.y() == foot


def test_a_sentence_is_as_wide_as_its_words_whatever_stood_there_before(window: Window) -> None:
    window.video.set_note("short")
    narrow = window.video._note.width()
    window.video.set_note("a sentence that is quite a lot longer")
    assert window.video._note.width() > narrow
    window.video.set_note("short")
    assert window.video._note.width() == narrow


def test_with_a_joint_chosen_ctrl_and_arrows_step_frames_and_the_joint_stays_chosen(
    analysed: Window, qtbot: QtBot
) -> None:
    repair, head = analysed.editing.repair, analysed.session.playhead
    analysed.setFocus()
    qtbot.keyClick(analysed, Qt.Key.Key_Q)
    chosen, frame = repair.chosen, head.frame
    assert chosen is not None and "with Ctrl they go to the next frame" in analysed.video.note
    for key, step in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Right, 2), (Qt.Key.Key_Left, 1)):
        qtbot.keyClick(analysed, key, Qt.KeyboardModifier.ControlModifier)
        assert head.frame == frame + step
    assert repair.chosen == chosen and not analysed.session.document.edits.corrections
    qtbot.keyClick(analysed, Qt.Key.Key_Right)
    assert head.frame == frame + 1 and len(analysed.session.document.edits.corrections) == 1


def test_a_sentence_wider_than_the_room_beside_the_tools_takes_more_lines(qtbot: QtBot) -> None:
    video = VideoView()
    qtbot.addWidget(video)
    video.resize(900, 500)
    video.show()
    video.set_note("short")
    line = video._note.height()
    video.set_note("Left shoulder: " + "what can be done with it now, by keys and by the mouse. " * 4)
    note = video._note
    assert note.height() > line and note.x() >= 56 and note.geometry().right() <= video.width() - 56
    assert note.heightForWidth(note.width()) <= note.height(), "all of it is seen"
    video.resize(3000, 500)
    assert note.height() == line, "one line where there is room"
    video.set_note("")
