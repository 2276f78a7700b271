"""The module that students check with: it needs NumPy alone, holds nothing secret, and runs in a terminal."""

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import assignments
from autograder.model import Drawn, Public
from autograder.pipeline.leaks import scan
from autograder.pipeline.notebooks import read_notebook

ROOT = Path(__file__).parents[2]
NAMES = assignments.names()


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


def modules(name):
    return sorted((ROOT / "release" / name / "checks").rglob("*.py"))


# --- what it is made of -------------------------------------------------------------------------------------------


def test_it_imports_numpy_and_the_standard_library_alone(name):
    roots = set()
    for path in modules(name):
        for node in ast.walk(ast.parse(path.read_text("utf-8"), feature_version=(3, 8))):
            if isinstance(node, ast.Import):
                roots |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                roots.add(node.module.partition(".")[0])
    assert roots - set(sys.stdlib_module_names) <= {"numpy", "torch"}
    drivers = {
        path.name for path in modules(name) if "torch" in path.read_text("utf-8") and path.parent.name == "checks"
    }
    assert not drivers  # what needs PyTorch is a driver, imported with the case that it is for


def test_importing_it_loads_numpy_and_nothing_else_that_is_installed(name):
    code = (
        "import sys\n"
        "import numpy\n"
        "before = set(sys.modules)\n"
        f"sys.path.insert(0, {str(ROOT / 'release' / name)!r})\n"
        "import checks\n"
        "new = {each.partition('.')[0] for each in set(sys.modules) - before}\n"
        "print(*sorted(new - set(sys.stdlib_module_names)))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["checks"]


def test_its_cases_are_the_public_ones_and_no_other(name):
    assignment = assignments.load(name)
    held = json.loads((ROOT / "release" / name / "checks" / "cases.json").read_text("utf-8"))["exercises"]
    public = {
        exercise.name: [case.name for case in exercise.cases if isinstance(case, Public)]
        for exercise in assignment.exercises
    }
    assert {exercise: [case["name"] for case in found["cases"]] for exercise, found in held.items()} == public
    drawn = sum(isinstance(case, Drawn) for exercise in assignment.exercises for case in exercise.cases)
    assert drawn  # there is something to hide


def test_nothing_of_it_is_how_hidden_cases_are_drawn(name):
    text = "\n".join(ast.unparse(ast.parse(path.read_text("utf-8"))) for path in modules(name))
    draws = sorted((ROOT / "autograder" / "assignments" / "draws").glob(f"{name}*.py"))
    nodes = [node for path in draws for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    told = [ast.unparse(node) for node in nodes if isinstance(node, ast.Assign | ast.Return)]
    telling = [line for line in told if len(line) >= 30]
    assert telling
    assert not [line for line in telling if line in text]


def test_it_holds_no_solution(name):
    assert scan(ROOT / "source" / name, ROOT / "release" / name / "checks") == []


def test_it_holds_no_misconception(name):
    text = everything(name)
    mistakes = [each for exercise in assignments.load(name).exercises for each in exercise.misconceptions]
    assert mistakes
    assert not [each.id for each in mistakes if each.hint in text or each.look in text]


def everything(name):
    data = sorted((ROOT / "release" / name / "checks").rglob("*.json"))
    return "\n".join(path.read_text("utf-8") for path in [*modules(name), *data])


# --- python -m checks ---------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    """What a student has of regularization."""
    return Path(shutil.copytree(ROOT / "release" / "regularization", tmp_path / "regularization"))


@pytest.fixture
def write(folder):
    """Write the student's notebook: the release's, with these cells as in the solution, and these texts replaced."""

    def write(*filled, into="regularization.ipynb", replace=(), answered=True):
        notebook = json.loads((folder / "regularization.ipynb").read_text("utf-8"))
        solved = {
            cell.id: cell.source for cell in read_notebook(ROOT / "source/regularization/regularization.ipynb").cells
        }
        for cell in notebook["cells"]:
            if cell["id"] in filled or (answered and cell["id"] == "answer"):
                cell["source"] = solved[cell["id"]]
            for old, new in replace:
                cell["source"] = "".join(cell["source"]).replace(old, new)
        (folder / into).write_text(json.dumps(notebook), "utf-8")
        return folder / into

    return write


@pytest.fixture
def checks(folder):
    """Run the module as a student does who has NumPy, and nothing of this repository."""

    def run(*arguments, cwd=folder):
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        command = [sys.executable, "-m", "checks", *map(str, arguments)]
        done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
        assert "Traceback" not in done.stdout + done.stderr
        return done

    return run


ALL = [exercise.name for exercise in assignments.load("regularization").exercises]


def test_unfilled(checks):
    done = checks()
    assert done.returncode == 1
    assert "Every cell parses." in done.stdout
    assert "the answer in words is still to be written" in done.stdout
    assert f"Still to be filled in: {', '.join(ALL)}." in done.stdout
    assert "regularization: 0 of 40 points on the public cases" in done.stdout


def test_filled(checks, write):
    write(*ALL)
    done = checks()
    assert (done.returncode, done.stderr) == (0, "")
    assert "Every cell parses." in done.stdout
    assert "Every function is filled in." in done.stdout
    assert "regularization: 40 of 40 points on the public cases" in done.stdout
    assert "hand in regularization.ipynb under this name" in done.stdout


def test_without_training_or_plots(checks, write):
    """Trainings and plots do not run, so none of what they alone need has to be installed."""
    write(
        *ALL,
        replace=[
            ("def model(X, Y", "import no_such_package\ndef model(X, Y"),
            ("    evaluate(", "    1 / 0; evaluate("),
        ],
    )
    assert checks().returncode == 0


def test_wrong(checks, write):
    write(*ALL, replace=[("+ np.sum(np.square(W3))", "")])
    done = checks()
    assert done.returncode == 1
    assert "cost: expected 1.7864859, got " in done.stdout
    assert "30 of 40 points" in done.stdout
    assert "Every function is filled in." in done.stdout


def test_broken_cell(checks, write):
    write(*ALL, replace=[("    cost = cross_entropy_cost + L2", "    cost = (cross_entropy_cost + L2")])
    done = checks()
    assert done.returncode == 1
    assert "Cell 17 does not parse, line 3" in done.stdout
    assert "Not defined yet: compute_cost_with_regularization." in done.stdout
    assert "30 of 40 points" in done.stdout  # what else there is, is checked


def test_magics_do_no_harm(checks, write):
    path = write(*ALL)
    notebook = json.loads(path.read_text("utf-8"))
    cells = ["%matplotlib inline\nx = !ls\nnp.dot?", "%%bash\nls | wc -l", "%%time\nimport math\n!pwd\nprint(7 % 2)"]
    extra = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"][3:3] = [{**extra, "source": cell, "id": f"c{number}"} for number, cell in enumerate(cells)]
    path.write_text(json.dumps(notebook), "utf-8")
    assert checks().returncode == 0


def test_wrong_assignment(checks, folder):
    other = ROOT / "release" / "beyond_l2" / "beyond_l2.ipynb"  # two of whose functions have the same names
    done = checks(other)
    assert done.returncode == 1
    assert (
        "This does not look like a notebook of regularization: of its 4 graded functions it defines 2." in done.stdout
    )
    done = checks(ROOT / "release" / "optimization" / "optimization.ipynb")
    assert "it defines none" in done.stdout


def test_what_raises_is_said_with_its_cell(checks, write):
    write(*ALL, replace=[("import numpy as np\n", "import numpy as np\nnp.no_such_thing\n")])
    assert checks().returncode == 0  # no graded function needs that line
    write(*ALL, replace=[("relu, sigmoid", "relu, sigmoid, no_such_thing as np")])
    done = checks()
    assert done.returncode == 1
    assert "ImportError" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("no.ipynb",), "no.ipynb cannot be read: No such file or directory."),
        (("README.md",), "README.md is not a notebook."),
        (("a.ipynb", "b.ipynb"), "It takes one notebook."),
        (("--all",), "Usage: python -m checks [NOTEBOOK]"),
    ],
)
def test_wrong_use_is_refused_in_a_sentence(checks, arguments, says):
    done = checks(*arguments)
    assert done.returncode == 2
    assert says in done.stderr


def test_the_notebook_may_have_another_name_if_there_is_but_one(checks, write, folder):
    (folder / "regularization.ipynb").rename(folder / "mine.ipynb")
    assert checks().stdout.startswith("mine.ipynb\n")
    shutil.copy(folder / "mine.ipynb", folder / "mine too.ipynb")
    done = checks()
    assert done.returncode == 2
    assert "There are several notebooks in this folder; say which: python -m checks regularization.ipynb" in done.stderr


def test_a_notebook_of_an_older_format_is_read(checks, write):
    path = write(*ALL)
    notebook = json.loads(path.read_text("utf-8"))
    cells = [
        {**cell, "input": cell["source"], "source": None} if cell["cell_type"] == "code" else cell
        for cell in notebook["cells"]
    ]
    for cell in cells:
        if cell["source"] is None:
            del cell["source"]
    path.write_text(json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}))
    assert checks().returncode == 0


def test_each_source_passes_its_own(name, tmp_path):
    folder = shutil.copytree(ROOT / "source" / name, tmp_path / name)
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    command = [sys.executable, "-m", "checks"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
