"""What holds of the source notebook of every assignment, as a file."""

import re

import nbformat
import pytest

from autograder.assignments import COURSE, load
from tests.source_notebook import ROOT, cells

GRADED = [(assignment, exercise.name) for assignment in COURSE for exercise in load(assignment).exercises]
UNGRADED = {
    "gradient_checking": {
        "backward_propagation_n": (False, False, False),  # given, and free to be mended where it stands
        "backward_propagation_n_repaired": (False, True, False),
    }
}
"""What students write into beside the graded cells: whether nbgrader grades, strips and locks it."""

each_assignment = pytest.mark.parametrize("assignment", COURSE)


@each_assignment
def test_it_is_a_clean_notebook_of_format_4_5(assignment):
    path = ROOT / "source" / assignment / f"{assignment}.ipynb"
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    assert text == nbformat.writes(notebook) + "\n"  # as Jupyter writes it, so that a save in Jupyter changes nothing
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)


@each_assignment
def test_nbgrader_knows_every_cell(assignment):
    points = {exercise.name: exercise.points for exercise in load(assignment).exercises}
    meta = {cell_id: cell.metadata["nbgrader"] for cell_id, cell in cells(assignment).items()}
    assert {cell_id: each["grade_id"] for cell_id, each in meta.items()} == {cell_id: cell_id for cell_id in meta}
    kinds = {cell_id: (each["grade"], each["solution"], each["locked"]) for cell_id, each in meta.items()}
    expected = dict.fromkeys(meta, (False, False, True))
    expected |= dict.fromkeys(points, (False, True, False))
    expected |= dict.fromkeys([f"check-{name}" for name in points], (True, False, True))
    expected |= UNGRADED.get(assignment, {})
    expected |= {"answer": (True, True, False)}
    assert kinds == expected
    assert {name: meta[f"check-{name}"]["points"] for name in points} == points
    assert meta["answer"]["points"] == 5


@each_assignment
def test_the_table_of_what_there_is_to_do_gives_the_points(assignment):
    exercises = enumerate(load(assignment).exercises, 1)
    rows = re.findall(r"^\| Exercise (\d+) \| `(\w+)`.* \| (\d+) \|$", cells(assignment)["title"].source, re.MULTILINE)
    assert rows == [(str(number), exercise.name, str(exercise.points)) for number, exercise in exercises]


@pytest.mark.parametrize(("assignment", "name"), GRADED)
def test_what_is_graded_is_followed_by_example_table_and_check(assignment, name):
    source = cells(assignment)
    order = list(source)
    start = order.index(name)
    assert order[start : start + 4] == [name, f"try-{name}", f"expected-{name}", f"check-{name}"]
    kind = "CLASS" if name == "Dropout" else "FUNCTION"
    assert source[name].source.startswith(f"# GRADED {kind}: {name}\n")
    assert source[f"check-{name}"].source == f'check("{name}")'
