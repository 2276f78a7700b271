"""Papers: the questions of one set of cases, with the figures that the reference gave.

A paper is what a student is examined on. Its hidden questions are drawn from the secret; their right answers are what
the source notebook answers. Both are made once for each set, and kept under ``.autograder/answers``.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

import numpy as np

from . import secret as secrets
from .language import _
from .marks import Marks
from .model import Assignment, Drawn, Exercise, Inputs, Public, Question, Value


@dataclass(frozen=True)
class Paper:
    """The questions of each exercise, by its name; ``hidden`` says whether there are any beside the public ones.

    ``requests`` keeps what the sandbox is sent of them, by exercise, what a submission calls it, numbers, and whether
    all may be told, since the next submission with this paper is asked the same; ``marks``, what was replied, and what
    that was worth.
    """

    assignment: Assignment
    questions: Mapping[str, tuple[Question, ...]]
    hidden: bool
    requests: dict[tuple[str, str, tuple[int, ...], bool], bytes] = field(
        default_factory=dict, repr=False, compare=False
    )
    marks: Marks = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "marks", Marks(sum(map(len, self.questions.values()))))


def without(assignment: Assignment, absent: Set[str]) -> Assignment:
    """The assignment without the exercises that need a library of ``absent``."""
    return replace(assignment, exercises=tuple(each for each in assignment.exercises if each.needs not in absent))


class AnswerError(Exception):
    """The reference does not answer as the assignment says; the sentence says where."""


def public_paper(assignment: Assignment) -> Paper:
    """The paper of the public cases alone."""
    return Paper(assignment, {exercise.name: _public(exercise) for exercise in assignment.exercises}, hidden=False)


def paper(
    assignment: Assignment, inputs: Mapping[str, Sequence[Inputs]], answers: Mapping[str, Sequence[Value]]
) -> Paper:
    """The paper of a set: what its hidden cases are given, and what the reference answers, by exercise.

    Both are in the order of `drawn_inputs`.
    """
    questions = {}
    for exercise in assignment.exercises:
        name = exercise.name
        hidden = (
            _asked(case, False, given, _by_output(exercise, answer))
            for (case, _draw), given, answer in zip(_draws(exercise), inputs[name], answers[name], strict=True)
        )
        questions[name] = (*_public(exercise), *hidden)
    return Paper(assignment, questions, hidden=True)


def reference_paper(assignment: Assignment, secret: bytes, numbers: Sequence[int]) -> Paper:
    """The public questions, then the hidden ones of the sets of these ``numbers``, set after set, for the reference.

    All are asked as public ones are: where the source notebook fails, the instructor is told why.
    """
    questions = {
        exercise.name: (
            *_public(exercise),
            *(
                _asked(case, True, inputs, {})
                for number in numbers
                for case, inputs in drawn_inputs(assignment.name, exercise, secret, number)
            ),
        )
        for exercise in assignment.exercises
    }
    return Paper(assignment, questions, hidden=True)


def drawn_inputs(assignment: str, exercise: Exercise, secret: bytes, number: int) -> list[tuple[Drawn, Inputs]]:
    """Every hidden case of an exercise in set ``number``, drawn anew from the secret.

    Raises
    ------
    AnswerError
        If one cannot be drawn.
    """
    return [
        (case, _drawn(exercise, case, secrets.generator(secret, assignment, number, exercise.name, case.name, draw)))
        for case, draw in _draws(exercise)
    ]


def _draws(exercise: Exercise) -> list[tuple[Drawn, int]]:
    """The hidden cases of an exercise, each as often as it is drawn, with the number of the draw."""
    return [(case, draw) for case in exercise.cases if isinstance(case, Drawn) for draw in range(case.count)]


def _drawn(exercise: Exercise, case: Drawn, generator: np.random.Generator) -> Inputs:
    try:
        inputs = case.draw(generator)
    except Exception as error:  # a draw is an author's code too
        raise AnswerError(
            _("{exercise}, case {case}: it cannot be drawn: {error}.").format(
                exercise=exercise.name, case=case.name, error=f"{type(error).__name__}: {error}".rstrip(": .")
            )
        ) from error
    if not isinstance(inputs, tuple):
        raise AnswerError(
            _("{exercise}, case {case}: the draw gives a {kind}; inputs are a tuple, also of one: (X,).").format(
                exercise=exercise.name, case=case.name, kind=type(inputs).__name__
            )
        )
    return inputs


def _public(exercise: Exercise) -> tuple[Question, ...]:
    return tuple(
        _asked(case, True, case.inputs, _figures(exercise, case)) for case in exercise.cases if isinstance(case, Public)
    )


def _asked(case: Public | Drawn, public: bool, inputs: Inputs, expected: Mapping[str, Value]) -> Question:
    telling = case.telling if isinstance(case, Drawn) else True
    return Question(case.name, public, inputs, expected, case.seed, case.weight, case.driver, case.tolerance, telling)


def _figures(exercise: Exercise, case: Public) -> Mapping[str, Value]:
    whole = len(exercise.outputs) == 1 and exercise.outputs[0].path == ()
    return {exercise.outputs[0].name: case.expected} if whole else case.expected


def _by_output(exercise: Exercise, answer: Value) -> dict[str, Value]:
    figures = {}
    for output in exercise.outputs:
        value = answer
        for step in output.path:
            try:
                value = value[step]
            except (TypeError, KeyError, IndexError) as error:
                raise AnswerError(
                    _("The source notebook's {exercise} gives no {output}.").format(
                        exercise=exercise.name, output=output.name
                    )
                ) from error
        figures[output.name] = value
    return figures
