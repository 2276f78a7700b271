"""``autograder release``."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from ..course import find_course
from ..language import _
from ..pipeline import handout
from ..pipeline import release as pipeline
from ..pipeline.keys import progress, watched
from ..pipeline.notebooks import PipelineError
from .options import Assignments, known
from .saying import HELD, err, out, refusals, refuse


def release(
    names: Assignments = None,
    check: Annotated[bool, typer.Option("--check", help="Write and execute nothing; fail if out of date.")] = False,
    as_zip: Annotated[
        bool, typer.Option("--zip", help="Also pack each release into one archive for students.")
    ] = False,
    folder: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where the archives go.", show_default=True)
    ] = handout.FOLDER,
) -> None:
    """Build release/ and solutions/ from source/."""
    if check and as_zip:
        refuse(_("--check writes nothing, so it makes no archive either; leave one of --check and --zip out."))
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
                if as_zip:
                    out.print(escape(_("{file} is packed.").format(file=handout.pack(course.root, name, folder))))
