"""A copy of the course in which assignments are founded and spoilt, and the command line as an instructor calls it."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
COURSE = (
    "autograder",
    "source",
    "release",
    "solutions",
    "requirements",
    "tests",
    "pyproject.toml",
    "nbgrader_config.py",
)
NAME = "week_5"


@dataclass(frozen=True)
class Copy:
    """A copy of the course; its package is the one that runs in it."""

    root: Path

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"PYTHONPATH": str(self.root), "COLUMNS": "200", "LANGUAGE": "en"}
        environment.pop("CI", None)  # an instructor's machine makes the course's secret
        return subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False)

    def autograder(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        done = self.run(sys.executable, "-m", "autograder", *arguments)
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def edit(self, file: str, old: str, new: str) -> None:
        """Put a text in the place of another, which has to be there."""
        text = (self.root / file).read_text("utf-8")
        assert old in text, old
        (self.root / file).write_text(text.replace(old, new), "utf-8")

    def files(self) -> set[str]:
        found = (path for path in self.root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        return {path.relative_to(self.root).as_posix() for path in found}


def copied(folder: Path) -> Copy:
    folder.mkdir(parents=True)
    for name in COURSE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
        else:
            shutil.copy(ROOT / name, folder)
    return Copy(folder)
