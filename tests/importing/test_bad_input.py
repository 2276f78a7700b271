"""What cannot be imported gets one plain sentence and status 2, and nothing is left behind."""

import json
import os
import subprocess
import sys

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell, writes

from tests.importing.conftest import new_course


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return new_course(tmp_path_factory.mktemp("bad") / "course")


def marked(**known):
    return {"nbgrader": {"schema_version": 3, "grade": False, "solution": False, "grade_id": "a"} | known}


SOLUTION = new_code_cell(
    "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION", metadata=marked(solution=True)
)
TESTS = new_code_cell("assert f(2) == 2", metadata=marked(grade=True, points=1, grade_id="b"))


def notebook(*cells):
    return writes(new_notebook(cells=list(cells)))


BAD = {
    "no JSON": ("def f(x): pass", "nb.ipynb is not a notebook that can be read"),
    "no notebook": (json.dumps({"a": 1}), "nb.ipynb is not a notebook that can be read"),
    "neither format": (notebook(new_code_cell("x = 1")), "nb.ipynb is neither a source notebook of nbgrader"),
    "no metadata": (
        notebook(new_code_cell("### BEGIN SOLUTION\nx = 1\n### END SOLUTION")),
        "nb.ipynb has regions but no cell that nbgrader knows",
    ),
    "both formats": (
        notebook(SOLUTION, TESTS, new_raw_cell("# BEGIN QUESTION\nname: q1")),
        "nb.ipynb has nbgrader's metadata and otter's blocks",
    ),
    "a region that does not close": (
        notebook(
            new_code_cell("def f(x):\n    ### BEGIN SOLUTION\n    return x", metadata=marked(solution=True)), TESTS
        ),
        "cell 1 (id ",
    ),
    "no Python": (
        notebook(new_code_cell("def f(x:\n    return x", metadata=marked(solution=True)), TESTS),
        "cell 1 (id ",
    ),
    "no tests": (notebook(SOLUTION), "In nb.ipynb nothing is asserted"),
    "only prose": (
        notebook(new_markdown_cell("Because.", metadata=marked(grade=True, solution=True, points=2))),
        "In nb.ipynb nothing is asserted",
    ),
    "a solution that fails its test": (
        notebook(SOLUTION, new_code_cell("assert f(2) == 3", metadata=marked(grade=True, points=1, grade_id="b"))),
        "In nb.ipynb nothing is asserted that a solution of its own passes here",
    ),
    "a library that is not there": (
        notebook(
            new_code_cell("import no_such_library as lib"),
            SOLUTION,
            new_code_cell("assert lib.same(f(2), 2)", metadata=TESTS.metadata),
        ),
        "What is graded imports no_such_library, which is not installed here",
    ),
}


def refused(course, *arguments):
    """What is said, in one line, of an import that leaves nothing behind."""
    before = course.files()
    given = course.run("import", *arguments)
    assert given.returncode == 2, given.stdout + given.stderr
    assert course.files() == before
    assert given.stdout == ""
    (line,) = given.stderr.splitlines()
    return line


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_a_notebook_that_cannot_be_imported_is_named(course, tmp_path, text):
    content, sentence = text
    (tmp_path / "nb.ipynb").write_text(content)
    assert refused(course, tmp_path / "nb.ipynb").startswith(sentence)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("4th week", "4th week cannot be the name of an assignment"),
        ("class", "class cannot be the name of an assignment"),
        ("", " cannot be the name of an assignment"),
        ("regularization", "autograder/assignments/regularization.py is there already"),
    ],
)
def test_a_name_that_cannot_be_is_named(course, tmp_path, name, sentence):
    (tmp_path / "nb.ipynb").write_text(notebook(SOLUTION, TESTS))
    assert refused(course, tmp_path / "nb.ipynb", "--name", name).startswith(sentence)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [("nb.ipynb", "There is no notebook nb.ipynb in "), (".", " is not a notebook that can be read")],
)
def test_a_notebook_that_is_not_there_is_named(course, path, sentence):
    assert refused(course, path).startswith(sentence)


def test_a_package_that_is_not_the_courses_own_is_left_alone(course, tmp_path):
    (tmp_path / "source").mkdir()
    (tmp_path / "nb.ipynb").write_text(notebook(SOLUTION, TESTS))
    given = course.run("import", tmp_path / "nb.ipynb", "--name", "ours")
    assert given.returncode == 0, given.stderr  # here it is the course's own
    environment = {**os.environ, "PYTHONPATH": str(course.root)}
    command = [sys.executable, "-m", "autograder", "--lang", "en", "import", "nb.ipynb", "--name", "theirs"]
    there = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert there.returncode == 2
    assert there.stderr.startswith("A new assignment becomes part of the package")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["nb.ipynb", "source"]
