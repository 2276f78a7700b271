"""In nbgrader's own hands: our regions are stripped, and assignments that are none of ours are released as ever."""

import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.pipeline.notebooks import read_notebook


@pytest.fixture
def stock(course):
    """Release a notebook of nbgrader's own kind from the same course folder."""

    def stock(*cells, **metadata):
        folder = course / "source" / "stock"
        folder.mkdir()
        nbformat.write(new_notebook(cells=list(cells), metadata=metadata), folder / "stock.ipynb")
        command = [sys.executable, "-m", "nbgrader", "generate_assignment", "stock", "--no-db"]
        done = subprocess.run(command, cwd=course, capture_output=True, text=True, check=False)
        path = course / "release" / "stock" / "stock.ipynb"
        return [cell.source for cell in read_notebook(path).cells] if path.is_file() else done.stderr

    return stock


def solution(source, kind=new_code_cell, **more):
    metadata = {"grade_id": "it", "solution": True, "grade": False, "locked": False, "schema_version": 3, "task": False}
    return kind(source, id="it", metadata={"nbgrader": metadata | more})


def test_nbgraders_own_assignments_are_released_as_ever(stock):
    cells = [
        solution("def f(x):\n    ### BEGIN SOLUTION\n    return x +\n    ### END SOLUTION", grade_id="a"),
        solution("x = 1", grade_id="b"),
        solution("In words.", new_markdown_cell, grade_id="c", grade=True, points=1),
        new_markdown_cell("### START CODE HERE ### is what others write."),
        new_code_cell("text = '### START CODE HERE ###'"),
    ]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    assert stock(*cells) == [
        "def f(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
        "# YOUR CODE HERE\nraise NotImplementedError()",
        "YOUR ANSWER HERE",
        "### START CODE HERE ### is what others write.",
        "text = '### START CODE HERE ###'",
    ]


def test_another_language_is_none_of_ours(stock):
    cell = solution("f <- function(x) {\n### BEGIN SOLUTION\nx + 'a\n### END SOLUTION\n}")
    kernel = {"name": "ir", "language": "R", "display_name": "R"}
    assert stock(cell, kernelspec=kernel) == ["f <- function(x) {\n# YOUR CODE HERE\nfail()\n}"]


def test_both_kinds_of_region_in_one_cell(stock):
    source = "### START CODE HERE ###\nx = 1\n### END CODE HERE ###\n### BEGIN SOLUTION\ny = 2\n### END SOLUTION"
    assert stock(solution(source)) == [
        "### START CODE HERE ###\nx = None\n### END CODE HERE ###\n# YOUR CODE HERE\nraise NotImplementedError()"
    ]


def test_a_region_in_a_cell_that_nbgrader_does_not_collect_is_refused(stock):
    said = stock(new_code_cell("### START CODE HERE ###\nx = 1\n### END CODE HERE ###", id="loose"))
    assert "PipelineError: cell 1 (id loose): it holds a solution region, but nbgrader knows it as no solution." in said
