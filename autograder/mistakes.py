"""What the known misconceptions of an exercise answer to its cases.

Each is the source notebook with one solution edited, and goes the way of a submission, in a sandbox that ends before
its answers are held against anybody's. That happens when a wrong answer first asks for it; what is kept of the answers
stays under ``.autograder/mistakes``, by all that it depends on.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, islice
from pathlib import Path
from typing import TypeVar

from . import grading, kept
from . import secret as secrets
from .flow import answers_of_each
from .grading.case import Judged, trace_of
from .grading.diagnosis import Known, alike
from .grading.trace import ENDED, Trace
from .model import Answer, Assignment, Exercise, Misconception, Question, Submission
from .papers import Paper, public_paper
from .reference import paper_of_set
from .rooms import Settings, open_rooms
from .sandbox import wire
from .sandbox.limits import Limits
from .sandbox.sandbox import Sandbox
from .solutions import SolutionError, definition, edited, renamed, with_cells

LIMITS = Limits(seconds=120.0, cpu_seconds=600)
"""For all cases of all sets; a misconception that never ends costs no more, and is not told by that."""

TOGETHER = 50
"""So many stand in one notebook, which is read anew where one of them breaks a limit."""

AT_ONCE = 16
"""Answers to so many sets are computed at once; they may take a megabyte each."""

KEPT_FOLDERS = 16

T = TypeVar("T")

Ways = Mapping[str, tuple[Misconception, ...]]
"""Misconceptions, alone or two at once, by what they are kept as."""


@dataclass(frozen=True)
class KnownMistakes:
    """The misconceptions of an exercise for the set of that number, or for the public cases alone where it is None.

    ``reference`` is the folder of the reference's answers, where there are any.
    """

    settings: Settings
    assignment: Assignment
    exercise: Exercise
    number: int | None
    reference: Path | None

    def singles(self) -> list[Known]:
        """What each misconception answers.

        What is not kept yet is computed for this set and for as many others as are kept: who grades one notebook hears
        soon, and a class of any size starts few sandboxes for it. Not for more than `AT_ONCE`, for memory's sake.
        """
        folder = self._folder / "alone"
        ways = {each.id: (each,) for each in self.exercise.misconceptions}
        return self._known(folder, ways, lambda: self._more(folder))

    def _more(self, folder: Path) -> list[int | None]:
        """This set, and as many that are not kept as are."""
        if self.number is None:
            return [None]
        others = [number for number in range(secrets.SETS) if number != self.number]
        absent = [number for number in others if not _file(folder, number).exists()]
        return [self.number, *absent[: min(len(others) - len(absent), AT_ONCE)]]

    def pairs(self, cases: Sequence[Judged]) -> list[Known]:
        """What two misconceptions at once answer, where they answer the public cases as these do."""
        public = [case for case in cases if case.question.public]
        ways = {f"{one.id}+{other.id}": (one, other) for one, other in self._suspects(cases)}
        shown = replace(self, number=None)._known(self._folder / "pairs", ways, lambda: [None])
        fitting = {
            "+".join(one.id for one in known.misconceptions): known.misconceptions
            for known in shown
            if any(known.traces) and all(map(alike, [self.exercise] * len(public), public, known.traces))
        }
        return self._known(self._folder / "pairs", fitting, lambda: [self.number])

    def questions(self, number: int | None) -> tuple[Question, ...]:
        """What is asked in a set, the public questions first; those alone where there is none."""
        if number is None or self.reference is None:
            return public_paper(self._alone).questions[self.exercise.name]
        return paper_of_set(self.reference, number, self._alone).questions[self.exercise.name]

    def _suspects(self, cases: Sequence[Judged]) -> Iterator[tuple[Misconception, Misconception]]:
        """The pairs that together get wrong what these cases do, output by output: no others are worth asking."""
        wrong = _wrong(case.trace for case in cases)
        alone = [(known.misconceptions[0], _wrong(known.traces)) for known in self.singles()]
        for (one, its), (other, others) in combinations(alone, 2):
            if list(map(_together, its, others)) == wrong:
                yield one, other

    @property
    def _alone(self) -> Assignment:
        """The assignment as if it had this one exercise; so it needs no library that others do."""
        return replace(self.assignment, exercises=(self.exercise,))

    @property
    def _folder(self) -> Path:
        if self.reference is None:
            asked = self.settings.course.reference(self.assignment.name) or b""
        else:
            asked = self.reference.name.encode()
        digest = hashlib.sha256(_judge() + kept.FORMAT.encode() + asked).hexdigest()[:16]
        return self.settings.course.state / "mistakes" / f"{self.assignment.name}-{digest}" / self.exercise.name

    def _known(self, folder: Path, ways: Ways, numbers: Callable[[], Sequence[int | None]]) -> list[Known]:
        """What is kept of these ways for this set; what is not there yet is computed for all these numbers."""
        if not self.settings.course.notebook(self.assignment.name).is_file():
            return []
        file = _file(folder, self.number)
        if ways.keys() - _load(file, _changed(file)).keys():
            # Who computes has a second sandbox open: one worker at a time, whatever exercise it is about.
            with kept.alone(self._folder.parent):
                # Another worker may have computed them meanwhile.
                absent = {name: way for name, way in ways.items() if name not in _load(file, _changed(file))}
                if absent:
                    self._compute(folder, absent, numbers())
                    kept.tidy()
        traces = _load(file, _changed(file))
        return [Known(way, tuple(traces[name])) for name, way in ways.items() if traces[name]]

    def _compute(self, folder: Path, ways: Ways, numbers: Sequence[int | None]) -> None:
        """Ask every way the cases of these sets, and keep what is wrong of the answers, a file for each set."""
        sets = [self.questions(number) for number in numbers]
        questions = in_one(sets)
        files = [_file(folder, number) for number in numbers]
        # An empty list stays where a way cannot be asked.
        traces = [{**_load(file, _changed(file)), **{name: [] for name in ways}} for file in files]
        with open_rooms(replace(self.settings, limits=LIMITS)) as rooms:
            for name, given in self._answered(ways, questions, rooms.of(self._alone)):
                wrong = [trace_of(self.exercise, *asked) for asked in zip(questions, given, strict=True)]
                for of_set, its in zip(traces, by_set(sets, wrong), strict=True):
                    of_set[name] = its
        folder.mkdir(parents=True, exist_ok=True)
        for file, of_set in zip(files, traces, strict=True):
            kept.write(file, of_set)
        kept.forget(self.settings.course.state / "mistakes", self.assignment.name, KEPT_FOLDERS)

    def _answered(
        self, ways: Ways, questions: tuple[Question, ...], sandbox: Sandbox
    ) -> Iterator[tuple[str, list[Answer]]]:
        """What each way answers.

        Many stand in one notebook, under names of their own: to fork a child for each of some hundred pairs would take
        longer than all that they compute.
        """
        name = self.exercise.name
        source = self.settings.course.reference(self.assignment.name)
        assert source is not None
        solution = definition(source, name)
        asked = Paper(self._alone, {name: questions}, hidden=True)
        helpers = self.settings.course.helpers(self.assignment)
        texts: dict[str, str] = {}
        for way, misconceptions in ways.items():
            with suppress(SolutionError):  # the audit says so; two edits may also exclude each other
                texts[way] = text_of(solution, misconceptions)
        for batch in _batched(texts, TOGETHER):
            called = {f"{name}_{number}": way for number, way in enumerate(batch)}
            cells = (renamed(texts[way], name, other) for other, way in called.items())
            notebook = Submission(name, "misconceptions", with_cells(source, cells))
            for other, given in answers_of_each(called, asked, notebook, helpers, sandbox):
                yield called[other], given
                asked.requests.clear()  # the next way is asked by a name of its own


def text_of(solution: str, misconceptions: Sequence[Misconception]) -> str:
    """The text of a solution with these misconceptions in it.

    Raises
    ------
    SolutionError
        If one of the edits does not apply.
    """
    for misconception in misconceptions:
        solution = edited(solution, misconception.replace)
    return solution


def in_one(sets: Sequence[Sequence[Question]]) -> tuple[Question, ...]:
    """The questions of several sets as one set: the public ones, then the hidden ones of each."""
    public = (question for question in sets[0] if question.public)
    return (*public, *(question for of_set in sets for question in of_set if not question.public))


def by_set(sets: Sequence[Sequence[Question]], given: Sequence[T]) -> Iterator[list[T]]:
    """What each set was given, of what was given to all `in_one`."""
    public = sum(question.public for question in sets[0])
    hidden = len(sets[0]) - public
    for number in range(len(sets)):
        start = public + number * hidden
        yield [*given[:public], *given[start : start + hidden]]


def _wrong(traces: Iterable[Trace | None]) -> list[Set[str]]:
    """The outputs that are wrong in each case."""
    return [trace.keys() if trace else set() for trace in traces]


def _together(one: Set[str], other: Set[str]) -> Set[str]:
    """What two misconceptions get wrong in a case; where one of them gives nothing back, that is all there is."""
    return {ENDED} if ENDED in one | other else one | other


def _batched(names: Iterable[str], size: int) -> Iterator[tuple[str, ...]]:
    left = iter(names)
    while batch := tuple(islice(left, size)):
        yield batch


# --- what is kept -------------------------------------------------------------------------------------------------


@lru_cache
def _judge() -> bytes:
    """A digest of what decides what is kept of an answer, and how."""
    files = [*sorted(Path(grading.__file__).parent.glob("*.py")), Path(wire.__file__)]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).digest()


def _file(folder: Path, number: int | None) -> Path:
    return folder / ("public" if number is None else f"{number:02}")


def _changed(file: Path) -> int:
    """When a file was last written, by which what was read of it is known to be up to date; 0 where there is none."""
    return file.stat().st_mtime_ns if file.exists() else 0


@lru_cache(maxsize=4)  # a submission asks several times, and the next one hardly ever for the same
def _load(file: Path, changed: int) -> dict[str, list[Trace | None]]:
    """What is kept of each way's answers."""
    return kept.read(file) if changed else {}
