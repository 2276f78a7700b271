"""``autograder grade``."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, nullcontext
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
from ..intake import Found, NothingFound, find
from ..language import N_, _, plural
from ..model import Fate, Hints, Result
from ..outlets import files, folder, table
from ..outlets.brief import brief
from ..outlets.words import clean
from ..papers import AnswerError
from ..rows import TableError
from ..sandbox.starting import Backend
from ..scale.cores import cores
from ..scale.local import grade_all
from ..scale.once import Grading, Kept, graded_once, parted
from ..secret import SecretError
from .options import Memory, Overriding, Python, SandboxOption, SecretFile, Timeout, secret_of, settings_of
from .people import NAMED, Anonymise, People, RosterFile, WhichAttempt, people_of
from .progress import Tally, watched
from .saying import HELD, INTERRUPTED, err, out, refusals, refuse

WALLS: dict[Backend, str] = {
    "bwrap": N_("behind bubblewrap"),
    "landlock": N_("behind Landlock"),
    "none": N_("without any sandbox"),
}
REFUSED = (
    AnswerError,
    LibraryAbsent,
    NothingFound,
    SecretError,
    TableError,
    files.WriteError,
    folder.FolderError,
)


def grade(
    paths: Annotated[list[str], typer.Argument(metavar="PATH…", help="Notebooks, folders or zips of notebooks.")],
    assignment: Annotated[str | None, typer.Option(help="Grade as this assignment instead of recognising it.")] = None,
    results: Annotated[Path | None, typer.Option("--out", help="Folder for results.jsonl and grades.csv.")] = None,
    html: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for a feedback page per submission.")] = None,
    junit_file: Annotated[Path | None, typer.Option("--junit", metavar="FILE", help="Write JUnit XML, for CI.")] = None,
    gradescope_file: Annotated[
        Path | None, typer.Option("--gradescope", metavar="FILE", help="Write Gradescope's results.json.")
    ] = None,
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
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")] = False,
    student: Annotated[
        str | None, typer.Option(help="Whose the notebook is, of one notebook, instead of what its name says.")
    ] = None,
    overrides: Overriding = None,
    roster: RosterFile = None,
    attempt: WhichAttempt = None,
    anonymise: Anonymise = False,
    gradebook: Annotated[
        str | None, typer.Option(metavar="URL", help="nbgrader's gradebook to enter scores in: a file or a database.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Grade on a Dask cluster: the address of its scheduler, or local for one here.")
    ] = None,
) -> None:
    """Grade a notebook, a folder or zip of notebooks, or an nbgrader submitted/ tree."""

    out.quiet = quiet
    kept: list[Kept] = []
    finished: list[Result] = []
    single: Result | None = None
    with refusals(*REFUSED), ExitStack() as stack:
        course = find_course(Path.cwd())
        secret = secret_of(course, secret_file)
        settings = settings_of(course, assignment, secret, python, sandbox, timeout, memory)
        settings = replace(settings, may_skip=allow_skipped)
        people = people_of(course, secret, overrides, roster, attempt, anonymise)
        people.keep_apart(results, html)
        closed: list[str] = []
        found = people.owned(find(paths, assignments.names(), closed))
        for sentence in closed:
            err.print(escape(clean(sentence)))
        if student is not None:
            if len(found) > 1:
                refuse(
                    _("--student names the student of one notebook, and there are {count}.").format(count=len(found))
                )
            found = [replace(each, student=student) for each in found]
        grading = _grading(scheduler, jobs or len(cores()), attempt is not None, stack)
        if gradebook and anonymise:
            refuse(_("--gradebook enters scores under students' names, and --anonymise takes these out."))
        enter, left_out = _entered(gradebook, course, stack)
        try:
            settings = prepare(settings)
            with folder.open_folder(results) if results else nullcontext():
                earlier = folder.earlier(results) if results else []
                gone = people.unmatched(earlier, found)
                earlier = folder.repeated(earlier, settings.made_with)
                kept, waiting = parted(found, earlier, settings.limits.notebook, people)
                tally = Tally(len(waiting))
                graded = watched(graded_once(waiting, settings, grading), tally, quiet)
                if results:
                    wanted = bool(html or junit_file or gradescope_file or gradebook)
                    graded = _into(results, graded, found, kept, people, finished, wanted)
                else:
                    graded = _gathered(people.through(graded, found, None), finished)
                for result in enter(_shown(graded, course, html, junit_file, gradescope_file, stack)):
                    single = result
                    if gone[result.student, result.sha256]:  # the same file, named in another way
                        gone[result.student, result.sha256] -= 1
        except KeyboardInterrupt:
            told = _("Interrupted. What was graded until then is in {folder}.") if results else _("Interrupted.")
            err.print(escape(told.format(folder=results)))
            raise typer.Exit(INTERRUPTED) from None
    alone = single if len(finished) == 1 else None
    for part in table.about_one(alone, Hints.BOTH) if alone else table.tables(finished):
        out.print(part)
    _summary(finished, len(kept), gone.total(), settings.backend)
    people.tell(results)
    for sentence in tally.sentences():
        out.print(escape(sentence))
    if results:
        _tell_where(results)
    if html:
        from ..outlets.pages import INDEX

        out.print(escape(_("Pages: {index}.").format(index=html / INDEX)))
    if quiet:
        for line in table.ungraded(finished, NAMED):
            err.print(line)
    for sentence in left_out:
        err.print(escape(sentence))
    under = [result.student for result in finished if _under(result, fail_under)]
    if under:
        students = table.listed(map(clean, under))
        err.print(escape(_("Below {percent} %: {students}.").format(percent=f"{fail_under:g}", students=students)))
    if under or left_out or any(result.status is not Fate.GRADED for result in finished):
        raise typer.Exit(HELD)


def _grading(scheduler: str | None, jobs: int, by_student: bool, stack: ExitStack) -> Grading:
    """What grades submissions: the cores of this machine, or a cluster."""
    if scheduler is None:
        return partial(grade_all, jobs=jobs, by_student=by_student)
    from ..scale.circumstances import ClusterError

    stack.enter_context(refusals(ClusterError))
    try:
        from ..scale import cluster
    except ModuleNotFoundError as error:
        refuse(
            _("--scheduler needs Dask, and there is no {name} here: pip install '.[dask]' (docs/setup.md).").format(
                name=error.name
            )
        )
    return partial(cluster.grade_all, address=scheduler, jobs=jobs)


def _gathered(results: Iterator[Result], finished: list[Result]) -> Iterator[Result]:
    """Pass results on, and keep each in brief."""
    for result in results:
        finished.append(brief(result))
        yield result


def _into(
    results: Path,
    graded: Iterator[Result],
    found: Sequence[Found],
    kept: Sequence[Kept],
    people: People,
    finished: list[Result],
    shown: bool,
) -> Iterator[Result]:
    """Results on their way into their folder, behind those that are kept of an earlier run.

    Where people have no say in any, kept lines are copied as they stand, and read only if they are to be shown.
    """
    lines = [each.line for each in kept]
    whole = folder.whole(lines, results)
    if people.silent and all(line.file == folder.RESULTS and not line.decided for line in lines):
        finished += [people.meet(line.result) for line in lines]
        graded = _gathered(people.through(graded, found, results), finished)
        wanted = whole if shown or len(found) == 1 else ()
        return chain(wanted, folder.written(graded, results, lines, finished))
    again = (
        replace(result, submission=each.found.shown, student=each.found.student, sha256=each.sha256)
        for each, result in zip(kept, whole, strict=True)
    )
    graded = _gathered(people.through(chain(again, graded), found, results), finished)
    return folder.written(graded, results, [], finished)


def _shown(
    results: Iterator[Result],
    course: Course,
    html: Path | None,
    junit_file: Path | None,
    gradescope_file: Path | None,
    stack: ExitStack,
) -> Iterator[Result]:
    """The results as they come, each written where files for students are asked for, with the hints allowed now."""
    if not (html or junit_file or gradescope_file):
        return results
    from ..outlets import gradescope, junit, pages
    from ..policy import PolicyError, hint_policy

    stack.enter_context(refusals(PolicyError))
    policies = {name: hint_policy(course.root, name) for name in assignments.names()}
    now = datetime.now(UTC)

    def hints(name: str) -> Hints:
        return policies[name].feedback(now)

    if html:
        results = pages.paged(results, html, hints, lambda name: assignments.load(name).title)
    if junit_file:
        results = junit.reported(results, junit_file, hints)
    if gradescope_file:
        results = gradescope.gradescoped(results, gradescope_file, hints)
    return results


def _entered(
    address: str | None, course: Course, stack: ExitStack
) -> tuple[Callable[[Iterator[Result]], Iterator[Result]], list[str]]:
    """What enters results in nbgrader's gradebook as they come, and a list for what it has to leave out."""
    left_out: list[str] = []
    if address is None:
        return (lambda results: results), left_out
    try:
        from ..outlets import gradebook
    except ModuleNotFoundError as error:
        refuse(
            _(
                "--gradebook needs nbgrader, and there is no {name} here: pip install '.[gradebook]' (docs/setup.md)."
            ).format(name=error.name)
        )
    stack.enter_context(refusals(gradebook.GradebookError))
    known = [assignments.load(name) for name in assignments.names()]
    entries = stack.enter_context(gradebook.opened(address, course.root, known))
    return partial(gradebook.entered, entries=entries, left_out=left_out), left_out


def _summary(results: Sequence[Result], kept: int, gone: int, backend: Backend) -> None:
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
    if gone:
        told = plural(
            "{n} result of an earlier run is no longer there: {file} holds what this run found, and nothing else.",
            "{n} results of an earlier run are no longer there: {file} holds what this run found, and nothing else.",
            gone,
        )
        out.print(told.format(n=gone, file=folder.RESULTS))
    if any(result.public_only for result in graded):
        out.print(
            _(
                "This is public only: there is no source/ with the solutions here, or no secret, so the public cases "
                "carried the points, and answers that were written down count."
            )
        )


def _tell_where(results: Path) -> None:
    files = {"lines": results / folder.RESULTS, "grades": results / folder.GRADES}
    out.print(escape(_("Results: {lines} and {grades}.").format(**files)))


def _under(result: Result, percent: float | None) -> bool:
    return percent is not None and result.score * 100 < percent * result.max_score
