"""Files that appear whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ..language import _


class WriteError(Exception):
    """A file cannot be written; the sentence says which, and why."""


@contextmanager
def appearing(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write to, which appears, whole, at the end of the block, however that ends.

    What stands there by that name, as a link, is replaced, not followed; a device or a pipe is left alone.

    Raises
    ------
    WriteError
        If it cannot be written.
    """
    if _is_special(path):
        raise WriteError(_("{file} is a device or a pipe; name a file.").format(file=path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".unfinished-")
        unfinished = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield file
        finally:
            unfinished.chmod(0o644)
            unfinished.replace(path)
    except OSError as error:
        raise WriteError(
            _("{file} cannot be written: {reason}.").format(file=path, reason=error.strerror or error)
        ) from error


def _is_special(path: Path) -> bool:
    """Whether a path leads to what is neither file nor folder, or, as ``/dev/stdout``, may do so at any time."""
    return Path("/dev") in path.absolute().parents or (path.exists() and not (path.is_file() or path.is_dir()))


def write(path: Path, text: str) -> None:
    """Write a text at once.

    Raises
    ------
    WriteError
        As `appearing` does.
    """
    with appearing(path) as file:
        file.write(encoded(text))


def encoded(text: str) -> bytes:
    """``text`` in UTF-8; what of it is none, as bytes of a file name, is written with a backslash."""
    return text.encode("utf-8", "backslashreplace")
