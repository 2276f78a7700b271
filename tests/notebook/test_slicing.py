"""A slice does what the whole notebook does, and holds no more than it needs."""

import io
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.notebook.packing import packed, unpacked
from autograder.notebook.program import understand
from autograder.notebook.reading import Cell, Notebook
from autograder.notebook.slicing import compiled, slice_for
from tests.notebook.expressions import exports, fresh_helpers
from tests.notebook.programs import Writer


def notebook(*sources):
    return Notebook(tuple(Cell(number, source) for number, source in enumerate(sources, 1)))


def in_cells(statements, random):
    """The statements in cells of one to four."""
    sources = []
    while statements:
        count = random.randint(1, 4)
        sources.append("\n".join(statements[:count]))
        statements = statements[count:]
    return notebook(*sources)


def run(statements):
    namespace = {}
    for statement in statements:
        exec(compiled(statement), namespace)
    return namespace


def answers(namespace):
    return [namespace["target"](x) for x in (5, 2, 5)]


@settings(max_examples=300)
@given(st.integers(0, 2**32), st.integers(3, 30))
def test_a_slice_does_what_the_whole_does(seed, length):
    random = Random(seed)
    written = in_cells(Writer(random).notebook(length), random)
    text = "\n".join(cell.source for cell in written.cells)

    fresh_helpers()
    whole = {"sink": io.StringIO()}
    exec(text, whole)
    expected = answers(whole)

    fresh_helpers()
    needed = slice_for(understand(written), ["target"], exports)
    part = run(needed.statements)
    assert answers(part) == expected, text
    assert not needed.rest
    assert not [name for name in part if name.startswith("useless_")]

    fresh_helpers()
    carried = {}
    for code, _needed in unpacked(packed(understand(written), ["target"], exports)).pieces:
        exec(code, carried)
    assert answers(carried) == expected, text


# --- what is in a slice: (cell, line) of each statement ----------------------------------------------------------


def places(name, *sources, exports=exports):
    needed = slice_for(understand(notebook(*sources)), [name], exports)
    assert not needed.rest
    return [(statement.cell, statement.line) for statement in needed.statements]


def lines(name, text, exports=exports):
    return [line for _, line in places(name, text, exports=exports)]


def test_training_and_plots_do_not_run():
    assert places(
        "backward",
        "import numpy as np\nimport matplotlib.pyplot as plt, h5py\nfrom reg_utils import relu, load_2D_dataset\n"
        "%matplotlib inline\nplt.rcParams['image.cmap'] = 'gray'\nnp.random.seed(1)",
        "train_X, train_Y = load_2D_dataset()",
        "def model(X, Y):\n    while True: backward(X, Y)",
        "def helper(x):\n    return np.abs(x)",
        "# GRADED FUNCTION\ndef backward(X, Y):\n    return helper(relu(X))",
        "parameters = model(train_X, train_Y)\nfor parameters in iter(int, 1): print(backward(1, 2))",
    ) == [(1, 1), (1, 3), (4, 1), (5, 2)]


def test_the_2021_layout():
    assert places(
        "compute",
        "# import packages\nimport numpy as np\nimport h5py\nfrom public_tests import *\nfrom reg_utils import *\n\n"
        "%load_ext autoreload\n%autoreload 2",
        "def compute(A):\n    # YOUR CODE STARTS HERE\n    x = sigmoid(A)\n    # YOUR CODE ENDS HERE\n    return x",
        "compute_test(compute)",
        exports={"public_tests": frozenset(["compute_test"]), "reg_utils": frozenset(["sigmoid", "np"])}.get,
    ) == [(1, 5), (2, 1)]


def test_an_import_is_cut_to_what_is_needed():
    needed = slice_for(
        understand(notebook("import h5py, sys as s\nfrom os import nonsense, sep\ndef f(): return s, sep")),
        ["f"],
        exports,
    )
    assert run(needed.statements)["f"]()[1] in "/\\"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the last definition wins
        ("def f(): return 1\ndef f(): return 2", [2]),
        ("f = 1\ndef f(): return 2\nclass f: pass", [3]),
        # what is bound perhaps is kept together with what was before
        ("x = 1\nx = 2\nif y: x = 3\ndef f(): return x", [2, 3, 4]),
        ("x = 2\ntry: x = 3\nexcept E: x = 4\nx = 5\ndef f(): return x", [4, 5]),
        ("x = 2\nfor x in y: pass\ndef f(): return x", [1, 2, 3]),
        ("x = 2\nwith y as x: z = 1\ndef f(): return x", [1, 2, 3]),
        ("x = 1\ny = (x := 2) if 0 else 1\ndef f(): return x", [1, 2, 3]),
        # changes
        ("x = {}\nx[1] = 2\nx[1][2].z = 3\nx += 1\ny = x\ndel x[1]\ndef f(): return x", [1, 2, 3, 4, 6, 7]),
        ("x = []\nx.append(1)\nx.y.z().w()\nx[0].run()\nprint(x)\nx.y\ndef f(): return x", [1, 2, 3, 4, 7]),
        ("x = []\ny = x.pop()\nz = x.copy()\ndef f(): return x", [1, 2, 4]),
        ("x = []\nx.append(1)\nx = []\ndef f(): return x", [3, 4]),
        ("if y: x = []\nx.append(1)\ndef f(): return x", [1, 2, 3]),
        ("def f(): pass\nf.cache = {}\nf.cache[1] = 2\nprint(f)", [1, 2, 3]),
        ("x = 1\ndel x\ndef f(): return x", [1, 2, 3]),
        ("x = 1\nx: int\ndef f(): return x", [1, 3]),
        ("class f: pass\nf.run = 3\ng = f()\ng.x = 2", [1, 2]),
        ("class A: pass\na = A()\na.b = 1\ndef f(): return a", [1, 2, 3, 4]),
        # modules
        (
            "import numpy as np\nnp.float = float\nnp.random.seed(1)\nnp.seterr(all='ignore')\ndef f(): return np",
            [1, 2, 5],
        ),
        ("import numpy as np\nnp.float = float\nimport numpy as np\ndef f(): return np", [1, 2, 3, 4]),
        ("import numpy as np\nimport numpy as np\ndef f(): return np", [2, 3]),
        ("import a.b\nimport a.c\nimport a\ndef f(): return a", [1, 2, 3, 4]),
        ("try: import a\nexcept ImportError: a = None\na.show()\ndef f(): return a", [1, 4]),
        ("base = 1\ntry: from helpers import *\nexcept E: pass\ndef f(): return base", [1, 2, 4]),
        ("from helpers import *\nreset.now()\nreset.x = 1\ndef f(): return reset", [1, 3, 4]),
        # at once, and when it is called
        ("x = 1\ny = x\nx = 2\ndef f(): return y", [1, 2, 4]),
        ("def f(): return x\nx = 1\nx = 2", [1, 3]),
        ("def g(): return x\nx = 1\ny = g()\nx = 2\ndef f(): return y", [1, 2, 3, 4, 5]),
        ("x = 1\ndef f(a=x): return a\nx = 2", [1, 2]),
        ("x = 1\nclass f:\n y = x\nx = 2", [1, 2]),
        ("def d(g): return h\ndef h(): return 1\n@d\ndef f(): pass\ndef h(): return 2", [1, 2, 4, 5]),
        ("def f(): return g()\ndef g(): return f()", [1, 2]),
        ("def g(): return 1\ndef h(): return g()\ng2 = h\nx = h\ndef f(): return g2()", [1, 2, 3, 5]),
        # names of one's own
        ("x = 1\ndef f(x): return x", [2]),
        ("x = 1\ndef f(): return [x for x in y]\ny = 2", [2, 3]),
        ("for i in slow(): pass\nx = 0\nfor i in range(3): x += i\ndef f(): return x", [2, 3, 4]),
        ("sum = 3\ndef f(): return sum", [1, 2]),
        ("def f(): return max(len(abs))", [1]),
        # not bound before it is read: the student's NameError
        ("y = x\nx = 1\ndef f(): return y", [1, 3]),
        ("def f(): return nowhere", [1]),
        ("def f(): return 1\nprint('ok')\nf()", [1]),
    ],
)
def test_what_a_slice_holds(text, expected):
    assert lines("f", text) == expected


@pytest.mark.parametrize("name", ["f", "missing"])
def test_a_name_that_is_not_defined_needs_nothing(name):
    assert places(name, "x = 1\ndef g(): pass") == []


# --- cells that do not parse -------------------------------------------------------------------------------------


def test_a_cell_that_does_not_parse_costs_only_what_it_defines():
    sources = [
        "import numpy as np",
        "def f(x):\n    return np.exp(x\n",
        "print 'Python 2'",
        "def g(x): return np.abs(x)",
    ]
    assert places("g", *sources) == [(1, 1), (4, 1)]
    needed = slice_for(understand(notebook(*sources)), ["f"], exports)
    (broken,) = needed.statements
    assert (broken.cell, broken.line, broken.node) == (2, 2, None)
    with pytest.raises(SyntaxError) as caught:
        compiled(broken)
    assert (caught.value.filename, caught.value.lineno, caught.value.text) == ("<cell 2>", 2, "return np.exp(x")


def test_what_parses_goes_before_what_does_not():
    assert places("f", "def f(): return 1", "def f(): return (", "x = f(") == [(1, 1)]
    assert places("f", "def f(): return (", "from helpers import *", exports=lambda module: frozenset("f")) == [(2, 1)]


def test_a_helper_in_a_cell_that_does_not_parse_is_part_of_the_slice():
    assert places("f", "def g(): return (", "def f(): return g()", "y = f()") == [(1, 1), (2, 1)]


def test_a_statement_that_no_compiler_takes_is_the_exercises_own():
    (statement,) = slice_for(understand(notebook("x = 1\ndef f(a, a): pass")), ["f"], exports).statements
    with pytest.raises(SyntaxError) as caught:
        compiled(statement)
    assert (caught.value.filename, caught.value.lineno) == ("<cell 1>", 2)


# --- the future --------------------------------------------------------------------------------------------------


def test_future_imports_hold_from_their_cell_on_as_in_ipython():
    text = "def f(x: Nowhere) -> Nothing: return x"
    before, after = "def g(x): pass", "from __future__ import annotations, division\nx = 1"
    assert run(slice_for(understand(notebook(before, after, text)), ["f"], exports).statements)["f"](3) == 3
    with pytest.raises(NameError):
        run(slice_for(understand(notebook(before, text, after)), ["f"], exports).statements)


def test_the_future_of_this_package_is_not_the_submissions():
    statements = slice_for(understand(notebook("def f(x: 1 + 1): pass")), ["f"], exports).statements
    assert run(statements)["f"].__annotations__ == {"x": 2}


# --- what cannot be seen through ---------------------------------------------------------------------------------


def rest(text, exports=lambda module: None):
    return [statement.line for statement in slice_for(understand(notebook(text)), ["f"], exports).rest]


@pytest.mark.parametrize(
    "binder",
    [
        "exec('y = 1')",
        "globals()['y'] = 1",
        "vars().update(y=1)",
        "setattr(sys.modules['__main__'], 'y', 1)",
        "%run helpers.py",
        "if x: eval('exec(\"y = 1\")')",
    ],
)
def test_where_anything_may_bind_a_name_the_rest_is_run_too(binder):
    assert rest(f"x = 1\n{binder}\ndef f(): return y\nz = 2") == [1, 2, 4]
    assert rest(f"y = 1\n{binder}\ndef f(): return y") == [], "something is seen to bind it"
    assert rest(f"x = 1\n{binder}\ndef f(): return len") == [], "Python binds it"
    assert rest(f"x = y\n{binder}\ndef f(): return x\ny = 2") == [], "it is bound, but too late"
    assert rest(f"x = 1\n# {binder}\ndef f(): return y") == [], "nothing binds it"


def test_a_global_declaration_may_bind_its_names():
    text = "def set():\n    global y\n    y = 1\nset()\ndef f(): return {}"
    assert rest(text.format("y")) == [1, 4]
    assert rest(text.format("z")) == []


def test_star_imports_of_unknown_modules_are_tried():
    text = "from a import *\nfrom b import *\nx = 1\ndef f(): return {}"
    known = {"b": frozenset(["x"])}.get
    assert rest(text.format("y"), known) == [1]
    assert rest(text.format("x"), known) == []


def test_what_is_cut_from_an_import_is_part_of_the_rest():
    needed = slice_for(understand(notebook("import io, sys\nexec('')\ndef f(): return y, io")), ["f"], exports)
    together = sorted([*needed.statements, *needed.rest], key=lambda statement: statement.order)
    assert [statement.line for statement in together] == [1, 1, 2, 3]
    assert {"io", "sys", "f"} <= set(run(together))


# --- hostile sizes -----------------------------------------------------------------------------------------------


def test_long_chains_are_followed():
    count = 3000
    functions = "\n".join(f"def f{i}(): return f{i + 1}" for i in range(count))
    assert len(lines("f0", functions)) == count
    values = "x0 = 1\n" + "\n".join(f"x{i + 1} = x{i}" for i in range(count))
    assert len(lines(f"x{count}", values)) == count + 1
    assert len(lines("x", "x = []\n" + "x.append(1)\n" * count)) == count + 1


def test_what_is_nested_too_deeply_costs_itself_alone():
    text = "f = " + "lambda: " * 600 + "g\nh = 1"
    (statement,) = slice_for(understand(notebook(text)), ["f"], exports).statements
    assert statement.error.message == "too deeply nested"
    assert lines("h", text) in ([2], [1])
