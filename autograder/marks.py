"""Remembers what answers were worth: the same reply to the same question is worth the same."""

from collections.abc import Callable, Container, Sequence
from typing import NamedTuple

from .grading.case import Judged
from .model import ExerciseResult

MOST = 5
"""So many different replies to a question are remembered, on average of all the questions of a paper."""


class Reply(NamedTuple):
    """What was said to a question of a paper: the digest of its bytes. The same bytes are the same answer."""

    exercise: str
    number: int
    digest: bytes


class Marks:
    """What came of replies to the questions of one paper, of as many as there is room for.

    Most of a class give right answers, and the same wrong ones.
    """

    def __init__(self, questions: int) -> None:
        self._room = questions * MOST
        self._cases: dict[Reply, Judged] = {}
        self._exercises: dict[tuple[Reply, ...], ExerciseResult] = {}

    @property
    def seen(self) -> Container[Reply]:
        return self._cases.keys()

    def of_case(self, reply: Reply | None, judge: Callable[[], Judged]) -> Judged:
        """What a reply is worth; ``judge`` says so of one that was not seen, or is None: that will not come again."""
        if reply is None:
            return judge()
        if reply not in self._cases:
            if len(self._cases) >= self._room:
                self._cases.clear()
                self._exercises.clear()
            self._cases[reply] = judge()
        return self._cases[reply]

    def of_exercise(self, replies: Sequence[Reply | None], sum_up: Callable[[], ExerciseResult]) -> ExerciseResult:
        """What all replies to an exercise are worth together; ``sum_up`` says so of what was not seen."""
        known = tuple(reply for reply in replies if reply is not None)
        if len(known) < len(replies):
            return sum_up()
        if known not in self._exercises:
            if len(self._exercises) >= self._room:
                self._exercises.clear()
            self._exercises[known] = sum_up()
        return self._exercises[known]
