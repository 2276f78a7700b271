"""``autograder check``."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from .. import assignments
from ..bench import open_bench, prepare
from ..course import find_course
from ..flow import Bench, LibraryAbsent, grade
from ..intake import NothingFound, find, load
from ..language import _
from ..model import Hints, Result, Status, Submission
from ..outlets import table
from ..outlets.words import clean
from ..parsing import broken_cells
from ..policy import PolicyError, hint_policy
from ..sandbox.sandbox import SandboxFailed
from .options import Memory, Python, SandboxOption, Timeout, settings_of
from .saying import HELD, err, out, refusals, refuse


def check(
    notebook: Annotated[Path, typer.Argument(help="The notebook to check.")],
    python: Python = sys.executable,
    sandbox: SandboxOption = "auto",
    timeout: Timeout = 10.0,
    memory: Memory = 1024,
) -> None:
    """Say what a student asks before handing in, and run the public cases only."""
    with refusals(LibraryAbsent, NothingFound, PolicyError, SandboxFailed):
        course = find_course(Path.cwd())
        policies = {name: hint_policy(course.root, name) for name in assignments.names()}
        settings = settings_of(course, None, None, python, sandbox, timeout, memory)
        settings = prepare(replace(settings, may_skip=True))
        found = find([str(notebook)], assignments.names())
        if len(found) > 1:
            template = _("check takes one notebook, and {path} holds {count}; grade takes them all.")
            refuse(template.format(path=notebook, count=len(found)))
        with open_bench(settings) as bench:
            submission = load(found[0], bench.limits.notebook)
            result = submission if isinstance(submission, Result) else grade(submission, bench)
            broken = list(_broken(submission, bench)) if isinstance(submission, Submission) else []
    if result.assignment is None:
        for line in table.about_one(result, Hints.NONE):
            err.print(line)
    else:
        for line in table.about_one(result, policies[result.assignment].check):
            out.print(line)
        out.print()
        out.print(_("It is a notebook of {assignment}.").format(assignment=result.assignment))
    for sentence in broken:
        out.print(escape(sentence))
    if result.assignment is None:
        raise typer.Exit(HELD)
    if not broken:
        out.print(_("Every cell parses."))
    out.print(_filled_in(result))
    out.print(_("These are the public cases; hidden ones decide."))
    if broken or any(exercise.status not in (Status.PASSED, Status.SKIPPED) for exercise in result.exercises):
        raise typer.Exit(HELD)


def _broken(submission: Submission, bench: Bench) -> Iterator[str]:
    """A sentence for each cell that does not parse."""
    for each in broken_cells(submission, bench.reading_room(submission.folder, submission.data)):
        yield _("Cell {number} does not parse, line {line}: {reason}, at `{code}`.").format(
            number=each.cell, line=each.line, reason=clean(each.reason), code=clean(each.text)
        )


def _filled_in(result: Result) -> str:
    """Whether every graded function is there and no stub any more."""
    waiting = [each.name for each in result.exercises if each.status in (Status.BLANK, Status.MISSING)]
    if not waiting:
        return _("Every function is filled in.")
    return _("Still to be filled in: {functions}.").format(functions=_(", ").join(waiting))
