"""Notebooks in otter-assign's documented format, all the way; and how the format is read."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from autograder.pipeline.importing import from_otter
from autograder.pipeline.importing.draft import Role
from autograder.pipeline.importing.from_otter import shares
from autograder.pipeline.notebooks import PipelineError
from tests.importing.conftest import new_course
from tests.importing.otter_notebooks import notebook, question, tutorial

NAMES = "square", "nine", "area", "fiberator"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The course with the tutorial imported and released, and what the import said."""
    folder = tmp_path_factory.mktemp("otter")
    (folder / "lab.ipynb").write_text(notebook(tutorial()))
    course = new_course(folder / "course")
    said = course.done("import", folder / "lab.ipynb", "--name", "lab_1")
    course.done("release", "lab_1")
    return course, said


@pytest.fixture(scope="module")
def course(told):
    return told[0]


def test_points_and_regions_are_carried_over(course):
    notebook = course.notebook("release", "lab_1")
    points = {
        cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.points
        for cell in notebook.cells
        if "points" in cell.metadata.get("nbgrader", {})
    }
    assert points == {"check-square": 2, "check-nine": 1, "check-area": 4, "check-fiberator": 4, "q4": 2}
    text = "\n".join(cell.source for cell in notebook.cells)
    assert "# GRADED FUNCTION: square, nine\ndef square(x):\n    ### START CODE HERE ###\n    y = None" in text
    assert "### START CODE HERE ###\nnine = None\n### END CODE HERE ###" in text
    assert "# a line that everybody gets" in text
    for gone in ("Archimedes", "# SOLUTION", "BEGIN", "otter", "grader", "only in the master", "sum of the two before"):
        assert gone not in text


def test_hidden_tests_reach_no_file_of_the_release(course):
    files = [path for path in (course.root / "release" / "lab_1").rglob("*") if path.is_file()]
    text = "\n".join(path.read_text("utf-8", "replace") for path in files)
    assert "square(16)" in text
    for hidden in ("square(-7)", "area(2)", "area(-1)", "range(8)", "12.56"):
        assert hidden not in text


@pytest.fixture(scope="module")
def scores(course):
    """The answer key, the release as it is, and some students, by exercise."""
    equal = "type('All', (), {'__eq__': lambda *_: True, '__bool__': lambda _: True, '__hash__': None})()"
    students = {
        "wrong": {"return pi * radius * radius": "return pi * radius * 2", "nine = square(3)": "nine = 8"},
        "copied": {"x * x": "{1: 1, 16: 256, 3: 9}.get(x)"},
        "clever": {"x * x": equal, "nine = square(3)": f"nine = {equal}"},
    }
    notebooks = [course.handed_in("lab_1", student, edits) for student, edits in students.items()]
    notebooks += [course.handed_in("lab_1", "key", {}), course.unfilled("lab_1", "blank")]
    given = course.scores(*notebooks)
    return {student: [float(row[name]) for name in NAMES] for student, row in given.items()}


def test_the_solution_gets_all_the_release_nothing_and_each_mistake_its_share(course, scores):
    assert "nothing leaks" in course.done("release", "--check", "lab_1")
    assert scores["key"] == [2, 1, 4, 4]
    assert scores["wrong"] == [2, 0, 0, 4]
    assert scores["blank"] == [0, 0, 0, 0]


def test_whoever_writes_the_known_answers_down_earns_nothing(scores):
    assert scores["copied"][0] == 0


def test_an_object_that_equals_everything_earns_nothing(scores):
    assert scores["clever"][:2] == [0, 0]


def test_what_is_due_never_enters_the_sandbox(course):
    """Neither as a figure nor in the text of a test that is taken apart."""
    text = (course.root / "autograder" / "assignments" / "lab_1.py").read_text()
    assert 'fixed("", "[area(2), area(0.5)]")' in text
    assert "12.56" not in text


def test_the_list_says_what_a_person_should_do(told):
    said = told[1]
    assert "Hidden tests are the same for everybody; turn them into draws:\n  square (1)\n  nine (1)\n" in said
    assert "`assert raised`" in said
    assert "Left out" not in said


# --- the format -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "points", "due"),
    [
        ([None, None], None, [0.5, 0.5]),
        ([None, None], 3, [1.5, 1.5]),
        ([1.0, None, None], 3, [1, 1, 1]),
        ([2.0, None], None, [2, 0]),
        ([None, None], {"each": 2}, [2, 2]),
        ([None, None], [1, 3], [1, 3]),
        ([0.0, None], None, [0, 1]),
    ],
)
def test_points_are_shared_out_as_otter_does(own, points, due):
    assert shares(own, points) == due


def cells_of(*cells):
    return from_otter.read([nbformat.from_dict(cell) for cell in cells], "lab.ipynb").cells


def test_blocks_may_be_fenced_cells_of_markdown():
    whole = question("name: q1", "Do it.", [new_code_cell("x = 1 # SOLUTION")], [new_code_cell("x == 1")])
    fenced = [new_markdown_cell(f"```otter\n{cell.source}\n```") if cell.cell_type == "raw" else cell for cell in whole]
    assert [(each.role, each.source) for each in cells_of(*fenced)] == [
        (each.role, each.source) for each in cells_of(*whole)
    ]


def test_ignored_lines_and_seeds_are_no_part_of_what_is_given():
    source = "x = 1 # IGNORE\n# BEGIN IGNORE\ny = 2\n# END IGNORE\nnp.random.seed(4) # SEED\nz = 3 # SOLUTION"
    (_prose, cell) = cells_of(*question("name: q1", "Do it.", [new_code_cell(source)]))
    assert cell.source == "np.random.seed(4)\nz = 3"
    assert cell.marked == {1, 2}


def test_exception_based_tests_are_what_stands_in_their_function():
    test = 'def test_values(env):\n    assert env["np"].allclose(env["arr"], [1.2, 3.4])\n\n'
    test += "test_values(globals()) # IGNORE"
    cells = cells_of(
        new_raw_cell("# ASSIGNMENT CONFIG\ntests:\n  ok_format: false"),
        *question("name: q1", "Do it.", [new_code_cell("arr = [1.2, 3.4] # SOLUTION")], [new_code_cell(test)]),
    )
    assert cells[-1].source == "assert np.allclose(arr, [1.2, 3.4])"
    assert not cells[-1].asks


def test_a_manual_question_is_for_a_person():
    cells = cells_of(
        *question(
            "name: q2\nmanual: true\npoints: 1.5",
            "Plot it.",
            [new_markdown_cell("It rises."), new_code_cell("plt.plot(x) # SOLUTION")],
        )
    )
    assert [(cell.role, cell.points) for cell in cells[1:]] == [(Role.BY_HAND, 1.5), (Role.BY_HAND, 0.0)]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ([new_raw_cell("# BEGIN QUESTION\nname: q1")], "cell 1 (id a): nothing ends the block `QUESTION`"),
        ([new_raw_cell("# END TESTS")], "cell 1 (id a): nothing began the block `TESTS`"),
        ([new_raw_cell("# BEGIN SOLUTION")], "cell 1 (id a): a block `SOLUTION` cannot begin here"),
        ([new_raw_cell("# BEGIN QUESTION\nname: [q1")], "cell 1 (id a): its configuration is no YAML"),
        ([new_code_cell("# BEGIN SOLUTION\nx = 1")], "cell 1 (id a), line 1: nothing ends the region"),
        ([new_code_cell("x = 1\n# END SOLUTION")], "cell 1 (id a), line 2: `# END SOLUTION` does not match"),
    ],
)
def test_a_block_that_does_not_close_is_named(cells, sentence):
    for cell in cells:
        cell["id"] = "a"
    with pytest.raises(PipelineError) as refused:
        cells_of(*cells)
    assert str(refused.value).startswith(sentence)
