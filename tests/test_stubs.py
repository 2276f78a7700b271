"""What was handed out of every exercise is known as unfilled, and what solves it is not."""

import inspect

import pytest

from autograder.assignments import COURSE, load
from autograder.pipeline.leaks import unlisted
from autograder.pipeline.markers import Place
from autograder.pipeline.strip import strip
from tests.references import MARKINGS
from tests.source_notebook import ROOT, source_cell

each_assignment = pytest.mark.parametrize("assignment", COURSE)
each_exercise = pytest.mark.parametrize(
    ("marking", "name"),
    [
        pytest.param(marking, exercise.name, id=f"{marking.assignment.name}-{exercise.name}")
        for marking in MARKINGS
        for exercise in marking.assignment.exercises
    ],
)


@each_assignment
def test_every_exercise_has_a_solution_here(assignment):
    solved = [name for marking in MARKINGS if marking.assignment.name == assignment for name in marking.reference]
    assert solved == [exercise.name for exercise in load(assignment).exercises]


def parameters(text, name):
    """What a function or class takes, by its head alone: the rest may not parse."""
    names = {}
    exec(text[: text.index("):\n")] + "): ...", names)
    taken = inspect.signature(names[name]).parameters.values()
    return [each for each in taken if each.name != "print_msg"]  # newer layouts of gradient checking ask for it


@each_exercise
def test_stubs_are_whole_functions_some_of_which_do_not_parse(marking, name):
    stubs = marking.exercises[name].stubs
    due = parameters(source_cell(marking.assignment.name, name), name)
    assert len(set(stubs)) == len(stubs)
    broken = 0
    for stub in stubs:
        assert "@" not in stub  # a place that its template left open
        assert "LAYER" not in stub
        assert stub.lstrip("\n").startswith((f"def {name}(", f"class {name}:"))
        assert parameters(stub, name) == due
        try:
            compile(stub, "stub", "exec")
        except SyntaxError:
            broken += 1
        else:
            exec(stub, {})
    assert 0 < broken < len(stubs)


@each_exercise
def test_our_own_release_is_a_stub(marking, name):
    assert marking.is_stub(name, strip(source_cell(marking.assignment.name, name), Place(1, "cell")))


@each_exercise
def test_a_solution_is_no_stub(marking, name):
    assert not marking.is_stub(name, marking.reference[name])
    assert not marking.is_stub(name, source_cell(marking.assignment.name, name))


@each_assignment
def test_short_pieces_of_the_solutions_are_listed_with_a_reason(assignment):
    short = load(assignment).short_secrets
    assert unlisted(ROOT / "source" / assignment, short) == []
    assert all(len(reason.split()) > 5 for reason in short.values())
