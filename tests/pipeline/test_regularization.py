"""The release and answer key of regularization, as they are committed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbclient import NotebookClient

from autograder.pipeline import release
from autograder.pipeline.notebooks import files, read_notebook

ROOT = Path(__file__).parents[2]
NAME = "regularization"


def nbgrader(*arguments, cwd):
    command = [sys.executable, "-m", "nbgrader", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture
def course(tmp_path):
    """A copy of the course, so that nothing that runs here leaves a trace in it."""
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    for folder in ("source", "release", "solutions"):
        shutil.copytree(ROOT / folder / NAME, tmp_path / folder / NAME)
    return tmp_path


def test_release_and_key_are_those_of_the_source_and_nothing_leaks():
    assert release.check(ROOT, NAME) == []


def test_nbgrader_writes_the_same_release(course):
    done = nbgrader("generate_assignment", NAME, "--force", cwd=course)
    assert done.returncode == 0, done.stderr
    assert files(course / "release" / NAME) == files(ROOT / "release" / NAME)


@pytest.mark.slow
def test_nbgrader_validates_the_key_and_fails_the_release(course):
    def validate(folder):
        return nbgrader("validate", f"{NAME}.ipynb", cwd=course / folder / NAME).stdout

    assert "Success! Your notebook passes all the tests." in validate("solutions")
    assert "VALIDATION FAILED ON 5 CELL(S)" in validate("release")  # four functions and the answer in writing


@pytest.mark.slow
def test_the_release_runs_from_top_to_bottom_unfilled(course):
    folder = course / "release" / NAME
    notebook = read_notebook(folder / f"{NAME}.ipynb")
    NotebookClient(notebook, resources={"metadata": {"path": str(folder)}}).execute()
    checks = [cell for cell in notebook.cells if cell.source.startswith("check(")]
    assert [cell.outputs[-1].data["text/plain"] for cell in checks] == ["0.0"] * 4
    assert all("Your code is still missing at" in cell.outputs[0].text for cell in checks)
