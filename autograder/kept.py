"""What is computed once and kept below ``.autograder``: written whole or not at all, by one process at a time."""

import ctypes
import fcntl
import mmap
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .sandbox import wire

FORMAT = "4"
"""What is kept is no use to a reader of another format: its folder is named by this, beside all that it depends on."""

LATELY = 24 * 60 * 60
"""Seconds in which a run may still need what it asked for at its start."""

ALIGNED = 16
"""Arrays begin at a multiple of so many bytes; how many come before the frame, the first byte says."""


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
    """Keep a value of plain data and arrays, which lie in the file as they would in memory."""
    frame = wire.encode(value)
    header, _ = wire.PREFIX.unpack_from(frame)
    before = ALIGNED - (wire.PREFIX.size + header) % ALIGNED
    descriptor, name = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(descriptor, "wb") as whole:
        whole.write(bytes([before]).ljust(before, b"\0") + frame)
    Path(name).replace(file)


def read(file: Path) -> Any:
    """A value that was kept. Its arrays are the file's own pages, which all processes share that read it."""
    with file.open("rb") as whole:
        pages = memoryview(mmap.mmap(whole.fileno(), 0, access=mmap.ACCESS_READ))
    return wire.load(pages[pages[0] :])


def tidy() -> None:
    """Give back to the system what computing took of memory: the C library keeps it, for there may be more to compute.

    A worker grades thousands of submissions after that.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # not every C library has it
    if trim is not None:
        trim(0)


def forget(parent: Path, name: str, most: int) -> None:
    """Remove the folders of an earlier ``name-…`` that were longest unused, but for so many.

    One that was asked for lately may be in use still, by another run.
    """
    older = sorted(parent.glob(f"{name}-*"), key=lambda each: each.stat().st_mtime, reverse=True)
    for forgotten in older[most:]:
        if time.time() - forgotten.stat().st_mtime > LATELY:
            shutil.rmtree(forgotten, ignore_errors=True)
