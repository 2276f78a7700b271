"""``autograder import``."""

import re
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from ..course import find_course
from ..language import _, plural
from ..outlets.words import clean
from ..pipeline.founding import found, refuse_unfit
from ..pipeline.importing.conversion import convert
from ..pipeline.notebooks import PipelineError, read_notebook
from .saying import out, refusals


def importing(
    notebook: Annotated[Path, typer.Argument(help="A source notebook of nbgrader, or one of otter-assign.")],
    name: Annotated[str | None, typer.Option(help="The assignment's name, where it is not the notebook's.")] = None,
) -> None:
    """Make an assignment from a notebook that was written for nbgrader or otter-assign."""
    wanted = name if name is not None else re.sub(r"[\s-]+", "_", notebook.stem.lower())
    with refusals(PipelineError):
        read_notebook(notebook)  # whether there is one, before anything is said about its name
        course = find_course(Path.cwd())
        refuse_unfit(course.root, wanted)
        imported = convert(notebook, wanted)
        found(course.root, imported.files)
    for file in imported.files:
        out.print(escape(_("{file} is new.").format(file=file)))
    count = len(imported.assignment.exercises)
    summary = plural("{n} exercise, {points} points.", "{n} exercises, {points} points in all.", count)
    out.print(summary.format(n=count, points=f"{imported.assignment.points:g}"))
    for section in imported.report:
        out.print()
        out.print(escape(section.heading), style="bold")
        for line in section.lines:
            out.print(f"  {escape(clean(line))}")
    out.print()
    out.print(
        _("Next: `autograder release {name}`. docs/import.md says what to do about the list.").format(name=wanted)
    )
