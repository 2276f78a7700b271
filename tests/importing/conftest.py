"""A course folder with a package of its own, into which notebooks are imported: the repository is left as it is."""

import csv
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Course:
    """A course, and the commands that are run in it."""

    root: Path

    def run(self, *arguments):
        inherited = {name: value for name, value in os.environ.items() if name != "CI"}  # where no secret is made
        environment = {**inherited, "PYTHONPATH": str(self.root), "COLUMNS": "200"}
        command = [sys.executable, "-m", "autograder", "--lang", "en", *map(str, arguments)]
        return subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True)

    def done(self, *arguments):
        """What a command says that has to be done without a complaint."""
        given = self.run(*arguments)
        assert given.returncode == 0, given.stdout + given.stderr
        return given.stdout

    def files(self):
        return {path.relative_to(self.root) for path in self.root.rglob("*") if "__pycache__" not in path.parts}

    def notebook(self, kind, name):
        return nbformat.read(self.root / kind / name / f"{name}.ipynb", as_version=4)

    def scores(self, *notebooks):
        """The scores of the exercises of some notebooks, by student and by exercise."""
        out = self.root / "out"
        self.done("grade", *notebooks, "--out", out, "--jobs", 1)
        with (out / "grades.csv").open() as file:
            return {row["student"]: row for row in csv.DictReader(file)}

    def handed_in(self, name, student, edits):
        """The path of the answer key with texts replaced, as a student hands it in."""
        notebook = self.notebook("solutions", name)
        for old, new in edits.items():
            (cell,) = [each for each in notebook.cells if old in each.source and each.cell_type == "code"]
            cell.source = cell.source.replace(old, new)
        return self._written(notebook, student)

    def unfilled(self, name, student):
        """The path of the release as it is handed out, as a student hands it in."""
        return self._written(self.notebook("release", name), student)

    def _written(self, notebook, student):
        path = self.root / "in" / f"{student}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(notebook, path)
        return path


def new_course(folder):
    shutil.copytree(ROOT / "autograder", folder / "autograder", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    (folder / "source").mkdir()
    return Course(folder)


@pytest.fixture(scope="session")
def quickstart(tmp_path_factory):
    """nbgrader's own quickstart course, as its command makes it."""
    folder = tmp_path_factory.mktemp("nbgrader")
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "quickstart", "course"], cwd=folder, check=True, capture_output=True
    )
    return folder / "course" / "source" / "ps1"
