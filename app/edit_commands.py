"""What the actions of the Edit menu do; `app.commands.Commands` inherits them."""

from typing import TYPE_CHECKING

from core.pose.skeleton import SIDES

if TYPE_CHECKING:
    from app.window import Window


class EditCommands:
    """Each one is a step that can be undone; nothing here touches the clip's file."""

    _window: "Window"

    def undo(self) -> None:
        self._window.session.document.history.stack.undo()

    def redo(self) -> None:
        self._window.session.document.history.stack.redo()

    # -- reps, contacts, markers
    def event_add(self) -> None:
        self._window.editing.events.add()

    def event_delete(self) -> None:
        self._window.editing.events.delete()

    def event_earlier(self) -> None:
        self._window.editing.events.nudge(-1)

    def event_later(self) -> None:
        self._window.editing.events.nudge(1)

    def event_other_foot(self) -> None:
        self._window.editing.events.other_foot()

    def event_as_found(self) -> None:
        self._window.editing.events.as_found()

    def marker(self) -> None:
        self._window.editing.events.marker()

    def kinogram_here(self) -> None:
        from app.views.kinogram_page import KinogramPage

        window, document = self._window, self._window.session.document
        unit = document.unit
        window.acts["plots"].setChecked(True)
        window.studies.show_page("kinogram")
        page = window.studies.study("kinogram")
        if unit is None or unit.side not in SIDES or not isinstance(page, KinogramPage):
            window.session.messages.tell("info", "A kinogram is of a run's step: none was found here.")
        elif not page.choose_at(unit.side, unit.start_s):
            told = f"Step {unit.number} has no kinogram: no step of the other foot was found just before it."
            window.session.messages.tell("info", told)

    # -- landmarks
    def repair(self, on: bool) -> None:
        if on:
            self._window.drawing.board.select(())  # their handles lie where the joints are
        self._window.editing.repair.set_on(on)

    def next_doubtful(self) -> None:
        self._window.editing.repair.next_doubtful(1)

    def previous_doubtful(self) -> None:
        self._window.editing.repair.next_doubtful(-1)

    def next_landmark(self) -> None:
        self._choose_landmark(1)

    def previous_landmark(self) -> None:
        self._choose_landmark(-1)

    def _choose_landmark(self, step: int) -> None:
        if self._window.picking.on:
            self._window.picking.next(step)
            return
        if self._window.drawing.next_joint(step):
            return
        self._window.acts["repair"].setChecked(True)
        self._window.editing.repair.next_landmark(step)

    def hide_landmark(self) -> None:
        self._window.editing.repair.hide()

    def swap_sides(self) -> None:
        self._window.editing.repair.swap()

    def swap_legs(self) -> None:
        self._window.editing.repair.swap("legs")

    def as_detected(self) -> None:
        self._window.editing.repair.as_detected()

    def all_as_detected(self) -> None:
        self._window.editing.repair.all_as_detected()

    # -- projects
    def project_open(self) -> None:
        self._window.editing.projects.open()

    def project_save(self) -> None:
        self._window.editing.projects.save()

    def project_save_as(self) -> None:
        self._window.editing.projects.save_as()

    def notes(self) -> None:
        from app.dialogs.notes import NotesDialog

        NotesDialog(self._window.session.document, self._window.editing.projects.projects, self._window).open()

    def project_take_out(self) -> None:
        self._window.editing.projects.take_out()

    def project_relink(self) -> None:
        self._window.editing.projects.relink()
