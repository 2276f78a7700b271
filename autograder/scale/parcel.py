"""What travels between the machines of a cluster: the course as bytes, batches of submissions, and what came of them.

Assignments travel as names alone; that both sides mean the same by them is found out before, see `circumstances`. Dask
shows what it calls functions with in its logs, so nothing here shows what it holds.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..course import Course
from ..model import Result, Submission
from ..rooms import Settings, loaded


@dataclass(frozen=True)
class Parcel:
    """What a worker needs to grade as this machine would, the secret among it. It stays in the worker's own process.

    ``files`` are the staff's, by their paths in the course folder; none where the worker is on this machine, and takes
    the folder itself, with the reference's answers that are kept there.
    """

    settings: Settings = field(repr=False)
    files: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True)
class Batch:
    """Submissions to be graded with the parcel of that digest."""

    made_with: str
    submissions: tuple[Submission, ...] = field(repr=False)


@dataclass(frozen=True)
class Graded:
    """What came of a batch: a result of each, or None where the sandbox broke on it again and again.

    ``trouble`` ended it early: something that is no submission's doing.
    """

    results: tuple[Result | None, ...] = field(repr=False)
    trouble: Exception | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Unequipped:
    """The worker at that address has no such parcel, since it has just been started; it graded nothing."""

    worker: str


def packed(settings: Settings) -> Parcel:
    """The course as it is here, for workers that do not see its folder.

    Raises
    ------
    CourseError
        If an assignment's helper modules are not in the course folder.
    """
    files: dict[str, bytes] = {}
    for assignment in loaded(settings):
        folder = f"source/{assignment.name}"
        texts = settings.course.helpers(assignment)
        files |= {f"{folder}/{name}.py": texts[name].encode() for name in assignment.helpers}
        source = settings.course.reference(assignment.name)
        if source is not None:
            files[f"{folder}/{assignment.name}.ipynb"] = source
        released = settings.course.root / "release" / assignment.name / f"{assignment.name}.ipynb"
        if released.is_file():
            files[f"release/{assignment.name}/{assignment.name}.ipynb"] = released.read_bytes()
    return Parcel(sent(settings), files)


def sent(settings: Settings) -> Settings:
    """The settings without what is known on this machine alone: where its course lies, and its Python unless named."""
    return replace(settings, course=Course(Path()), python="" if settings.python == sys.executable else settings.python)


def received(settings: Settings) -> Settings:
    """Sent settings, with what is known on this machine alone."""
    return replace(settings, python=settings.python or sys.executable)


def unpacked(parcel: Parcel, folder: Path) -> Settings:
    """Lay out the course in an empty folder; gives the settings to grade with."""
    if not parcel.files:
        return parcel.settings
    for name, data in parcel.files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return replace(received(parcel.settings), course=Course(folder))
