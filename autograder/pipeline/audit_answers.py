"""Proves what misconceptions and lazy answers earn: each is asked the cases of all 64 sets."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from .. import assignments, solutions
from ..flow import Bench, answers_to
from ..grading.case import Judged, judge_case
from ..grading.diagnosis import Known, diagnose
from ..grading.judge import sum_up
from ..mistakes import KnownMistakes, by_set, in_one, text_of
from ..model import Answer, Exercise, Question, Status, Submission
from ..papers import Paper
from ..reference import answers
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

Judgement = Sequence[Sequence[Judged]]
"""The judged cases of each set."""

Judge = Callable[[Sequence[Answer]], Judgement]


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
    asked = KnownMistakes(settings, assignment, exercise, None, answers(settings, assignment.name))
    sets = [asked.questions(number) for number in range(SETS)]
    paper = Paper(alone, {exercise.name: in_one(sets)}, hidden=True)
    with open_rooms(replace(settings, limits=LIMITS)) as rooms:

        def ask(notebook: bytes) -> list[Answer]:
            submission = Submission(f"{assignment.name}.ipynb", "audit", code_alone(notebook))
            return answers_to(paper, submission, helpers, rooms.of(alone))[exercise.name]

        judge = partial(_judged, exercise, sets)
        return Earnings(
            list(_misconceptions(exercise, source, ask, judge)),
            list(_lazy(exercise, source, ask, judge)),
        )


def _judged(exercise: Exercise, sets: Sequence[Sequence[Question]], given: Sequence[Answer]) -> Judgement:
    return list(by_set(sets, [judge_case(exercise, *asked) for asked in zip(in_one(sets), given, strict=True)]))


def _misconceptions(exercise: Exercise, source: bytes, ask: Ask, judge: Judge) -> Iterator[Earned]:
    if not exercise.misconceptions:
        return
    solution = solutions.definition(source, exercise.name)
    judged: dict[str, Judgement] = {}
    trouble = {}
    for misconception in exercise.misconceptions:
        try:
            text = text_of(solution, [misconception])
        except SolutionError as error:
            trouble[misconception.id] = str(error)
        else:
            judged[misconception.id] = judge(ask(solutions.replaced(source, exercise.name, text)))
    known = {
        number: [
            Known((each,), tuple(case.trace for case in judged[each.id][number]))
            for each in exercise.misconceptions
            if each.id in judged
        ]
        for number in TOLD
    }
    for misconception in exercise.misconceptions:
        name = misconception.id
        if name in trouble:
            yield Earned(exercise.name, name, exercise.points, trouble=trouble[name])
            continue
        said: Counter[str] = Counter()
        for number, singles in known.items():
            cases = judged[name][number]
            found = diagnose(exercise, sum_up(exercise, cases), cases, partial(iter, singles), tuple)
            said["+".join(each.id for each in found)] += 1
        yield replace(_earned(exercise, name, judged[name]), said=dict(said))


def _lazy(exercise: Exercise, source: bytes, ask: Ask, judge: Judge) -> Iterator[Earned]:
    if not solutions.defines(source, exercise.name):
        return
    definition = solutions.definition(source, exercise.name)
    public = [case for case in judge(ask(source))[0] if case.question.public]
    for name in LAZY:
        judged = judge(ask(solutions.replaced(source, exercise.name, lazy(definition, name))))
        yield (earned := _earned(exercise, name, judged))
        if not earned.right:
            memorised = [[*public, *cases[len(public) :]] for cases in judged]
            yield _earned(exercise, MEMORISED.format(answer=name), memorised)


def _earned(exercise: Exercise, name: str, judged: Judgement) -> Earned:
    scores = Counter(sum_up(exercise, cases).score for cases in judged)
    shown = any(case.question.public and case.status is not Status.PASSED for case in judged[0])
    return Earned(exercise.name, name, exercise.points, dict(sorted(scores.items())), shown)
