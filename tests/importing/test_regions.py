"""Our markers, put around solutions that were marked in another way: for any program, and any lines of it."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.pipeline.importing import from_nbgrader
from autograder.pipeline.importing.otter_text import solutions
from autograder.pipeline.importing.regions import CLOSING, OPENING, mark, whole
from autograder.pipeline.markers import find_regions
from autograder.pipeline.notebooks import PipelineError, Place
from autograder.pipeline.strip import region_statements, strip

PLACE = Place(1)
NAMES = st.sampled_from(["alpha", "beta", "gamma"])


def indented(block):
    return [f"    {line}" for line in block]


SIMPLE = st.one_of(
    st.builds(lambda name, number: [f"{name} = {number}  # said aside"], NAMES, st.integers(0, 99)),
    st.builds(lambda name: [f"print({name})"], NAMES),
    st.builds(lambda name: [f"{name} = [", "    1,", "]"], NAMES),
    st.just(["# a line of its own"]),
    st.just([""]),
)


def blocks(inner):
    body = st.lists(inner, min_size=1, max_size=3).map(lambda parts: [line for part in parts for line in part])
    body = body.map(lambda lines: [*lines, "pass"])
    return st.one_of(
        SIMPLE,
        st.builds(lambda block: ["if alpha:", *indented(block), "else:", *indented(block)], body),
        st.builds(lambda block: ["for alpha in beta:", *indented(block)], body),
        st.builds(lambda name, block: [f"def {name}(x):", '    """Says."""', *indented(block)], NAMES, body),
        st.builds(lambda block: ["class Gamma:", *indented(block)], body),
        st.builds(lambda block: ["try:", *indented(block), "finally:", *indented(block)], body),
    )


PROGRAMS = st.lists(st.recursive(SIMPLE, blocks, max_leaves=8), min_size=1, max_size=4).map(
    lambda parts: "\n".join(line for part in parts for line in part)
)


@given(PROGRAMS, st.sets(st.integers(1, 40)))
def test_marked_code_is_the_same_code_and_what_was_marked_is_taken_out(source, lines):
    marked = mark(source, frozenset(lines), PLACE)
    assert ast.dump(ast.parse(marked.source)) == ast.dump(ast.parse(source))
    regions = find_regions(marked.source, PLACE)
    for region in regions:  # whole statements of one block, which is what can be taken out
        assert region_statements(ast.parse(marked.source), region, PLACE)
    text = marked.source.split("\n")
    inside = [line for region in regions for line in text[region.start : region.end - 1]]
    assert not any("#" in line for line in inside)
    try:
        ast.parse(strip(marked.source, PLACE))
    except PipelineError as error:  # the one thing that an instructor has to put differently
        assert "is defined inside a solution region" in str(error)
    assert text.count(OPENING) + text.count(CLOSING) <= 2 * len(regions)


@given(PROGRAMS)
def test_of_a_whole_cell_every_simple_statement_is_marked(source):
    marked = mark(source, whole(source), PLACE)
    tree, regions = ast.parse(marked.source), find_regions(marked.source, PLACE)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            assert any(node.lineno in region for region in regions)


@given(PROGRAMS, st.data())
def test_delimiters_of_nbgrader_are_found_where_they_stand(source, data):
    lines = source.split("\n")
    first = data.draw(st.integers(0, len(lines)))
    last = data.draw(st.integers(first, len(lines)))
    text = [*lines[:first], "### BEGIN SOLUTION", *lines[first:last], "    ### END SOLUTION", *lines[last:]]
    kept, solution, hidden = from_nbgrader.without_markers("\n".join(text), PLACE)
    assert kept == source
    assert solution == set(range(first + 1, last + 1))
    assert not hidden


@given(st.lists(st.sampled_from(["x = 1", "### BEGIN SOLUTION", "### END SOLUTION", "### BEGIN HIDDEN TESTS"])))
def test_delimiters_that_do_not_match_are_refused_and_nothing_else_happens(lines):
    opened = None
    fine = True
    for line in lines:
        if "BEGIN" in line:
            fine, opened = fine and opened is None, line
        elif "END" in line:
            fine, opened = fine and opened == "### BEGIN SOLUTION", None
    fine = fine and opened is None
    try:
        from_nbgrader.without_markers("\n".join(lines), PLACE)
    except PipelineError as error:
        assert not fine
        assert str(error).startswith("cell 1, line ")
    else:
        assert fine


@given(PROGRAMS, st.sets(st.integers(1, 20)))
def test_comments_of_otter_mark_their_lines(source, numbers):
    lines = source.replace("  # said aside", "").split("\n")
    commented = [f"{line} # SOLUTION" if number in numbers else line for number, line in enumerate(lines, 1)]
    kept, marked = solutions("\n".join(commented), PLACE)
    assert kept == "\n".join(line.rstrip() for line in lines)
    assert marked == {number for number in numbers if number <= len(lines)}


def test_names_that_students_make_are_known():
    source = "import numpy as np\ndef f(x):\n    y = 1\n    return y\na, b = 1, 2\nc = 3"
    assert mark(source, frozenset([4, 5]), PLACE).names == ("f", "a", "b")


def test_a_body_in_the_line_of_its_def_is_refused():
    with pytest.raises(PipelineError, match="cell 1, line 1: give the body of f lines of its own"):
        mark("def f(x): return x", frozenset([1]), PLACE)
