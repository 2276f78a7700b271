"""No file of a release may hold what was taken out of the solution regions."""

import base64

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.pipeline.leaks import read_solutions, scan, unlisted

SOLVED = """
def penalty(parameters, lambd, m):
    W1 = parameters["W1"]
    squares = np.sum(np.square(W1)) + np.sum(np.square(parameters["W2"]))
    ### START CODE HERE ###
    # the penalty on all weights
    cost = lambd / (2 * m) * (np.sum(np.square(W1))
                              + np.sum(np.abs(W1)))
    if (most := np.max(np.abs(W1), axis=0, keepdims=True)) > 1:
        print("large", most, lambd * m, cost)
    small = cost / m
    ### END CODE HERE ###
    return cost
"""
COST = "lambd / (2 * m) * (np.sum(np.square(W1)) + np.sum(np.abs(W1)))"


@pytest.fixture
def source(tmp_path):
    answer = (
        "Dropout, because it is right more often on new games. It\nhides another set of units in each step of training."
    )
    folder = tmp_path / "source"
    folder.mkdir()
    cells = [
        new_code_cell("import numpy as np", id="imports"),
        new_code_cell(SOLVED, id="penalty"),
        new_markdown_cell(answer, id="answer", metadata={"nbgrader": {"solution": True}}),
    ]
    nbformat.write(new_notebook(cells=cells), folder / "a.ipynb")
    return folder


@pytest.fixture
def leaks(source, tmp_path):
    """Find the leaks of a release that holds these files, or a notebook of these cells."""

    def leaks(*cells, metadata=None, **texts):
        release = tmp_path / "release"
        release.mkdir()
        for name, text in texts.items():
            (release / name.replace("_", ".")).write_text(text)
        nbformat.write(new_notebook(cells=list(cells), metadata=metadata or {}), release / "a.ipynb")
        return scan(source, release)

    return leaks


def test_secrets_are_whole_right_hand_sides_and_calls_of_eight_tokens_and_sentences(source):
    texts = [secret.text for secret in read_solutions(source).secrets]
    assert texts == [
        COST,
        'print("large", most, lambd * m, cost)',
        "np.max(np.abs(W1), axis=0, keepdims=True)",
        "Dropout, because it is right more often on new games.",
        "It hides another set of units in each step of training.",
    ]
    assert [secret.text for secret in read_solutions(source).short] == ["cost / m"]


@pytest.mark.parametrize(
    "text",
    [
        f"cost={COST.replace(' ', '')}",
        f"cost = 1 + 3 * {COST}",
        f"# Hint: {COST}",
        f"x = None  # {COST}",
        f'"""Computes\n\n    {COST}\n"""',
        COST.replace(" + ", " \\\n  + "),
        COST.replace(" + ", "\n# + "),
        COST.replace("W1", "weights").replace("lambd", "strength"),
        COST.replace("W1", "w").replace("2 *", "2.0 *"),
        f"def g(w, l, n):\n    # {COST.replace('W1', 'w')}\n    return 0",
        f'def g(w):\n    """As in\n\n    >>> {COST.replace("W1", "w")}\n    1.0\n    """',
        f"broken = (\nx = {COST.replace('W1', 'w')}\n",
        f"import numpy\nx = {COST.replace('np.', 'numpy.').replace('W1', 'w')}",
        f"%time c = {COST.replace('W1', 'w')}",
        f"if True: print({COST.replace('W1', 'w')})",
    ],
)
def test_a_secret_in_a_code_cell_is_found(leaks, text):
    (leak,) = leaks(new_markdown_cell("x"), new_code_cell(text, id="here"))
    assert (leak.file, str(leak.cell)) == ("a.ipynb", "cell 2 (id here)")
    assert leak.secret.text == COST
    assert leak.how == ("tokens" if "W1" in text and "2.0" not in text and "numpy" not in text else "shape")


@pytest.mark.parametrize(
    "text",
    [
        f"Compute `{COST}` now.",
        f"Write\n```python\ncost = {COST.replace('W1', 'W')}\n```\nnow.",
        f"Write `cost = {COST.replace('W1', 'W')}`.",
        f"- {COST.replace('W1', 'W')}",
        "So: It\nhides another set\nof units in each step of training.",
    ],
)
def test_a_secret_in_prose_is_found(leaks, text):
    assert len(leaks(new_markdown_cell(text))) == 1


def test_outputs_metadata_attachments_and_raw_text_are_searched(leaks):
    png = base64.b64encode(b"\x89PNG\r\n\x1a\n\0\0tEXtComment\0" + COST.encode() + b"\0\xff").decode()
    text = base64.b64encode(COST.encode()).decode()
    cells = [
        new_code_cell("x", outputs=[new_output("stream", text=f"answer: {COST}\n")]),
        new_code_cell("x", outputs=[new_output("display_data", data={"text/html": f"<b>{COST}</b>"})]),
        new_code_cell("x", outputs=[new_output("display_data", data={"image/png": png})]),
        new_code_cell("x", outputs=[new_output("error", ename="E", evalue="", traceback=["line 1", COST])]),
        new_markdown_cell("x", metadata={"note": {"deep": [1, COST]}}),
        new_markdown_cell("x", attachments={"a.txt": {"text/plain": text}}),
    ]
    found = leaks(*cells, metadata={"author": COST})
    assert [leak.cell and leak.cell.number for leak in found] == [None, 1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("name", ["helper_py", "README_md", "cases_json", "notes_txt"])
def test_the_other_files_are_searched(leaks, name):
    text = f'{{"hint": ["cost =\\n {COST}"]}}' if name == "cases_json" else f"cost = {COST}\n"
    (leak,) = leaks(**{name: text})
    assert leak.file == name.replace("_", ".")
    assert str(leak).startswith(f"{leak.file} gives away the solution of cell 2 (id penalty), line 7: `{COST}`")


@pytest.mark.parametrize(
    "text",
    [
        COST.replace("square", "exp"),
        COST.replace("np.abs(W1)", "np.abs(W2)"),
        COST.replace("2 * m", "3 * m"),
        "np.max(np.abs(W1), axis=0)",
        "cost / m",
        "squares = np.sum(np.square(V)) + np.sum(np.square(parameters['W2']))",
    ],
)
def test_what_is_no_solution_is_no_leak(leaks, text):
    assert leaks(new_code_cell(text)) == []


def test_what_also_stands_as_code_outside_the_regions_is_given_but_prose_gives_nothing(source, leaks):
    notebook = nbformat.read(source / "a.ipynb", as_version=4)
    given = "most = np.max(np.abs(W1), axis=0, keepdims=True)"
    notebook.cells += [new_code_cell(given), new_code_cell(f"# {COST}"), new_markdown_cell(f"`{COST}`")]
    nbformat.write(notebook, source / "a.ipynb")
    found = leaks(new_code_cell(given), new_code_cell(given.replace("W1", "x")), *notebook.cells[-2:])
    assert [(leak.cell.number, leak.secret.text) for leak in found] == [(3, COST), (4, COST)]


def test_nbgraders_regions_and_whole_solution_cells_hold_secrets_too(tmp_path):
    solved = "x = f(1)\n### BEGIN SOLUTION\ndef g(x):\n    return np.sum(x) + np.prod(x)\n### END SOLUTION"
    whole = new_code_cell("y = np.exp(x) - np.log(x)", metadata={"nbgrader": {"solution": True}})
    notebook = new_notebook(cells=[new_code_cell(solved), whole])
    nbformat.write(notebook, tmp_path / "a.ipynb")
    assert [each.text for each in read_solutions(tmp_path).secrets] == [
        "np.sum(x) + np.prod(x)",
        "np.exp(x) - np.log(x)",
    ]


def test_short_pieces_have_to_be_listed_and_only_they(source):
    (unnamed,) = unlisted(source, {})
    assert unnamed.startswith("cell 2 (id penalty), line 11: `cost / m` is too short")
    assert unlisted(source, {"cost/m": "a mean"}) == []
    (stale,) = unlisted(source, {"cost / m": "a mean", "cost / n": "gone"})
    assert stale.startswith("short_secrets lists `cost / n`")
