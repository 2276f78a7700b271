"""Writes the examples for platforms anew: ``python -m scripts.platform_examples [DIR]``.

The example class is packed as the platforms do, graded, and published with the commands that the guides give.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples" / "platforms"
PACKED = {
    "canvas": {"carl": "carlsencarl_1001_5001_{}", "wim": "wimmerwim_LATE_1002_5002_{}"},
    "moodle": {
        "carl": "Carl Carlsen_1001_assignsubmission_file_/{}",
        "wim": "Wim Wimmer_1002_assignsubmission_file_/{}",
    },
}
DOWNLOADED = {"canvas": "gradebook.csv", "moodle": "worksheet.csv"}
SECRET = "of the examples, for everybody to see"


def autograder(*arguments: object) -> None:
    """Run a command, which may find that a submission could not be graded."""
    command = [sys.executable, "-m", "autograder", *map(str, arguments)]
    english = os.environ | {"LANGUAGE": "en"}
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, env=english, check=False)
    if done.returncode > 1:
        raise SystemExit(done.returncode)


def handed_in(student: str) -> Path:
    return ROOT / "examples" / "submitted" / student / "regularization" / "regularization.ipynb"


def write(target: Path, work: Path) -> None:
    """Write what the grader makes to ``target``, and what it makes that of to ``work``."""
    work.mkdir(parents=True, exist_ok=True)
    secret = work / "secret"
    secret.write_text(SECRET)
    for platform, names in PACKED.items():
        packed = work / platform / "submissions.zip"
        packed.parent.mkdir(exist_ok=True)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for student, name in names.items():
                archive.write(handed_in(student), name.format("regularization.ipynb"))
        results = work / platform / "results"
        autograder("grade", packed, "--out", results, "--secret-file", secret)
        table = EXAMPLES / platform / DOWNLOADED[platform]
        autograder("publish", platform, results, "--with", table, "--out", work / platform)
        made = f"{platform}-regularization.csv"
        (target / platform).mkdir(parents=True, exist_ok=True)
        shutil.copy(work / platform / made, target / platform / made)
    _gradescope(target / "gradescope" / "results.json", work / "gradescope", secret)
    results = work / "coursera"
    autograder("grade", handed_in("vito"), "--out", results, "--secret-file", secret)
    autograder("publish", "coursera", results, "--out", target / "coursera" / "feedback.json")


def _gradescope(target: Path, container: Path, secret: Path) -> None:
    """Write what comes of Gradescope's folders; what another run would say otherwise is left out."""
    (container / "submission").mkdir(parents=True, exist_ok=True)
    shutil.copy(handed_in("vito"), container / "submission" / "regularization.ipynb")
    shutil.copy(EXAMPLES / "gradescope" / "submission_metadata.json", container)
    autograder("gradescope", container, "--assignment", "regularization", "--secret-file", secret)
    record: dict[str, Any] = json.loads((container / "results" / "results.json").read_text())
    record["execution_time"] = 0.1
    record["extra_data"]["made_with"] = "…"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLES, ROOT / "build" / "platforms")
