"""Any sound annotation, for property tests."""

from hypothesis import strategies as st

from core.annotations.annotation import MOST_PX, Annotation, Style
from core.annotations.kinds import KINDS, TIED
from core.annotations.span import Span
from core.pose.skeleton import LANDMARKS

_pixels = st.floats(-MOST_PX, MOST_PX)
_points = st.tuples(_pixels, _pixels)
_seconds = st.floats(-1e5, 1e5)
_text = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=60)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start = draw(_seconds)
    kind = draw(st.sampled_from(["frame", "range", "fade", "clip"]))
    return Span(kind, start, start + draw(st.floats(0, 1e4)), draw(st.floats(0.01, 10)))


styles = st.builds(
    Style,
    colour=st.from_regex(r"#[0-9A-F]{6}", fullmatch=True),
    width_px=st.floats(1, 12),
    opacity=st.floats(0.05, 1),
)


@st.composite
def annotations(draw: st.DrawFn) -> Annotation:
    kind = draw(st.sampled_from(sorted(KINDS)))
    spec = KINDS[kind]
    least, most = spec.points
    follows = draw(st.sampled_from(["", *LANDMARKS])) if kind not in TIED else ""
    return Annotation(
        id=draw(st.from_regex(r"[0-9a-z_-]{1,40}", fullmatch=True)),
        kind=kind,
        points=tuple(draw(st.lists(_points, min_size=least, max_size=min(most, 9)))),
        style=draw(styles),
        span=draw(spans()),
        text=draw(_text),
        name=draw(_text),
        follows=follows,
        anchor_px=draw(_points) if follows else None,
        landmarks=tuple(
            draw(st.lists(st.sampled_from(LANDMARKS), min_size=spec.landmarks, max_size=spec.landmarks, unique=True))
        ),
        amount=None if spec.amount is None else draw(st.floats(spec.amount[0], spec.amount[2])),
        marks_s=tuple(draw(st.lists(_seconds, max_size=2))),
        counts=draw(st.sampled_from(["hand", "reps", "steps"])),
        placing_px=draw(st.floats(1, 50)),
        hidden=draw(st.booleans()),
    )
