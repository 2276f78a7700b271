"""One command per job that a user has."""

import gettext
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from typer.core import TyperGroup

from . import assignments, language
from . import secret as secrets
from .assignments import UnknownAssignment
from .bench import prepare
from .course import Course, CourseError, find_course
from .flow import LibraryAbsent
from .intake import Found, NothingFound, find, sha256
from .language import N_, UnknownLanguage, _, plural
from .model import Fate, Hints, Result, Status
from .outlets import folder, pages, table
from .outlets.words import clean
from .papers import AnswerError
from .policy import PolicyError, hint_policy
from .rooms import Settings
from .sandbox.limits import MB, Limits
from .sandbox.sandbox import Backend, SandboxFailed, strongest
from .sandbox.view import SandboxUnavailable
from .scale.circumstances import ClusterError
from .scale.local import grade_all
from .solutions import SolutionError

HELD, REFUSED, INTERRUPTED = 1, 2, 130
"""Exit statuses beside 0: something did not hold; wrong use, or refused; interrupted from the terminal."""

WALLS: dict[Backend, str] = {
    "bwrap": N_("behind bubblewrap"),
    "landlock": N_("behind Landlock"),
    "none": N_("without any sandbox"),
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
SecretFile = Annotated[Path | None, typer.Option(help="The secret, where it is not the course's own.")]
SandboxOption = Annotated[
    str, typer.Option(help="bwrap, landlock, or auto for the stronger that works; none runs code with your rights.")
]


def main() -> None:
    """Run the command line; a user's mistake ends with one sentence and status 2."""
    gettext.bindtextdomain(language.DOMAIN, language.LOCALE)
    gettext.textdomain(language.DOMAIN)  # typer looks its own words up there
    command = command_line()
    explained = help_texts(command)
    _translate(explained)
    command(obj=explained)


def command_line() -> TyperGroup:
    """All commands; each takes the options of the whole program too, for that is where people write them."""
    command = typer.main.get_command(app)
    assert isinstance(command, TyperGroup)
    for each in command.commands.values():
        each.params += command.params
    return command


def help_texts(command: TyperGroup) -> list[tuple[Any, str]]:
    """Every command and option with its help text in English."""
    commands = [command, *command.commands.values()]
    explained: list[Any] = [part for each in commands for part in (each, *each.params)]
    explained += [each.get_help_option(typer.Context(each, **command.context_settings)) for each in commands]
    return [(part, part.help) for part in explained if part.help]


def _translate(explained: Sequence[tuple[Any, str]]) -> None:
    os.environ["LANGUAGE"] = language.spoken()  # typer and the workers speak it too
    for part, text in explained:
        part.help = _(text)


def _speak(context: typer.Context, name: str | None) -> None:
    if name is None:
        return
    with refusals(UnknownLanguage):
        language.use(name)
    _translate(context.obj)


@app.callback()
def _program(
    lang: Annotated[
        str | None,
        typer.Option(
            callback=_speak,
            is_eager=True,
            expose_value=False,
            metavar="LANGUAGE",
            help="The language of all that is said, as en or zh_CN, instead of the system's.",
        ),
    ] = None,
) -> None:
    """Hold the options of the whole program."""


@app.command("list")
def list_assignments() -> None:
    """List assignments, exercises and points."""
    for name in assignments.names():
        assignment = assignments.load(name)
        points = plural("{n} point", "{n} points", round(assignment.points)).format(n=f"{assignment.points:g}")
        out.print(f"[bold]{name}[/]  {escape(_(assignment.title))}  {points}")
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
            template = _("{assignments}: release and answer key are up to date, and nothing leaks.")
            out.print(template.format(assignments=_(", ").join(wanted)))
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
    with refusals(PolicyError):
        course = find_course(Path.cwd())
        policies = {name: hint_policy(course.root, name) for name in assignments.names()}
        settings = _settings(course, None, None, python, sandbox, timeout, memory)
        settings = prepare(replace(settings, may_skip=True))
        found = _found([str(notebook)])
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


@app.command()
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
    scheduler: Annotated[
        str | None, typer.Option(help="Grade on a Dask cluster: the address of its scheduler, or local for one here.")
    ] = None,
) -> None:
    """Grade a notebook, a folder or zip of notebooks, or an nbgrader submitted/ tree."""

    finished: list[Result] = []
    kept: list[Result] = []
    with refusals(AnswerError, secrets.SecretError, folder.FolderError, pages.PagesError, PolicyError, ClusterError):
        course = find_course(Path.cwd())
        secret = _secret(course, secret_file)
        settings = _settings(course, assignment, secret, python, sandbox, timeout, memory)
        settings = replace(settings, may_skip=allow_skipped)
        found = _found(paths)
        grading = _grading(scheduler, jobs or os.cpu_count() or 1)
        try:
            settings = prepare(settings)
            if results is None:
                finished.extend(_paged(_watched(grading(found, settings), len(found)), html, course))
            else:
                with folder.open_folder(results):
                    kept, waiting = _parted(
                        found, folder.earlier(results, settings.made_with), settings.limits.notebook
                    )
                    graded = _watched(grading(waiting, settings), len(waiting))
                    finished.extend(_paged(folder.written(graded, results, kept), html, course))
        except KeyboardInterrupt:
            told = _("Interrupted. What was graded until then is in {folder}.") if results else _("Interrupted.")
            err.print(escape(told.format(folder=results)))
            raise typer.Exit(INTERRUPTED) from None
    for part in table.about_one(finished[0], Hints.BOTH) if len(finished) == 1 else table.tables(finished):
        out.print(part)
    _summary(finished, len(kept), settings.backend, results)
    if html:
        out.print(escape(_("Pages: {index}.").format(index=html / pages.INDEX)))
    under = [result.student for result in finished if _under(result, fail_under)]
    if under:
        students = _(", ").join(map(clean, under))
        err.print(escape(_("Below {percent} %: {students}.").format(percent=f"{fail_under:g}", students=students)))
    if under or any(result.status is not Fate.GRADED for result in finished):
        raise typer.Exit(HELD)


@app.command()
def audit(
    names: Assignments = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="Write all that came of it, as JSON.")] = None,
    jobs: Annotated[int, typer.Option(min=0, help="Pieces of work at a time; 0: one for each core.")] = 0,
    secret_file: SecretFile = None,
    sandbox: SandboxOption = "auto",
) -> None:
    """Prove that the key is right, that nothing leaks, and that every wrong answer is caught."""
    from .pipeline import audit as pipeline
    from .pipeline import tables
    from .pipeline.notebooks import PipelineError

    with refusals(AnswerError, PipelineError, SolutionError, secrets.SecretError):
        course = find_course(Path.cwd())
        secret = _secret(course, secret_file)
        settings = _settings(course, None, secret, sys.executable, sandbox, pipeline.SECONDS, Limits().memory // MB)
        settings = prepare(replace(settings, assignments=_known(names), may_skip=True))
        with _bar(_("auditing")) as watch:
            audits = pipeline.audit(settings, jobs or os.cpu_count() or 1, watch)
    for part in tables.overview(audits):
        out.print(part, width=max(out.width, tables.WIDTH))
    if json:
        json.write_text(tables.as_json(audits), "utf-8")
    if any(each.faults for each in audits):
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
    refuse(_("--sandbox is auto, bwrap, landlock or none, not {name}.").format(name=name))


def _grading(scheduler: str | None, jobs: int) -> Callable[[Sequence[Found], Settings], Iterator[Result]]:
    """What grades submissions: the cores of this machine, or a cluster."""
    if scheduler is None:
        return partial(grade_all, jobs=jobs)
    try:
        from .scale import cluster
    except ModuleNotFoundError as error:
        refuse(
            _("--scheduler needs Dask, and there is no {name} here: pip install 'autograder[dask]'.").format(
                name=error.name
            )
        )
    return partial(cluster.grade_all, address=scheduler, jobs=jobs)


def _watched(results: Iterator[Result], count: int) -> Iterator[Result]:
    """The results as they come, with a progress bar where someone watches."""
    with _bar(_("grading"), count > 1) as watch:
        for done, result in enumerate(results, 1):
            watch(done, count)
            yield result


@contextmanager
def _bar(doing: str, wanted: bool = True) -> Iterator[Callable[[int, int], None]]:
    """A progress bar where someone watches: it is told how many pieces of work are done, and how many there are."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, disable=not (err.is_terminal and wanted), transient=True) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, pieces: bar.update(task, completed=done, total=pieces)


def _paged(results: Iterator[Result], folder: Path | None, course: Course) -> Iterator[Result]:
    """The results as they come, each with its page where a folder is named, and with the hints that are allowed now."""
    if folder is None:
        return results
    policies = {name: hint_policy(course.root, name) for name in assignments.names()}
    now = datetime.now(UTC)
    return pages.paged(
        results, folder, lambda name: policies[name].feedback(now), lambda name: assignments.load(name).title
    )


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
