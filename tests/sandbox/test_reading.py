"""One process reads many notebooks, and none of them has a say in how the next is read."""

import sys
from contextlib import suppress

import pytest

from autograder.conversation import Lost
from autograder.examination import Examination
from autograder.model import Assignment, Exercise, Public, Raised, Returned, Submission
from autograder.papers import public_paper
from autograder.sandbox.child import Reader
from autograder.sandbox.limits import Limits
from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.wire import Read, Unreadable
from tests.handed_in import notebook

FINE = "def fine():\n    return 42"
POISON = "import ast, json\njson.loads = ast.parse = None\n"


@pytest.fixture
def read(sandbox):
    """What reading a notebook of these cells gives."""

    def call(*cells, data=None, room=None):
        return Examination(Submission("trial.ipynb", "ada", data or notebook(*cells)), room or sandbox).read()

    return call


def names(told):
    return [each.name for each in told.definitions]


def test_more_notebooks_are_read_than_one_reader_reads(read, sandbox):
    readers = set()
    for number in range(2 * Reader.MOST + 2):
        assert names(read(f"def f{number}(): pass")) == [f"f{number}"]
        readers.add(sandbox.reader.child)
    assert len(readers) == 3


def test_what_spoils_the_reader_costs_the_next_notebook_nothing(read, sandbox):
    assert names(read(FINE)) == ["fine"]
    sandbox.reader.child.end()
    assert names(read(FINE)) == ["fine"]


@pytest.mark.parametrize(
    "cell",
    [
        "x = " + "(" * 50_000,
        "x = " + "-" * 200_000 + "1",
        "x = " + "[" * 90 + "]" * 90 + "\n" + "f(" * 5_000,
        "\0\ud800",
    ],
    ids=["brackets", "signs", "calls", "odd characters"],
)
def test_source_that_breaks_parsers_costs_its_own_notebook_alone(read, cell):
    with suppress(Lost):
        assert isinstance(read(cell, FINE), Read | Unreadable)
    assert names(read(FINE)) == ["fine"]


def test_processor_time_of_many_notebooks_is_charged_to_none(wall):
    slow = notebook("x = [" + "1, " * 150_000 + "]", FINE)
    with Sandbox(sys.executable, ("numpy",), Limits(cpu_seconds=1), wall) as sandbox:
        for _ in range(8):
            examination = Examination(Submission("trial.ipynb", "ada", slow), sandbox)
            assert "fine" in names(examination.read())


def test_modules_that_came_with_a_submission_are_never_loaded_where_others_are_read(answers):
    star = "from helpers import *", "def probe():\n    return given"
    for _ in range(2):
        assert answers(*star, helpers={"helpers": POISON + "given = 1"})["probe"] == [Returned(1)]
        assert answers(FINE, functions=("fine",))["fine"] == [Returned(42)]


def test_a_library_that_is_imported_for_its_names_is_left_with_its_reader(wall):
    exercise = Exercise("probe", 1, (), (Public("case", (), None),))
    paper = public_paper(Assignment("trial", "Trial", (exercise,)))
    with Sandbox(sys.executable, ("numpy",), Limits(), wall) as sandbox:
        readers = []
        for library in ("numpy", "colorsys", "numpy"):
            cells = f"from {library} import *", "def probe():\n    return 42"
            examination = Examination(Submission("trial.ipynb", "ada", notebook(*cells)), sandbox)
            (given,) = examination.answers(examination.read().definitions, paper, {})
            assert given.answer() == Returned(42)
            readers.append(sandbox.reader.child)
            examination.end()
    assert readers[0] is readers[1] is not readers[2]


def test_a_library_that_leaves_as_it_is_imported_costs_what_needs_it(answers):
    cells = "from idlelib.__main__ import *", "def probe():\n    return idle", FINE
    given = answers(*cells, functions=("probe", "fine"))
    assert isinstance(given["probe"][0], Raised)
    assert given["fine"] == [Returned(42)]
