"""Remembers what answers were worth: the same reply to the same question is worth the same."""

from collections.abc import Callable, Container, Sequence
from typing import Any, NamedTuple

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

    Most of a class give right answers, and others the same wrong ones to a whole exercise. What a single wrong answer
    is worth is not remembered, nor one that printed something: there is more to them, and each comes too seldom.
    """

    def __init__(self, questions: int) -> None:
        self._room = questions * MOST
        self._seen: set[Reply] = set()
        self._cases: dict[Reply, Judged] = {}
        self._exercises: dict[tuple[Reply, ...], ExerciseResult] = {}

    @property
    def seen(self) -> Container[Reply]:
        """Replies that were judged before: each can be read, and is an answer that came back."""
        return self._seen

    def of_case(self, reply: Reply | None, judge: Callable[[], Judged]) -> Judged:
        """What a reply is worth; ``judge`` says so of one that is not remembered, or is None: that comes only once."""
        if reply is None:
            return judge()
        if reply in self._cases:
            return self._cases[reply]
        judged = judge()
        if len(self._seen) >= self._room:
            self._seen.intersection_update(self._cases)
        self._seen.add(reply)
        if judged.trace is None and not judged.printed:
            _make_room(self._cases, self._room)
            self._cases[reply] = judged
        return judged

    def of_exercise(self, replies: Sequence[Reply | None], sum_up: Callable[[], ExerciseResult]) -> ExerciseResult:
        """What all replies to an exercise are worth together; ``sum_up`` says so of what is not remembered."""
        known = tuple(reply for reply in replies if reply is not None)
        if len(known) < len(replies):
            return sum_up()
        if known not in self._exercises:
            _make_room(self._exercises, self._room // MOST)
            self._exercises[known] = sum_up()
        return self._exercises[known]


def _make_room(kept: dict[Any, Any], most: int) -> None:
    if len(kept) >= most:
        kept.clear()
