"""A course with assignments of both kinds, and both in one notebook: what is none of ours is as in stock nbgrader."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.nbgrader.course import CHECKS, NAME, SCORES, Course, comments, grades, scores, submission

pytestmark = pytest.mark.slow

STOCK = """
c = get_config()
c.CourseDirectory.course_id = "deep-learning"
"""


def cell(source, grade_id, kind=new_code_cell, points=None, solution=False):
    mark = {"grade_id": grade_id, "grade": points is not None, "solution": solution, "task": False}
    mark |= {"locked": not solution, "schema_version": 3} | ({} if points is None else {"points": points})
    return kind(source, id=grade_id, metadata={"nbgrader": mark})


SQUARE = "def square(x):\n    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION"
HIDDEN = "### BEGIN HIDDEN TESTS\nassert square(-271828) == 73890461584, 'minus e'\n### END HIDDEN TESTS"
VISIBLE = f"assert square(2) == 4\n{HIDDEN}"
PARTIAL = "0.5 if square(3) == 9 else 0.25"


def _week1():
    cells = [
        cell(SQUARE, "square", solution=True),
        cell(VISIBLE, "test-square", points=2),
        cell(PARTIAL, "test-partial", points=1),
        cell("In words.", "why", new_markdown_cell, points=3, solution=True),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return new_notebook(cells=cells, metadata=kernel)


def _handed_in(notebook, **sources):
    for each in notebook["cells"]:
        if each["id"] in sources:
            each["source"] = sources[each["id"]]
    return nbformat.writes(nbformat.from_dict(notebook)).encode()


ANSWERS = {
    "ada": {"square": "def square(x):\n    return x * x", "why": "Because."},
    "bob": {"square": "def square(x):\n    return x * abs(x)"},
    "cyd": {"square": "def square(x):\n    return undefined"},
    "dan": {"square": "import os\nos.environ\ndef square(x):\n    print('I see', x)\n    return -1"},
    "eve": {},
}


@pytest.fixture(scope="module")
def both(generated, tmp_path_factory):
    """The course with an assignment of nbgrader's kind, and the same in stock nbgrader's hands."""
    folder = tmp_path_factory.mktemp("mixed")
    (folder / "home").mkdir()
    ours = generated.copy(folder / "course")
    source = ours.folder / "source" / "week1"
    source.mkdir()
    nbformat.write(_week1(), source / "week1.ipynb")
    ours.nbgrader("generate_assignment", "week1")
    release = (ours.folder / "release" / "week1" / "week1.ipynb").read_bytes()
    for student, sources in ANSWERS.items():
        ours.hand_in(student, {"week1.ipynb": _handed_in(json.loads(release), **sources)}, "week1")
    stock = ours.copy(folder / "stock")
    (stock.folder / "nbgrader_config.py").write_text(STOCK)
    for course in (ours, stock):
        course.nbgrader("autograde", "week1")
        course.nbgrader("generate_feedback", "week1")
    return ours, stock


def test_an_assignment_that_is_none_of_ours_is_graded_as_in_stock_nbgrader(both):
    ours, stock = both
    assert grades(ours.url, "week1") == grades(stock.url, "week1")
    assert scores(ours.url, "week1")["ada"] == {"test-square": 2, "test-partial": 0.5, "why": 0}
    assert scores(ours.url, "week1")["bob"] == {"test-square": 0, "test-partial": 0.5, "why": 0}
    for student in ANSWERS:
        assert comments(ours.url, student, "week1") == comments(stock.url, student, "week1")
        assert _outputs(ours, student) == _outputs(stock, student)


def _outputs(course: Course, student):
    return [each.get("outputs") for each in course.autograded(student, "week1")["cells"]]


@pytest.mark.parametrize("student", ["ada", "bob", "dan"])
def test_hidden_tests_are_not_in_feedback(both, student):
    ours, stock = both
    assert "minus e" in stock.feedback(student, "week1")  # so it is in stock nbgrader
    page = ours.feedback(student, "week1")
    for hidden in ("minus e", "271828", "73890461584", "HIDDEN", "I see 2"):
        assert hidden not in page
    assert ("A test of this cell failed: AssertionError. Some of its tests are hidden." in page) == (student != "ada")


def test_a_test_cell_that_is_none_of_ours_is_run_beside_those_that_are(generated, tmp_path):
    (tmp_path / "home").mkdir()
    course = generated.copy(tmp_path / "course")
    source = course.folder / "source" / NAME / f"{NAME}.ipynb"
    notebook = nbformat.read(source, 4)
    # The training cells would take stock nbgrader a minute, here and in what is handed in.
    notebook.cells = [
        each
        for each in notebook.cells
        if each.cell_type == "markdown" or each.metadata.nbgrader.solution or each.metadata.nbgrader.grade
    ]
    notebook.cells.insert(0, cell("import numpy as np\nfrom reg_utils import *\nfrom checks import check", "imports"))
    notebook.cells += [
        cell(SQUARE, "square", solution=True),
        cell("assert square(3) == 9", "test-square", points=2),
        cell("square(4) / 16", "test-partial", points=2),
    ]
    nbformat.write(notebook, source)
    course.nbgrader("generate_assignment", NAME, "--force")
    given = json.loads(submission("vito"))
    given["cells"] = [each for each in given["cells"] if "= model(" not in "".join(each["source"])]
    given["cells"] += [
        {**each, "id": each.metadata.nbgrader.grade_id, "metadata": each.metadata, "source": each.source}
        for each in notebook.cells[-3:]
    ]
    given["nbformat_minor"] = 5
    for number, each in enumerate(given["cells"]):
        each["id"] = f"cell-{number}"
    course.hand_in("vito", {f"{NAME}.ipynb": json.dumps(given).encode()})
    assert "is executed for them, unprotected" in course.nbgrader("autograde", NAME)
    found = scores(course.url)["vito"]
    assert tuple(found[check] for check in CHECKS) == SCORES["vito"]
    assert (found["test-square"], found["test-partial"]) == (2, 1)


def test_late_missing_renamed_and_extra_notebooks_are_nbgraders_business(both, tmp_path):
    """In an assignment of ours as in one that is not."""
    ours, _stock = both
    (tmp_path / "home").mkdir()
    course = ours.copy(tmp_path / "course")
    course.hand_in("extra", {f"{NAME}.ipynb": submission("amir"), "notes.ipynb": submission("amir")})
    course.hand_in("renamed", {"my-regularization.ipynb": submission("amir")})
    said = course.nbgrader("autograde", NAME, status=1)
    assert "Skipping unknown notebook" in said
    assert "No notebooks found" in said
    assert "There was an error processing assignment 'regularization' for student 'renamed'" in said
    assert [scores(course.url)["extra"][check] for check in CHECKS] == [10, 10, 10, 10]
    assert set(scores(course.url)["renamed"].values()) == {0}


def test_without_a_wall_nobody_is_graded(course):
    course.hand_in("amir", {f"{NAME}.ipynb": submission("amir")})
    config = course.folder / "nbgrader_config.py"
    config.write_text(config.read_text() + 'c.SubmissionExporter.python = "/no/such/python"\n')
    said = course.nbgrader("autograde", NAME, status=1)
    assert "SandboxUnavailable" in said
    assert not (course.folder / "autograded" / "amir").exists() or not list(
        (course.folder / "autograded" / "amir").rglob("*.ipynb")
    )
    assert {grade[1] for grade in grades(course.url)["amir"].values()} == {None}


def test_without_this_package_nbgrader_does_not_fall_back_on_running_students_code(course):
    course.hand_in("amir", {f"{NAME}.ipynb": submission("amir")})
    (course.folder / "elsewhere" / "autograder").mkdir(parents=True)
    (course.folder / "elsewhere" / "autograder" / "__init__.py").write_text("raise ImportError('not here')")
    said = course.nbgrader("autograde", NAME, status=1, PYTHONPATH=str(course.folder / "elsewhere"))
    assert "This course is graded by the package autograder, which cannot be imported here: not here" in said
    assert "Traceback" not in said
    assert not (course.folder / "autograded").exists()


def test_no_execute_gives_nobody_points_for_outputs_of_their_own(course):
    course.hand_in("june", {f"{NAME}.ipynb": submission("june")})
    course.nbgrader("autograde", NAME, "--no-execute")
    assert set(scores(course.url)["june"].values()) == {0}


def test_the_python_api_grades_so_too(course):
    course.hand_in("hana", {f"{NAME}.ipynb": submission("hana")})
    program = (
        "from nbgrader.apps import NbGraderAPI\n"
        "from traitlets.config.loader import PyFileConfigLoader\n"
        "api = NbGraderAPI(config=PyFileConfigLoader('nbgrader_config.py', path='.').load_config())\n"
        f"answer = api.autograde({NAME!r}, 'hana')\n"
        "assert answer['success'], answer\n"
    )
    course.run("python", "-c", program)
    assert tuple(scores(course.url)["hana"][check] for check in CHECKS) == SCORES["hana"]


def test_a_server_keeps_one_sandbox_however_often_it_grades(course):
    course.hand_in("hana", {f"{NAME}.ipynb": submission("hana")})
    program = (
        "import gc, psutil\n"
        "from nbgrader.apps import NbGraderAPI\n"
        "from traitlets.config.loader import PyFileConfigLoader\n"
        "gc.disable()\n"
        "api = NbGraderAPI(config=PyFileConfigLoader('nbgrader_config.py', path='.').load_config())\n"
        "counts = []\n"
        "for _ in range(3):\n"
        f"    assert api.autograde({NAME!r}, 'hana')['success']\n"
        "    counts.append(len(psutil.Process().children(recursive=True)))\n"
        "assert counts[0] == counts[2] > 0, counts\n"
    )
    course.run("python", "-c", program)
