"""What sandboxes see is kept on the disk for the next run, and not for ever."""

import os
import sys
import tempfile
import time
from pathlib import Path

import pytest

from autograder.sandbox import landlock
from autograder.sandbox.cache import UNUSED
from autograder.sandbox.starting import started
from autograder.sandbox.view import stage

NUMPY = ("numpy",)


@pytest.fixture(autouse=True)
def folder(monkeypatch):
    """An empty cache, which everyone may enter as submissions have to."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        monkeypatch.setenv("XDG_CACHE_HOME", place)
        yield Path(place) / "autograder"


def last_used(path, seconds):
    """Have it look as if it had been used so long ago."""
    os.utime(path, (time.time() - seconds,) * 2)


def in_cache(folder):
    return {path.name for path in folder.iterdir() if path.is_dir()}


def test_what_nobody_used_for_long_is_removed_when_something_new_is_made(folder):
    old, recent = stage(sys.executable, NUMPY), stage(sys.executable, ())
    python = Path(landlock.interpreter(recent)).parents[1]
    for path in (old.folder, python):
        last_used(path, UNUSED + 60)
    last_used(recent.folder, UNUSED - 60)
    (folder / "new-of-a-run-that-was-killed").mkdir()
    last_used(folder / "new-of-a-run-that-was-killed", UNUSED + 60)
    new = stage(sys.executable, ("msgspec",))
    assert in_cache(folder) == {os.path.basename(each.folder) for each in (recent, new)}


def test_to_use_a_view_keeps_it(folder):
    view = stage(sys.executable, NUMPY)
    python = Path(landlock.interpreter(view)).parents[1]
    for path in (view.folder, python):
        last_used(path, UNUSED + 60)
    assert stage(sys.executable, NUMPY) == view
    assert Path(landlock.interpreter(view)).parents[1] == python
    new = stage(sys.executable, ())
    assert in_cache(folder) == {os.path.basename(each) for each in (view.folder, new.folder, python)}


def test_nothing_is_removed_while_a_sandbox_may_use_it(folder):
    standing = started(sys.executable, NUMPY, "none")
    try:
        last_used(standing.view.folder, UNUSED + 60)
        new = stage(sys.executable, ())
        assert in_cache(folder) == {os.path.basename(each.folder) for each in (standing.view, new)}
    finally:
        standing.close()
    stage(sys.executable, ("msgspec",))
    assert not os.path.exists(standing.view.folder)


def test_where_nothing_can_be_held_nothing_is_removed(folder):
    view = stage(sys.executable, NUMPY)
    (folder / "held").unlink()
    (folder / "held").mkdir()
    started(sys.executable, NUMPY, "none").close()
    last_used(view.folder, UNUSED + 60)
    stage(sys.executable, ())
    assert os.path.exists(view.folder)
