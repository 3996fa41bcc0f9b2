"""Options of the commands: what a value must be, and the ones several commands share."""

import math
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from core.kinematics.scale import LOWEST_M, TALLEST_M

FASTEST_FPS = 10_000.0  # of a camera that films people


class Command(TyperCommand):
    """A command whose flags stand in its help without a type: `--help`, not `--help <bool>`."""

    def get_help_option(self, ctx: Any) -> TyperOption | None:  # the context's type is private to the library
        return _without_type(super().get_help_option(ctx))


class Commands(TyperGroup):
    """The program's commands; its own help as theirs."""

    def get_help_option(self, ctx: Any) -> TyperOption | None:
        return _without_type(super().get_help_option(ctx))


def _without_type(option: TyperOption | None) -> TyperOption | None:
    if option is not None:
        option.metavar = ""
    return option


def flag(name: str, told: str) -> Any:
    """An option that is given or not, for `Annotated[bool, ...]`."""
    return typer.Option(name, metavar="", help=told)


def capture_fps(value: float | None) -> float | None:
    """A frame rate, or wrong usage."""
    if value is not None and not 0 < value <= FASTEST_FPS:
        raise typer.BadParameter(f"{value:g} is no frame rate: give the true rate of the camera, such as 240")
    return value


def metres(text: str) -> float:
    """A length as people type it, 1.78 or 1,78, or wrong usage."""
    try:
        return float(str(text).strip().replace(",", "."))
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no standing height: give it in metres, {LOWEST_M:g} to {TALLEST_M:g}, such as 1.78"
        ) from None


def height(value: float | None) -> float | None:
    """A person's height in metres, or wrong usage."""
    if value is not None and not LOWEST_M <= value <= TALLEST_M:
        raise typer.BadParameter(
            f"{value:g} is no standing height: give it in metres, {LOWEST_M:g} to {TALLEST_M:g}, such as 1.78"
        )
    return value


def seconds(value: float | None) -> float | None:
    """A time in a clip, or wrong usage."""
    if value is not None and not 0 <= value < math.inf:
        raise typer.BadParameter(f"{value:g} is no time in the clip: give seconds from its beginning")
    return value


def name(value: str | None) -> str | None:
    """An athlete's name, or wrong usage."""
    if value is not None and not value.strip():
        raise typer.BadParameter("an athlete's name cannot be empty")
    return value if value is None else value.strip()


def jobs(value: int | None) -> int | None:
    """A number of threads, or wrong usage."""
    if value is not None and value < 1:
        raise typer.BadParameter(f"{value} is too few: at least one thread is needed")
    return value


def parse_pick(text: str | None) -> tuple[float, float, float] | None:
    """`X,Y@T` as (x px, y px, seconds), or wrong usage; None where nobody is picked."""
    if text is None:
        return None
    place, _, time = text.partition("@")
    try:
        x, y = (float(number) for number in place.split(","))
        pick = (x, y, float(time))
    except ValueError:
        pick = (math.nan, math.nan, math.nan)
    if not all(0 <= number < math.inf for number in pick):
        raise typer.BadParameter(
            f"{text!r} is not X,Y@T: pixels from the left and from the top, at seconds of the clip: 640,360@1.5",
            param_hint="'--pick'",
        )
    return pick


Movement = Annotated[Literal["auto", "squat", "sprint"], typer.Option(help="What is done in the clips.")]
Quality = Annotated[
    Literal["fast", "standard", "precise"],
    typer.Option(help="How many looks at each frame: fast takes one, precise up to four."),
]
Height = Annotated[
    float | None,
    typer.Option(
        metavar="M", parser=metres, callback=height, help="The athlete's standing height in metres; gives metres."
    ),
]
Athlete = Annotated[
    str | None, typer.Option(metavar="NAME", callback=name, help="Whose clips these are; kept in the results.")
]
Debug = Annotated[bool, flag("--debug", "Show what the program did when something fails.")]
TrueFps = Annotated[
    float | None, typer.Option(metavar="F", callback=capture_fps, help="The true rate of a slow-motion clip.")
]
LookAgain = Annotated[bool, flag("--force", "Look for the athlete again, ignore the cache.")]
Pick = Annotated[
    str | None, typer.Option(metavar="X,Y@T", help="Which person: pixels of the upright picture, at T seconds.")
]
