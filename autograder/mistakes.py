"""What the known misconceptions of an exercise answer to its cases.

Each is the source notebook with one solution edited, and goes the way of a submission, in a sandbox that ends before
its answers are held against anybody's. That happens when a wrong answer first asks for it; what is kept of the answers
stays under ``.autograder/mistakes``, by all that it depends on.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from pathlib import Path

from . import grading, kept
from . import secret as secrets
from .flow import answers_to
from .grading.case import Judged, judge_case
from .grading.diagnosis import Known, alike
from .grading.trace import Trace
from .model import Answer, Assignment, Exercise, Misconception, Question, Submission
from .papers import Paper, paper, public_paper, reference_paper
from .reference import answers, answers_of_set
from .rooms import Settings, open_rooms
from .sandbox.limits import Limits
from .sandbox.sandbox import Sandbox
from .solutions import SolutionError, definition, edited, replaced

LIMITS = Limits(seconds=20.0, cpu_seconds=30)
"""For all cases of all sets; a misconception that never ends costs no more, and is not told by that."""

KEPT_FOLDERS = 16
PUBLIC = "public"


@dataclass(frozen=True)
class KnownMistakes:
    """The misconceptions of an exercise for the set of that number, or for the public cases alone where it is None."""

    settings: Settings
    assignment: Assignment
    exercise: Exercise
    number: int | None

    def singles(self) -> list[Known]:
        """What each misconception answers."""
        if self.settings.course.reference(self.assignment.name) is None:
            return []
        ways = {each.id: (each,) for each in self.exercise.misconceptions}
        return self._known(self._folder / "alone", ways)

    def pairs(self, cases: Sequence[Judged]) -> list[Known]:
        """What two misconceptions at once answer, where they answer the public cases as these do."""
        if self.settings.course.reference(self.assignment.name) is None:
            return []
        ways = {f"{one.id}+{other.id}": (one, other) for one, other in combinations(self.exercise.misconceptions, 2)}
        public = [case for case in cases if case.question.public]
        shown = replace(self, number=None)._known(self._folder / "pairs", ways)
        fitting = [
            known
            for known in shown
            if any(known.traces) and all(map(alike, [self.exercise] * len(public), public, known.traces))
        ]
        names = {"+".join(one.id for one in known.misconceptions): known.misconceptions for known in fitting}
        return [
            known for name, two in names.items() for known in self._known(self._folder / "pairs" / name, {name: two})
        ]

    @property
    def _folder(self) -> Path:
        return _folder(self.settings, self.assignment) / self.exercise.name

    def _known(self, folder: Path, ways: Mapping[str, tuple[Misconception, ...]]) -> list[Known]:
        file = folder / (PUBLIC if self.number is None else f"{self.number:02}")
        if not file.is_file():
            with kept.alone(folder):
                if not file.is_file():  # another worker may have computed them meanwhile
                    _compute(self, folder, ways)
        traces = _load(file)
        return [Known(ways[name], tuple(traces[name])) for name in traces if name in ways]


@lru_cache(maxsize=32)
def _load(file: Path) -> dict[str, list[Trace | None]]:
    traces: dict[str, list[Trace | None]] = kept.read(file)
    return traces


def changed(source: bytes, exercise: Exercise, ways: Sequence[Misconception]) -> bytes:
    """The source notebook with these misconceptions in the solution of an exercise.

    Raises
    ------
    SolutionError
        If one of the edits does not apply.
    """
    text = definition(source, exercise.name)
    for misconception in ways:
        text = edited(text, misconception.replace)
    return replaced(source, exercise.name, text)


def _compute(asked: KnownMistakes, folder: Path, ways: Mapping[str, tuple[Misconception, ...]]) -> None:
    """Ask every way all cases that there are, and keep what is wrong of the answers, a file for each set."""
    settings, assignment, exercise = asked.settings, asked.assignment, asked.exercise
    source = settings.course.reference(assignment.name)
    assert source is not None
    alone = replace(assignment, exercises=(exercise,))
    questions = questions_of_sets(settings, alone, None if asked.number is None else secrets.SETS)
    whole = reference_paper(alone, settings.secret) if settings.secret and asked.number is not None else None
    found: list[dict[str, list[Trace | None]]] = [{} for _ in questions]
    with open_rooms(replace(settings, limits=LIMITS)) as room:
        for name, way in ways.items():
            with suppress(SolutionError):  # the audit says so; two edits may also exclude each other
                notebook = Submission(name, "misconception", changed(source, exercise, way))
                given = _given(whole or public_paper(alone), notebook, settings, room(assignment))
                for traces, of_set in zip(found, by_set(questions, given), strict=True):
                    traces[name] = [judge_case(exercise, question, answer).trace for question, answer in of_set]
    for number, traces in enumerate(found):
        kept.write(folder / (PUBLIC if asked.number is None else f"{number:02}"), traces)
    kept.forget(settings.course.state / "mistakes", assignment.name, KEPT_FOLDERS)


def _given(paper: Paper, notebook: Submission, settings: Settings, sandbox: Sandbox) -> list[Answer]:
    (answered,) = answers_to(paper, notebook, settings.course.helpers(paper.assignment), sandbox).values()
    return answered


def questions_of_sets(settings: Settings, alone: Assignment, sets: int | None) -> list[tuple[Question, ...]]:
    """The questions of every set, the public ones first; those alone where there are no sets."""
    (exercise,) = alone.exercises
    if sets is None or settings.secret is None:
        return [public_paper(alone).questions[exercise.name]]
    folder = answers(settings, alone)
    assert folder is not None
    papers = (paper(alone, settings.secret, number, answers_of_set(folder, number)) for number in range(sets))
    return [each.questions[exercise.name] for each in papers]


def by_set(
    questions: Sequence[Sequence[Question]], given: Sequence[Answer]
) -> Iterator[list[tuple[Question, Answer]]]:
    """Each set's questions with the answers to them, of which those to the public ones come first and once."""
    public = sum(question.public for question in questions[0])
    hidden = len(questions[0]) - public
    for number, asked in enumerate(questions):
        start = public + number * hidden
        yield list(zip(asked, [*given[:public], *given[start : start + hidden]], strict=True))


# --- where it is kept ---------------------------------------------------------------------------------------------


@lru_cache
def _judge() -> bytes:
    """A digest of what decides what is kept of an answer."""
    files = sorted(Path(grading.__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).digest()


def _folder(settings: Settings, assignment: Assignment) -> Path:
    reference = answers(settings, assignment)
    parts = settings.course.reference(assignment.name) or b"" if reference is None else reference.name.encode()
    digest = hashlib.sha256(_judge() + parts).hexdigest()[:16]
    return settings.course.state / "mistakes" / f"{assignment.name}-{digest}"
