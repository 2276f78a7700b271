"""What the sandbox sees of the file system: one interpreter, its standard library, the declared distributions.

The distributions are staged file by file from their metadata into a folder of their own, with the rooms that run inside
and the shared libraries that the interpreter maps. So a sandbox never sees a site-packages folder, this package, or
`source/`. A staged view is kept and used again for as long as nothing that it was made from has changed.
"""

import contextlib
import hashlib
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..language import _
from .cache import cache, sweep, use

ROOMS = ("notebook", "sandbox/inside")
PACKAGE = "room"
"""What this package's rooms are called inside; nothing there can import ``autograder``."""

ANSWERS = {"look": "missing", "map": "libraries"}
"""What the probe is asked, and a word of its answer: another program says something else, or nothing."""


class SandboxUnavailable(Exception):
    """There is no sandbox to be had; the sentence says why and what to do."""


@dataclass(frozen=True)
class View:
    """A staged view: where it lies, and what is to be mounted at its own place."""

    folder: str
    executable: str
    standard_library: str
    loader: str
    version: str
    stamps: dict[str, float]

    @property
    def site(self) -> str:
        return f"{self.folder}/site"

    @property
    def libraries(self) -> str:
        return f"{self.folder}/lib"


def stage(python: str, distributions: tuple[str, ...]) -> View:
    """The view for ``python``; made where there is none yet, or where its files have changed.

    Raises
    ------
    SandboxUnavailable
        If ``python`` does not run, or lacks one of the distributions.
    """
    folder = cache() / f"view-{_key(python, distributions)}"
    kept = _kept(folder)
    if kept is not None:
        use(folder)
        return kept
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="new-") as new:
        view = _make(Path(new) / "view", folder, python, distributions)
        _place(Path(new) / "view", folder)
    sweep()
    return view


def missing(python: str, distributions: Sequence[str]) -> list[str]:
    """Which of the distributions ``python`` lacks.

    Raises
    ------
    SandboxUnavailable
        If ``python`` does not run.
    """
    if not distributions:
        return []
    if os.path.abspath(python) == sys.executable:  # asked here, where a process of its own would take its time
        import importlib.metadata

        return [name for name in distributions if not any(importlib.metadata.distributions(name=name))]
    lacks: list[str] = _probe(python, "look", *distributions)["missing"]
    return lacks


def _make(new: Path, folder: Path, python: str, distributions: tuple[str, ...]) -> View:
    found = _probe(python, "look", *distributions)
    if found["missing"]:
        raise SandboxUnavailable(
            _("{python} lacks {libraries}; install it there.").format(
                python=python, libraries=_(" and ").join(found["missing"])
            )
        )
    site = new / "site"
    for place, source in found["files"].items():
        if os.path.isfile(source):
            copy(source, site / place)
    package = Path(__file__).parent.parent
    for room in ROOMS:
        (site / PACKAGE / room).mkdir(parents=True)
        for file in sorted((package / room).glob("*.py")):
            # A copy: an editor that writes into a file would change a link to it, and with it the view of before.
            (site / PACKAGE / room / file.name).write_bytes(file.read_bytes())
    for room in ("", "sandbox"):
        (site / PACKAGE / room / "__init__.py").write_text("")
    tops = sorted({place.split("/")[0] for place in found["files"] if place.endswith("/__init__.py")})
    modules = [name for name in tops if name in distributions] + [f"{PACKAGE}.sandbox.inside.parent"]
    for library in _probe(python, "map", str(site), *modules)["libraries"]:
        for name in _names_of(Path(library)):
            copy(library, new / "lib" / name)
    view = View(
        folder=str(folder),
        executable=found["executable"],
        standard_library=found["standard_library"],
        loader=_loader(found["executable"]),
        version=found["version"],
        stamps={path: os.stat(path).st_mtime for path in [found["executable"], *found["stamps"]]},
    )
    (new / "view.json").write_text(json.dumps(asdict(view)))
    return view


def _probe(python: str, *arguments: str) -> dict[str, Any]:
    command = [python, "-I", str(Path(__file__).with_name("probe.py")), *arguments]
    try:
        run = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=300, check=False)
    except OSError as error:
        raise SandboxUnavailable(
            _("{python} does not run: {reason}.").format(python=python, reason=error.strerror)
        ) from error
    complaints = run.stderr.strip().splitlines()
    if run.returncode and complaints:
        raise SandboxUnavailable(
            _("{python} cannot be used for grading: {complaint}").format(python=python, complaint=complaints[-1])
        )
    said = None
    with contextlib.suppress(ValueError):
        said = json.loads(run.stdout)
    if run.returncode or not isinstance(said, dict) or ANSWERS[arguments[0]] not in said:
        raise SandboxUnavailable(_("{python} does not answer as a Python does.").format(python=python))
    return said


def copy(source: str, target: Path) -> None:
    """A hard link where that can be, else a copy; readable by everyone, since the sandbox is another user."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if os.stat(source).st_mode & 0o004:
        try:
            os.link(source, target)
            return
        except OSError:
            pass  # another file system, or a file of another owner
    shutil.copy2(source, target)
    target.chmod(0o755)


def _names_of(library: Path) -> set[str]:
    """The names by which a program may ask for ``library``: its own and those of the links beside it."""
    links = (path for path in library.parent.iterdir() if ".so" in path.name and path.is_symlink())
    return {library.name} | {path.name for path in links if path.resolve() == library}


def _loader(executable: str) -> str:
    """The program loader that an ELF executable names (PT_INTERP)."""
    with open(executable, "rb") as file:
        head = file.read(64)
        if head[:5] != b"\x7fELF\x02":
            raise SandboxUnavailable(_("{program} is no 64-bit Linux program.").format(program=executable))
        (table,) = struct.unpack_from("<Q", head, 32)
        size, count = struct.unpack_from("<HH", head, 54)
        for number in range(count):
            file.seek(table + number * size)
            entry = file.read(size)
            if struct.unpack_from("<I", entry)[0] == 3:
                offset, length = struct.unpack_from("<Q", entry, 8)[0], struct.unpack_from("<Q", entry, 32)[0]
                file.seek(offset)
                return file.read(length).rstrip(b"\0").decode()
    raise SandboxUnavailable(_("{program} is not dynamically linked.").format(program=executable))


def _kept(folder: Path) -> View | None:
    """The view in ``folder``, if there is one and nothing that it was made from has changed."""
    try:
        kept = View(**json.loads((folder / "view.json").read_text()))
        return kept if kept.stamps == {path: os.stat(path).st_mtime for path in kept.stamps} else None
    except (OSError, ValueError, TypeError):
        return None


def _place(new: Path, folder: Path) -> None:
    """Put a new view in its place, unless another grader has just put the same there: it may be in use already."""
    for path in [new, *new.rglob("*")]:
        if path.is_dir():
            path.chmod(0o755)
    aside = new.with_name("old")
    while _kept(folder) is None:
        with contextlib.suppress(OSError):
            os.rename(folder, aside)  # one that is out of date; mounts of it live on
        with contextlib.suppress(OSError):
            os.rename(new, folder)


def _key(python: str, distributions: tuple[str, ...]) -> str:
    digest = hashlib.sha256(repr((os.path.abspath(python), distributions, sys.platform)).encode())
    package = Path(__file__).parent.parent
    for room in ROOMS:
        for file in sorted((package / room).glob("*.py")):
            digest.update(file.read_bytes())
    digest.update(Path(__file__).read_bytes() + Path(__file__).with_name("probe.py").read_bytes())
    return digest.hexdigest()[:16]
