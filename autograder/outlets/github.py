"""What a job on GitHub says beside its summary: annotations, and points in the form of GitHub Classroom.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands and the reporter of Classroom,
classroom-resources/autograding-grading-reporter, whose notices these are.
"""

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..language import _
from ..model import ExerciseResult, Fate, Hints, Message, Result, Status
from .telling import about, heading, in_short
from .words import clean

NOT_BEGUN = (Status.MISSING, Status.BLANK)
RIGHT = (Status.PASSED, Status.SKIPPED)

Line = Callable[[str, str], int | None]
"""The line of the file at which an exercise stands, by its name and by the code that raised there, if any did."""


def annotations(result: Result, hints: Hints, file: str, line: Line) -> Iterator[str]:
    """Workflow commands that mark, in ``file``, the cell of each exercise that is not right."""
    if result.status is not Fate.GRADED:
        yield command("error", in_short(result), file=file)
    for exercise in result.exercises:
        if exercise.status in RIGHT:
            continue
        raised = _raised(exercise)
        title = heading(exercise)
        if raised is not None and raised.values.get("cell"):
            template = _("{exercise} (cell {cell}, line {line})")
            title = template.format(exercise=title, cell=raised.values["cell"], line=raised.values["line"])
        level = "warning" if exercise.status in NOT_BEGUN else "error"
        place = line(exercise.name, str(raised.values.get("code") or "") if raised else "")
        found = {} if place is None else {"line": str(place)}
        yield command(level, "\n".join(about(exercise, hints)), file=file, **found, title=title)


def points(results: Sequence[Result], most: float = 0.0) -> tuple[float, float]:
    """What all assignments come to, each by its best submission, and how much that could be; at least ``most``."""
    best: dict[str, Result] = {}
    for result in results:
        if result.assignment and (result.assignment not in best or result.score > best[result.assignment].score):
            best[result.assignment] = result
    got = round(sum(result.score for result in best.values()), 2)
    return got, max(most, sum(result.max_score for result in best.values()))


def notices(got: float, most: float) -> list[str]:
    """Say points as GitHub Classroom reads them: two notices, by their titles."""
    report = json.dumps({"totalPoints": _number(got), "maxPoints": _number(most)}, separators=(",", ":"))
    return [
        command("notice", f"Points {got:g}/{most:g}", title="Autograding complete"),
        command("notice", report, title="Autograding report"),
    ]


def runner(result: Result, most: float, hints: Hints) -> str:
    """Give the result in the form of Classroom's graders, for its reporter to add up: JSON in base 64."""
    tests: list[dict[str, Any]] = [
        {
            "name": each.name,
            "status": "pass" if each.status in RIGHT else "fail",
            "score": _number(each.score),
            "message": "\n".join(about(each, hints)),
            "test_code": "",
            "filename": "",
            "line_no": 0,
            "execution_time": "0s",
        }
        for each in result.exercises
    ]
    graded = result.status is Fate.GRADED
    if not graded:
        told = {"name": "submission", "status": "error", "score": 0, "message": in_short(result)}
        tests = [told | {"test_code": "", "filename": "", "line_no": 0, "execution_time": "0s"}]
    status = "pass" if all(test["status"] == "pass" for test in tests) else "fail" if graded else "error"
    record = {"version": 1, "status": status, "max_score": _number(most), "tests": tests}
    return base64.b64encode(json.dumps(record).encode()).decode()


def command(level: str, message: str, **properties: str) -> str:
    """Write a workflow command; nothing that stands in it can end it, or begin another."""
    where = ",".join(f"{name}={_data(value, ':,')}" for name, value in properties.items())
    return f"::{level} {where}::{_data(message)}"


def _data(text: str, further: str = "") -> str:
    lines = "\n".join(map(clean, text.split("\n")))
    for character in f"%\r\n{further}":
        lines = lines.replace(character, f"%{ord(character):02X}")
    return lines


def _raised(exercise: ExerciseResult) -> Message | None:
    messages = (exercise.message, *(verdict.message for verdict in exercise.cases))
    return next((each for each in messages if each is not None and each.id == "raised"), None)


def _number(value: float) -> float | int:
    return int(value) if float(value).is_integer() else round(value, 2)
