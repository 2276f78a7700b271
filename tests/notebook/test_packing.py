"""Packed code carries what does not compile as well, and the cells that it is of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.notebook.packing import packed, unpacked
from autograder.notebook.program import understand
from autograder.notebook.reading import Cell, Notebook


def pack(names, *sources, exports=lambda module: None):
    cells = tuple(Cell(number, source) for number, source in enumerate(sources, 1))
    return unpacked(packed(understand(Notebook(cells)), names, exports))


def test_a_pack_holds_the_needed_statements_and_their_cells_alone():
    found = pack(["f"], "import os", "x = 1; y = 2", "def f():\n    return x")
    assert [code.co_filename for code, _needed in found.pieces] == ["<cell 2>", "<cell 3>"]
    assert found.cells == {2: "x = 1; y = 2", 3: "def f():\n    return x"}


@pytest.mark.parametrize(
    ("source", "kind", "line"),
    [
        ("def f(x)\n    return x", "SyntaxError", 1),
        ("def f():\n    return 1\n\ndef f(a, a):\n    return a", "SyntaxError", 4),
        ("def f():\n    x = 1\n    global x", "SyntaxError", 3),
    ],
)
def test_what_does_not_compile_is_an_exception_of_its_kind_and_line(source, kind, line):
    error = pack(["f"], source).pieces[-1].code
    assert type(error).__name__ == kind
    assert error.filename == "<cell 1>"
    assert error.lineno == line
    assert error.msg


def test_what_may_fail_is_told_from_what_is_needed():
    found = pack(["f"], "exec('y = 1')", "1 / 0", "def f():\n    return y")
    assert [needed for _code, needed in found.pieces] == [False, False, True]


def test_a_module_that_leaves_as_it_is_asked_what_it_exports_is_an_exception():
    def leaving(module):
        raise SystemExit(module)

    found = pack(["f"], "from somewhere import *", "def f():\n    return y", exports=leaving)
    ((error, needed),) = found.pieces
    assert (type(error).__name__, str(error), needed) == ("SystemExit", "somewhere", True)


@given(st.lists(st.text(max_size=80), max_size=4), st.lists(st.sampled_from(["f", "x", "os", ""]), max_size=2))
def test_any_notebook_is_packed(sources, names):
    assert set(pack(names, *sources).cells.values()) <= set(sources)
