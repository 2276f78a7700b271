"""The course folder: where an assignment's source, helpers and release lie."""

import json
from dataclasses import dataclass
from pathlib import Path

from .language import _
from .model import Assignment

CHECKS = """
def check(name):
    return 0.0


def check_all():
    return None


def ready(*made):
    return True
"""
"""What stands for the module of public checks where submissions are graded: nothing is checked there."""


class CourseError(Exception):
    """Something of the course is not where it should be; the sentence says what."""


@dataclass(frozen=True)
class Course:
    """A folder with ``source/`` or ``release/`` in it, and below it what the instructor keeps."""

    root: Path

    @property
    def state(self) -> Path:
        """What the grader keeps: the secret and the reference's answers."""
        return self.root / ".autograder"

    def notebook(self, assignment: str) -> Path:
        return self.root / "source" / assignment / f"{assignment}.ipynb"

    def reference(self, assignment: str) -> bytes | None:
        """The source notebook, whose solutions answer the hidden cases; None where this is no instructor's folder."""
        path = self.notebook(assignment)
        return path.read_bytes() if path.is_file() else None

    def released(self, assignment: str) -> tuple[str, ...]:
        """The code cells of the notebook that students get; none where there is no release."""
        try:
            document = json.loads((self.root / "release" / assignment / f"{assignment}.ipynb").read_bytes())
            return tuple("".join(cell["source"]) for cell in document["cells"] if cell["cell_type"] == "code")
        except (OSError, ValueError, LookupError, TypeError):
            return ()

    def helpers(self, assignment: Assignment, beside: Path | None = None) -> dict[str, str]:
        """The texts of the assignment's helper modules: from its source, else its release, else ``beside`` a notebook.

        With them comes what stands for ``checks``.

        Raises
        ------
        CourseError
            If one is in none of these places.
        """
        folders = [self.root / "source" / assignment.name, self.root / "release" / assignment.name]
        folders += [beside] if beside else []
        for folder in folders:
            files = {name: folder / f"{name}.py" for name in assignment.helpers}
            # What lies beside a notebook came with it: a link may lead to what the student may not see.
            if all(file.is_file() and not (folder is beside and file.is_symlink()) for file in files.values()):
                texts = {name: file.read_text("utf-8", "replace") for name, file in files.items()}
                return texts | {"checks": CHECKS}
        template = (
            _(
                "The helper modules of {assignment} ({modules}) are neither in {source} nor in {release} nor beside "
                "the notebook; run this in the course folder."
            )
            if beside
            else _(
                "The helper modules of {assignment} ({modules}) are neither in {source} nor in {release}; run this in "
                "the course folder."
            )
        )
        modules = _(", ").join(f"{name}.py" for name in assignment.helpers)
        raise CourseError(
            template.format(assignment=assignment.name, modules=modules, source=folders[0], release=folders[1])
        )


def find_course(start: Path) -> Course:
    """The nearest folder, from ``start`` upward, with ``source/`` or ``release/`` in it; ``start`` if there is none."""
    for folder in [start, *start.parents]:
        if (folder / "source").is_dir() or (folder / "release").is_dir():
            return Course(folder)
    return Course(start)
