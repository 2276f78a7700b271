"""Proves what misconceptions and lazy answers earn: each is asked the cases of all 64 sets."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .. import assignments, solutions
from ..flow import Bench, answers_to
from ..grading.case import Judged, judge_case
from ..grading.diagnosis import diagnose
from ..grading.judge import sum_up
from ..mistakes import KnownMistakes, by_set, changed, questions_of_sets
from ..model import Answer, Assignment, Exercise, Question, Status, Submission
from ..papers import reference_paper
from ..rooms import Settings, open_rooms
from ..sandbox.limits import Limits
from ..secret import SETS
from ..solutions import SolutionError
from .audit_mutants import code_alone
from .lazy import LAZY, MEMORISED, lazy

LIMITS = Limits(seconds=60.0, cpu_seconds=60)
"""For the cases of all sets at once."""

TOLD = range(0, SETS, 8)
"""In these sets the misconceptions are diagnosed; where it works in a few, it does in all, as the draws are alike."""

Ask = Callable[[bytes], list[Answer]]
"""Gives a notebook's answers to the public cases, then to the hidden ones of set after set."""


@dataclass(frozen=True)
class Earned:
    """What an answer to an exercise earned.

    Parameters
    ----------
    name
        The id of the misconception, or what kind of lazy answer it is.
    most
        The points of the exercise.
    scores
        In how many sets it earned so much: one entry, where friends with the same code get the same marks.
    shown
        Whether it fails a public case.
    said
        In how many of the sets `TOLD` it was diagnosed as what, the empty text where as nothing.
    trouble
        Why it could not be asked.
    """

    exercise: str
    name: str
    most: float
    scores: Mapping[float, int] = field(default_factory=dict)
    shown: bool = False
    said: Mapping[str, int] = field(default_factory=dict)
    trouble: str = ""

    @property
    def right(self) -> bool:
        """Whether it earns full points in all sets."""
        return set(self.scores) == {self.most}

    @property
    def caught(self) -> bool:
        """Whether it loses points in all sets."""
        return bool(self.scores) and self.most not in self.scores

    @property
    def earns_nothing(self) -> bool:
        return set(self.scores) == {0.0}

    @property
    def even(self) -> bool:
        """Whether it earns the same in all sets."""
        return len(self.scores) == 1

    @property
    def named(self) -> bool:
        """Whether it is always diagnosed as itself, and as nothing else."""
        return dict(self.said) == {self.name: len(TOLD)}


@dataclass(frozen=True)
class Earnings:
    """What the misconceptions of an exercise earned, and the lazy answers to it."""

    misconceptions: Sequence[Earned]
    lazy: Sequence[Earned]


def earnings(settings: Settings, _bench: Bench, assignment_name: str, exercise_name: str) -> Earnings:
    """Ask every misconception of an exercise, and every lazy answer to it, the cases of all sets."""
    assignment = assignments.load(assignment_name)
    exercise = next(each for each in assignment.exercises if each.name == exercise_name)
    alone = replace(assignment, exercises=(exercise,))
    source, helpers = settings.course.reference(assignment.name), settings.course.helpers(assignment)
    assert source is not None
    assert settings.secret is not None
    paper, sets = reference_paper(alone, settings.secret), questions_of_sets(settings, alone, SETS)
    with open_rooms(replace(settings, limits=LIMITS)) as room:

        def ask(notebook: bytes) -> list[Answer]:
            submission = Submission(f"{assignment.name}.ipynb", "audit", code_alone(notebook))
            return answers_to(paper, submission, helpers, room(alone))[exercise.name]

        return Earnings(
            list(_misconceptions(settings, assignment, exercise, sets, source, ask)),
            list(_lazy(exercise, sets, source, ask)),
        )


def _misconceptions(
    settings: Settings,
    assignment: Assignment,
    exercise: Exercise,
    sets: Sequence[Sequence[Question]],
    source: bytes,
    ask: Ask,
) -> Iterator[Earned]:
    for misconception in exercise.misconceptions:
        try:
            notebook = changed(source, exercise, [misconception])
        except SolutionError as error:
            yield Earned(exercise.name, misconception.id, exercise.points, trouble=str(error))
            continue
        judged = _judged(exercise, sets, ask(notebook))
        said: Counter[str] = Counter()
        for number in TOLD:
            cases, known = judged[number], KnownMistakes(settings, assignment, exercise, number)
            found = diagnose(exercise, sum_up(exercise, cases), cases, known.singles, lambda: ())
            said["+".join(each.id for each in found)] += 1
        yield replace(_earned(exercise, misconception.id, judged), said=dict(said))


def _lazy(exercise: Exercise, sets: Sequence[Sequence[Question]], source: bytes, ask: Ask) -> Iterator[Earned]:
    definition = solutions.definition(source, exercise.name)
    known = ask(source)
    public = sum(question.public for question in sets[0])
    for name in LAZY:
        given = ask(solutions.replaced(source, exercise.name, lazy(definition, name)))
        yield (earned := _earned(exercise, name, _judged(exercise, sets, given)))
        if not earned.right:
            memorised = [*known[:public], *given[public:]]
            yield _earned(exercise, MEMORISED.format(answer=name), _judged(exercise, sets, memorised))


def _judged(exercise: Exercise, sets: Sequence[Sequence[Question]], given: Sequence[Answer]) -> list[list[Judged]]:
    return [[judge_case(exercise, *asked) for asked in of_set] for of_set in by_set(sets, given)]


def _earned(exercise: Exercise, name: str, judged: Sequence[Sequence[Judged]]) -> Earned:
    scores = Counter(sum_up(exercise, cases).score for cases in judged)
    shown = any(case.question.public and case.status is not Status.PASSED for case in judged[0])
    return Earned(exercise.name, name, exercise.points, dict(sorted(scores.items())), shown)
