"""``autograder list``."""

from rich.markup import escape

from .. import assignments
from ..language import _, plural
from .saying import out, refusals


def listing() -> None:
    """List assignments, exercises and points."""
    with refusals():
        known = [assignments.load(name) for name in assignments.names()]
    for assignment in known:
        points = plural("{n} point", "{n} points", round(assignment.points)).format(n=f"{assignment.points:g}")
        out.print(f"[bold]{assignment.name}[/]  {escape(_(assignment.title))}  {points}")
        for exercise in assignment.exercises:
            out.print(f"    {exercise.points:>4g}  {exercise.name}({', '.join(exercise.parameters)})")
