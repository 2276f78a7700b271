"""Results on a terminal."""

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from ..model import ExerciseResult, Result, Status
from .words import clean, say

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


def table(results: Sequence[Result]) -> Table:
    """A row a submission: student, assignment, score, and how each exercise ended."""
    drawn = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for heading in ("student", "assignment"):
        drawn.add_column(heading, overflow="fold")
    drawn.add_column("score", justify="right", no_wrap=True)
    drawn.add_column("exercises", overflow="fold")
    for result in sorted(results, key=lambda result: (result.assignment or "~", result.student, result.submission)):
        score = f"{result.score:g} / {result.max_score:g}" if result.exercises else "–"
        drawn.add_row(escape(clean(result.student)), result.assignment or "–", score, _outcome(result))
    return drawn


def _outcome(result: Result) -> str:
    if not result.exercises:
        return f"[magenta]{escape(say(result.message))}[/]"
    return " ".join(f"[{STYLES[exercise.status]}]{exercise.status}[/]" for exercise in result.exercises)


def details(exercise: ExerciseResult) -> list[str]:
    """The lines that tell a student about one exercise."""
    lines = [
        f"[{STYLES[exercise.status]}]{exercise.status}[/]  [bold]{escape(exercise.name)}[/]"
        f"  {exercise.score:g} / {exercise.max_score:g}"
    ]
    if exercise.message is not None and exercise.status is not Status.PASSED:
        lines.append(f"    {escape(say(exercise.message))}")
    for verdict in exercise.cases:
        if verdict.message is not None and verdict.message != exercise.message:
            lines.append(f"    {escape(verdict.name)}: {escape(say(verdict.message))}")
        lines += [f"    {escape(verdict.name)}: {escape(say(remark))}" for remark in verdict.remarks]
    lines += [f"    {escape(say(remark))}" for remark in exercise.remarks]
    return list(dict.fromkeys(lines))
