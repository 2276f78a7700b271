"""``autograder release``."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from ..course import find_course
from ..language import _
from ..pipeline import release as pipeline
from ..pipeline.keys import progress, watched
from ..pipeline.notebooks import PipelineError
from .options import Assignments, known
from .saying import HELD, err, out, refusals


def release(
    names: Assignments = None,
    check: Annotated[bool, typer.Option("--check", help="Write and execute nothing; fail if out of date.")] = False,
) -> None:
    """Build release/ and solutions/ from source/."""
    with refusals(PipelineError):
        course = find_course(Path.cwd())
        wanted = known(names)
        if check:
            faults = [fault for name in wanted for fault in pipeline.check(course.root, name)]
            for fault in faults:
                err.print(escape(fault))
            if faults:
                raise typer.Exit(HELD)
            template = _("{assignments}: release and answer key are up to date, and nothing leaks.")
            out.print(template.format(assignments=_(", ").join(wanted)))
            return
        with progress() as bar:
            for name in wanted:
                for done in pipeline.build(course.root, name, watched(bar, name)):
                    out.print(escape(done))
