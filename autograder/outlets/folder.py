"""The folder that ``--out`` names: ``results.jsonl`` as results come, ``grades.csv`` at the end.

File names may hold bytes that are no UTF-8; they are written with a backslash, which JSON reads as Python does.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..model import Result
from .grades import grades
from .lines import line


class FolderError(Exception):
    """The results cannot be written; the sentence says why."""


def written(results: Iterable[Result], folder: Path) -> Iterator[Result]:
    """Pass results on, each after its line is written; at the end, early or not, write the grades of all of them.

    Raises
    ------
    FolderError
        If the folder or its files cannot be written, before the first result is asked for.
    """
    finished = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "grades.csv").unlink(missing_ok=True)  # of an earlier run: it would contradict the new lines
        lines = (folder / "results.jsonl").open("w", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise FolderError(f"The results cannot be written to {folder}: {error.strerror}.") from error
    try:
        with lines:
            for result in results:
                lines.write(line(result) + "\n")
                lines.flush()
                finished.append(result)
                yield result
    finally:
        _replace(folder / "grades.csv", grades(finished))


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)
    Path(name).chmod(0o644)
    Path(name).replace(path)
