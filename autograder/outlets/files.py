"""Files that appear whole or not at all."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..language import _


class WriteError(Exception):
    """A file cannot be written; the sentence says which, and why."""


@contextmanager
def appearing(path: Path) -> Iterator[Callable[[str | bytes], None]]:
    """Give what adds to a file that appears, whole, at the end of the block, however that ends.

    What stands there by that name, as a link, is replaced, not followed. What of the text is no UTF-8, as bytes of a
    file name, is written with a backslash.

    Raises
    ------
    WriteError
        If it cannot be written.
    """
    with _refused(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".unfinished-")
    unfinished = Path(name)
    file = os.fdopen(descriptor, "wb")

    def put(data: str | bytes) -> None:
        with _refused(path):
            file.write(data.encode("utf-8", "backslashreplace") if isinstance(data, str) else data)

    try:
        yield put
    finally:
        with _refused(path):
            file.close()
            unfinished.chmod(0o644)
            unfinished.replace(path)


def write(path: Path, data: str | bytes) -> None:
    """Write a file at once.

    Raises
    ------
    WriteError
        As `appearing` does.
    """
    with appearing(path) as put:
        put(data)


@contextmanager
def _refused(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WriteError(
            _("{file} cannot be written: {reason}.").format(file=path, reason=error.strerror or error)
        ) from error
