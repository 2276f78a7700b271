"""Results in brief: what tables say of them. Those of a large class can be held at once, and are soon read back."""

from dataclasses import replace
from functools import lru_cache
from sys import intern

import msgspec

from ..model import ExerciseResult, Fate, Result, Status
from . import lines


def brief(result: Result) -> Result:
    """The result without what came of each case, what was printed, and the diagnoses."""
    return replace(
        result,
        assignment=result.assignment and intern(result.assignment),
        made_with=intern(result.made_with),
        exercises=tuple(map(_brief, result.exercises)),
        message=None if result.exercises else result.message,
    )


def brief_of(line: bytes) -> Result:
    """The result that a line tells of, in brief.

    Raises
    ------
    ValueError, KeyError, TypeError
        If it is no line of this schema.
    """
    try:
        told = _decoder.decode(line)
    except ValueError:  # names may hold what is no text, which Python's own reader lets pass
        return brief(lines.result(line.decode("utf-8", "backslashreplace")))
    if told.schema != lines.SCHEMA:
        raise ValueError(f"a line of schema {told.schema}")
    return Result(
        submission=told.submission,
        student=told.student,
        sha256=told.sha256,
        status=told.status,
        assignment=told.assignment and intern(told.assignment),
        score=told.score,
        max_score=told.max_score,
        seconds=told.seconds,
        exercises=tuple(
            _shared(ExerciseResult(each.name, each.status, each.score, each.max_score)) for each in told.exercises
        ),
        message=lines.message_of(told.message) if told.message and not told.exercises else None,
        public_only=told.public_only,
        made_with=intern(told.made_with),
    )


def _brief(exercise: ExerciseResult) -> ExerciseResult:
    return _shared(replace(exercise, cases=(), message=None, remarks=(), printed="", diagnoses=(), fingerprint=""))


@lru_cache(maxsize=1024)
def _shared(exercise: ExerciseResult) -> ExerciseResult:
    """One of those that are equal: most students of a class end alike."""
    return exercise


class _Exercise(msgspec.Struct):
    name: str
    status: Status
    score: float
    max_score: float


class _Line(msgspec.Struct):
    """What is read of a line; the rest of it is passed over, which takes a tenth of the time."""

    schema: int
    submission: str
    student: str
    assignment: str | None
    sha256: str
    status: Fate
    score: float
    max_score: float
    seconds: float
    public_only: bool
    made_with: str
    exercises: list[_Exercise]
    message: dict[str, object] | None = None


_decoder = msgspec.json.Decoder(_Line)
