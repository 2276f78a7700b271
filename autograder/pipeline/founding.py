"""Founds an assignment: where its files go, and that all of them are written, or none."""

import keyword
import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from .. import assignments
from ..language import _
from .notebooks import PipelineError

NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
ASSIGNMENTS = Path("autograder") / "assignments"

BLANK = {
    "source/{name}/{name}.ipynb": "notebook.ipynb",
    "source/{name}/{name}_utils.py": "helper.py",
    "source/{name}/README.md": "README.md",
    "source/{name}/requirements.txt": "requirements.txt",
    "autograder/assignments/{name}.py": "assignment.py",
    "tests/{name}/test_{name}.py": "test.py",
}
"""Where the files of a new assignment lie, with what each is made from."""


def refuse_unfit(course: Path, name: str) -> None:
    """See whether an assignment of that name can be founded in a course.

    Raises
    ------
    PipelineError
        If the package that runs is not the course's own, if the name is none that a Python file can have, or if it
        is taken.
    """
    if Path(assignments.__file__).parent.resolve() != (course / ASSIGNMENTS).resolve():
        raise PipelineError(
            _(
                "A new assignment becomes part of the package, and the one that runs here is not that of this folder "
                "but {package}; run this in a clone of the course, with its own environment."
            ).format(package=Path(assignments.__file__).parents[1])
        )
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        raise PipelineError(
            _(
                "{name} cannot be the name of an assignment: it takes up to 30 small letters, digits and underscores, "
                "a letter first, and is no word of Python's own."
            ).format(name=name)
        )
    taken = [folder / name for folder in map(Path, ("source", "release", "solutions", "tests"))]
    taken += [ASSIGNMENTS / f"{name}.py", ASSIGNMENTS / name]
    for place in taken:
        if (course / place).exists():
            raise PipelineError(
                _("There is a {place} already; take another name than {name}.").format(place=place, name=name)
            )


def found(course: Path, wanted: Mapping[str, bytes]) -> None:
    """Write the files of a new assignment, by their paths in the course: all of them, or none.

    Raises
    ------
    PipelineError
        If one cannot be written; what was written before it is gone again.
    """
    made: list[Path] = []
    try:
        for name, data in wanted.items():
            path = course / name
            for folder in reversed([each for each in path.parents if not each.exists()]):
                folder.mkdir()
                made.append(folder)
            made.append(path)  # it may be there in part, where the disk is full
            path.write_bytes(data)
    except OSError as error:
        for path in reversed(made):
            path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        raise PipelineError(
            _("{file} cannot be written: {reason}. Nothing was changed.").format(file=name, reason=error.strerror)
        ) from None


def blank(name: str) -> dict[str, bytes]:
    """The files of an assignment with a toy exercise, which passes the audit: by their paths in the course."""
    title = name.replace("_", " ").capitalize()
    templates = files("autograder.pipeline") / "blank"
    return {
        place.format(name=name): (templates / f"{template}.in")
        .read_text("utf-8")
        .replace("NAME", name)
        .replace("TITLE", title)
        .encode()
        for place, template in BLANK.items()
    }
