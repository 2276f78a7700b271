"""Submissions of any age and in any state: cells, or a reason."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.notebook.reading import Cell, Notebook, Unreadable, read

CODE = "import numpy as np\nx = 1"


def notebook(*cells, minor=5, **rest):
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": minor, **rest}


def code(source=CODE, **rest):
    return {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": source, **rest}


def prose(source="# Regularization"):
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def sources(document, name="a.ipynb"):
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return [(cell.number, cell.source) for cell in read(data, name).cells]


def reason(data, name="a.ipynb"):
    with pytest.raises(Unreadable) as caught:
        read(data, name)
    return caught.value.reason


# --- notebooks ---------------------------------------------------------------------------------------------------


def test_cells_are_counted_as_a_reader_counts_them():
    document = notebook(prose(), code("a = 1"), {"cell_type": "raw", "source": "b = 2"}, code("c = 3"))
    assert sources(document) == [(2, "a = 1"), (4, "c = 3")]


@pytest.mark.parametrize("minor", range(6))
def test_every_version_of_format_4(minor):
    cell = code(id="c1") if minor == 5 else code()
    assert sources(notebook(prose(), cell, minor=minor)) == [(2, CODE)]


def test_format_3_has_worksheets_and_inputs():
    document = {
        "metadata": {"name": ""},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [
            {"cells": [{"cell_type": "heading", "level": 1, "source": ["Title"]}]},
            {"cells": [{"cell_type": "code", "input": ["a = 1\n", "b = 2"], "language": "python", "outputs": []}]},
        ],
    }
    assert sources(document) == [(2, "a = 1\nb = 2")]


def test_format_2_wrote_lines_without_their_ends():
    cell = {"cell_type": "code", "input": ["a = 1", "b = 2"], "language": "python", "outputs": []}
    assert sources({"nbformat": 2, "worksheets": [{"cells": [cell]}]}) == [(1, "a = 1\nb = 2")]


def test_the_bare_minimum_is_enough():
    assert sources({"cells": [{"cell_type": "code", "source": CODE}]}) == [(1, CODE)]


def test_metadata_of_any_origin_does_not_matter():
    coursera = {
        "coursera": {"course_slug": "deep-neural-network", "graded_item_id": "SXQaI", "launcher_item_id": "UAwhh"}
    }
    python2 = {"kernelspec": {"display_name": "Python 2", "language": "python", "name": "python2"}}
    graded = {"nbgrader": {"grade": True, "grade_id": "same", "locked": True, "points": 10, "schema_version": 3}}
    document = notebook(code(id="same", metadata=graded), code("y = 2", id="same", metadata=graded))
    document["metadata"] = {**coursera, **python2, "language_info": None}
    assert sources(document) == [(1, CODE), (2, "y = 2")]


def test_large_outputs_are_passed_over():
    image = base64.b64encode(bytes(range(256)) * 1200).decode()
    shown = {"output_type": "display_data", "data": {"image/png": image}, "metadata": {}}
    assert len(image) > 400_000
    assert sources(notebook(code(outputs=[shown]))) == [(1, CODE)]


def test_source_may_be_text_or_lines():
    assert sources(notebook(code(["a = 1\n", "b = 2"]), code("a = 1\nb = 2"), code([]))) == [
        (1, "a = 1\nb = 2"),
        (2, "a = 1\nb = 2"),
        (3, ""),
    ]


@pytest.mark.parametrize("bad", [code(17), code(None), code(["a", 1]), code({"a": 1}), None, [], "x = 1", {}, 1.5])
def test_a_cell_that_makes_no_sense_is_skipped(bad):
    assert sources(notebook(bad, code())) == [(2, CODE)]


def test_a_worksheet_that_makes_no_sense_is_skipped():
    good = {"cells": [{"cell_type": "code", "input": CODE}]}
    assert sources({"worksheets": [None, {"cells": {}}, good], "cells": {"a": 1}}) == [(1, CODE)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_every_encoding_of_unicode(encoding):
    text = json.dumps(notebook(code("s = 'α ≈ π'")), ensure_ascii=False)
    assert sources(text.encode(encoding)) == [(1, "s = 'α ≈ π'")]


def test_stray_bytes_of_latin_1():
    text = json.dumps(notebook(code("s = 'α é'")), ensure_ascii=False)
    assert sources(text.encode().replace("é".encode(), b"\xe9")) == [(1, "s = 'α é'")]


def test_half_a_surrogate_pair_is_no_character():
    data = b'{"cells": [{"cell_type": "code", "source": "s = 1  # \\ud83d \xe2\x89\x88"}]}'
    assert sources(data) == [(1, "s = 1  # ? ≈")]


# --- scripts -----------------------------------------------------------------------------------------------------

PERCENT = """# ---
# jupyter:
#   jupytext:
#     text_representation: {format_name: percent}
# ---

# %% [markdown]
# # Regularization

# %%
import numpy as np

# %% Cost {"tags": ["graded"]}
def f(x):
    return x
#%%
y = 2
"""


def test_percent_format():
    cells = [(2, "import numpy as np\n\n"), (3, "def f(x):\n    return x\n"), (4, "y = 2\n")]
    assert sources(PERCENT.encode(), "a.py") == cells
    assert sources(PERCENT.replace("\n", "\r\n").encode(), "a.py") == cells
    assert sources(PERCENT.encode(), "a.ipynb") == cells, "the content decides"


def test_code_above_the_first_mark_is_a_cell():
    assert sources(b"import numpy\n# %%\nx = 1", "a.py") == [(1, "import numpy\n"), (2, "x = 1")]


def test_what_nbconvert_exports():
    text = b"#!/usr/bin/env python\n# coding: utf-8\n\n# # Title\n\n# In[ ]:\n\nx = 1\n\n# In[12]:\n\ny = 2\n"
    assert sources(text, "a.py") == [(1, "\nx = 1\n\n"), (2, "\ny = 2\n")]


def test_a_plain_script_is_one_cell():
    assert sources(b"def f(): pass\n", "a.py") == [(1, "def f(): pass\n")]
    assert sources(b"def f(): pass\n", "a.ipynb") == [(1, "def f(): pass\n")]
    assert sources(b"{'a': 1}\n", "a.py") == [(1, "{'a': 1}\n")]
    assert sources(b'{"a": 1}', "a.py") == [(1, '{"a": 1}')]


def test_a_notebook_named_like_a_script_is_a_notebook():
    assert sources(notebook(code()), "a.py") == [(1, CODE)]


# --- what cannot be read -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "encoding"),
        (b'\xff\xfe{\0"\0\xd8', "encoding"),
        (b"<!DOCTYPE html><p>Please log in", "not-json"),
        (b"See the file that I sent by mail.", "not-json"),
        (b"{'cells': []}", "not-json"),
        (b'{"cells": [}', "not-json"),
        (b'{"cells": []} and more', "not-json"),
        (b"[1, 2]", "not-a-notebook"),
        (b"null", "not-a-notebook"),
        (b'"cells"', "not-a-notebook"),
        (b'{"a": 1}', "not-a-notebook"),
        (b'{"cells": {}, "worksheets": 3}', "not-a-notebook"),
        (b'{"cells": []}', "no-code"),
        (b'{"worksheets": []}', "no-code"),
        (json.dumps(notebook(prose())).encode(), "no-code"),
        (json.dumps(notebook(code(1))).encode(), "no-code"),
        (b"[" * 200_000, "too-deep"),
        (b'{"cells": ' + b"9" * 5_000 + b"}", "huge-number"),
    ],
)
def test_what_cannot_be_read_has_a_reason(data, expected):
    assert reason(data) == expected


def test_a_script_of_prose_alone_holds_no_code():
    assert reason(b"# %% [markdown]\n# Hello\n", "a.py") == "no-code"


WHOLE = json.dumps(
    notebook(prose("naïve \\ \t"), code(), code(["a\n", "b"], outputs=[{"data": 1.5e3}]), n=None), indent=1
)


@given(st.integers(1, len(WHOLE) - 1))
def test_a_notebook_that_was_cut_off_is_truncated(length):
    assert reason(WHOLE[:length].encode()) == "truncated"


# --- any bytes ---------------------------------------------------------------------------------------------------


def is_read_or_has_a_reason(data, name):
    try:
        found = read(data, name)
    except Unreadable as error:
        assert error.reason in str(error)
        return
    assert isinstance(found, Notebook)
    assert found.cells
    for cell in found.cells:
        assert isinstance(cell, Cell)
        assert isinstance(cell.source, str)
    numbers = [cell.number for cell in found.cells]
    assert numbers == sorted(set(numbers))
    assert numbers[0] >= 1


NAMES = st.sampled_from(["a.ipynb", "a.py", "a", "A.IPYNB"])


@given(st.binary(max_size=200), NAMES)
def test_any_bytes(data, name):
    is_read_or_has_a_reason(data, name)


@given(st.lists(st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 12), st.binary(max_size=6)), max_size=6), NAMES)
def test_any_damage_to_a_notebook(cuts, name):
    data = WHOLE.encode()
    for start, length, put in cuts:
        data = data[:start] + put + data[start + length :]
    is_read_or_has_a_reason(data, name)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("code"),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["cells", "worksheets", "cell_type", "source", "input"]), inner, max_size=4)
    ),
    max_leaves=25,
)


@given(st.dictionaries(st.sampled_from(["cells", "worksheets", "nbformat", "metadata"]), JSON), NAMES)
def test_any_json_in_the_place_of_cells(document, name):
    is_read_or_has_a_reason(json.dumps(document).encode(), name)


@given(st.text(st.sampled_from(list('#% []markdownIn:\n\rx=1{"')), max_size=60))
def test_any_script(text):
    is_read_or_has_a_reason(text.encode(), "a.py")
