"""The second wall, for machines on which nobody may make namespaces: Landlock around an interpreter of its own.

The interpreter is a copy that lies beside the staged view, without what is installed beside the original: below a
folder that is fenced in, nothing can be left out.
"""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from ..language import N_, _
from .bubblewrap import DEVICES, ENVIRONMENT
from .cache import cache, use
from .inside import landlock
from .view import SandboxUnavailable, View, copy

LEFT_OUT = shutil.ignore_patterns("site-packages", "dist-packages", "test", "idlelib", "ensurepip", "turtledemo")

LACKS = (
    N_("submissions can write no file at all"),
    N_("threads are limited by memory alone"),
    N_(
        "a submission can find out which paths and processes exist, and how large and old files are, not what is in "
        "them"
    ),
)
"""What is not as it is behind bubblewrap; `docs/threat-model.md` tells more."""


def available() -> bool:
    """Whether this kernel has Landlock in a version that holds enough, and lets us use it."""
    return landlock.version() >= landlock.LEAST


def interpreter(view: View) -> str:
    """The copy of the view's interpreter, made where there is none yet.

    Raises
    ------
    SandboxUnavailable
        If whom a submission runs as could not reach it.
    """
    digest = hashlib.sha256(repr((view.executable, view.standard_library, sorted(view.stamps.items()))).encode())
    folder = cache() / f"python-{digest.hexdigest()[:16]}"
    executable = folder / "bin" / Path(view.executable).name
    if not executable.is_file():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix="new-") as new:
            made = Path(new) / "python"
            copy(view.executable, made / "bin" / executable.name)
            library = made / "lib" / Path(view.standard_library).name
            shutil.copytree(view.standard_library, library, ignore=LEFT_OUT, copy_function=_copy_function)
            for path in [made, *(each for each in made.rglob("*") if each.is_dir())]:
                path.chmod(0o755)
            try:
                made.rename(folder)
            except OSError:
                if not executable.is_file():  # nor has another grader just put it there
                    raise
    use(folder)
    if os.getuid() == 0:
        for place in [folder, *folder.parents]:
            if not place.stat().st_mode & 0o001:
                raise SandboxUnavailable(
                    _(
                        "{place} is closed to the unprivileged user that submissions run as; set XDG_CACHE_HOME to a "
                        "folder that everyone may enter."
                    ).format(place=place)
                )
    return str(executable)


def _copy_function(source: str, target: str) -> None:
    copy(source, Path(target))


def readable(view: View, executable: str) -> list[str]:
    """What a submission may read: the interpreter, the staged view, and devices that lead nowhere."""
    return [str(Path(executable).parents[1]), view.site, view.libraries, *filter(os.path.exists, DEVICES)]


def environment(view: View) -> dict[str, str]:
    return {**ENVIRONMENT, "LD_LIBRARY_PATH": view.libraries, "HOME": "/"}
