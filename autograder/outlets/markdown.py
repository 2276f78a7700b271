"""Results as Markdown, as GitHub shows it. Whatever stands in it is escaped: none of it is taken for markup."""

import re
from collections.abc import Sequence

from ..language import _
from ..model import ExerciseResult, Fate, Hints, Result, Status
from .telling import about, in_short, printed, score
from .words import SIGNS, clean, say_status

PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
"""All that CommonMark lets a backslash stand before: so a student's links, HTML and tables are plain text."""


def one(result: Result, hints: Hints, title: str = "") -> str:
    """What a student is told of a submission, with so much of the diagnoses."""
    parts = [f"## {escaped(_(title) or result.assignment or _('Feedback'))}", escaped(in_short(result))]
    if result.status is Fate.GRADED:
        head = [f"| {_('exercise')} | {_('outcome')} | {_('points')} |", "|---|---|---:|"]
        parts.append("\n".join([*head, *map(_row, result.exercises)]))
        parts += [_details(each, hints) for each in result.exercises if each.status is not Status.PASSED]
    return "\n\n".join(parts) + "\n"


def many(results: Sequence[Result]) -> str:
    """A table of a class, for staff: a row a submission."""
    rows = [f"| {_('student')} | {_('assignment')} | {_('points')} |", "|---|---|---:|"]
    for result in sorted(results, key=lambda each: (each.assignment or "", each.student, each.submission)):
        names = map(escaped, (clean(result.student), result.assignment or ""))
        rows.append(f"| {' | '.join(names)} | {escaped(in_short(result))} |")
    return "\n".join(rows) + "\n"


def escaped(text: str) -> str:
    """``text`` as Markdown that shows it as it stands."""
    return PUNCTUATION.sub(r"\\\1", clean(text))


def _row(exercise: ExerciseResult) -> str:
    sign, _tone = SIGNS[exercise.status]
    points = score(exercise) if exercise.status is not Status.SKIPPED else "–"
    return f"| {escaped(exercise.name)} | {sign} {escaped(say_status(exercise.status))} | {escaped(points)} |"


def _details(exercise: ExerciseResult, hints: Hints) -> str:
    lines = [f"### {escaped(exercise.name)}", "", *(f"- {escaped(line)}" for line in about(exercise, hints))]
    if text := printed(exercise):
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
        lines += ["", escaped(_("Printed:")), "", fence, text, fence]
    return "\n".join(lines)
