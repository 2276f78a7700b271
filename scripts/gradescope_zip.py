"""Makes what Gradescope takes as an autograder: ``python -m scripts.gradescope_zip [ASSIGNMENT…]``.

A zip for each assignment, ``build/gradescope/<assignment>.zip``: the two scripts that Gradescope looks for, the
package, the assignment's source, the policy, and the course's secret. It is for Gradescope alone: solutions stand in
it.
"""

import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from autograder import assignments
from autograder.policy import FILE
from autograder.secret import NAME, course_secret

ROOT = Path(__file__).parents[1]
SCRIPTS = ROOT / "scripts" / "gradescope"
LEFT_OUT = {"__pycache__", ".ipynb_checkpoints"}
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same files make the same zip


def contents(name: str, course: Path, secret: bytes) -> Iterator[tuple[str, bytes]]:
    """What lies in the zip of an assignment, by its place there."""
    for script in ("setup.sh", "run_autograder"):
        yield script, (SCRIPTS / script).read_bytes()
    yield "ASSIGNMENT", name.encode()
    yield "requirements.txt", (ROOT / "requirements" / "grader.txt").read_bytes()
    if any(exercise.needs == "torch" for exercise in assignments.load(name).exercises):
        yield "torch.txt", (ROOT / "requirements" / "torch.txt").read_bytes()
    for base, folder in ((ROOT, "autograder"), (course, f"source/{name}")):
        for file in sorted((base / folder).rglob("*")):
            if file.is_file() and not LEFT_OUT.intersection(file.parts):
                yield file.relative_to(base).as_posix(), file.read_bytes()
    if (course / FILE).is_file():
        yield FILE, (course / FILE).read_bytes()
    yield NAME.as_posix(), secret + b"\n"


def make(name: str, target: Path, course: Path, secret: bytes) -> None:
    """Write the zip of an assignment."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.touch(mode=0o600)
    target.chmod(0o600)  # the secret is in it
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, data in contents(name, course, secret):
            entry = zipfile.ZipInfo(place, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if place in ("setup.sh", "run_autograder") else 0o644) << 16
            archive.writestr(entry, data)


def main(*names: str) -> int:
    secret = course_secret(ROOT)
    if secret is None:
        print("There is no secret here: make the zip where the course's own lies.", file=sys.stderr)
        return 2
    if unknown := set(names) - set(assignments.names()):
        print(f"{', '.join(sorted(unknown))}: no assignment of this course.", file=sys.stderr)
        return 2
    for name in names or assignments.names():
        target = ROOT / "build" / "gradescope" / f"{name}.zip"
        make(name, target, ROOT, secret)
        print(f"{target.relative_to(ROOT)}: upload it as the autograder of {name}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
