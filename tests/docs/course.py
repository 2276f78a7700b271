"""A course to try the documentation's commands in: a copy of this one and its package, with a known secret."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests import kept

from .written import ROOT, before

COPIED = "autograder source release solutions examples requirements benchmarks/README.md nbgrader_config.py".split()
CLASS = ("amir", "hana", "june", "vito")
SECRET = "the secret of the documentation, always the same"


def course(folder: Path, page: str) -> Path:
    """Copy the course into a folder, with a small class in ``submitted/``, and prepare it for a page."""
    for name in COPIED:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, place)
        else:
            shutil.copy(ROOT / name, place)
    for student in CLASS:
        shutil.copytree(
            ROOT / "examples/submitted" / student / "regularization", folder / "submitted" / student / "regularization"
        )
    (folder / ".venv").symlink_to(sys.prefix)
    (folder / ".autograder").mkdir()
    kept.share(folder / ".autograder")
    secret = folder / ".autograder" / "secret"
    secret.touch(0o600)
    secret.write_text(SECRET)
    done = run(folder, f"set -e\n{before(page)}")
    assert done.returncode == 0, done.stdout
    return folder


def run(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    """What a terminal of 100 columns shows of a command, in English and without colours."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    keep = {name: os.environ[name] for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME") if name in os.environ}
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={"PATH": path, "PYTHONPATH": str(folder), "LANG": "C.UTF-8", "COLUMNS": "100", **keep},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )
