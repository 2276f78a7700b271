"""What holds for every solution region: drawn ones of assignments, tuples, subscripts, comments and blocks."""

import ast
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook

from autograder.pipeline.leaks import read_solutions, scan
from autograder.pipeline.notebooks import Place
from autograder.pipeline.strip import strip

PLACE = Place(1)

NAMES = st.sampled_from(["A1", "D1", "Z2", "cache", "cost", "keep_prob", "W"])
ATOMS = NAMES | st.sampled_from(["1.0", "2", "m", 'parameters["W1"]', "A1.shape[0]", "lambd"])
SUBSCRIPTS = st.sampled_from(['grads["dW" + str(l)]', "J[i]", "out[0, 1]", "self.mask", 'p[f"b{l}"]'])
COMMENTS = st.sampled_from(["# the mask", "# Step 2: scale", "# (approx. 1 line)", "# = hint, no code"])


def _longer(expressions):
    return st.one_of(
        st.builds("{} {} {}".format, expressions, st.sampled_from(["+", "-", "*", "/", "<"]), expressions),
        st.builds("np.dot({}, {}.T)".format, expressions, NAMES),
        st.builds("({} ** 2).sum(axis={})".format, expressions, st.integers(0, 1)),
        st.builds("np.where({}, {}, 0)".format, expressions, expressions),
        st.builds("[{} for k in {}]".format, expressions, NAMES),
    )


EXPRESSIONS = st.recursive(ATOMS, _longer, max_leaves=6)


@dataclass(frozen=True)
class SolvedCell:
    """A cell; ``above`` ends with the opening marker's line, ``below`` starts with the closing one."""

    above: str
    region: str
    below: str
    comments: list[str]

    @property
    def source(self):
        return self.above + self.region + self.below


def _simple():
    return st.one_of(
        st.builds("{} = {}".format, NAMES | SUBSCRIPTS, EXPRESSIONS),
        st.builds("{}, {} = {}, {}".format, NAMES, NAMES | SUBSCRIPTS, EXPRESSIONS, EXPRESSIONS),
        st.builds("{} += {}".format, NAMES | SUBSCRIPTS, EXPRESSIONS),
        st.builds("print({})".format, EXPRESSIONS),
        st.builds("return {}".format, EXPRESSIONS),
        st.builds("{} = (\n        {}\n    + {})".format, NAMES, EXPRESSIONS, EXPRESSIONS),
    ).map(lambda text: text.split("\n"))


def _remarked(statements):
    return st.builds(lambda lines, remark: [*lines[:-1], f"{lines[-1]}  {remark}"], statements, COMMENTS)


def _nested(statements):
    heads = st.one_of(
        st.builds("for {} in {}:".format, NAMES, EXPRESSIONS),
        st.builds("if {}:".format, EXPRESSIONS),
        st.builds("if (n := {}):".format, EXPRESSIONS),
        st.builds("with open({}) as {}:".format, NAMES, NAMES),
    )
    bodies = st.lists(statements, min_size=1, max_size=3).map(lambda parts: [line for part in parts for line in part])
    return st.builds(lambda head, body: [head, *(f"    {line}" for line in body)], heads, bodies)


STATEMENTS = st.recursive(_simple() | _remarked(_simple()), _nested, max_leaves=5)


@st.composite
def cells(draw):
    """A function with a region somewhere in its body."""
    start, end = draw(
        st.sampled_from(
            [
                ("### START CODE HERE ### (≈ 2 lines of code)", "### END CODE HERE ###"),
                ("# YOUR CODE STARTS HERE", "# YOUR CODE ENDS HERE"),
            ]
        )
    )
    parts = draw(st.lists(STATEMENTS | COMMENTS.map(lambda text: [text]) | st.just([""]), min_size=1, max_size=5))
    lines = [line for part in parts for line in part]
    return SolvedCell(
        above=f'def f(A1, parameters):\n    """No # YOUR CODE STARTS HERE."""\n    m  =  3  # given\n    {start}\n',
        region="".join(f"    {line}\n" if line else "\n" for line in lines),
        below=f"    {end}\n    return  A1\n",
        comments=["#" + line.partition("#")[2] for line in lines if "#" in line],
    )


@given(cells())
def test_what_is_left_is_python_and_strips_to_itself(cell):
    stripped = strip(cell.source, PLACE)
    ast.parse(stripped)
    assert strip(stripped, PLACE) == stripped
    assert strip(cell.source, PLACE) == stripped


@given(cells())
def test_the_text_outside_stays_byte_for_byte(cell):
    stripped = strip(cell.source, PLACE)
    assert stripped.startswith(cell.above)
    assert stripped.endswith(cell.below)


@given(cells())
def test_only_comments_and_none_stay_of_the_region(cell):
    stripped = strip(cell.source, PLACE)
    inside = stripped[len(cell.above) : len(stripped) - len(cell.below)]
    lines = [line.strip() for line in inside.split("\n") if line.strip()]
    assert all(line.startswith("#") or line == "pass" or line.endswith("= None") or ", None" in line for line in lines)
    assert [line for line in lines if line.startswith("#")] == cell.comments


@settings(max_examples=50)
@given(cells())
def test_what_is_left_holds_no_secret_and_the_cell_itself_holds_all(cell):
    with tempfile.TemporaryDirectory() as folder:
        source, release = Path(folder) / "source", Path(folder) / "release"
        for where, text in ((source, cell.source), (release, strip(cell.source, PLACE))):
            where.mkdir()
            nbformat.write(new_notebook(cells=[new_code_cell(text, id="cell")]), where / "a.ipynb")
        assert scan(source, release) == []
        leaks = scan(source, source)
        assert {leak.secret.tokens for leak in leaks} == {secret.tokens for secret in read_solutions(source).secrets}
