"""The command line of the sandbox's outer wall: bubblewrap around the warm parent."""

import os
import shutil
import subprocess
from pathlib import Path

from ..language import N_, _
from .inside import isolation
from .view import PACKAGE, SandboxUnavailable, View

UID = 60999
"""Whom a grader that was started as root becomes in the sandbox: a number that systems leave unused."""

SITE, LIBRARIES = "/sandbox/site", "/sandbox/lib"
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
ENVIRONMENT = {
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    # Two runs over the same bytes give the same lines, whatever order a set has.
    "PYTHONHASHSEED": "0",
}


def trouble() -> str | None:
    """Why bubblewrap cannot wall a submission in here, in English; None if it can, as far as a quick trial tells."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return N_("bubblewrap is not installed")
    trial = [*_separated(bwrap), "--ro-bind", "/", "/", "--proc", "/proc", "--tmpfs", "/tmp", "--", "true"]
    if subprocess.run(trial, capture_output=True, check=False).returncode:
        return N_("bubblewrap may not make namespaces here")
    if not isolation.may_make_namespaces(UID):
        return N_("an ordinary user may not make namespaces here")
    return None


def command(view: View, control: int) -> list[str]:
    """bubblewrap with the view mounted read-only, and the warm parent with the descriptor of its control socket.

    Raises
    ------
    SandboxUnavailable
        If bubblewrap is not installed.
    """
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise SandboxUnavailable(
            _(
                "bubblewrap is missing, and nothing is graded without isolation. Install it with "
                "'apt-get install bubblewrap' (Debian, Ubuntu) or your system's package of that name."
            )
        )
    words = _separated(bwrap)
    for name, value in {**ENVIRONMENT, "LD_LIBRARY_PATH": LIBRARIES}.items():
        words += ["--setenv", name, value]
    for folder in sorted({str(parent) for _source, target in mounts(view) for parent in Path(target).parents} - {"/"}):
        # bubblewrap would make them for the grader's user alone; the submission is another.
        words += ["--perms", "0755", "--dir", folder]
    for source, target in mounts(view):
        words += ["--ro-bind", source, target]
    for folder in ("site-packages", "dist-packages"):
        if Path(view.standard_library, folder).is_dir():
            words += ["--tmpfs", f"{view.standard_library}/{folder}"]
    words += ["--perms", "0755", "--dir", "/dev"]
    for device in DEVICES:
        words += ["--dev-bind", device, device]
    words += ["--proc", "/proc", "--perms", "0755", "--dir", "/tmp", "--chdir", "/tmp", "--remount-ro", "/"]
    return [*words, "--", *interpreter(view.executable, SITE, control, UID)]


def _separated(bwrap: str) -> list[str]:
    """bubblewrap with namespaces of every kind."""
    words = [bwrap, "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    words += ["--die-with-parent", "--new-session", "--hostname", "sandbox", "--clearenv"]
    if os.getuid() == 0:
        # What the warm parent needs to become a real unprivileged user, and loses with it.
        return [*words, "--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return [*words, "--unshare-user"]


def mounts(view: View) -> list[tuple[str, str]]:
    return [
        (view.standard_library, view.standard_library),
        (view.executable, view.executable),
        (os.path.realpath(view.loader), view.loader),
        (view.site, SITE),
        (view.libraries, LIBRARIES),
    ]


def interpreter(executable: str, site: str, control: int, uid: int) -> list[str]:
    """Python, alone with the staged view, starting the warm parent; its environment holds nothing but ours.

    The numbers are the descriptor of its control socket, and whom it becomes where it was started as root.
    """
    path = f"import gc, sys; gc.disable(); sys.path[:1] = []; sys.path.append({site!r})"
    start = f"{path}; from {PACKAGE}.sandbox.inside.parent import main; main({control}, {uid})"
    return [executable, "-s", "-S", "-B", "-X", "utf8", "-c", start]
