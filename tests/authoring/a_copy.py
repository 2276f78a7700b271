"""A copy of the course in which assignments are founded and spoilt, and the command line as an instructor calls it."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
COURSE = "autograder source release solutions requirements scripts tests pyproject.toml nbgrader_config.py".split()
NAME = "week_5"


@dataclass(frozen=True)
class Copy:
    """A copy of the course; its package is the one that runs in it."""

    root: Path

    @property
    def environment(self) -> dict[str, str]:
        """The variables of an instructor's shell. In CI no secret would be made."""
        own = {"PYTHONPATH": str(self.root), "COLUMNS": "200", "LANGUAGE": "en"}
        return {name: value for name, value in os.environ.items() if name != "CI"} | own

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=self.root, env=self.environment, capture_output=True, text=True, check=False)

    def autograder(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        done = self.run(sys.executable, "-m", "autograder", *arguments)
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def files(self) -> set[str]:
        found = (path for path in self.root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        return {path.relative_to(self.root).as_posix() for path in found}


def copied(folder: Path) -> Copy:
    ours = shutil.ignore_patterns(f"{NAME}*")  # somebody may have followed the page already
    folder.mkdir(parents=True)
    for name in COURSE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=ours)
        else:
            shutil.copy(ROOT / name, folder)
    return Copy(folder)
