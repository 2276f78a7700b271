"""One command per job that a user has."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from . import assignments
from . import secret as secrets
from .assignments import UnknownAssignment
from .bench import prepare
from .course import Course, CourseError, find_course
from .flow import LibraryAbsent
from .intake import Found, NothingFound, find, sha256
from .model import Fate, Result, Status
from .outlets import folder, table
from .outlets.words import clean, say
from .papers import AnswerError
from .rooms import Settings
from .sandbox.limits import MB, Limits
from .sandbox.sandbox import Backend, SandboxFailed, strongest
from .sandbox.view import SandboxUnavailable
from .scale.circumstances import ClusterError
from .scale.local import grade_all

HELD, REFUSED, INTERRUPTED = 1, 2, 130
"""Exit statuses beside 0: something did not hold; wrong use, or refused; interrupted from the terminal."""

WALLS: dict[Backend, str] = {
    "bwrap": "behind bubblewrap",
    "landlock": "behind Landlock",
    "none": "without any sandbox",
}

app = typer.Typer(
    help="Builds and grades the assignments of a deep-learning course.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
out = Console(highlight=False, soft_wrap=True, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)

Assignments = Annotated[list[str] | None, typer.Argument(help="Names of assignments; all where none is given.")]
Python = Annotated[str, typer.Option(help="The Python whose NumPy runs the submissions: a course's own environment.")]
Timeout = Annotated[float, typer.Option(min=0.1, help="Seconds that an exercise may take.")]
Memory = Annotated[int, typer.Option(min=256, help="Megabytes that a submission may use.")]
SandboxOption = Annotated[
    str, typer.Option(help="bwrap, landlock, or auto for the stronger that works; none runs code with your rights.")
]


def main() -> None:
    """Run the command line; a user's mistake ends with one sentence and status 2."""
    app()


@app.command("list")
def list_assignments() -> None:
    """List assignments, exercises and points."""
    for name in assignments.names():
        assignment = assignments.load(name)
        out.print(f"[bold]{name}[/]  {escape(assignment.title)}  {assignment.points:g} points")
        for exercise in assignment.exercises:
            out.print(f"    {exercise.points:>4g}  {exercise.name}({', '.join(exercise.parameters)})")


@app.command()
def release(
    names: Assignments = None,
    check: Annotated[bool, typer.Option("--check", help="Write and execute nothing; fail if out of date.")] = False,
) -> None:
    """Build release/ and solutions/ from source/."""
    from .pipeline import release as pipeline
    from .pipeline.keys import progress, watched
    from .pipeline.notebooks import PipelineError

    with refusals(PipelineError):
        course = find_course(Path.cwd())
        wanted = _known(names)
        if check:
            faults = [fault for name in wanted for fault in pipeline.check(course.root, name)]
            for fault in faults:
                err.print(escape(fault))
            if faults:
                raise typer.Exit(HELD)
            out.print(f"{', '.join(wanted)}: release and answer key are up to date, and nothing leaks.")
            return
        with progress() as bar:
            for name in wanted:
                for done in pipeline.build(course.root, name, watched(bar, name)):
                    out.print(escape(done))


@app.command()
def check(
    notebook: Annotated[Path, typer.Argument(help="The notebook to check.")],
    python: Python = sys.executable,
    sandbox: SandboxOption = "auto",
    timeout: Timeout = 10.0,
    memory: Memory = 1024,
) -> None:
    """Run the public cases only, as a student or a student's CI sees them."""
    with refusals():
        settings = _settings(find_course(Path.cwd()), None, None, python, sandbox, timeout, memory)
        settings = prepare(replace(settings, may_skip=True))
        found = _found([str(notebook)])
        if len(found) > 1:
            refuse(f"check takes one notebook, and {notebook} holds {len(found)}; grade takes them all.")
        (result,) = grade_all(found, settings, jobs=1)
    if result.status is not Fate.GRADED:
        err.print(escape(f"{result.submission}: {say(result.message)}"))
        raise typer.Exit(HELD)
    for line in table.about_one(result):
        out.print(line)
    out.print("These are the public cases; hidden ones decide.")
    if any(exercise.status not in (Status.PASSED, Status.SKIPPED) for exercise in result.exercises):
        raise typer.Exit(HELD)


@app.command()
def grade(
    paths: Annotated[list[str], typer.Argument(metavar="PATH…", help="Notebooks, folders or zips of notebooks.")],
    assignment: Annotated[str | None, typer.Option(help="Grade as this assignment instead of recognising it.")] = None,
    results: Annotated[Path | None, typer.Option("--out", help="Folder for results.jsonl and grades.csv.")] = None,
    jobs: Annotated[int, typer.Option(min=0, help="Submissions at a time; 0: one for each core.")] = 0,
    sandbox: SandboxOption = "auto",
    python: Python = sys.executable,
    timeout: Timeout = 10.0,
    memory: Memory = 1024,
    secret_file: Annotated[Path | None, typer.Option(help="The secret, where it is not the course's own.")] = None,
    fail_under: Annotated[float | None, typer.Option(min=0, max=100, help="Fail if a score is below PERCENT.")] = None,
    allow_skipped: Annotated[
        bool, typer.Option("--allow-skipped", help="Leave out exercises whose optional library is not installed.")
    ] = False,
    scheduler: Annotated[
        str | None, typer.Option(help="Grade on a Dask cluster: the address of its scheduler, or local for one here.")
    ] = None,
) -> None:
    """Grade a notebook, a folder or zip of notebooks, or an nbgrader submitted/ tree."""

    finished: list[Result] = []
    kept: list[Result] = []
    with refusals(AnswerError, secrets.SecretError, folder.FolderError, ClusterError):
        course = find_course(Path.cwd())
        secret = _secret(course, secret_file)
        settings = _settings(course, assignment, secret, python, sandbox, timeout, memory)
        settings = replace(settings, may_skip=allow_skipped)
        found = _found(paths)
        grading = _grading(scheduler, jobs or os.cpu_count() or 1)
        try:
            settings = prepare(settings)
            if results is None:
                finished.extend(_watched(grading(found, settings), len(found)))
            else:
                with folder.open_folder(results):
                    kept, waiting = _parted(
                        found, folder.earlier(results, settings.made_with), settings.limits.notebook
                    )
                    graded = _watched(grading(waiting, settings), len(waiting))
                    finished.extend(folder.written(graded, results, kept))
        except KeyboardInterrupt:
            err.print(f"Interrupted.{f' What was graded until then is in {results}.' if results else ''}")
            raise typer.Exit(INTERRUPTED) from None
    for part in table.about_one(finished[0]) if len(finished) == 1 else table.tables(finished):
        out.print(part)
    _summary(finished, len(kept), settings.backend, results)
    under = [result.student for result in finished if _under(result, fail_under)]
    if under:
        err.print(escape(f"Below {fail_under:g} %: {', '.join(map(clean, under))}."))
    if under or any(result.status is not Fate.GRADED for result in finished):
        raise typer.Exit(HELD)


# --- what the commands share ------------------------------------------------------------------------------------


@contextmanager
def refusals(*further: type[Exception]) -> Iterator[None]:
    """Turn what a user can get wrong into one sentence and status 2."""
    try:
        yield
    except (UnknownAssignment, CourseError, NothingFound, LibraryAbsent, SandboxUnavailable, SandboxFailed) as error:
        refuse(str(error))
    except further as error:
        refuse(str(error))


def refuse(sentence: str) -> NoReturn:
    err.print(escape(clean(sentence)))
    raise typer.Exit(REFUSED)


def _known(names: Sequence[str] | None) -> tuple[str, ...]:
    for name in names or ():
        assignments.load(name)
    return tuple(names or assignments.names())


def _found(paths: Sequence[str]) -> list[Found]:
    return find(paths, assignments.names())


def _settings(
    course: Course, assignment: str | None, secret: bytes | None, python: str, sandbox: str, timeout: float, memory: int
) -> Settings:
    return Settings(
        course=course,
        assignments=_known([assignment] if assignment else None),
        secret=secret,
        python=python,
        backend=_backend(sandbox),
        limits=replace(Limits(), seconds=timeout, memory=memory * MB),
    )


def _backend(name: str) -> Backend:
    match name:
        case "bwrap" | "landlock" | "none":
            return name
        case "auto":
            backend, weakness = strongest()
            if weakness:
                err.print(escape(weakness))
            return backend
    refuse(f"--sandbox is auto, bwrap, landlock or none, not {name}.")


def _grading(scheduler: str | None, jobs: int) -> Callable[[Sequence[Found], Settings], Iterator[Result]]:
    """What grades submissions: the cores of this machine, or a cluster."""
    if scheduler is None:
        return partial(grade_all, jobs=jobs)
    try:
        from .scale import cluster
    except ModuleNotFoundError as error:
        refuse(f"--scheduler needs Dask, and there is no {error.name} here: pip install 'autograder[dask]'.")
    return partial(cluster.grade_all, address=scheduler, jobs=jobs)


def _watched(results: Iterator[Result], count: int) -> Iterator[Result]:
    """The results as they come, with a progress bar where someone watches."""
    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal or count < 2, transient=True) as bar:
        task = bar.add_task("grading", total=count)
        for result in results:
            bar.advance(task)
            yield result


def _secret(course: Course, file: Path | None) -> bytes | None:
    """The secret in ``file``, or the course's own; a folder that is no course has none, and gets none."""
    if file:
        return secrets.read_secret(file)
    return secrets.course_secret(course.root) if (course.root / "source").is_dir() else None


def _parted(found: Sequence[Found], earlier: Sequence[Result], most: int) -> tuple[list[Result], list[Found]]:
    """The earlier results that hold still, since their files and students are the same, and what is to be graded."""
    by_name = {(each.shown, each.student): each for each in found}
    kept = {}
    for result in earlier:
        each = by_name.get((result.submission, result.student))
        if each is not None and sha256(each, most) == result.sha256:
            kept[each] = result
    return list(kept.values()), [each for each in found if each not in kept]


def _summary(results: Sequence[Result], kept: int, backend: Backend, folder: Path | None) -> None:
    graded = [result for result in results if result.status is Fate.GRADED]
    words = f"\n{len(graded)} of {len(results)} graded ({WALLS[backend]})"
    if kept:
        words += f"; {kept} results are kept of an earlier run, since nothing that they depend on has changed"
    if any(result.public_only for result in graded):
        words += (
            "; public only: there is no source/ with the solutions here, or no secret, so the public cases carried "
            "the points, and answers that were written down count"
        )
    out.print(f"{words}.")
    if folder:
        out.print(escape(f"Results: {folder / 'results.jsonl'} and {folder / 'grades.csv'}."))


def _under(result: Result, percent: float | None) -> bool:
    return percent is not None and result.score * 100 < percent * result.max_score
