"""A course of one toy assignment, built anew for each test that asks for it."""

import shutil
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder import assignments
from autograder.model import Assignment, Drawn, Exercise, Output, Public
from autograder.pipeline import release

ROOT = Path(__file__).parents[2]

GRAM = '''# GRADED FUNCTION: gram
def gram(A, scale):
    """Scaled products of the rows of A."""
    ### START CODE HERE ### (≈ 2 lines of code)
    # every row with every row
    products = np.dot(A, A.T) * scale + np.trace(A)
    G = products / 2
    ### END CODE HERE ###
    return G
'''

MOMENTS = """# GRADED FUNCTION: moments
def moments(x):
    # YOUR CODE STARTS HERE
    mean, spread = np.sum(x) / x.size, np.sqrt(np.mean((x - np.mean(x)) ** 2))
    # YOUR CODE ENDS HERE
    return {"mean": mean, "spread": spread}
"""


def nbgrader(grade_id, *, grade=False, solution=False, points=None):
    metadata = {"grade_id": grade_id, "grade": grade, "solution": solution, "locked": grade and not solution}
    metadata |= {"schema_version": 3, "task": False}
    return {"nbgrader": metadata | ({"points": points} if grade else {})}


def toy_notebook():
    cells = [
        new_markdown_cell("# Toy\n\nTwo functions.", id="title"),
        new_code_cell("import numpy as np\n\nfrom checks import check\nfrom toy_utils import A", id="imports"),
        new_code_cell(GRAM, id="gram", metadata=nbgrader("gram", solution=True)),
        new_code_cell('check("gram")', id="check-gram", metadata=nbgrader("check-gram", grade=True, points=6)),
        new_code_cell(MOMENTS, id="moments", metadata=nbgrader("moments", solution=True)),
        new_code_cell('check("moments")', id="check-moments", metadata=nbgrader("check-moments", grade=True, points=4)),
        new_markdown_cell("Why is G symmetric?", id="question"),
        new_markdown_cell(
            "Swapping two rows in a product changes nothing, so G equals its transpose.",
            id="answer",
            metadata=nbgrader("answer", grade=True, solution=True, points=2),
        ),
        new_code_cell("print(gram(A, 2.0))\nprint(0.1 + 0.2)", id="use"),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return new_notebook(cells=cells, metadata=kernel)


A = np.array([[1.0, 2.0], [3.0, 5.0]])

TOY = Assignment(
    name="toy",
    title="Toy",
    exercises=(
        Exercise(
            "gram",
            points=6,
            parameters=("A", "scale"),
            cases=(
                Public("two rows", (A, 2.0), (A @ A.T * 2 + 6) / 2),
                Drawn("hidden rows", lambda random: (random.normal(size=(3, 3)), 4711.0)),
            ),
            stubs=("def gram(A, scale):\n    products = None\n    G = None\n    return G",),
        ),
        Exercise(
            "moments",
            points=4,
            parameters=("x",),
            cases=(Public("a few", (np.arange(4.0),), {"mean": 1.5, "spread": 1.25**0.5}),),
            outputs=(Output("mean", ("mean",), weight=3.0), Output("spread", ("spread",))),
            stubs=('def moments(x):\n    mean, spread = None, None\n    return {"mean": mean, "spread": spread}',),
        ),
    ),
    helpers=("toy_utils",),
    short_secrets={"products / 2": "the text says so"},
)


def _write_course(folder):
    source = folder / "source" / "toy"
    source.mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    (source / "toy_utils.py").write_text("import numpy as np\n\nA = np.eye(2)\n")
    (source / "README.md").write_text("# Toy\n")
    nbformat.write(toy_notebook(), source / "toy.ipynb")


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course folder with the toy's source, as it stands before the first release."""
    _write_course(tmp_path / "course")
    monkeypatch.setattr(assignments, "load", lambda name: TOY)
    return tmp_path / "course"


@pytest.fixture(scope="session")
def built_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built") / "course"
    _write_course(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assignments, "load", lambda name: TOY)
        release.build(folder, "toy")
    return folder


@pytest.fixture
def built(course, built_once):
    """The same course after its first release."""
    shutil.copytree(built_once, course, dirs_exist_ok=True)
    return course


@pytest.fixture
def edit(course):
    """Change the source notebook: ``edit("gram", old, new)`` in the source of the cell with that id."""

    def edit(cell_id, old, new):
        path = course / "source" / "toy" / "toy.ipynb"
        notebook = nbformat.read(path, as_version=4)
        (cell,) = [cell for cell in notebook.cells if cell.id == cell_id]
        assert old in cell.source
        cell.source = cell.source.replace(old, new)
        nbformat.write(notebook, path)

    return edit
