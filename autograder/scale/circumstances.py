"""What has to be the same on two machines, for their results to be."""

import importlib.metadata
import platform
from collections.abc import Mapping

from .. import assignments
from ..bench import package
from ..language import N_, _
from ..rooms import Settings, distributions, loaded, open_rooms
from ..sandbox.view import stage

LIBRARIES = ("numpy", "msgspec", "distributed")
"""What the grader's own side computes and speaks with; NumPy draws the hidden cases."""

MOST_TOLD = 3

THIS, PYTHON, THEIRS = "autograder", "Python", N_("the submissions' Python")
ASSIGNMENT, OURS, LIBRARY = N_("the assignment {name}"), N_("the grader's {name}"), N_("the submissions' {name}")

What = tuple[str, str]
"""What a result depends on: a template, which each side puts into its own language, and a name."""


class ClusterError(Exception):
    """The cluster cannot be used, or no longer; the sentence says why."""


def version() -> str:
    """The version of this package, down to the last edit."""
    return f"{importlib.metadata.version('autograder')} ({package().hex()[:12]})"


def circumstances(settings: Settings) -> dict[What, str]:
    """What results depend on beside the course, by what it is called.

    Raises
    ------
    SandboxUnavailable
        If the sandbox does not start here, or the Python of the submissions does not run or lacks something.
    """
    told = {(THIS, ""): version()}
    told |= {(ASSIGNMENT, name): assignments.digest(name)[:12] for name in settings.assignments}
    told[PYTHON, ""] = platform.python_version()
    told |= {(OURS, name): importlib.metadata.version(name) for name in LIBRARIES}
    for needed in {distributions(settings, assignment) for assignment in loaded(settings)}:
        view = stage(settings.python, needed)
        told[THEIRS, ""] = view.version
        for library in importlib.metadata.distributions(path=[view.site]):
            told[LIBRARY, library.name] = library.version
    with open_rooms(settings) as rooms:
        rooms.to_read("")
    return told


def difference(there: Mapping[What, str], here: Mapping[What, str]) -> str:
    """The first things that differ, in words; empty where all is the same."""
    differing = [what for what in {**here, **there} if here.get(what) != there.get(what)]
    missing = _("missing")
    return "; ".join(
        _("{what} is {there} there and {here} here").format(
            what=_(template).format(name=name),
            there=there.get((template, name), missing),
            here=here.get((template, name), missing),
        )
        for template, name in differing[:MOST_TOLD]
    )
