"""Options that several commands have, and the settings that they come to."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from .. import assignments
from .. import secret as secrets
from ..course import Course
from ..language import _
from ..rooms import Settings
from ..sandbox.limits import MB, Limits
from ..sandbox.sandbox import strongest
from ..sandbox.starting import Backend
from .saying import err, refuse

Assignments = Annotated[list[str] | None, typer.Argument(help="Names of assignments; all where none is given.")]
Python = Annotated[str, typer.Option(help="The Python whose NumPy runs the submissions: a course's own environment.")]
Timeout = Annotated[float, typer.Option(min=0.1, help="Seconds that an exercise may take.")]
Memory = Annotated[int, typer.Option(min=256, help="Megabytes that a submission may use.")]
SecretFile = Annotated[Path | None, typer.Option(help="The secret, where it is not the course's own.")]
Overriding = Annotated[
    Path | None,
    typer.Option("--overrides", metavar="CSV", help="What people decided, instead of overrides.csv in the course."),
]
SandboxOption = Annotated[
    str, typer.Option(help="bwrap, landlock, or auto for the stronger that works; none runs code with your rights.")
]


def known(names: Sequence[str] | None) -> tuple[str, ...]:
    for name in names or ():
        assignments.load(name)
    return tuple(names or assignments.names())


def settings_of(
    course: Course, assignment: str | None, secret: bytes | None, python: str, sandbox: str, timeout: float, memory: int
) -> Settings:
    return Settings(
        course=course,
        assignments=known([assignment] if assignment else None),
        secret=secret,
        python=python,
        backend=_backend(sandbox),
        limits=replace(Limits(), seconds=timeout, memory=memory * MB),
    )


def _backend(name: str) -> Backend:
    match name:
        case "bwrap" | "landlock" | "none":
            return name
        case "auto":
            backend, weakness = strongest()
            if weakness:
                err.print(escape(weakness))
            return backend
    refuse(_("--sandbox is auto, bwrap, landlock or none, not {name}.").format(name=name))


def secret_of(course: Course, file: Path | None) -> bytes | None:
    """The secret in ``file``, or the course's own; a folder that is no course has none, and gets none."""
    if file:
        return secrets.read_secret(file)
    return secrets.course_secret(course.root) if (course.root / "source").is_dir() else None
