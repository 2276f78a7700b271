"""Writes the assignment file of an imported assignment."""

import ast
from collections.abc import Mapping, Sequence

import numpy as np

from ...model import Assignment, Drawn, Exercise, Public, Tolerance
from .draft import reads
from .equality import EQUAL
from .pretty import Call, Named, Part, literal, quoted, text, written

SHORT = "it came with the notebook, and says too little to be searched for"


def data_file(assignment: Assignment, origin: str) -> bytes:
    """The text of ``autograder/assignments/NAME.py``."""
    cases = [case for exercise in assignment.exercises for case in exercise.cases]
    body = written(_assignment(assignment), "ASSIGNMENT = ") + "\n"
    drawn = any(isinstance(case, Drawn) for case in cases)
    names = ["Assignment", *(["Drawn"] if drawn else []), "Exercise", "Public", "Tolerance"]
    lines = [
        f'"""{assignment.title}: imported from {origin}.',
        "",
        "Every test of that notebook is a case: the driver `asserted_value` asks for the value that it is about, and",
        "`asserted_outcome` for no more than whether it holds.",
        '"""',
        "",
        *(["import numpy as np", ""] if "np" in reads(ast.parse(body)) else []),
        f"from ..model import {', '.join(names)}",
        *(["from .draws.fixed import fixed"] if drawn else []),
        "",
        f"EQUAL = {written(_tolerance(EQUAL))}",
        "",
        "",
    ]
    return ("\n".join(lines).replace("\n\n\n", "\n\n") + body).encode()


def _assignment(assignment: Assignment) -> Part:
    parts: list[Part] = [
        Named("name=", literal(assignment.name)),
        Named("title=", literal(assignment.title)),
        Named("exercises=", Call("(", [_exercise(each) for each in assignment.exercises])),
    ]
    if assignment.helpers:
        parts.append(Named("helpers=", literal(assignment.helpers)))
    parts.append(Named("stand_ins=", literal(dict(assignment.stand_ins))))
    if assignment.distributions != ("numpy",):
        parts.append(Named("distributions=", literal(assignment.distributions)))
    if assignment.short_secrets:
        parts.append(Named("short_secrets=", _keyed(assignment.short_secrets)))
    return Call("Assignment(", parts)


def _keyed(reasons: Mapping[str, str]) -> Part:
    return Call("{", [Named(f"{quoted(key)}: ", literal(reason)) for key, reason in reasons.items()], "}")


def _exercise(exercise: Exercise) -> Part:
    parts: list[Part] = [
        literal(exercise.name),
        Named("points=", literal(exercise.points)),
        Named("parameters=", literal(exercise.parameters)),
        Named("cases=", Call("(", [_case(each) for each in exercise.cases])),
        Named("tolerance=", "EQUAL"),
    ]
    if exercise.stubs:
        parts.append(Named("stubs=", Call("(", [text(each) for each in exercise.stubs])))
    if exercise.beside:
        parts.append(Named("beside=", literal(exercise.beside)))
    return Call("Exercise(", parts)


def _case(case: Public | Drawn) -> Part:
    parts: list[Part] = [literal(case.name)]
    if isinstance(case, Public):
        parts += [literal(case.inputs), literal(case.expected)]
    else:
        inputs: Sequence[object] = case.draw(np.random.default_rng())
        parts.append(Call("fixed(", [literal(each) for each in inputs]))
    if case.weight != 1:
        parts.append(Named("weight=", literal(case.weight)))
    parts.append(Named("driver=", literal(case.driver)))
    if case.tolerance:
        parts.append(Named("tolerance=", _tolerance(case.tolerance)))
    if isinstance(case, Drawn) and not case.telling:
        parts.append(Named("telling=", "False"))
    return Call("Public(" if isinstance(case, Public) else "Drawn(", parts)


def _tolerance(tolerance: Tolerance) -> Part:
    return Call("Tolerance(", [literal(tolerance.rtol), literal(tolerance.atol), literal(tolerance.reason)])
