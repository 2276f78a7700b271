"""``autograder grade``."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from .. import assignments
from ..bench import prepare
from ..course import Course, find_course
from ..flow import LibraryAbsent
from ..intake import Found, NothingFound, find, sha256
from ..language import N_, _, plural
from ..model import Fate, Hints, Result
from ..outlets import folder, pages, table
from ..outlets.words import clean
from ..papers import AnswerError
from ..policy import PolicyError, hint_policy
from ..rooms import Settings
from ..rows import TableError
from ..sandbox.sandbox import Backend
from ..scale.circumstances import ClusterError
from ..scale.local import grade_all
from ..secret import SecretError
from .options import Memory, Overriding, Python, SandboxOption, SecretFile, Timeout, secret_of, settings_of
from .people import Anonymise, People, RosterFile, WhichAttempt, people_of
from .saying import HELD, INTERRUPTED, bar, err, out, refusals, refuse

WALLS: dict[Backend, str] = {
    "bwrap": N_("behind bubblewrap"),
    "landlock": N_("behind Landlock"),
    "none": N_("without any sandbox"),
}
REFUSED = (
    AnswerError,
    ClusterError,
    LibraryAbsent,
    NothingFound,
    PolicyError,
    SecretError,
    TableError,
    folder.FolderError,
    pages.PagesError,
)


def grade(
    paths: Annotated[list[str], typer.Argument(metavar="PATH…", help="Notebooks, folders or zips of notebooks.")],
    assignment: Annotated[str | None, typer.Option(help="Grade as this assignment instead of recognising it.")] = None,
    results: Annotated[Path | None, typer.Option("--out", help="Folder for results.jsonl and grades.csv.")] = None,
    html: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for a feedback page per submission.")] = None,
    jobs: Annotated[int, typer.Option(min=0, help="Submissions at a time; 0: one for each core.")] = 0,
    sandbox: SandboxOption = "auto",
    python: Python = sys.executable,
    timeout: Timeout = 10.0,
    memory: Memory = 1024,
    secret_file: SecretFile = None,
    fail_under: Annotated[float | None, typer.Option(min=0, max=100, help="Fail if a score is below PERCENT.")] = None,
    allow_skipped: Annotated[
        bool, typer.Option("--allow-skipped", help="Leave out exercises whose optional library is not installed.")
    ] = False,
    student: Annotated[
        str | None, typer.Option(help="Whose the notebook is, of one notebook, instead of what its name says.")
    ] = None,
    overrides: Overriding = None,
    roster: RosterFile = None,
    attempt: WhichAttempt = None,
    anonymise: Anonymise = False,
    scheduler: Annotated[
        str | None, typer.Option(help="Grade on a Dask cluster: the address of its scheduler, or local for one here.")
    ] = None,
) -> None:
    """Grade a notebook, a folder or zip of notebooks, or an nbgrader submitted/ tree."""

    finished: list[Result] = []
    kept: list[Result] = []
    with refusals(*REFUSED):
        course = find_course(Path.cwd())
        secret = secret_of(course, secret_file)
        settings = settings_of(course, assignment, secret, python, sandbox, timeout, memory)
        settings = replace(settings, may_skip=allow_skipped)
        people = people_of(course, secret, overrides, roster, attempt, anonymise)
        people.keep_apart(results, html)
        found = people.owned(find(paths, assignments.names()))
        if student is not None:
            if len(found) > 1:
                refuse(
                    _("--student names the student of one notebook, and there are {count}.").format(count=len(found))
                )
            found = [replace(each, student=student) for each in found]
        grading = _grading(scheduler, jobs or os.cpu_count() or 1)
        try:
            settings = prepare(settings)
            if results is None:
                graded = _watched(grading(found, settings), len(found))
                finished.extend(_paged(people.through(graded, found, None), html, course))
            else:
                with folder.open_folder(results):
                    earlier = folder.earlier(results, settings.made_with)
                    kept, waiting = _parted(found, earlier, settings.limits.notebook, people)
                    graded = _watched(grading(waiting, settings), len(waiting))
                    if attempt is None:
                        lines = folder.written(
                            people.through(graded, found, results), results, list(people.through(kept, found, results))
                        )
                    else:  # what is kept may count no more
                        lines = folder.written(people.through(chain(kept, graded), found, results), results)
                    finished.extend(_paged(lines, html, course))
        except KeyboardInterrupt:
            told = _("Interrupted. What was graded until then is in {folder}.") if results else _("Interrupted.")
            err.print(escape(told.format(folder=results)))
            raise typer.Exit(INTERRUPTED) from None
    for part in table.about_one(finished[0], Hints.BOTH) if len(finished) == 1 else table.tables(finished):
        out.print(part)
    _summary(finished, len(kept), settings.backend, results)
    people.tell(results)
    if html:
        out.print(escape(_("Pages: {index}.").format(index=html / pages.INDEX)))
    under = [result.student for result in finished if _under(result, fail_under)]
    if under:
        students = _(", ").join(map(clean, under))
        err.print(escape(_("Below {percent} %: {students}.").format(percent=f"{fail_under:g}", students=students)))
    if under or any(result.status is not Fate.GRADED for result in finished):
        raise typer.Exit(HELD)


def _grading(scheduler: str | None, jobs: int) -> Callable[[Sequence[Found], Settings], Iterator[Result]]:
    """What grades submissions: the cores of this machine, or a cluster."""
    if scheduler is None:
        return partial(grade_all, jobs=jobs)
    try:
        from ..scale import cluster
    except ModuleNotFoundError as error:
        refuse(
            _("--scheduler needs Dask, and there is no {name} here: pip install 'autograder[dask]'.").format(
                name=error.name
            )
        )
    return partial(cluster.grade_all, address=scheduler, jobs=jobs)


def _watched(results: Iterator[Result], count: int) -> Iterator[Result]:
    """The results as they come, with a progress bar where someone watches."""
    with bar(_("grading"), count > 1) as watch:
        for done, result in enumerate(results, 1):
            watch(done, count)
            yield result


def _paged(results: Iterator[Result], folder: Path | None, course: Course) -> Iterator[Result]:
    """The results as they come, each with its page where a folder is named, and with the hints that are allowed now."""
    if folder is None:
        return results
    policies = {name: hint_policy(course.root, name) for name in assignments.names()}
    now = datetime.now(UTC)
    return pages.paged(
        results, folder, lambda name: policies[name].feedback(now), lambda name: assignments.load(name).title
    )


def _parted(
    found: Sequence[Found], earlier: Sequence[Result], most: int, people: People
) -> tuple[list[Result], list[Found]]:
    """The earlier results that hold still, since their files and students are the same, and what is to be graded."""
    by_name = {people.known_as(each): each for each in found}
    kept = {}
    for result in earlier:
        each = by_name.get((result.submission, result.student))
        digest = sha256(each, most) if each is not None else None
        if each is not None and digest is not None and people.digest(digest) == result.sha256:
            kept[each] = replace(result, submission=each.shown, student=each.student, sha256=digest)
    return list(kept.values()), [each for each in found if each not in kept]


def _summary(results: Sequence[Result], kept: int, backend: Backend, folder: Path | None) -> None:
    graded = [result for result in results if result.status is Fate.GRADED]
    told = _("{graded} of {all} graded ({wall}).")
    out.print("\n" + told.format(graded=len(graded), all=len(results), wall=_(WALLS[backend])))
    if kept:
        told = plural(
            "{n} result is kept of an earlier run, since nothing that it depends on has changed.",
            "{n} results are kept of an earlier run, since nothing that they depend on has changed.",
            kept,
        )
        out.print(told.format(n=kept))
    if any(result.public_only for result in graded):
        out.print(
            _(
                "This is public only: there is no source/ with the solutions here, or no secret, so the public cases "
                "carried the points, and answers that were written down count."
            )
        )
    if folder:
        files = {"lines": folder / "results.jsonl", "grades": folder / "grades.csv"}
        out.print(escape(_("Results: {lines} and {grades}.").format(**files)))


def _under(result: Result, percent: float | None) -> bool:
    return percent is not None and result.score * 100 < percent * result.max_score
