"""What a test cell shows in nbgrader, and how many of its points an exercise gets."""

from types import SimpleNamespace as Some

import pytest

from autograder import assignments
from autograder.model import Diagnosis, ExerciseResult, Fate, Hints, Message, Result, Status, Verdict
from autograder.outlets import cell
from autograder.outlets.master import defines, master, outcome

COST = "compute_cost_with_regularization"
HOSTILE = "<script>alert(1)</script>\x1b[31m{{ 7 * 7 }}"


def exercise(**fields):
    return ExerciseResult(**{"name": COST, "status": Status.PARTIAL, "score": 7.5, "max_score": 10.0} | fields)


def notebook(*sources, name="regularization", points=10.0):
    cells = [Some(name=f"c{n}", cell_type="code", source=s, checksum="", locked=True) for n, s in enumerate(sources)]
    graded = [Some(name=each.name, max_score=points) for each in cells]
    return Some(source_cells=cells, grade_cells=graded, solution_cells=[], task_cells=[], assignment=Some(name=name))


def ours(*sources, **more):
    return master(notebook(*sources, **more), [assignments.load(name) for name in assignments.names()])


def test_what_a_student_wrote_is_text():
    hostile = exercise(
        status=Status.ERROR,
        message=Message("raised", {"type": "ValueError", "text": HOSTILE, "cell": 1, "line": 1, "code": HOSTILE}),
        cases=(Verdict("the worked example", True, Status.ERROR, message=Message("raised", {"type": HOSTILE})),),
        diagnoses=(Diagnosis("x", "Look at {places}.", "It is {places}.", {"places": HOSTILE}),),
        printed=HOSTILE,
    )
    shown = cell.html(hostile, Hints.BOTH)
    assert "<script" not in shown
    assert "alert(1)" in shown
    assert "\x1b" not in shown + cell.text(hostile, Hints.BOTH)
    assert "49" not in shown


@pytest.mark.parametrize("hints", Hints)
def test_no_more_hints_than_are_allowed(hints):
    result = exercise(diagnoses=(Diagnosis("x", "Look here.", "It is this."),))
    for shown in (cell.html(result, hints), cell.text(result, hints)):
        assert ("Look here." in shown) == (hints is not Hints.NONE)
        assert ("It is this." in shown) == (hints is Hints.BOTH)


@pytest.mark.parametrize(
    ("source", "asks"),
    [
        (f'check("{COST}")', True),
        (f"# Worth 10 points.\ncheck( '{COST}' );\n", True),
        (f'check("{COST}")\nassert square(2) == 4', False),
        (f'assert check("{COST}") == 10', False),
        ('check("something_else")', False),
        (f"check(\"{COST}')", False),
        ("", False),
    ],
)
def test_a_test_cell_is_ours_if_it_does_nothing_else(source, asks):
    known = ours(source, f'check("{COST}")')
    assert ("c0" in known.tests) == asks


def test_a_notebook_without_such_a_cell_is_nbgraders():
    assert ours("assert True", 'check("something_else")') is None


def test_an_exercise_of_two_assignments_is_that_of_the_one_which_has_the_others_too():
    shared = 'check("forward_propagation_with_dropout")'
    assert ours(shared, name="beyond_l2").assignment.name == "beyond_l2"
    assert ours(shared, f'check("{COST}")', name="week 5").assignment.name == "regularization"


def test_points_of_the_cell_hold_where_they_are_others():
    known = ours(f'check("{COST}")', points=4)
    result = Result("x.ipynb", "ada", "", Fate.GRADED, "regularization", exercises=(exercise(),))
    scaled = outcome(result, COST, 4, known)
    assert (scaled.score, scaled.max_score) == (3.0, 4)


def test_a_submission_of_another_assignment_gets_nothing_and_is_told_why():
    known = ours(f'check("{COST}")')
    result = Result("x.ipynb", "ada", "", Fate.GRADED, "optimization")
    said = outcome(result, COST, 10, known)
    assert cell.text(said, Hints.BOTH) == "It is a submission of optimization, and not of this assignment."
    assert "optimization" in cell.html(said, Hints.BOTH)


@pytest.mark.parametrize(
    ("source", "there"),
    [
        ("def f(x):", True),
        ("  class f:", True),
        ("async  def f():", True),
        ("# def f(x)", False),
        ("def ff(x):", False),
    ],
)
def test_definitions_are_seen_without_parsing(source, there):
    assert defines(f"x = 1\n{source}\n    pass", ["g", "f"]) == there
