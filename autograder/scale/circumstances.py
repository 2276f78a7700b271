"""What has to be the same on two machines, for their results to be."""

import importlib.metadata
import platform
from collections.abc import Mapping

from .. import assignments
from ..bench import package
from ..rooms import Settings, distributions, loaded, open_rooms
from ..sandbox.view import stage

LIBRARIES = ("numpy", "msgspec", "distributed")
"""What the grader's own side computes and speaks with; NumPy draws the hidden cases."""

MOST_TOLD = 3


class ClusterError(Exception):
    """The cluster cannot be used, or no longer; the sentence says why."""


def version() -> str:
    """The version of this package, down to the last edit."""
    return f"{importlib.metadata.version('autograder')} ({package().hex()[:12]})"


def circumstances(settings: Settings) -> dict[str, str]:
    """What results depend on beside the course, by what it is called.

    Raises
    ------
    SandboxUnavailable
        If the sandbox does not start here, or the Python of the submissions does not run or lacks something.
    """
    told = {"autograder": version()}
    told |= {f"the assignment {name}": assignments.digest(name)[:12] for name in settings.assignments}
    told["Python"] = platform.python_version()
    told |= {f"the grader's {name}": importlib.metadata.version(name) for name in LIBRARIES}
    for needed in {distributions(settings, assignment) for assignment in loaded(settings)}:
        view = stage(settings.python, needed)
        told["the submissions' Python"] = view.version
        for library in importlib.metadata.distributions(path=[view.site]):
            told[f"the submissions' {library.name}"] = library.version
    with open_rooms(settings) as rooms:
        rooms.to_read("")
    return told


def difference(there: Mapping[str, str], here: Mapping[str, str]) -> str:
    """The first things that differ, in words; empty where all is the same."""
    differing = [name for name in {**here, **there} if here.get(name) != there.get(name)]
    return "; ".join(
        f"{name} is {there.get(name, 'missing')} there and {here.get(name, 'missing')} here"
        for name in differing[:MOST_TOLD]
    )
