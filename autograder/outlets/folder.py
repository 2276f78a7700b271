"""The folder that ``--out`` names: ``results.jsonl`` as results come, ``grades.csv`` at the end.

A run that was broken off is gone on with: what it finished stays. File names may hold bytes that are no UTF-8; they are
written with a backslash, which JSON reads as Python does.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ..language import _
from ..model import Result
from .brief import brief_of
from .grades import grades
from .lines import line
from .lines import result as result_of

RESULTS, GRADES = "results.jsonl", "grades.csv"
SUPERSEDED = "superseded.jsonl"
"""The results of attempts that do not count."""
UNFINISHED = ".unfinished-"
_OVERRIDE = b'"override": {'  # no string holds that: its quotes would have backslashes


class FolderError(Exception):
    """The results cannot be written; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an earlier run: where it stands, in brief what it tells, and whether of what a person decided."""

    file: str
    start: int
    size: int
    result: Result
    decided: bool


@contextmanager
def open_folder(folder: Path) -> Iterator[Path]:
    """Make the folder where it is missing, and keep every other grading out of it.

    Raises
    ------
    FolderError
        If it cannot be written, or another grading writes to it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise _refusal(folder, error) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for rest in folder.glob(f"{UNFINISHED}*"):  # of a run that was killed
            rest.unlink(missing_ok=True)
        yield folder
    except BlockingIOError as error:
        raise FolderError(
            _("Another grading is writing to {folder}; wait for its end, or name another --out.").format(folder=folder)
        ) from error
    finally:
        os.close(lock)


def earlier(folder: Path) -> list[Line]:
    """All lines of an earlier run."""
    return [each for name in (RESULTS, SUPERSEDED) for each in _lines(folder / name)]


def repeated(lines: Iterable[Line], made_with: str) -> list[Line]:
    """Those lines of an earlier run that a new one would only repeat: all that they depend on is as it was."""
    return [each for each in lines if made_with and each.result.made_with == made_with]


def _lines(path: Path) -> Iterator[Line]:
    start = 0
    with suppress(OSError), path.open("rb") as file:
        for each in file:
            with suppress(ValueError, KeyError, TypeError):  # half a line, of a run that was killed; or rubbish
                if each.endswith(b"\n"):
                    yield Line(path.name, start, len(each), brief_of(each), _OVERRIDE in each)
            start += len(each)


def whole(lines: Sequence[Line], folder: Path) -> Iterator[Result]:
    """All that lines of an earlier run tell. The files are opened now, so that new ones can take their place."""
    files = {name: (folder / name).open("rb") for name in {each.file for each in lines}}

    def told() -> Iterator[Result]:
        with ExitStack() as stack:
            for file in files.values():
                stack.enter_context(file)
            for each in lines:
                (raw,) = _raw([each], files[each.file])
                yield result_of(raw.decode("utf-8", "backslashreplace"))

    return told()


def written(
    results: Iterable[Result], folder: Path, kept: Sequence[Line], finished: Iterable[Result]
) -> Iterator[Result]:
    """Pass results on, each after its line is written, behind the lines that are kept of an earlier run.

    At the end, early or not, the grades of all that is ``finished`` then are written.

    Raises
    ------
    FolderError
        If the files cannot be written, before the first result is asked for.
    """
    try:
        (folder / GRADES).unlink(missing_ok=True)  # of an earlier run: it would contradict the new lines
        _keep(kept, folder)
        lines = os.open(folder / RESULTS, os.O_WRONLY | os.O_APPEND)
    except OSError as error:
        raise _refusal(folder, error) from error
    try:
        for result in results:
            _append(lines, (line(result) + "\n").encode("utf-8", "backslashreplace"), folder)
            yield result
    finally:
        os.close(lines)
        with _new(folder / GRADES) as file:
            file.write(grades(finished).encode("utf-8", "backslashreplace"))


def _keep(kept: Sequence[Line], folder: Path) -> None:
    """Leave these lines and no others. They are copied as they stand, and not at all if there are no others."""
    path = folder / RESULTS
    if kept and sum(each.size for each in kept) == path.stat().st_size:
        return
    with _new(path) as file:
        if kept:
            with path.open("rb") as old:
                file.writelines(_raw(kept, old))


def _raw(lines: Iterable[Line], file: BinaryIO) -> Iterator[bytes]:
    for each in lines:
        file.seek(each.start)
        yield file.read(each.size)


def _append(lines: int, data: bytes, folder: Path) -> None:
    """Write a line at once, so that whoever reads meanwhile finds whole ones."""
    try:
        while data:
            data = data[os.write(lines, data) :]
    except OSError as error:
        raise _refusal(folder, error) from error


def _refusal(folder: Path, error: OSError) -> FolderError:
    return FolderError(
        _("The results cannot be written to {folder}: {reason}.").format(folder=folder, reason=error.strerror)
    )


@contextmanager
def _new(path: Path) -> Iterator[BinaryIO]:
    """A file that is written whole or not at all."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
    with os.fdopen(descriptor, "wb") as file:
        yield file
    Path(name).chmod(0o644)
    Path(name).replace(path)
