"""``autograder audit``."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from ..bench import prepare
from ..course import find_course
from ..flow import LibraryAbsent
from ..language import _
from ..papers import AnswerError
from ..pipeline import audit as pipeline
from ..pipeline import tables
from ..pipeline.notebooks import PipelineError
from ..pipeline.release import refuse_broken
from ..sandbox.limits import MB, Limits
from ..scale.cores import cores
from ..secret import SecretError
from ..solutions import SolutionError
from .options import Assignments, SandboxOption, SecretFile, known, secret_of, settings_of
from .saying import HELD, bar, out, refusals


def audit(
    names: Assignments = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="Write all that came of it, as JSON.")] = None,
    jobs: Annotated[int, typer.Option(min=0, help="Pieces of work at a time; 0: one for each core.")] = 0,
    secret_file: SecretFile = None,
    sandbox: SandboxOption = "auto",
) -> None:
    """Prove that the key is right, that nothing leaks, and that every wrong answer is caught."""
    with refusals(AnswerError, PipelineError, SolutionError, LibraryAbsent, SecretError):
        course, wanted = find_course(Path.cwd()), known(names)
        refuse_broken(course.root, wanted)
        secret = secret_of(course, secret_file)
        settings = settings_of(course, None, secret, sys.executable, sandbox, pipeline.SECONDS, Limits().memory // MB)
        settings = prepare(replace(settings, assignments=wanted, may_skip=True))
        with bar(_("auditing")) as watch:
            audits = pipeline.audit(settings, jobs or len(cores()), watch)
    for part in tables.overview(audits):
        out.print(part, width=max(out.width, tables.WIDTH))
    if json:
        json.write_text(tables.as_json(audits), "utf-8")
    if any(each.faults for each in audits):
        raise typer.Exit(HELD)
