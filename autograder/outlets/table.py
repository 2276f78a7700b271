"""Results on a terminal."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from ..language import _
from ..model import ExerciseResult, Hints, Result, Status
from .words import clean, say, say_hints, say_status

STYLES = {
    Status.PASSED: "green",
    Status.PARTIAL: "yellow",
    Status.WRONG: "red",
    Status.ERROR: "red",
    Status.MISSING: "magenta",
    Status.BLANK: "dim",
    Status.TIMEOUT: "magenta",
    Status.MEMORY: "magenta",
    Status.CRASHED: "magenta",
    Status.SKIPPED: "dim",
}


def tables(results: Sequence[Result]) -> Iterator[RenderableType]:
    """For each assignment a table, a row a submission, with its exercises named below; then what has no score."""
    ordered = sorted(results, key=lambda result: (result.student, result.submission))
    for name in sorted({result.assignment for result in ordered if result.assignment}):
        yield from _of_assignment(name, [result for result in ordered if result.assignment == name])
    ungraded = [result for result in ordered if result.assignment is None]
    if ungraded:
        yield from ("", f"[bold]{_('not graded')}[/]")
        yield from (_ungraded(result) for result in ungraded)


def _of_assignment(name: str, results: Sequence[Result]) -> Iterator[RenderableType]:
    exercises = [exercise.name for exercise in results[0].exercises]
    drawn = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    drawn.add_column(escape(name), overflow="fold")
    drawn.add_column(_("score"), justify="right", no_wrap=True)
    for number in range(1, len(exercises) + 1):
        drawn.add_column(str(number), no_wrap=True)
    for result in results:
        outcomes = (_coloured(exercise.status) for exercise in result.exercises)
        score = f"{result.score:g} / {result.max_score:g}"
        drawn.add_row(escape(clean(result.student)), score, *outcomes)
    yield drawn
    yield from ("", *(f"[dim]{number}  {exercise}[/]" for number, exercise in enumerate(exercises, 1)))


def about_one(result: Result, hints: Hints) -> Iterator[RenderableType]:
    """All that there is to say about one submission, with so much of the diagnoses."""
    if not result.exercises:
        yield _ungraded(result)
        return
    for exercise in result.exercises:
        yield from details(exercise, hints)
    score = _("{score} of {most}").format(score=f"{result.score:g}", most=f"{result.max_score:g}")
    yield f"[bold]{score}[/]  {escape(clean(result.student))}, {result.assignment}"


def details(exercise: ExerciseResult, hints: Hints) -> list[str]:
    """What came of one exercise, case by case."""
    lines = [
        f"{_coloured(exercise.status)}  [bold]{escape(exercise.name)}[/]  {exercise.score:g} / {exercise.max_score:g}"
    ]
    told = {say(verdict.message) for verdict in exercise.cases}
    if exercise.message is not None and told <= {say(exercise.message)}:  # all cases alike, or none was asked
        lines.append(f"    {escape(say(exercise.message))}")
    for verdict in exercise.cases:
        if verdict.message is not None and told != {say(exercise.message)}:
            lines.append(f"    {_about(_(verdict.name), say(verdict.message))}")
        lines += [f"    {_about(_(verdict.name), say(remark))}" for remark in verdict.remarks]
    lines += [f"    {escape(say(remark))}" for remark in exercise.remarks]
    lines += [
        f"    [cyan]{escape(each)}[/]" for diagnosis in exercise.diagnoses for each in say_hints(diagnosis, hints)
    ]
    return list(dict.fromkeys(lines))


def _coloured(status: Status) -> str:
    return f"[{STYLES[status]}]{say_status(status)}[/]"


def _ungraded(result: Result) -> str:
    return _about(clean(result.submission), say(result.message))


def _about(what: str, sentence: str) -> str:
    return escape(_("{what}: {sentence}").format(what=what, sentence=sentence))
