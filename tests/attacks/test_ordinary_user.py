"""As an ordinary user, who is the same inside a sandbox as outside: both walls grade, and no attack has an effect."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.sandbox import landlock
from autograder.sandbox.view import SandboxUnavailable, stage
from tests.attacks.range import ROOT, WALLS
from tests.handed_in import RIGHT, notebook

NOBODY = 65534
NEEDED = ("autograder", "source", "tests", "pyproject.toml")

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module")
def ordinary():
    """Run a module of Python as an ordinary user, in a copy of the course that is theirs, with our packages."""
    if os.getuid() != 0:
        pytest.skip("all tests run as an ordinary user already")
    with tempfile.TemporaryDirectory(prefix="tmp-ordinary-") as folder:
        place = Path(folder)
        place.chmod(0o755)
        home = _home(place / "home")
        python, libraries = _environment(place / "environment")
        variables = {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "PATH": os.environ["PATH"]}
        variables |= {"LD_LIBRARY_PATH": libraries, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}

        def run(*words, seconds=60):
            return subprocess.run(
                [python, *words],
                cwd=home / "course",
                env=variables,
                user=NOBODY,
                group=NOBODY,
                extra_groups=[],
                umask=0o022,
                capture_output=True,
                text=True,
                timeout=seconds,
            )

        trial = run("-c", "import autograder, msgspec, numpy, pytest")
        if trial.returncode:
            pytest.skip(f"an ordinary user cannot use these packages: {trial.stderr.strip().splitlines()[-1]}")
        yield run


def _home(home):
    """A home with a copy of the course in it."""
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, home / "course" / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, home / "course" / name)
    (home / "cache").mkdir()
    (home / "ada.ipynb").write_bytes(notebook(*RIGHT))
    for path in [home, *home.rglob("*")]:
        os.chown(path, NOBODY, NOBODY)
    return home


def _environment(folder):
    """A virtual environment with our packages, around a copy of the interpreter: root's own may be closed to others."""
    try:
        view = stage(sys.executable, ("numpy",))
        copied = Path(landlock.interpreter(view))
    except SandboxUnavailable as error:
        pytest.skip(f"no interpreter for an ordinary user: {error}")
    packages = Path(pytest.__file__).parents[1]
    library = folder / "lib" / Path(view.standard_library).name
    library.mkdir(parents=True)
    (library / "site-packages").symlink_to(packages)
    (folder / "bin").mkdir()
    (folder / "bin" / "python").symlink_to(copied)
    (folder / "pyvenv.cfg").write_text(f"home = {copied.parent}\n")
    return folder / "bin" / "python", view.libraries


@pytest.mark.parametrize("wall", WALLS)
def test_both_walls_grade(ordinary, wall):
    done = ordinary("-m", "autograder", "grade", "../ada.ipynb", "--assignment", "regularization", "--sandbox", wall)
    assert done.returncode == 0, done.stderr
    assert "40 of 40" in done.stdout


def test_no_attack_has_an_effect(ordinary):
    done = ordinary("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/attacks/test_attacks.py", seconds=1800)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
