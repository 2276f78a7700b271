"""The releases and answer keys of the course, as they are committed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import assignments
from autograder.pipeline import release
from autograder.pipeline.notebooks import files

ROOT = Path(__file__).parents[2]
NAMES = assignments.names()


def nbgrader(*arguments, cwd):
    command = [sys.executable, "-m", "nbgrader", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture
def course(tmp_path):
    """A copy of the course, so that nothing that runs here leaves a trace in it."""
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    for folder in ("source", "release", "solutions"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_release_and_key_are_those_of_the_source_and_nothing_leaks(name):
    assert release.check(ROOT, name) == []


@pytest.mark.parametrize("name", NAMES)
def test_nbgrader_writes_the_same_release(name, course):
    done = nbgrader("generate_assignment", name, "--force", cwd=course)
    assert done.returncode == 0, done.stderr
    assert files(course / "release" / name) == files(ROOT / "release" / name)


@pytest.mark.slow
def test_nbgrader_validates_the_key_and_fails_the_release(course):
    def validate(folder):
        return nbgrader("validate", "gradient_checking.ipynb", cwd=course / folder / "gradient_checking").stdout

    assert "Success! Your notebook passes all the tests." in validate("solutions")
    assert "VALIDATION FAILED ON 5 CELL(S)" in validate("release")  # four functions and the answer in writing
