"""``autograder check``."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from .. import assignments
from ..bench import prepare
from ..course import find_course
from ..flow import LibraryAbsent
from ..intake import NothingFound, find
from ..language import _
from ..model import Hints, Status
from ..outlets import table
from ..policy import PolicyError, hint_policy
from ..scale.local import grade_all
from .options import Memory, Python, SandboxOption, Timeout, settings_of
from .saying import HELD, err, out, refusals, refuse


def check(
    notebook: Annotated[Path, typer.Argument(help="The notebook to check.")],
    python: Python = sys.executable,
    sandbox: SandboxOption = "auto",
    timeout: Timeout = 10.0,
    memory: Memory = 1024,
) -> None:
    """Run the public cases only, as a student or a student's CI sees them."""
    with refusals(LibraryAbsent, NothingFound, PolicyError):
        course = find_course(Path.cwd())
        policies = {name: hint_policy(course.root, name) for name in assignments.names()}
        settings = settings_of(course, None, None, python, sandbox, timeout, memory)
        settings = prepare(replace(settings, may_skip=True))
        found = find([str(notebook)], assignments.names())
        if len(found) > 1:
            template = _("check takes one notebook, and {path} holds {count}; grade takes them all.")
            refuse(template.format(path=notebook, count=len(found)))
        (result,) = grade_all(found, settings, jobs=1)
    if result.assignment is None:
        for line in table.about_one(result, Hints.NONE):
            err.print(line)
        raise typer.Exit(HELD)
    for line in table.about_one(result, policies[result.assignment].check):
        out.print(line)
    out.print(_("These are the public cases; hidden ones decide."))
    if any(exercise.status not in (Status.PASSED, Status.SKIPPED) for exercise in result.exercises):
        raise typer.Exit(HELD)
