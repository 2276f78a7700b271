"""The folder where what sandboxes see of the file system is kept for the next run.

What one of them sees weighs as much as its libraries, where these lie on another disk or are uninstalled meanwhile. So
what has not been used for long is removed, as soon as something new is made.
"""

import fcntl
import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

UNUSED = 30 * 24 * 60 * 60
"""Seconds after which what nobody has used is removed."""

KEPT = ("view-*", "python-*", "new-*", "old-*")
"""What is kept there, and what is left of runs that were killed."""


def cache() -> Path:
    """The folder; root's lies where the unprivileged user of a submission can reach it."""
    own = "/var/cache" if os.getuid() == 0 else os.path.join(os.path.expanduser("~"), ".cache")
    return Path(os.environ.get("XDG_CACHE_HOME") or own) / "autograder"


def use(folder: Path) -> None:
    """Have a folder there count as used now."""
    with suppress(OSError):  # of another user, or where nothing can be written
        os.utime(folder)


def hold() -> IO[bytes] | None:
    """A file: nothing is removed until it is closed, or this process ends. None where nothing is removed anyway."""
    with suppress(OSError):
        held = _held()
        fcntl.flock(held, fcntl.LOCK_SH)
        return held
    return None


def sweep() -> None:
    """Remove what has not been used for long, unless some sandbox stands."""
    long_ago = time.time() - UNUSED
    with suppress(OSError), _held() as held:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for folder in [folder for kind in KEPT for folder in cache().glob(kind)]:
            if folder.stat().st_mtime < long_ago:
                with tempfile.TemporaryDirectory(dir=cache(), prefix="old-", ignore_cleanup_errors=True) as aside:
                    folder.rename(Path(aside) / "removed")  # at once: half a view would look like a whole one


def _held() -> IO[bytes]:
    return (cache() / "held").open("ab")
