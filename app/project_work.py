"""What there is to save of a window: the clips with what was done on them, and a project made of it."""

from collections.abc import Sequence
from pathlib import Path

from app.document import Options
from core.edits.edits import Edits
from core.errors import UserError
from core.project import file
from core.project.project import Project, ProjectClip

Work = tuple[tuple[Path, Options, Edits], ...]


def by_hand(work: Work) -> Work:
    """What is worth saving: clips nobody has touched are opened again as they are."""
    return tuple(item for item in work if item[2] != Edits() or item[1] != Options())


def gathered(
    work: Work, hashes: dict[Path, str], lost: Sequence[ProjectClip], notes: str, shown: Path | None
) -> Project:  # fmt: skip
    """The project of this work, made in the worker: a clip's hash may have to be read from it.

    hashes : what clips are known by already; what is read is put among them.  lost : clips that are not found.

    Raises
    ------
    UserError : a clip on which something was done is gone, and nobody has read its hash before.
    """
    clips, paths = [], []
    for path, options, edits in work:
        if path not in hashes:
            try:
                hashes[path] = file.clip_hash(path)
            except UserError:
                if by_hand(((path, options, edits),)):
                    raise
                continue  # gone, and nothing was done on it: no reason not to save the others
        paths.append(path)
        clips.append(
            ProjectClip(
                path.name, hashes[path], path, options.movement, options.athlete, options.height_m,
                options.capture_fps, edits, options.notes, options.analysed_s,
            )
        )  # fmt: skip
    return Project((*clips, *lost), paths.index(shown) if shown in paths else 0, notes)


def options_of(clip: ProjectClip) -> Options:
    """How a project's clip is analysed."""
    return Options(clip.movement, clip.athlete, clip.height_m, clip.capture_fps, clip.notes, clip.analysed_s)
