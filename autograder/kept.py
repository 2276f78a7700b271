"""What is computed once and kept below ``.autograder``: written whole or not at all, by one process at a time."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .sandbox import wire


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One process at a time works on a folder, which is made where it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def write(file: Path, value: Any) -> None:
    """Keep a value of plain data and arrays."""
    descriptor, name = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(descriptor, "wb") as whole:
        whole.write(wire.encode(value))
    Path(name).replace(file)


def read(file: Path) -> Any:
    """A value that was kept."""
    return wire.load(file.read_bytes())


def forget(parent: Path, name: str, most: int) -> None:
    """Remove the folders of an earlier ``name-…`` that were longest unused, but for so many."""
    older = sorted(parent.glob(f"{name}-*"), key=lambda each: each.stat().st_mtime, reverse=True)
    for forgotten in older[most:]:
        shutil.rmtree(forgotten, ignore_errors=True)
