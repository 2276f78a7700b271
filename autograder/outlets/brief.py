"""Results in brief: what tables say of them. Those of a large class can be held at once, and are soon read back.

Most students of a class end as some others do, and what they have in common is in memory but once: of each there is
little more than the two names.
"""

from dataclasses import replace
from functools import lru_cache
from sys import intern

import msgspec

from ..model import ExerciseResult, Fate, Result, Status
from . import lines


def brief(result: Result) -> Result:
    """The result without what came of each case, what was printed, the diagnoses, the seconds, and its digests."""
    exercises, score, max_score = _shared(tuple(map(_brief, result.exercises)), result.score, result.max_score)
    return replace(
        result,
        assignment=result.assignment and intern(result.assignment),
        sha256="",
        score=score,
        max_score=max_score,
        seconds=0.0,
        exercises=exercises,
        message=None if result.exercises else result.message,
        made_with="",
    )


def brief_of(line: bytes) -> Result:
    """The result that a line tells of, in brief; with its digests, which say whether it still holds.

    Raises
    ------
    ValueError, KeyError, TypeError
        If it is no line of this schema.
    """
    try:
        told = _decoder.decode(line)
    except ValueError:  # names may hold what is no text, which Python's own reader lets pass
        whole = lines.result(line.decode("utf-8", "backslashreplace"))
        return replace(brief(whole), sha256=whole.sha256, made_with=intern(whole.made_with))
    if told.schema != lines.SCHEMA:
        raise ValueError(f"a line of schema {told.schema}")
    ended = tuple(ExerciseResult(each.name, each.status, each.score, each.max_score) for each in told.exercises)
    exercises, score, max_score = _shared(ended, told.score, told.max_score)
    return Result(
        submission=told.submission,
        student=told.student,
        sha256=told.sha256,
        status=told.status,
        assignment=told.assignment and intern(told.assignment),
        score=score,
        max_score=max_score,
        exercises=exercises,
        message=lines.message_of(told.message) if told.message and not told.exercises else None,
        public_only=told.public_only,
        made_with=intern(told.made_with),
    )


def _brief(exercise: ExerciseResult) -> ExerciseResult:
    return replace(exercise, cases=(), message=None, remarks=(), printed="", diagnoses=(), fingerprint="")


@lru_cache(maxsize=1024)
def _shared(
    exercises: tuple[ExerciseResult, ...], score: float, max_score: float
) -> tuple[tuple[ExerciseResult, ...], float, float]:
    """Those of the first who ended so."""
    return exercises, score, max_score


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
