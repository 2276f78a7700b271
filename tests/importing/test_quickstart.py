"""nbgrader's own quickstart course, all the way: imported, released, handed in, graded."""

import json

import pytest

from tests.importing.conftest import new_course

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def told(quickstart, tmp_path_factory):
    """The course with problem1 imported and released, and what the import said."""
    course = new_course(tmp_path_factory.mktemp("quickstart") / "course")
    said = course.done("import", quickstart / "problem1.ipynb")
    course.done("release", "problem1")
    return course, said


@pytest.fixture(scope="module")
def course(told):
    return told[0]


def test_points_and_regions_are_carried_over(course):
    listed = course.done("list")
    assert "squares(n)" in listed
    notebook = course.notebook("release", "problem1")
    by_id = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if "nbgrader" in cell.metadata}
    assert by_id["check-squares"].metadata.nbgrader.points == 2
    assert by_id["check-sum_of_squares"].metadata.nbgrader.points == 1
    assert by_id["squares"].source.startswith("# GRADED FUNCTION: squares\ndef squares(n):")
    assert "### START CODE HERE ###\n    pass\n    ### END CODE HERE ###" in by_id["squares"].source
    assert "range" not in by_id["squares"].source
    # What a person reads stays what it was.
    assert by_id["sum_of_squares_equation"].metadata.nbgrader.points == 1
    assert "sum_{i=1}" not in by_id["sum_of_squares_equation"].source
    assert by_id["sum_of_squares_application"].metadata.nbgrader.points == 2
    assert "pyramidal" not in by_id["sum_of_squares_application"].source
    assert by_id["cell-938593c4a215c6cc"].metadata.nbgrader.task


def test_the_picture_comes_along(course):
    assert (course.root / "release" / "problem1" / "jupyter.png").is_file()


def test_the_release_is_proven(course):
    assert "nothing leaks" in course.done("release", "--check", "problem1")


def test_the_solution_gets_all_the_release_nothing_and_each_mistake_its_share(course):
    wrong = course.handed_in("problem1", "wrong", {"range(1, n + 1)": "range(1, n)"})
    kind = course.handed_in("problem1", "kind", {'raise ValueError("n must be': 'raise TypeError("n must be'})
    own = course.handed_in("problem1", "own", {"return sum(squares(n))": "return n * (n + 1) * (2 * n + 1) / 6"})
    key, blank = course.handed_in("problem1", "key", {}), course.unfilled("problem1", "blank")
    rows = course.scores(key, blank, wrong, kind, own)
    scores = {student: (float(row["squares"]), float(row["sum_of_squares"])) for student, row in rows.items()}
    assert scores == {"key": (2, 1), "blank": (0, 0), "wrong": (1, 0.5), "kind": (1, 1), "own": (2, 0.5)}


def test_wrong_answers_are_named(course):
    wrong = course.handed_in("problem1", "named", {"range(1, n + 1)": "range(2, n + 2)"})
    course.done("grade", wrong, "--out", course.root / "named")
    (line,) = (course.root / "named" / "results.jsonl").read_text().splitlines()
    squares = json.loads(line)["exercises"][0]
    (first, *_rest, last) = squares["cases"]
    assert (first["name"], first["message"]["expected"], first["message"]["got"]) == ("squares(1)", 1.0, 4.0)
    assert last["name"] == "Check that squares raises an error for invalid inputs (2)"
    assert last["status"] == "passed"


def test_the_list_says_what_a_person_should_do(told):
    said = told[1]
    assert "2 exercises, 3 points in all." in said
    assert "Known answers carry the points" in said
    assert "cell 7, line 2: `try: squares(0)" in said
    assert "cell 15, 1 point\n  cell 17, 2 points\n  cell 18, 4 points\n" in said
    assert "Left out" not in said


def test_of_a_notebook_that_a_person_reads_nothing_is_made(course, quickstart):
    before = course.files()
    given = course.run("import", quickstart / "problem2.ipynb")
    assert given.returncode == 2
    assert given.stderr.startswith("In problem2.ipynb nothing is asserted")
    assert course.files() == before
