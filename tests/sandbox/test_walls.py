"""Which wall a grading stands behind, where some of them cannot be had."""

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox import bubblewrap, landlock, seccomp
from autograder.sandbox.inside import isolation
from autograder.sandbox.sandbox import strongest
from tests.handed_in import RIGHT, notebook

ROOT = Path(__file__).parents[2]
AUTOGRADER = Path(sys.executable).with_name("autograder")

ALLOW, REFUSE = 0x7FFF0000, 0x00050001
LANDLOCK = 444, None
NAMESPACES = isolation.CLONE, seccomp._Argument(0, seccomp._MASKED_EQUAL, isolation.NEW_USER, isolation.NEW_USER)


def without(*calls):
    """Start a process in which these system calls are refused, as a container's own filter does.

    Those that make a process in namespaces of its own go by their flags.
    """
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(ALLOW))
    for call, argument in calls:
        given = (0, None) if argument is None else (1, ctypes.byref(argument))
        assert library.seccomp_rule_add_array(context, REFUSE, call, *given) == 0
    return lambda: library.seccomp_load(context)


@pytest.fixture
def grade(tmp_path):
    (tmp_path / "ada.ipynb").write_bytes(notebook(*RIGHT))

    def call(*options, refused=()):
        command = [AUTOGRADER, "grade", tmp_path / "ada.ipynb", "--assignment", "regularization", *options]
        return subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, preexec_fn=without(*refused) if refused else None
        )

    return call


def test_auto_takes_bubblewrap_and_says_so(grade):
    done = grade()
    assert done.returncode == 0
    assert "1 of 1 graded (behind bubblewrap)" in done.stdout
    assert "40 of 40" in done.stdout


def test_where_namespaces_are_forbidden_auto_takes_landlock_and_says_what_that_does_not_hold(grade):
    done = grade(refused=[NAMESPACES])
    assert done.returncode == 0, done.stderr
    assert "Sandbox: Landlock, for an ordinary user may not make namespaces here. It holds less: " in done.stderr
    assert all(lack in done.stderr for lack in landlock.LACKS)
    assert "40 of 40" in done.stdout


def test_with_neither_wall_nothing_is_graded(grade):
    done = grade(refused=[NAMESPACES, LANDLOCK])
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "Nothing is graded without isolation: an ordinary user may not make namespaces here" in done.stderr
    for wall in ("bwrap", "landlock"):
        assert grade("--sandbox", wall, refused=[NAMESPACES, LANDLOCK]).returncode == 2


def test_without_bubblewrap_landlock_is_taken(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert bubblewrap.trouble() == "bubblewrap is not installed"
    assert strongest()[0] == "landlock"
