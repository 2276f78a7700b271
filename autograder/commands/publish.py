"""``autograder publish``."""

import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from .. import assignments
from ..course import find_course
from ..language import _, plural
from ..model import Fate, Hints, Result
from ..outlets import canvas, coursera, files, markdown, moodle, page, reading, worksheet
from ..outlets.brief import brief
from ..outlets.words import clean
from ..policy import PolicyError, hint_policy
from . import job
from .options import known
from .saying import err, out, refusals, refuse

REFUSED = (PolicyError, coursera.NoExercise, files.WriteError, reading.ReadError, worksheet.WorksheetError)
FEEDBACK = Path("/shared/feedback.json")
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same results make the same zip

HintsOf = Callable[[Result], Hints]


class Platform(StrEnum):
    CANVAS = "canvas"
    MOODLE = "moodle"
    COURSERA = "coursera"
    GITHUB = "github"


def publish(
    platform: Annotated[Platform, typer.Argument(help="Where the results go.", show_choices=True)],
    results: Annotated[Path, typer.Argument(help="The folder of grade's --out.")],
    target: Annotated[
        Path | None, typer.Option("--out", help="canvas, moodle: the folder to write to. coursera: the file.")
    ] = None,
    downloaded: Annotated[
        Path | None,
        typer.Option("--with", metavar="FILE", help="canvas: the exported gradebook. moodle: the grading worksheet."),
    ] = None,
    assignment: Annotated[str | None, typer.Option(help="Of the results of several assignments, only these.")] = None,
    column: Annotated[
        str | None, typer.Option(help="canvas, moodle: the column for points, if it has another name.")
    ] = None,
    exercise: Annotated[str | None, typer.Option(help="coursera: the exercise that is a part there.")] = None,
    within: Annotated[Path | None, typer.Option(help="github: the student's repository on this machine.")] = None,
) -> None:
    """Turn results into what a course platform takes."""
    with refusals(*REFUSED):
        names = known([assignment] if assignment else None)

        def wanted() -> Iterator[Result]:
            return (each for each in reading.results(results) if each.assignment in (None, *names))

        summaries = list(map(brief, wanted()))
        if not summaries:
            refuse(_("There are no results of {assignment} in {path}.").format(assignment=assignment, path=results))
        hints = _hints()
        match platform:
            case Platform.GITHUB:
                if within is None and len({each.student for each in summaries}) > 1:
                    job.tell_class(summaries)
                else:
                    most = assignments.load(assignment).points if assignment else 0.0
                    job.tell(list(wanted()), hints, within, most)
            case Platform.COURSERA:
                _coursera(list(wanted()), hints, exercise, target or FEEDBACK)
            case Platform.CANVAS | Platform.MOODLE:
                name = _only(summaries, assignment)
                if target is None:
                    refuse(_("Say with --out in which folder to write."))
                _gradebook(platform, summaries, name, downloaded, column, target)
                _feedback(platform, wanted(), name, hints, target)


def _hints() -> HintsOf:
    """Which hints the student may see now."""
    course, now = find_course(Path.cwd()), datetime.now(UTC)
    levels = {name: hint_policy(course.root, name).feedback(now) for name in assignments.names()}
    return lambda result: levels[result.assignment] if result.assignment else Hints.NONE


def _coursera(results: Sequence[Result], hints: HintsOf, exercise: str | None, file: Path) -> None:
    """Write the form of the best of the results: Coursera grades one submission at a time."""
    best = max(results, key=lambda each: (each.status is Fate.GRADED, each.score))
    form = coursera.form(best, hints(best), exercise)
    files.write(file, form)
    out.print(form, markup=False)


# --- gradebooks -------------------------------------------------------------------------------------------------


def _only(results: Sequence[Result], assignment: str | None) -> str:
    found = sorted({each.assignment for each in results if each.assignment})
    if assignment is None and len(found) > 1:
        refuse(
            _("There are results of {names}: say with --assignment which to publish.").format(names=_(", ").join(found))
        )
    if not found:
        refuse(_("None of these submissions could be graded."))
    return found[0]


def _gradebook(
    platform: Platform, results: Sequence[Result], name: str, downloaded: Path | None, column: str | None, target: Path
) -> None:
    """Write the table to import, and say which students are not in it."""
    best = worksheet.best(results, name)
    title = assignments.load(name).title
    if platform is Platform.MOODLE:
        if downloaded is None:
            refuse(_("Moodle takes grades in its own worksheet alone: download it, and name it with --with."))
        table, lost = moodle.filled(worksheet.read(downloaded), column or moodle.GRADE, best)
    elif downloaded is None:
        table, lost = canvas.alone(column or title, best)
    else:
        titles = (column,) if column else (title, name)
        table, lost = canvas.filled(worksheet.read(downloaded), titles, best)
    file = target / f"{platform}-{name}.csv"
    files.write(file, table.text())
    count = len(best) - len(lost)
    told = plural("{n} student has points in {file}.", "{n} students have points in {file}.", count)
    out.print(escape(told.format(n=count, file=file)))
    if lost:
        students = _(", ").join(clean(each.student) for each in lost)
        err.print(escape(_("Not found there, and left out: {students}.").format(students=students)))
    if ungraded := [each for each in results if each.status is not Fate.GRADED]:
        students = _(", ").join(clean(each.student) for each in ungraded)
        err.print(escape(_("Could not be graded, and left out: {students}.").format(students=students)))


def _feedback(platform: Platform, results: Iterable[Result], name: str, hints: HintsOf, target: Path) -> None:
    """Write the feedback files as a zip, where the submissions came out of one of the platform's."""
    entries = filter(None, (_entry(platform, each, hints) for each in results if each.assignment in (None, name)))
    first = next(entries, None)
    if first is None:
        return
    path = target / f"{platform}-{name}-feedback.zip"
    with files.appearing(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, text in chain([first], entries):
            named = zipfile.ZipInfo(files.encoded(place).decode(), EPOCH)
            archive.writestr(named, files.encoded(text), zipfile.ZIP_DEFLATED)
        count = len(archive.namelist())
    told = plural("{n} feedback file is in {file}.", "{n} feedback files are in {file}.", count)
    out.print(escape(told.format(n=count, file=path)))


def _entry(platform: Platform, result: Result, hints: HintsOf) -> tuple[str, str] | None:
    if platform is Platform.CANVAS:
        return canvas.feedback(result, markdown.one(result, hints(result), job.title(result)))
    return moodle.feedback(result, page.page(result, hints(result), job.title(result)))
