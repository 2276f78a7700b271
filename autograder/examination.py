"""Puts the questions of a paper to one submission in the sandbox, and takes down what it answers."""

import builtins
import difflib
import re
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache, partial
from typing import NamedTuple

from .assignments import driver
from .conversation import Lost, crashed, decoded, frames, tell
from .marks import Reply
from .model import (
    Answer,
    Assignment,
    Broken,
    Message,
    Question,
    Raised,
    Returned,
    Status,
    Submission,
    Undefined,
    Unfilled,
)
from .notebook.tokens import fingerprint
from .papers import Paper
from .reading import Reading, Wanted
from .sandbox import wire
from .sandbox.child import Child
from .sandbox.limits import Limits
from .sandbox.sandbox import Equipment, Sandbox

EXCEPTIONS = frozenset(name for name, kind in vars(builtins).items() if isinstance(kind, type)) | {
    "LinAlgError",
    "AxisError",
    "UFuncTypeError",
}
"""The exception types that are named for hidden cases; another name could be made up to carry inputs out."""

LINE_END = re.compile(r"\r\n|\r|\n")
WIDTH = 200
"""So many characters of a line are shown."""

PRINTED = 10_000
LARGE = 1 << 20
"""A reply of more bytes is judged at once, and not remembered."""

DIGEST = re.compile("[0-9a-f]{64}")
Settled = dict[str, Undefined | Unfilled | Broken]
"""The answers of exercises of which nothing is to be run, by their names."""


class Given(NamedTuple):
    """A question of an exercise with its answer, which is made of a reply when it is asked for.

    ``reply`` is None where the answer comes from elsewhere too, or is large; ``seen`` says that the same reply was
    given before.
    """

    exercise: str
    question: Question
    answer: Callable[[], Answer]
    reply: Reply | None = None
    seen: bool = False


class Examination:
    """One submission under examination. It outlives its child: a breach costs that child, and a fresh one goes on.

    The sandbox's reader takes the submission apart; the child runs what is needed of it.

    Answers to hidden questions come without what might carry the questions out, unless ``loud`` says that they are for
    the staff alone.
    """

    def __init__(self, submission: Submission, sandbox: Sandbox, loud: bool = False) -> None:
        self._reading = Reading(submission, sandbox)
        self._loud = loud
        self._child: Child | None = None
        self._code = b""

    @property
    def _limits(self) -> Limits:
        return self._reading.sandbox.limits

    def read(self) -> wire.Read | wire.Unreadable:
        """What the submission defines, before any of its code has run; raises `Lost` as `Reading.read` does."""
        return self._reading.read()

    def move(self, sandbox: Sandbox) -> None:
        """Go on in another sandbox; raises `Lost` as `Reading.read` does."""
        if sandbox is not self._reading.sandbox:
            self._reading.move(sandbox)

    def answers(
        self,
        definitions: Sequence[wire.Defined],
        paper: Paper,
        helpers: Mapping[str, str],
        seen: Container[Reply] = frozenset(),
    ) -> Iterator[Given]:
        """Every question of the paper with its exercise and its answer, those of an exercise in their order.

        Public cases come before all hidden ones, so that no public case can print what a hidden one was asked. A breach
        is charged to the exercise at fault. Replies that were ``seen`` before are known to be answers.
        """
        self._introduce(paper, helpers)
        names = called(paper.assignment, definitions)
        settled = _beforehand(paper, definitions, names)
        wanted = [Wanted(each, names[each], _beside(paper, each)) for each in paper.questions if each not in settled]
        settled |= {each.exercise: broken for each, broken in self._fetch(wanted).items()}
        if any(name not in settled for name in paper.questions):
            self._start()
        yield from self._asked(paper, names, settled, seen)

    def answers_of_each(
        self, names: Iterable[str], paper: Paper, helpers: Mapping[str, str]
    ) -> Iterator[tuple[str, list[Answer]]]:
        """What each of several functions answers to a paper of one exercise, each by its name in the submission.

        They share a child: this is for code that trusts itself.
        """
        self._introduce(paper, helpers)
        (exercise,) = paper.questions
        wanted = [Wanted(exercise, name, _beside(paper, exercise)) for name in names]
        broken = self._fetch(wanted)
        self._start()
        for each in wanted:
            settled: Settled = {exercise: broken[each]} if each in broken else {}
            yield each.name, [given.answer() for given in self._asked(paper, {exercise: each.name}, settled)]

    def _introduce(self, paper: Paper, helpers: Mapping[str, str]) -> None:
        """Bring what the questions of the paper need, unless the sandbox has it ready."""
        wanted = {question.driver for asked in paper.questions.values() for question in asked if question.driver}
        needed = Equipment(helpers, paper.assignment.stand_ins, {name: driver(name) for name in wanted})
        if not self._reading.sandbox.equipment.covers(needed):
            self._reading.bring(wire.encode({"op": "assignment"} | asdict(needed)))

    def _fetch(self, wanted: Sequence[Wanted]) -> dict[Wanted, Broken]:
        """Have the code of exercises ready for the child; gives how those ended that have none."""
        packs, broken = self._reading.packs(wanted)
        self._code = wire.encode({"op": "code", "packs": packs})
        return broken

    def _asked(
        self,
        paper: Paper,
        names: Mapping[str, str],
        settled: Settled,
        seen: Container[Reply] = frozenset(),
    ) -> Iterator[Given]:
        left = dict.fromkeys(paper.questions, self._limits.seconds)
        for name, numbers in _in_order(paper):
            given = 0
            if name not in settled:
                started = time.monotonic()
                try:
                    for each in self._given(paper, name, names[name], numbers, left[name], seen):
                        yield each
                        given += 1
                except Lost as lost:
                    settled[name] = lost.broken
                    self._start()
                left[name] -= time.monotonic() - started
            for number in numbers[given:]:
                yield Given(name, paper.questions[name][number], partial(settled.__getitem__, name))

    def _given(
        self,
        paper: Paper,
        exercise: str,
        name: str,
        numbers: Sequence[int],
        seconds: float,
        seen: Container[Reply],
    ) -> Iterator[Given]:
        """The answers to these questions of an exercise, which the submission calls ``name``.

        A question is asked once more where the child was killed: that costs a submission nothing if somebody else did
        it.
        """
        deadline = time.monotonic() + seconds
        questions = paper.questions[exercise]
        loud = questions[numbers[0]].public or self._loud
        excused = None
        while numbers:
            request = _request(paper, exercise, name, numbers, loud)
            try:
                assert self._child is not None
                said = frames(self._child, request, deadline - time.monotonic(), self._limits)
                for number, frame in zip(numbers, said, strict=False):
                    reply = Reply(exercise, number, frame.digest()) if len(frame.body) <= LARGE else None
                    if reply in seen:
                        later = partial(self._answer, frame, loud)
                        yield Given(exercise, questions[number], later, reply, seen=True)
                    else:
                        answer = self._answer(frame, loud)
                        # Of an exception, the place in the student's own code is told too.
                        whole = reply if isinstance(answer, Returned) else None
                        yield Given(exercise, questions[number], partial(_same, answer), whole)
                    numbers = numbers[1:]
            except Lost as lost:
                if not lost.killed or numbers[0] == excused:
                    raise
                excused = numbers[0]
                self._start()

    def end(self) -> None:
        if self._child is not None:
            self._child.dismiss()
        self._reading.end()

    def _start(self) -> None:
        """A fresh child that has the submission's code."""
        if self._child is not None:
            self._child.dismiss()
        self._child = self._reading.sandbox.child()
        for message in (self._reading.staff, self._code):
            if message:
                tell(self._child, message, self._limits)

    def _answer(self, frame: wire.Frame, loud: bool) -> Answer:
        assert self._child is not None
        reply = decoded(self._child, frame, self._limits)
        if isinstance(reply, wire.Answered):
            answer: Returned | Raised = Returned(reply.value, reply.printed[:PRINTED])
            return answer if loud else quiet(answer)
        if not isinstance(reply, wire.Failed):
            raise Lost(crashed())
        if reply.type == "MemoryError":
            raise Lost(Broken(Status.MEMORY, Message("memory", {"bytes": self._limits.memory})))
        answer = _raised(reply, self._reading.cells)
        return answer if loud else quiet(answer)


def _same(answer: Answer) -> Answer:
    return answer


def _in_order(paper: Paper) -> list[tuple[str, list[int]]]:
    """Which questions are asked together, by their numbers: the public ones of each exercise, then the hidden ones."""
    together = [
        (name, [number for number, question in enumerate(asked) if question.public is public])
        for public in (True, False)
        for name, asked in paper.questions.items()
    ]
    return [(name, numbers) for name, numbers in together if numbers]


def _request(paper: Paper, exercise: str, name: str, numbers: Sequence[int], loud: bool) -> bytes:
    """What the sandbox is sent of some questions; ``name`` is what the submission calls the exercise."""
    key = exercise, name, tuple(numbers), loud
    if key not in paper.requests:
        asked = (paper.questions[exercise][number] for number in numbers)
        cases = [{"driver": each.driver, "inputs": each.inputs, "seed": each.seed} for each in asked]
        request = {"op": "cases", "exercise": exercise, "name": name, "loud": loud, "cases": cases}
        paper.requests[key] = wire.encode(request)
    return paper.requests[key]


def _beside(paper: Paper, exercise: str) -> tuple[str, ...]:
    return next(each.beside for each in paper.assignment.exercises if each.name == exercise)


def called(assignment: Assignment, definitions: Sequence[wire.Defined]) -> dict[str, str]:
    """What the submission calls each exercise that it defines: the exercise's name, else one of its aliases."""
    found = {definition.name for definition in definitions}
    names = {
        exercise.name: [name for name in (exercise.name, *exercise.aliases) if name in found]
        for exercise in assignment.exercises
    }
    return {exercise: mine[0] for exercise, mine in names.items() if mine}


def fingerprints(assignment: Assignment, definitions: Sequence[wire.Defined]) -> dict[str, str]:
    """The digest of each exercise's text, by which wrong answers are told to be the same: the child may make it up."""
    found = {definition.name: definition.fingerprint for definition in definitions}
    mine = {exercise: found[name] for exercise, name in called(assignment, definitions).items()}
    return {exercise: digest[:16] for exercise, digest in mine.items() if DIGEST.fullmatch(digest)}


def _beforehand(paper: Paper, definitions: Sequence[wire.Defined], names: Mapping[str, str]) -> Settled:
    """The answers of the exercises that have nothing to run: they are missing, or still the stub."""
    found = {definition.name: definition for definition in definitions}
    others = found.keys() - paper.questions.keys()
    answers: Settled = {}
    for exercise in paper.assignment.exercises:
        if exercise.name not in names:
            similar = difflib.get_close_matches(exercise.name, sorted(others), n=1, cutoff=0.8)
            answers[exercise.name] = Undefined(tuple(similar))
        elif found[names[exercise.name]].fingerprint in _fingerprints(exercise.stubs):
            answers[exercise.name] = Unfilled()
    return answers


@cache
def _fingerprints(stubs: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fingerprint, stubs))


def quiet(answer: Answer) -> Answer:
    """The answer to a hidden question, without what might carry that out: what was printed or said, and odd names."""
    match answer:
        case Returned():
            return replace(answer, printed="")
        case Raised():
            known = answer.type if answer.type in EXCEPTIONS else "Exception"
            return replace(answer, type=known, text="", printed="")
        case _:
            return answer


def _raised(reply: wire.Failed, cells: Mapping[int, str]) -> Raised:
    """What of an exception may be told. The child may be in a student's hands: the place must be one of their code, as
    it was read, so that it tells of a hidden case no more than which of some thousand lines."""
    lines = LINE_END.split(cells.get(reply.cell, ""))
    code = lines[reply.line - 1].strip()[:WIDTH] if 0 < reply.line <= len(lines) else ""
    placed = bool(code)
    return Raised(
        type=reply.type[:100],
        text=reply.text[:2000],
        cell=reply.cell if placed else None,
        line=reply.line if placed else None,
        code=code if placed else "",
        printed=reply.printed[:PRINTED],
    )
