"""Keep an analysis under the athlete's name, where one was given and there is a number to keep."""

from core.analysis import Analysis
from core.athletes.db import AthleteDb
from core.athletes.session import Session, filmed_at, session_of


def record(analysis: Analysis) -> Session | None:
    """The session as it is kept; None where no athlete was named or nothing was measured.

    Raises
    ------
    UserError : the history cannot be written; what was kept before stays.
    """
    if not analysis.athlete or not analysis.summary or not analysis.clip.sha256:
        return None
    return AthleteDb().record(analysis.athlete, session_of(analysis, filmed_at(analysis.clip.path)))
