"""How nbgrader's source notebooks are read: hidden tests, whole cells, classes, values, helpers."""

import subprocess
import sys

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder import solutions
from autograder.model import Drawn, Public
from autograder.pipeline.importing.conversion import convert
from autograder.pipeline.notebooks import Place
from autograder.pipeline.strip import strip


def cell(source, grade_id, **known):
    known = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "grade_id": grade_id} | known
    return new_code_cell(source, metadata={"nbgrader": known})


MEAN = '''\
def mean(x):
    """The mean."""
    ### BEGIN SOLUTION
    # add and divide
    return np.sum(x) / len(x)  # so it is
    ### END SOLUTION'''

TEST_MEAN = '''\
"""Check the mean."""
x = np.array([1.0, 2.0, 6.0])
assert np.allclose(mean(x), 3.0)
### BEGIN HIDDEN TESTS
y = np.arange(10)
np.testing.assert_almost_equal(mean(y), 4.5, decimal=6)
assert mean([4711]) == 4711, "a single number"
### END HIDDEN TESTS'''

STACK = """\
class Stack:
    def __init__(self):
        self.items = []

    def push(self, x):
        self.items.append(x)

    def pop(self):
        return self.items.pop()"""

TEST_STACK = """\
s = Stack()
s.push(3)
s.push(5)
assert s.pop() == 5
assert s.pop() == 3
assert isinstance(s, Stack) and len(s.items) == 0"""

SPREAD = """\
def spread(x):
    ### BEGIN SOLUTION
    return np.sqrt(mean((x - mean(x)) ** 2))
    ### END SOLUTION"""

TEST_SPREAD = """\
x = np.array([1., 2., 3.])
assert abs(spread(x) - np.sqrt(mean((x - mean(x)) ** 2))) < 1e-8
### BEGIN HIDDEN TESTS
assert spread(4711 * x) > 0
### END HIDDEN TESTS"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("week")
    (folder / "tools.py").write_text("def scale(x):\n    return 2 * x\n")
    (folder / "data.csv").write_text("1,2\n")
    (folder / "answers.csv").write_text("4711\n")
    cells = [
        new_markdown_cell("# Week 2: statistics\n\nRead `data.csv`."),
        new_code_cell("import numpy as np\nimport matplotlib.pyplot as plt\nfrom tools import scale"),
        cell(MEAN, "mean", solution=True),
        cell(TEST_MEAN, "test_mean", grade=True, points=3),
        cell(STACK, "stack", solution=True),
        cell(TEST_STACK, "test_stack", grade=True, points=2),
        cell("total = sum(range(101))\nnames = ['a', 'b']", "values", solution=True),
        cell(
            "assert total == 5050\nassert names == ['a', 'b']\nassert scale(total) == 10100",
            "test_values",
            grade=True,
            points=2,
        ),
        cell(SPREAD, "spread", solution=True),
        cell(TEST_SPREAD, "test_spread", grade=True, points=4),
        cell("assert mean([1, 2]) == 4", "test_wrong", grade=True, points=1),
        new_code_cell("plt.plot([mean([1, 2])])"),
    ]
    nbformat.write(new_notebook(cells=cells), folder / "Week 2.ipynb")
    return convert(folder / "Week 2.ipynb", "week_2")


@pytest.fixture(scope="module")
def exercises(imported):
    return {each.name: each for each in imported.assignment.exercises}


@pytest.fixture(scope="module")
def notebook(imported):
    return nbformat.reads(imported.files["source/week_2/week_2.ipynb"].decode(), as_version=4)


def hidden(exercise):
    random = np.random.default_rng(1)
    return {case.name: (case.draw(random), case.telling) for case in exercise.cases if isinstance(case, Drawn)}


def test_every_name_that_students_make_is_an_exercise_with_its_points(exercises):
    assert {name: each.points for name, each in exercises.items()} == {
        "mean": 4,
        "Stack": 2,
        "total": 1.33,
        "names": 0.67,
        "spread": 4,
    }


def test_hidden_tests_are_hidden_cases_and_what_is_due_is_not_among_their_inputs(exercises):
    assert hidden(exercises["mean"]) == {
        "hidden test 1": (("y = np.arange(10)", "mean(y)"), True),
        "hidden test 2": (("", "mean([4711])"), True),
    }


def test_one_that_can_only_hold_or_not_confirms_nothing(exercises):
    assert ("x = np.array([1.0, 2.0, 3.0])\nassert spread(4711 * x) > 0",) in [
        inputs for inputs, telling in hidden(exercises["spread"]).values() if not telling
    ]


def test_a_public_test_that_shows_the_solution_is_hidden(imported, exercises):
    assert [case.name for case in exercises["spread"].cases if isinstance(case, Public)] == ["it is filled in"]
    (section,) = [each for each in imported.report if "show a piece of the solution" in each.heading]
    assert len(section.lines) == 1


def test_what_a_test_uses_of_the_notebook_comes_along(exercises):
    assert exercises["mean"].beside == ("np",)
    assert exercises["total"].beside == ("scale",)


def test_a_test_that_the_solution_fails_is_left_out_with_its_reason(imported):
    (section,) = [each for each in imported.report if each.heading == "Left out:"]
    (line,) = section.lines
    assert "`mean([1, 2])`, which the solution does not pass here: fails" in line


def test_helpers_and_files_that_the_notebook_names_come_along(imported):
    assert {path.removeprefix("source/week_2/") for path in imported.files if path.startswith("source")} == {
        "week_2.ipynb",
        "README.md",
        "requirements.txt",
        "tools.py",
        "data.csv",
    }
    assert imported.assignment.helpers == ("tools",)
    assert imported.assignment.distributions == ("numpy",)  # the plot is no part of what is graded
    assert b"matplotlib\n" in imported.files["source/week_2/requirements.txt"]


def test_comments_of_the_solution_are_no_hints(notebook):
    text = "\n".join(cell.source for cell in notebook.cells)
    assert "add and divide" not in text
    assert "so it is" not in text


def test_a_whole_cell_is_taken_out_within_the_methods_of_its_class(notebook):
    (stack,) = [cell for cell in notebook.cells if "class Stack" in cell.source]
    assert stack.source.startswith("# GRADED CLASS: Stack\n")
    released = strip(stack.source, Place(1))
    assert "def push(self, x):" in released
    assert "append" not in released


def test_a_definition_that_ends_with_its_marker_is_found_whole_and_a_value_has_none(imported):
    source = imported.files["source/week_2/week_2.ipynb"]
    assert solutions.definition(source, "spread").endswith("    ### END CODE HERE ###")
    assert solutions.defines(source, "Stack")
    assert not solutions.defines(source, "total")


def test_the_assignment_file_reads_as_those_that_people_write(imported, tmp_path):
    file = tmp_path / "week_2.py"
    file.write_bytes(imported.files["autograder/assignments/week_2.py"])
    for command in (["format", "--check"], ["check"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--line-length", "120", str(file)]
        done = subprocess.run(ruff, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
