"""A slice does what the whole notebook does, and holds no more than it needs."""

import io

from hypothesis import given
from hypothesis import strategies as st

from autograder.notebook.program import understand
from autograder.notebook.reading import Cell, Notebook
from autograder.notebook.slicing import compiled, slice_for
from tests.notebook.programs import Writer, exports, fresh_helpers


def cells(statements, random):
    """The statements in cells of one to four."""
    found = []
    while statements:
        count = random.randint(1, 4)
        found.append("\n".join(statements[:count]))
        statements = statements[count:]
    return Notebook(tuple(Cell(number, source) for number, source in enumerate(found, 1)))


def answers(namespace):
    return [namespace["target"](x) for x in (5, 2, 5)]


@given(st.randoms(use_true_random=False), st.integers(3, 25))
def test_a_slice_does_what_the_whole_does(random, length):
    notebook = cells(Writer(random).notebook(length), random)
    text = "\n".join(cell.source for cell in notebook.cells)

    fresh_helpers()
    whole = {"sink": io.StringIO()}
    exec(text, whole)
    expected = answers(whole)

    fresh_helpers()
    needed = slice_for(understand(notebook), ["target"], exports)
    part = {}
    for statement in needed.statements:
        exec(compiled(statement), part)
    assert answers(part) == expected, text
    assert not needed.rest
    assert not [name for name in part if name.startswith("useless_")]
