"""Pages on paper: headless Chromium makes PDF of them, within walls of its own.

A page may hold a picture that a stranger made to break what unpacks it. So each is printed by a Chromium of its own in
bubblewrap: without a network, without the files of this machine but for programs and fonts, as nobody in particular,
and what it leaves is one file.
"""

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from .language import _

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SEEN = ("/usr", "/opt", "/etc/fonts", "/etc/alternatives", "/etc/chromium", "/etc/chromium.d", "/etc/ld.so.cache")
LINKS = ("bin", "sbin", "lib", "lib32", "lib64")
NOBODY = 65534
SECONDS, MOST = 120, 100 * 2**20
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-background-networking --no-first-run "
    "--disable-extensions --disable-sync --disable-component-update "
    "--no-pdf-header-footer --user-data-dir=/tmp/profile --print-to-pdf=/out/page.pdf file:///page.html"
)
"""Chromium's own sandbox cannot be made within the other. Scripts need no flag: the pages forbid themselves any."""


class PrintingFailed(Exception):
    """There is no way to print here, or a page could not be printed; the sentence says why."""


def browser() -> str:
    """The Chromium that prints.

    Raises
    ------
    PrintingFailed
        If Chromium or bubblewrap is missing.
    """
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None or shutil.which("bwrap") is None:
        raise PrintingFailed(
            _(
                "PDF is made by Chromium within bubblewrap, and one of them is missing: install both, or print the "
                "pages from a browser."
            )
        )
    return found


def pdf(page: Path) -> bytes:
    """A page as PDF.

    Raises
    ------
    PrintingFailed
        If it could not be printed.
    """
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        command = [*_walls(page, Path(folder)), browser(), *FLAGS.split()]
        with suppress(subprocess.TimeoutExpired):  # then there is nothing left, or half of it
            subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False)
        return _left(Path(folder) / "page.pdf", page)


def _walls(page: Path, folder: Path) -> list[str]:
    words = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--hostname", "printing"]
    words += ["--unshare-user", "--uid", str(NOBODY), "--gid", str(NOBODY)]
    words += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--setenv", "HOME", "/tmp", "--chdir", "/tmp"]
    words += ["--setenv", "PATH", "/usr/bin:/bin", "--setenv", "LANG", "C.UTF-8"]
    for place in SEEN:
        words += ["--ro-bind-try", place, place]
    for link in (Path("/", name) for name in LINKS):
        if link.is_symlink():
            words += ["--symlink", str(link.readlink()), str(link)]
        elif link.is_dir():
            words += ["--ro-bind", str(link), str(link)]
    return [*words, "--ro-bind", str(page.resolve()), "/page.html", "--bind", str(folder), "/out", "--"]


def _left(file: Path, page: Path) -> bytes:
    """What Chromium left, if it is one plain file that begins as PDF does."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as made:
            data = made.read(MOST + 1)
    except OSError:
        data = b""
    if not data.startswith(b"%PDF-") or len(data) > MOST:
        raise PrintingFailed(
            _("{page} could not be printed; open it in a browser and print it there.").format(page=page)
        )
    return data
