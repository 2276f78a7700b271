"""``autograder new``."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from ..course import find_course
from ..language import _
from ..pipeline.founding import blank, found, refuse_unfit
from ..pipeline.notebooks import PipelineError
from .saying import out, refusals


def new(
    name: Annotated[str, typer.Argument(help="Its name: small letters, digits and underscores, as week_5.")],
) -> None:
    """Found an assignment, with a toy exercise that passes the audit, to be made into one's own."""
    with refusals(PipelineError):
        course = find_course(Path.cwd())
        refuse_unfit(course.root, name)
        files = blank(name)
        found(course.root, files)
    for file in files:
        out.print(escape(_("{file} is new.").format(file=file)))
    out.print(_("Next, in the course folder, until each of them is content:"))
    for command in (f"autograder release {name}", f"autograder audit {name}", f"python -m pytest tests/{name}"):
        out.print(f"    {command}")
    out.print(_("docs/new-assignment.md shows how to go on from here."))
