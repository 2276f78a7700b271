"""The rules of the house are no paper: what breaks one is found."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

BREACHES = [
    ("autograder/model.py", "from autograder import flow", "Data flows one way"),
    ("autograder/loose.py", "", "every room has its place"),
    ("autograder/assignments/__init__.py", "import scipy", "they know the model and the words"),
    ("autograder/language.py", "from . import outlets", "The language is the standard library's alone"),
    ("autograder/notebook/tokens.py", "import numpy", "the standard library's alone"),
    ("autograder/flow.py", "from autograder.notebook import reading", "read in the sandbox alone"),
    ("autograder/sandbox/inside/codec.py", "import msgspec", "holds the notebook room and NumPy"),
    ("autograder/sandbox/wire.py", "from ..grading import compare", "knows nothing of expected values"),
    ("autograder/grading/compare.py", "def later(): from ..model import Status", "NumPy's alone"),
    ("autograder/grading/judge.py", "from autograder import sandbox", "knows nothing of files or processes"),
    ("autograder/outlets/__init__.py", "from autograder import flow", "ask nobody"),
    ("autograder/scale/local.py", "import distributed", "Dask is for many machines alone"),
    ("autograder/pipeline/student/__init__.py", "from autograder import assignments", "ships to students"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A copy of the package with its rules, to be spoilt."""
    copy = tmp_path_factory.mktemp("house")
    ignore = shutil.ignore_patterns("__pycache__")
    for name in ("autograder", "scripts"):
        shutil.copytree(ROOT / name, copy / name, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def lint(house: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    return subprocess.run([*command, "--no-cache"], cwd=house, capture_output=True, text=True)


def test_the_house_keeps_its_rules(house):
    answer = lint(house)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize(("file", "line", "rule"), BREACHES, ids=[line or file for file, line, _ in BREACHES])
def test_a_breach_is_found(house, file, line, rule):
    path = house / file
    before = path.read_text() if path.exists() else None
    path.write_text(f"{before or ''}\n{line}\n")
    try:
        answer = lint(house)
    finally:
        path.unlink() if before is None else path.write_text(before)
    assert answer.returncode == 1
    broken = [text for text in answer.stdout.splitlines() if text.endswith("BROKEN")]
    assert any(rule in text for text in broken), answer.stdout
