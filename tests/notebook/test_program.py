"""A notebook taken apart: definitions, cells that do not parse, lines."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.notebook.program import cell_of, file_name, learnt, understand
from autograder.notebook.reading import Cell, Notebook
from autograder.notebook.tokens import fingerprint


def program(*sources):
    return understand(Notebook(tuple(Cell(number, source) for number, source in enumerate(sources, 1))))


def definition(name, *sources):
    return program(*sources).definitions[name]


# --- definitions -------------------------------------------------------------------------------------------------


def test_a_definition_knows_where_it_stands():
    found = definition("f", "x = 1", "%matplotlib inline\n\n@d\ndef f(x):\n    return x  # it\ny = 2")
    assert (found.cell, found.line, found.parses) == (2, 4, True)
    assert found.text == "@d\ndef f(x):\n    return x  # it"
    assert found.fingerprint == fingerprint("@d\ndef f(x): return x")


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("def f(): pass", ()),
        ("def f(a, b=1, *c, d, e=2, **g): pass", ("a", "b", "c", "d", "e", "g")),
        ("def f(a, /, b: int, *, c): pass", ("a", "b", "c")),
        ("async def f(a): pass", ("a",)),
        ("class f:\n def __init__(self, ratio=0.5): pass\n def forward(self, x): pass", ("ratio",)),
        ("class f: pass", ()),
    ],
)
def test_parameters(text, parameters):
    assert definition("f", text).parameters == parameters


def test_the_last_definition_counts():
    assert definition("f", "def f(a): pass", "def f(b): pass", "f = 3").cell == 2
    assert definition("f", "def f(a): pass\ndef f(b): pass").parameters == ("b",)
    assert definition("f", "if x:\n def f(a): pass\nelse:\n def f(b): pass").parameters == ("b",)


def test_a_definition_that_parses_goes_before_one_that_does_not():
    found = definition("f", "def f(a): return 1", "def f(b): return (")
    assert (found.cell, found.parses) == (1, True)


def test_functions_in_functions_and_methods_are_not_the_notebooks():
    assert set(program("def f():\n def g(): pass\nclass A:\n def h(self): pass").definitions) == {"f", "A"}


# --- cells that do not parse -------------------------------------------------------------------------------------

PYTHON_2 = '''
import numpy as np, os.path
from testCases import a_test_case as case
DEPTH, width = 3, 4
def forward(X, parameters={"W1": (1, 2)}, *rest):
    """
def not_this_one(): the docstring
    """
    cost = f(X,
)
    # def nor_this():
    return cost

def backward(X):
    x = """def nor_that(): """
    return X
print "cost = " + str(cost)
class Net(object): pass
'''


def test_a_cell_that_does_not_parse_is_one_statement():
    found = program("a = 1", PYTHON_2, "b = 2")
    assert [statement.cell for statement in found.statements] == [1, 2, 3]
    broken = found.statements[1]
    assert broken.node is None
    assert broken.error.line == broken.line == 17
    assert broken.error.text == 'print "cost = " + str(cost)'
    assert "print" in broken.error.message


def test_what_a_cell_that_does_not_parse_defines_is_found_by_text():
    found = program(PYTHON_2).definitions
    assert list(found) == ["forward", "backward", "Net"]
    forward = found["forward"]
    assert (forward.parameters, forward.line, forward.parses) == (("X", "parameters", "rest"), 5, False)
    assert forward.text.startswith("def forward(X")
    assert forward.text.endswith("return cost\n\n")
    assert [found[name].line for name in ("backward", "Net")] == [14, 18]
    assert found["backward"].fingerprint == fingerprint('def backward(X):\n x = """def nor_that(): """\n return X')


def test_what_a_cell_that_does_not_parse_means_to_bind():
    names = {"np", "os", "case", "DEPTH", "width", "forward", "backward", "Net"}
    assert set(program(PYTHON_2).broken) == names


def test_a_stub_with_a_hole_is_known_by_its_tokens():
    stub = "def f(x):\n    # YOUR CODE STARTS HERE\n    cost = \n    # YOUR CODE ENDS HERE\n    return cost"
    other = 'def f( x ):\n    """Cost."""\n    cost =\n    return cost\n\n\n'
    assert definition("f", "%matplotlib inline\n" + stub).fingerprint == fingerprint(other)


@pytest.mark.parametrize(
    "text",
    ["x = '\0'", "x = '\ud800'", "(" * 5000 + ")" * 5000, "x = " + "-" * 50_000 + "1", "if x:\n" + " " * 101 + "y ="],
)
def test_what_no_python_takes_is_a_fault(text):
    (statement,) = program(text).statements
    assert statement.error.line >= 1


def test_a_cell_ends_with_a_line_end_as_in_ipython():
    assert program("x = 1 \\\n  ").statements[0].error is None


def test_a_number_too_long_is_a_fault_or_a_number():
    assert len(program("x = " + "9" * 5000).statements) == 1


# --- statements --------------------------------------------------------------------------------------------------


def test_an_import_is_cut_into_one_for_each_name():
    found = program("import numpy as np, h5py\nfrom a import (b,\n  c as d)\nfrom .e import *")
    assert [type(statement.node).__name__ for statement in found.statements] == ["Import"] * 2 + ["ImportFrom"] * 3
    assert [statement.line for statement in found.statements] == [1, 1, 2, 2, 4]
    assert set(found.events) == {"np", "h5py", "b", "d"}
    assert [star.module for _, star in found.stars] == [".e"]


def test_a_cell_is_known_by_the_name_of_its_file():
    assert cell_of("<cell 2>") == 2
    assert [cell_of(name) for name in ("<cell x>", "x.py", "<cell 2", "")] == [None] * 4


@given(st.lists(st.text(max_size=60), max_size=4))
def test_any_text_is_understood(sources):
    understood = program(*sources)
    assert set(understood.sources.values()) == set(sources)
    assert [statement.order for statement in understood.statements] == list(range(len(understood.statements)))
    assert all(cell_of(file_name(statement.cell)) == statement.cell for statement in understood.statements)


CODE = 'def f(x, y=[1, 2]):\n    """A\nB"""\n    return {x: y}\n%time z = f(1)\nclass A(f): pass\nx[1].y += 1\n'


@given(st.lists(st.tuples(st.integers(0, len(CODE)), st.integers(0, 9), st.text(max_size=4)), max_size=5))
def test_any_damage_to_code_is_understood(cuts):
    text = CODE
    for start, length, put in cuts:
        text = text[:start] + put + text[start + length :]
    found = program(text)
    for statement in found.statements:
        assert (statement.node is None) != (statement.error is None)
    for made in found.definitions.values():
        assert len(made.fingerprint) == 64


CELLS = (
    "import numpy as np, os.path\nfrom reg_utils import *",
    "from __future__ import annotations\ndef f(x: T) -> U:\n    return g(x)",
    "def g(x):\n    '''doc'''\n    return np.sum(x) + late",
    "class C:\n    def __init__(self, a): self.a = a",
    "x = [n for n in range(3)]\nx.append(last := 1)",
    "%%time\n!ls\ny = x[0]",
    "def broken(:\n    pass",
)


def told(understood):
    statements = [
        (each.order, each.cell, each.line, each.error, each.flags, each.node and ast.dump(each.node))
        for each in understood.statements
    ]
    read = [understood.uses(each.order) for each in understood.statements]
    return statements, read, understood.definitions, understood.events, understood.broken, understood.stars


@given(st.lists(st.sampled_from(CELLS) | st.text(max_size=30), max_size=6), st.sets(st.sampled_from(CELLS)))
def test_cells_that_were_learnt_are_understood_as_any_other(sources, known):
    notebook = Notebook(tuple(Cell(number, source) for number, source in enumerate(sources, 1)))
    assert told(understand(notebook, learnt(known))) == told(understand(notebook))
