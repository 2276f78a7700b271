"""What IPython accepts is read: `to_python` is held against IPython's own transformer."""

import ast
import contextlib
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.inputtransformer2 import TransformerManager

from autograder.notebook.magics import to_python
from tests.notebook.ipython_cells import BODIES, LAYOUTS, REFUSED, STATEMENTS

PYTHON_CELLS = ("time", "timeit", "capture", "prun")


@pytest.mark.parametrize(
    ("cell", "python"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("if x:\n    !pip install \\\n      y\nelse: y = 2", "if x:\n    pass\n\nelse: y = 2"),
        ("%time x = f(3)", "x = f(3)"),
        ("x = %time f(3)", "x = f(3)"),
        ("files = !ls\nhere = %pwd", "files = None\nhere = None"),
        ("%%time\n\n%%capture out\nx = 1", "\n\n\nx = 1"),
        ("%%bash\npip install x\n", "\n\n"),
        ("%run helpers.py", "get_ipython().run_line_magic('run', 'helpers.py')"),
        (">>> def f(x):\n...     return x\n>>> f(1)", "def f(x):\n    return x\nf(1)"),
        ("In [1]: x = 1\n   ...: y = 2", "x = 1\ny = 2"),
        ("    x = 1\n    y = 2", "x = 1\ny = 2"),
        ("    In [1]: x = 1\n       ...: y = 2", "x = 1\ny = 2"),
        *[(refused, refused) for refused in ("!= 2", "%= 2", "/= 2", "// 2", "/ 2", "f(1)?", "x = != y  # why?")],
        ('x = """\n%ls\n"""\ny = (a\n%b)', 'x = """\n%ls\n"""\ny = (a\n%b)'),
        ("!echo (\n!ls '''\n%cd \"it's here\nx = 1", "pass\npass\npass\nx = 1"),
        ("f? \nx = 1", "f? \nx = 1"),
    ],
)
def test_what_is_left_of_a_cell(cell, python):
    assert to_python(cell) == python


# --- what a cell means to IPython --------------------------------------------------------------------------------


def ipython(cell: str) -> str:
    """The Python that IPython runs for a cell; that of a cell magic that runs its body is the body's."""
    try:
        text = TransformerManager().transform_cell(cell)
    except Exception as error:  # it falls over some texts that it cannot mean to accept
        raise SyntaxError("refused") from error
    calls = magic_calls(text)
    if len(calls) == 1 and calls[0][0] == "run_cell_magic":
        name, _, body = calls[0][1]
        return ipython(body) if name in PYTHON_CELLS else ""
    return text


def magic_calls(text: str) -> list[tuple[str, list[str]]]:
    """The calls of get_ipython that are statements of their own at the top level."""
    try:
        body = ast.parse(text).body
    except SyntaxError:
        return []
    return [called for node in body if isinstance(node, ast.Expr) and (called := magic_call(node.value))]


def magic_call(node: ast.AST) -> tuple[str, list[str]] | None:
    match node:
        case ast.Call(ast.Attribute(ast.Call(ast.Name("get_ipython")), method), args):
            return method, [ast.literal_eval(argument) for argument in args]
    return None


class Plain(ast.NodeTransformer):
    """Leaves what is Python in the first place: no calls of IPython, no `pass` in their stead."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | list[ast.stmt] | None:
        match magic_call(node.value):
            case ("run_line_magic", ["time", statement]):
                try:
                    return self.visit(ast.parse(ipython(statement))).body
                except SyntaxError:
                    return None
            case (_, _):
                return None
        match node.value:
            case ast.Call(ast.Name("autocall")):
                return None
        return node

    def visit_Pass(self, node: ast.Pass) -> None:
        return None

    def visit_Assign(self, node: Any) -> ast.AST:
        called = magic_call(node.value)
        if called:
            node.value = ast.Constant(None)
            if called[0] == "run_line_magic" and called[1][0] == "time":
                with contextlib.suppress(SyntaxError):
                    node.value = ast.parse(called[1][1].strip(), mode="eval").body
        return node

    visit_AnnAssign = visit_Assign


def plain(text: str) -> str:
    return ast.dump(Plain().visit(ast.parse(text)))


def holds(cell: str) -> None:
    """The property: as many lines, the same plain statements, each name on the line it was on."""
    ours = to_python(cell)
    lines = re.split(r"\r\n|\r|\n", cell)
    assert len(ours.split("\n")) == len(lines)
    try:
        theirs = plain(ipython(cell))
    except SyntaxError:
        return
    ours += "\n"  # as IPython ends every cell
    assert plain(ours) == theirs
    for node in ast.walk(ast.parse(ours)):
        if isinstance(node, ast.Name) and node.id != "get_ipython":
            assert node.id in lines[node.lineno - 1]


# --- the property ------------------------------------------------------------------------------------------------


@given(BODIES, LAYOUTS)
def test_what_ipython_accepts_is_read(body, layout):
    holds(layout(body))


@given(STATEMENTS, STATEMENTS | REFUSED, STATEMENTS, LAYOUTS)
def test_what_ipython_may_refuse_is_read_if_it_does_not(above, between, below, layout):
    holds(layout(f"{above}\n{between}\n{below}"))


@given(st.text(st.sampled_from(list("%!?,;/=>.:[]()'\"\\#\n \tabIn1\r\f")), max_size=40))
def test_any_text_keeps_its_lines(cell):
    assert len(to_python(cell).split("\n")) == len(re.split(r"\r\n|\r|\n", cell))


@given(st.text(st.sampled_from(list("%!?=>.# \nab1\\")), max_size=12))
def test_what_ipython_accepts_of_noise_is_read(cell):
    holds(cell)
