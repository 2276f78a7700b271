"""The graders that this one is measured against, each in an environment of its own and run as its documentation says.

Their notebooks lack the cells that train, which they would run; this grader's do not.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .notebooks import NAME, ROOT, HandedIn

Command = list[str | Path]

ENVIRONMENTS = Path(__file__).parent / ".environments"


@dataclass(frozen=True)
class Environment:
    """A virtual environment with what a requirements file names."""

    name: str

    @property
    def folder(self) -> Path:
        return ENVIRONMENTS / self.name

    @property
    def requirements(self) -> Path:
        return Path(__file__).with_name(f"requirements-{self.name}.txt")

    @property
    def variables(self) -> dict[str, str]:
        """As after ``source bin/activate``: the kernel that notebooks ask for is the one of this environment."""
        return {
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "VIRTUAL_ENV": str(self.folder),
            "JUPYTER_PREFER_ENV_PATH": "1",
        }

    def program(self, name: str) -> Path:
        return self.folder / "bin" / name

    def version(self, distribution: str) -> str:
        pins = dict(line.split("==") for line in self.requirements.read_text("utf-8").splitlines() if "==" in line)
        return pins[distribution]

    def make(self) -> None:
        """Install what is pinned; nothing is done where that is there already."""
        stamp = self.folder / "stamp"
        wanted = self.requirements.read_text("utf-8")
        if stamp.is_file() and stamp.read_text("utf-8") == wanted:
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", self.folder], check=True)
        pip = [str(self.program("python")), "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet"]
        subprocess.run([*pip, "install", "--requirement", str(self.requirements)], check=True)
        stamp.write_text(wanted, "utf-8")


@dataclass(frozen=True)
class Peer:
    """Another grader.

    Parameters
    ----------
    prepare
        Sets up its assignment and the class in a folder; none of this is measured.
    commands
        What has to be run in that folder, one after the other, for these students to be graded.
    scores
        What came of it, by student, in points.
    """

    name: str
    environment: Environment
    prepare: Callable[[Path, Sequence[HandedIn]], None]
    commands: Callable[[Path, Sequence[str]], list[Command]]
    scores: Callable[[Path], dict[str, float]]


def helpers(folder: Path) -> list[str]:
    """Put the modules that the notebook imports into a folder; gives their names."""
    release = ROOT / "release" / NAME
    modules = sorted(path.name for path in release.glob("*.py"))
    for name in modules:
        shutil.copy(release / name, folder / name)
    shutil.copytree(release / "checks", folder / "checks", ignore=shutil.ignore_patterns("__pycache__"))
    return [*modules, "checks"]
