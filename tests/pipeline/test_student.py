"""The module that checks the public cases in a student's notebook."""

import ast
import importlib
import re
import subprocess
import sys
import textwrap

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from autograder.model import Assignment, Drawn, Exercise, Output, Public, Tolerance, Variant
from autograder.pipeline.checks import student_files

GRADIENTS = {"dW": np.array([[1.0, 2.0, 0.12298827]]), "db": 0.5, "dX": 7.0}

ASSIGNMENT = Assignment(
    "toy",
    "Toy",
    (
        Exercise(
            "gradients",
            points=10,
            parameters=("X", "cache"),
            cases=(
                Public("worked", (np.array([[1.0, 2.0]]), (np.ones(3, bool), [1, {"k": None}])), GRADIENTS),
                Drawn("hidden", lambda random: (random.normal(size=(1, 2)), 4711)),
            ),
            outputs=(
                Output("dW", ("dW",), weight=3.0),
                Output("db", ("db",), tolerance=Tolerance(0, 0.1)),
                Output("dX", ("dX",), given=True),
            ),
        ),
        Exercise(
            "noise",
            points=4,
            parameters=("n",),
            cases=(
                Public("three", (3,), np.random.RandomState(1).rand(3)),
                Public("one", (1,), np.random.RandomState(5).rand(1), seed=5, weight=3.0),
            ),
            variants=(Variant("another-generator", "Other numbers than everybody's.", lambda cases: True),),
        ),
    ),
)

RIGHT = """
def gradients(X, cache):
    return {"dW": np.array([[1.0, 2.0, 0.12298827]]), "db": 0.55, "dX": 7, "more": None}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "checks").mkdir()
    for name, data in student_files(ASSIGNMENT).items():
        (tmp_path / "checks" / name).write_bytes(data)
    return tmp_path


@pytest.fixture
def notebook(folder, monkeypatch):
    """Run cells as a notebook does; what they show, on which stream, and the value of the last one."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "checks"]:
        monkeypatch.delitem(sys.modules, name)  # another assignment's
    monkeypatch.syspath_prepend(folder)
    importlib.invalidate_caches()
    shell = InteractiveShell.instance()
    shell.run_cell("import numpy as np\nfrom checks import check, check_all")

    def run(*cells, form="text/plain"):
        with capture_output() as shown:
            results = [shell.run_cell(textwrap.dedent(cell)) for cell in cells]
        assert results[-1].success
        assert shown.stderr == ""
        blocks = [output.data[form] for output in shown.outputs if form in output.data]
        return results[-1].result, "".join(f"{each}\n" for each in blocks) + shown.stdout

    yield run
    InteractiveShell.clear_instance()
    for name in [name for name in sys.modules if name.partition(".")[0] == "checks"]:
        del sys.modules[name]


def test_the_right_answer_gets_all_points_as_a_plain_float(notebook):
    score, shown = notebook(RIGHT, 'check("gradients")')
    assert type(score) is float
    assert repr(score) == "10.0"
    assert "gradients: 10 of 10 points on the public cases." in shown


def test_what_differs_is_shown_with_its_place_and_costs_its_weight(notebook):
    score, shown = notebook(RIGHT.replace("2.0, 0.1", "9.0, 0.5"), 'check("gradients")')
    # One of the two outputs of the student's own, weight 1 of 4; the one that was handed out earns in step.
    assert score == round(10 * (1 + 1 / 4) / 5, 2)
    assert "worked:\n    dW[0, 1]: expected 2, got 9 (2 of 3 entries differ)" in shown


def test_a_notebook_gets_a_block_with_the_same_figures_escaped(notebook):
    spoilt = RIGHT.replace("2.0, 0.1", "9.0, 0.5").replace("    return", "    print('<script>')\n    return")
    _, block = notebook(spoilt, 'check("gradients")', form="text/html")
    assert "partly right" in block
    assert "<code>dW[0, 1]</code></td><td>2</td><td><b class='bad'>9</b>" in block
    assert "2 of 3 entries differ" in block
    assert "<script>" not in block
    assert "&lt;script&gt;" in block
    _, block = notebook(RIGHT, 'check("gradients")', form="text/html")
    assert "passed" in block


def test_all_functions_are_in_one_table_with_what_to_hand_in(notebook):
    value, shown = notebook(RIGHT, "def noise(n):\n    numbers = None\n    return numbers", "check_all()")
    assert value is None
    assert "toy: 10 of 14 points on the public cases" in shown
    assert re.search(r"passed +gradients +10 of 10\n", shown)
    assert re.search(r"to fill in +noise +0 of 4\n", shown)
    assert "Still to be filled in: noise." in shown
    assert "hand in toy.ipynb under this name" in shown
    _, shown = notebook("def noise(n):\n    return np.random.rand(n)", "check_all()")
    assert "Every function is filled in." in shown
    _, shown = notebook("del noise", "check_all()")
    assert "Not defined yet: noise." in shown


def test_outside_a_notebook_the_text_is_printed(folder):
    code = "from checks import check\ncheck('noise')"
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("noise: 0 of 4 points on the public cases.\n  There is no such function yet")


def test_who_may_be_right_in_another_way_is_told_so(notebook):
    _, shown = notebook("def noise(n):\n    return np.full(n, 0.5)", 'check("noise")')
    assert "what is right in another way counts too" in shown
    _, shown = notebook("def noise(n):\n    return np.random.rand(n)", 'check("noise")')
    assert "in another way" not in shown
    _, shown = notebook(RIGHT.replace("2.0", "9.0"), 'check("gradients")')
    assert "in another way" not in shown


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("None", "gives None back"),
        ("{'dW': np.ones((3, 1)), 'db': 0.5, 'dX': 7}", "dW: expected the shape (1, 3), got (3, 1)"),
        ("{'dW': [1, 2], 'db': None, 'dX': 7}", "db is None"),
        ("{'dW': 'text', 'db': 0.5}", "dX is not in what your function gives back: dict of 2"),
        ("(1, 2)", "dW is not in what your function gives back: tuple of 2"),
        (
            "{'dW': np.full((1, 3), np.nan), 'db': 0.5, 'dX': 7}",
            "dW[0, 0]: expected 1, got nan (3 of 3 entries differ)",
        ),
        ("np.dot(X, X)", "ValueError: shapes (1,2) and (1,2) not aligned: 2 (dim 1) != 1 (dim 0), at `return np.dot"),
        ("undefined", "NameError: name 'undefined' is not defined, at `return undefined`"),
        ("sys.exit(3)", "SystemExit: 3, at `return sys.exit(3)`"),
        ("gradients(X, cache)", "RecursionError"),
        ("(_ for _ in ()).throw(KeyboardInterrupt())", "interrupted"),
    ],
)
def test_whatever_goes_wrong_is_said_and_never_raised(notebook, answer, says):
    score, shown = notebook(f"import sys\ndef gradients(X, cache):\n    return {answer}", 'check("gradients")')
    assert type(score) is float
    assert score < 10
    assert says in shown


@pytest.mark.parametrize(
    ("stub", "gaps"),
    [
        ("    dW = None\n    db = dW.sum()\n    return {'dW': dW, 'db': db}", "dW = None"),
        ("    dW, db = None, None\n    return {'dW': dW, 'db': db, 'dX': 7}", "dW, db = None, None"),
        ("    pass", "pass"),
        (
            "    for x in X:\n        dW = None\n    db = None\n    return {'dW': dW, 'db': db, 'dX': 7}",
            "dW = None`, `db = None",
        ),
    ],
)
def test_an_unfilled_stub_is_told_what_to_fill_in_and_nothing_else(notebook, stub, gaps):
    score, shown = notebook(f"def gradients(X, cache):\n{stub}", 'check("gradients")')
    assert score == 0.0
    assert shown.splitlines()[:-1] == [
        "gradients: 0 of 10 points on the public cases.",
        f"  Your code is still missing at `{gaps}`.",
    ]


def test_a_half_filled_function_is_told_both(notebook):
    half = RIGHT.replace("    return", "    db = None\n    return").replace("0.55", "db").replace("2.0", "9.0")
    score, shown = notebook(half, 'check("gradients")')
    assert score == 0.0
    assert "Your code is still missing at `db = None`." in shown
    assert "dW[0, 1]: expected 2, got 9" in shown
    assert "db is None" in shown


def test_a_missing_or_foreign_name_is_told(notebook):
    assert notebook('check("gradients")')[0] == 0.0
    assert "no such function yet" in notebook('check("gradients")')[1]
    assert "no function but a value of type int" in notebook("gradients = 3", 'check("gradients")')[1]
    assert "Checked are: gradients, noise." in notebook('check("gradient")')[1]
    assert notebook("check([])")[0] == 0.0


def test_each_case_has_its_seed_and_its_own_inputs_and_the_generator_goes_on_as_before(notebook):
    score, _ = notebook("def noise(n):\n    return np.random.rand(n)", 'np.random.seed(8)\ncheck("noise")')
    assert score == 4.0
    after, _ = notebook("np.random.rand()")
    assert after == np.random.RandomState(8).rand()
    spoils = RIGHT.replace("    return", "    X[:] = 0\n    cache[1][1]['k'] = 1\n    return").replace(
        '"db": 0.55', '"db": X.sum()'
    )
    first = notebook(spoils, 'check("gradients")')
    assert notebook('check("gradients")') == first


def test_a_case_is_worth_its_weight(notebook):
    score, shown = notebook("def noise(n):\n    return np.random.rand(n) * (n == 1)", 'check("noise")')
    assert score == 3.0
    assert "three:" in shown
    assert "one:" not in shown


def test_nothing_reaches_stderr_and_prints_are_shown_where_something_is_wrong(notebook):
    noisy = """
    import sys, warnings
    def gradients(X, cache):
        warnings.warn("watch out")
        print("to stderr", file=sys.stderr)
        print("seen", X.shape, "x" * 5000)
        np.log(np.zeros(2))
        return {}
    """
    score, shown = notebook(noisy, 'check("gradients")')
    assert score == 0.0
    assert "It printed:\n      seen (1, 2) xxx" in shown
    assert len(shown) < 2000
    assert "to stderr" not in shown


def test_the_module_needs_numpy_alone_and_an_old_python_reads_it(folder):
    for path in (folder / "checks").glob("*.py"):
        ast.parse(path.read_text(), feature_version=(3, 8))
    alone = (
        "import sys, importlib.abc\n"
        "class Absent(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] in ('autograder', 'IPython', 'msgspec', 'matplotlib', 'scipy'):\n"
        "            raise ImportError(name)\n"
        "sys.meta_path.insert(0, Absent())\n"
        f"sys.path.insert(0, {str(folder)!r})\n"
        "import numpy as np\n"
        "from checks import check\n"
        "def noise(n): return np.random.rand(n)\n"
        "assert check('noise') == 4.0\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", alone], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_it_holds_the_public_cases_exactly_and_nothing_hidden(folder):
    text = (folder / "checks" / "cases.json").read_text()
    assert "0.12298827" in text
    assert repr(float(np.random.RandomState(1).rand(1)[0])) in text
    assert "4711" not in text
    assert "hidden" not in text
