"""Makes the module that checks the public cases in a student's notebook."""

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

import numpy as np

from ..assignments import driver
from ..model import Assignment, Exercise, Question, Value
from ..papers import public_paper

FOLDER = "checks"


def student_files(assignment: Assignment) -> dict[str, bytes]:
    """The files of the folder ``checks`` by name: fixed code, and this assignment's public cases with their drivers."""
    asked = (question for questions in public_paper(assignment).questions.values() for question in questions)
    drivers = {question.driver for question in asked if question.driver}
    ours = (each for each in (files("autograder.pipeline") / "student").iterdir() if each.name.endswith(".py"))
    return {
        **{f"drivers/{name}.py": driver(name).encode() for name in drivers},
        **{each.name: each.read_bytes() for each in ours},
        "cases.json": cases_json(assignment).encode(),
        "compare.py": (files("autograder.grading") / "compare.py").read_bytes(),
    }


def cases_json(assignment: Assignment) -> str:
    """The public cases as JSON, a line each, every double exactly as it is."""
    questions = public_paper(assignment).questions
    exercises = ",\n".join(_exercise_json(each, questions[each.name]) for each in assignment.exercises)
    return f'{{"assignment": {json.dumps(assignment.name)}, "exercises": {{\n{exercises}\n}}}}\n'


def _exercise_json(exercise: Exercise, questions: Sequence[Question]) -> str:
    outputs = [
        {
            "name": output.name,
            "path": output.path,
            "weight": output.weight,
            "given": output.given,
            "rtol": (output.tolerance or exercise.tolerance).rtol,
            "atol": (output.tolerance or exercise.tolerance).atol,
        }
        for output in exercise.outputs
    ]
    cases = [
        {
            "name": question.name,
            "seed": question.seed,
            "weight": question.weight,
            "driver": question.driver,
            **_tolerance(question),
            "inputs": [encode(each) for each in question.inputs],
            "expected": {name: encode(each) for name, each in question.expected.items()},
        }
        for question in questions
    ]
    lines = ",\n  ".join(json.dumps(case) for case in cases)
    return (
        f'{json.dumps(exercise.name)}: {{"points": {json.dumps(float(exercise.points))},'
        f' "needs": {json.dumps(exercise.needs)}, "other_ways": {json.dumps(_has_other_ways(exercise))},\n'
        f' "outputs": {json.dumps(outputs)},\n'
        f' "cases": [\n  {lines}\n ]}}'
    )


def _has_other_ways(exercise: Exercise) -> bool:
    """Whether grading accepts what these checks do not: another generator, or what follows from an earlier slip."""
    return bool(exercise.variants) or any(output.follow for output in exercise.outputs)


def _tolerance(question: Question) -> dict[str, float]:
    own = question.tolerance
    return {"rtol": own.rtol, "atol": own.atol} if own else {}


def encode(value: Value) -> Any:
    """A value as JSON can hold it: arrays, tuples and dicts become objects that say what they are."""
    match value:
        case np.ndarray():
            return {"dtype": str(value.dtype), "shape": list(value.shape), "data": value.ravel().tolist()}
        case np.generic():
            return value.item()
        case tuple():
            return {"tuple": [encode(each) for each in value]}
        case list():
            return [encode(each) for each in value]
        case Mapping():
            return {"dict": {key: encode(each) for key, each in value.items()}}
        case _:
            return value
