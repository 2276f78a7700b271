"""What a custom grader hands to Coursera: a fraction and feedback, as dlai-grader 2.3.0 writes them."""

import json

from ..language import _
from ..model import Fate, Hints, Result
from .telling import about, heading, plain, printed


class NoExercise(Exception):
    """The assignment has no such exercise; the sentence names those that it has."""


def form(result: Result, hints: Hints, exercise: str | None = None) -> str:
    """Write ``feedback.json`` of a submission, or of one of its exercises, where each is a part on Coursera.

    Raises
    ------
    NoExercise
        If the result has no such exercise.
    """
    if exercise is None or result.status is not Fate.GRADED:
        return _form(result.score, result.max_score, plain(result, hints))
    for each in result.exercises:
        if each.name == exercise:
            lines = [heading(each), *about(each, hints)]
            if text := printed(each):
                lines += ["", _("Printed:"), text]
            return _form(each.score, each.max_score, "\n".join(lines) + "\n")
    names = _(", ").join(each.name for each in result.exercises)
    raise NoExercise(
        _("{assignment} has no exercise {name}; it has {names}.").format(
            assignment=result.assignment, name=exercise, names=names
        )
    )


def _form(got: float, most: float, feedback: str) -> str:
    return json.dumps({"fractionalScore": round(got / most, 4) if most else 0.0, "feedback": feedback})
