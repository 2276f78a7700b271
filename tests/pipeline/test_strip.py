"""What stays of a solution region, and which regions are refused."""

import textwrap

import pytest

from autograder.pipeline.notebooks import PipelineError, Place
from autograder.pipeline.strip import strip

PLACE = Place(7, "cost")


def region(*lines, indent=""):
    body = textwrap.indent("\n".join(lines), indent)
    return f"{indent}### START CODE HERE ###\n{body}\n{indent}### END CODE HERE ###\n"


def remains(*lines):
    """The lines that stay between the markers."""
    return strip(region(*lines), PLACE).split("\n")[1:-2]


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        (["x = f(1)"], ["x = None"]),
        (["x = f(1)", "y = x", "x = g(y)"], ["x = None", "y = None"]),
        (["x = y = f(1)"], ["x = None", "y = None"]),
        (["x += f(1)"], ["x = None"]),
        (["x: float = f(1)"], ["x = None"]),
        (["x: float"], ["pass"]),
        (["A, cache = f(1)"], ["A, cache = None, None"]),
        (["(a, (b, *c)), d.e = f(1)"], ["a, b, c, d.e = None, None, None, None"]),
        (["a = 1", "a, b = f(a)"], ["a = None", "b = None"]),
        (["for i, x in enumerate(y):", "    z = x"], ["i, x = None, None", "z = None"]),
        (["with f() as (a, b):", "    c = 1"], ["a, b = None, None", "c = None"]),
        (["if (n := f(1)) > 2:", "    a = n", "else:", "    a = 2", "    b = 1"], ["n = None", "a = None", "b = None"]),
        (
            ["try:", "    a = 1", "except E as e:", "    b = 2", "finally:", "    c = 3"],
            ["a = None", "b = None", "c = None"],
        ),
        (["match x:", "    case [a, *b] if a:", "        c = 1"], ["a = None", "b = None", "c = None"]),
        (["y = [x for x in z if (w := x)]"], ["y = None", "w = None"]),
        (["f = lambda x: (y := x)"], ["f = None"]),
        (["import math", "x = math.pi"], ["x = None"]),
        (["print(1)"], ["pass"]),
        (["return f(1)"], ["pass"]),
        (["x = f(1)", "return x"], ["x = None"]),
        (["self.mask = f(1)"], ["self.mask = None"]),
        (['p["W" + str(l + 1)] = f(1)', 'p["W" + str(l + 1)] -= 2'], ['p["W" + str(l + 1)] = None']),
        (["p[f'W{l}'] = f(1)"], ["p[f'W{l}'] = None"]),
        (["J_plus[i], _ = f(1)"], ["J_plus[i], _ = None, None"]),
        (["image[-1, :, i] = f(1)"], ["image[-1, :, i] = None"]),
        (["x = 1; y = 2"], ["x = None", "y = None"]),
        ([], ["pass"]),
    ],
)
def test_each_target_once_in_order_of_first_appearance(lines, left):
    assert remains(*lines) == left


def test_comments_are_hints_and_stay():
    assert remains(
        "# Step 1: a random matrix",
        "D = rand(A.shape[0],  # a row per unit",
        "         # a column per example",
        "         A.shape[1])",
        "",
        "D = D < keep  # Step 2: the threshold",
        'A = "# no comment" * D',
    ) == [
        "# Step 1: a random matrix",
        "# a row per unit",
        "D = None",
        "         # a column per example",
        "# Step 2: the threshold",
        "A = None",
    ]


def test_markers_and_indentation_stay_and_what_is_outside_does():
    source = (
        "def f(x):\n"
        '    """### START CODE HERE ###"""\n'
        "    for l in range(3):\n"
        "\t    ### START CODE HERE ### (approx. 2 lines)\n"
        '\t    p["W" + str(l)] = x\n'
        "\t    ### END CODER HERE ###\n"
        "    y  =  x   # as it is\n"
        "    ### START CODE HERE ### (≈ 1 line)\n"
        "    return y\n"
        "    ### END CODE HERE ###   \n"
    )
    assert strip(source, PLACE) == source.replace("= x\n\t", "= None\n\t").replace("return y", "pass")


def test_a_cell_with_ipython_lines_around_its_region():
    source = "%matplotlib inline\n!pip install x\n" + region("x = f(1)") + "x?"
    assert strip(source, PLACE) == source.replace("f(1)", "None")


def test_nbgraders_own_regions_are_left_to_nbgrader():
    source = "### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n"
    assert strip(source, PLACE) == source


@pytest.mark.parametrize(
    ("source", "line", "says"),
    [
        (
            "if a:\n    ### START CODE HERE ###\n    x = 1\nelse:\n    ### END CODE HERE ###\n    y = 2",
            4,
            "`else:` is no",
        ),
        ("if a:\n    ### START CODE HERE ###\n    x = 1\nelse:\n    y = 2\n    ### END CODE HERE ###", 5, "one block"),
        ("if a:\n    ### START CODE HERE ###\n    x = 1\ny = 2\n### END CODE HERE ###", 4, "one block"),
        ("### START CODE HERE ###\nfor x in y:\n    z = 1\n### END CODE HERE ###\n    w = 2", 4, "from line 2 goes on"),
        ("f(\n### START CODE HERE ###\n1\n### END CODE HERE ###\n)", 2, "inside a statement"),
        (region("x[y > 3] = 2"), 2, r"`x\[y > 3\]` would show"),
        (region("x[f(i)] = 2"), 2, r"`x\[f\(i\)\]` would show"),
        (region("x[2 * i] = 2"), 2, "would show"),
        (region("f(i).x = 2"), 2, "would show"),
        (region("def helper(x):", "    return x"), 2, "`helper` is defined inside"),
        (region("class Dropout:", "    pass"), 2, "`Dropout` is defined inside"),
        (region("%time x = 1"), 2, "IPython syntax"),
        ("x = \n" + region("y = 1"), 1, "does not parse"),
    ],
)
def test_what_cannot_be_stripped_is_refused_with_cell_and_line(source, line, says):
    with pytest.raises(PipelineError, match=rf"^cell 7 \(id cost\), line {line}: .*{says}"):
        strip(source, PLACE)
