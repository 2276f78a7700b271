import dataclasses
import sys

import pytest

from autograder.examination import Examination
from autograder.model import Assignment, Exercise, Public, Submission
from autograder.papers import public_paper
from autograder.sandbox.limits import MB, Limits
from autograder.sandbox.sandbox import Sandbox
from tests.handed_in import notebook

LIMITS = Limits(seconds=2.0, read_seconds=5.0, memory=512 * MB)


@pytest.fixture(scope="session", params=["bwrap", "landlock"])
def wall(request):
    """The name of a wall: what is tested here holds behind each of them."""
    return request.param


@pytest.fixture(scope="session")
def sandbox(wall):
    with Sandbox(sys.executable, ("numpy",), LIMITS, wall) as sandbox:
        yield sandbox


@pytest.fixture
def answers(sandbox):
    """Ask functions of a notebook one public question each; gives their answers by the function's name."""

    def ask(*cells, functions=("probe",), inputs=(), helpers=None, data=None, cases=1, driver=None, aliases=()):
        asked = tuple(Public(f"case {k}", inputs, None, driver=driver) for k in range(cases))
        exercises = tuple(Exercise(name, 1, (), asked, aliases=aliases) for name in functions)
        paper = public_paper(Assignment("trial", "Trial", exercises, stand_ins={"checks": None}))
        examination = Examination(Submission("trial.ipynb", "ada", data or notebook(*cells)), sandbox)
        try:
            given = {name: [] for name in functions}
            for name, _, answer, *_ in examination.answers(examination.read().definitions, paper, helpers or {}):
                given[name].append(answer())
            return given
        finally:
            examination.end()

    return ask


@pytest.fixture
def tell(answers):
    """What the function ``probe`` of a notebook returns in the sandbox, or how it fails."""

    def call(code, **options):
        (answer,) = answers("def probe():\n" + "\n".join("    " + line for line in code.splitlines()), **options)[
            "probe"
        ]
        return getattr(answer, "value", answer)

    return call


def replaced(limits, **fields):
    return dataclasses.replace(limits, **fields)
