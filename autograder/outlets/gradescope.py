"""Gradescope's ``results.json``: a test for each exercise, as the student may see it, and for staff the hidden cases.

https://gradescope-autograders.readthedocs.io/en/latest/specs/. Everything is plain text (`output_format` "text"), so
that nothing a student wrote is obeyed; there is no leaderboard.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ..language import _
from ..model import ExerciseResult, Fate, Hints, Result, Status
from . import files
from .telling import about, heading, in_short, printed
from .words import clean, say, say_status

COUNTED = "counted"
"""In ``extra_data``: whether this attempt counts where attempts are limited."""


def gradescoped(results: Iterable[Result], file: Path, hints: Callable[[str], Hints]) -> Iterator[Result]:
    """Pass results on; at their end write ``results.json``, of the best where a student handed in several notebooks.

    Raises
    ------
    WriteError
        If it cannot be written.
    """
    best: Result | None = None
    others: list[str] = []
    for result in results:
        others.append(result.submission)
        if best is None or _rank(result) > _rank(best):
            best = result
        yield result
    if best is not None:
        level = hints(best.assignment) if best.assignment else Hints.NONE
        remark = ""
        if len(others) > 1:
            template = _("{count} notebooks were handed in; this is the one with the most points: {file}.")
            remark = template.format(count=len(others), file=clean(Path(best.submission).name))
        write(report(best, level, remark), file)


def write(record: dict[str, Any], file: Path) -> None:
    """Write ``results.json``."""
    files.write(file, json.dumps(record, indent=1) + "\n")


def report(result: Result, hints: Hints, remark: str = "") -> dict[str, Any]:
    """What ``results.json`` says of a submission, with a remark for the student."""
    return _whole(
        score=float(result.score),
        execution_time=round(result.seconds, 3),
        output="\n".join(filter(None, (in_short(result), remark))),
        tests=[test for number, each in enumerate(result.exercises, 1) for test in _tests(number, each, hints)],
        extra_data={
            COUNTED: True,
            "assignment": result.assignment,
            "sha256": result.sha256,
            "status": str(result.status),
            "public_only": result.public_only,
            "made_with": result.made_with,
        },
    )


def refused(sentence: str, earlier: dict[str, Any] | None) -> dict[str, Any]:
    """What ``results.json`` says where nothing was graded: the sentence above what an earlier attempt came to."""
    if not isinstance(earlier, dict) or not isinstance(earlier.get("tests"), list):
        return _whole(score=0.0, output=sentence, tests=[], extra_data={COUNTED: False})
    said = earlier.get("output") or ""
    extra = earlier.get("extra_data")
    return {
        **earlier,
        "output": f"{sentence}\n{said}".rstrip(),
        "extra_data": {**(extra if isinstance(extra, dict) else {}), COUNTED: False},
    }


def _whole(**fields: Any) -> dict[str, Any]:
    return {
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        **fields,
    }


def _tests(number: int, exercise: ExerciseResult, hints: Hints) -> Iterator[dict[str, Any]]:
    lines = about(exercise, hints)
    if text := printed(exercise):
        lines += ["", _("Printed:"), text]
    visible = {
        "number": str(number),
        "name": heading(exercise),
        "output": "\n".join(lines),
        "visibility": "visible",
    }
    if exercise.status is Status.SKIPPED:
        yield visible
        return
    passed = exercise.status is Status.PASSED
    yield visible | {
        "score": float(exercise.score),
        "max_score": float(exercise.max_score),
        "status": "passed" if passed else "failed",
    }
    hidden = [verdict for verdict in exercise.cases if not verdict.public]
    if hidden:
        yield {
            "number": f"{number}.1",
            "name": _("{exercise}: hidden cases, for staff").format(exercise=exercise.name),
            "output": "\n".join(
                f"{_(verdict.name)}: {say_status(verdict.status)} {say(verdict.message)}".rstrip() for verdict in hidden
            ),
            "status": "passed" if all(verdict.status is Status.PASSED for verdict in hidden) else "failed",
            "visibility": "hidden",  # never shown to students; carries no points, so the total stays visible
        }


def _rank(result: Result) -> tuple[bool, float]:
    return result.status is Fate.GRADED, result.score
