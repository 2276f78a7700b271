"""Results as a spreadsheet: a row a submission, a column an exercise."""

import csv
import io
import re
from collections.abc import Iterable

from ..model import Result, Status
from .words import clean

FORMULA = re.compile(r"(^|[;,|])(?=\s*[=+\-@＝＋－＠])")
"""Where a formula may begin: also behind what separates cells in other countries, and with signs of wide scripts."""


def grades(results: Iterable[Result]) -> str:
    """The text of ``grades.csv``, sorted by assignment, student and file; ``by_hand`` names what a person decided."""
    rows = sorted(results, key=lambda result: (result.assignment or "", result.student, result.submission))
    names = list(dict.fromkeys(exercise.name for result in rows for exercise in result.exercises))
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["assignment", "student", "submission", "status", "score", "max_score", "by_hand", *names])
    for result in rows:
        asked = (exercise for exercise in result.exercises if exercise.status is not Status.SKIPPED)
        scores = {exercise.name: float(exercise.score) for exercise in asked}
        words = [result.assignment or "", result.student, result.submission, str(result.status)]
        writer.writerow(
            [
                *map(cell, words),
                float(result.score),
                float(result.max_score),
                " ".join(exercise.name for exercise in result.exercises if exercise.override),
                *(scores.get(name, "") for name in names),
            ]
        )
    return file.getvalue()


def cell(text: str) -> str:
    """``text`` as a spreadsheet shows it: a name that begins like a formula must not become one."""
    return FORMULA.sub(r"\1'", clean(text))
