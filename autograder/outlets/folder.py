"""The folder that ``--out`` names: ``results.jsonl`` as results come, ``grades.csv`` at the end.

A run that was broken off is gone on with: what it finished stays. File names may hold bytes that are no UTF-8; they are
written with a backslash, which JSON reads as Python does.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from ..language import _
from ..model import Result
from .grades import grades
from .lines import line
from .lines import result as result_of

RESULTS, GRADES = "results.jsonl", "grades.csv"
SUPERSEDED = "superseded.jsonl"
"""The results of attempts that do not count."""
UNFINISHED = ".unfinished-"


class FolderError(Exception):
    """The results cannot be written; the sentence says why."""


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


def earlier(folder: Path, made_with: str) -> list[Result]:
    """The results of an earlier run that a new one would only repeat: all that they depend on is as it was."""
    found = []
    for name in (RESULTS, SUPERSEDED):
        try:
            text = (folder / name).read_text(encoding="utf-8", errors="backslashreplace")
        except OSError:
            continue
        for each in text.splitlines():
            with suppress(ValueError, KeyError, TypeError):  # half a line, of a killed run; or of another version
                found.append(result_of(each))
    return [result for result in found if made_with and result.made_with == made_with]


def written(results: Iterable[Result], folder: Path, kept: Sequence[Result] = ()) -> Iterator[Result]:
    """Pass results on, each after its line is written; at the end, early or not, write the grades of all of them.

    The lines begin with those of ``kept``, which are passed on first.

    Raises
    ------
    FolderError
        If the files cannot be written, before the first result is asked for.
    """
    finished = []
    try:
        (folder / GRADES).unlink(missing_ok=True)  # of an earlier run: it would contradict the new lines
        _replace(folder / RESULTS, "".join(line(result) + "\n" for result in kept))
        lines = os.open(folder / RESULTS, os.O_WRONLY | os.O_APPEND)
    except OSError as error:
        raise _refusal(folder, error) from error
    try:
        for result in kept:
            finished.append(result)
            yield result
        for result in results:
            _append(lines, (line(result) + "\n").encode("utf-8", "backslashreplace"), folder)
            finished.append(result)
            yield result
    finally:
        os.close(lines)
        _replace(folder / GRADES, grades(finished))


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


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)
    Path(name).chmod(0o644)
    Path(name).replace(path)
