"""Notebooks in the documented format of otter-assign, version 1: each cell as the documentation writes it."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell, writes

CONFIG = """\
# ASSIGNMENT CONFIG
init_cell: false
export_cell: true
generate: true
"""

SQUARE = """\
def square(x):
    y = x * x # SOLUTION NO PROMPT
    return y # SOLUTION

nine = square(3) # SOLUTION
"""

CIRCLE = '''\
pi = 3.14

def area(radius):
    if radius < 0:
        # BEGIN SOLUTION
        raise ValueError("no circle has such a radius")
        # END SOLUTION
    # a line that everybody gets
    # BEGIN SOLUTION NO PROMPT
    # the formula of Archimedes
    return pi * radius * radius
    # END SOLUTION
    """ # BEGIN PROMPT
    # Next, compute the area.
    pass
    """; # END PROMPT
'''

FIBERATOR = """\
def fiberator():
    # BEGIN SOLUTION
    x, y = 0, 1
    while True:
        yield x
        x, y = y, x + y
    # END SOLUTION
"""


def configured(code: str, config: str) -> str:
    """A test cell with its configuration."""
    return f'""" # BEGIN TEST CONFIG\n{config}\n""" # END TEST CONFIG\n{code}'


def shows(text: str) -> list:
    """The outputs of a cell whose last expression is shown."""
    return [new_output("execute_result", {"text/plain": text}, execution_count=1)]


def question(config: str, prose: str, solution: list, tests: list = ()) -> list:
    """The cells of a question: its prose, its solution, and its tests."""
    cells = [new_raw_cell(f"# BEGIN QUESTION\n{config}"), new_markdown_cell(prose)]
    cells += [new_raw_cell("# BEGIN SOLUTION"), *solution, new_raw_cell("# END SOLUTION")]
    if tests:
        cells += [new_raw_cell("# BEGIN TESTS"), *tests, new_raw_cell("# END TESTS")]
    return [*cells, new_raw_cell("# END QUESTION")]


def tutorial() -> list:
    """An autograded question of each kind, a written one, and a plot."""
    return [
        new_raw_cell(CONFIG),
        new_markdown_cell("# Lab 1\n\nSquares and circles."),
        new_code_cell("import numpy as np\nimport otter\ngrader = otter.Notebook()"),
        *question(
            "name: q1\npoints: 3",
            "**Question 1.** Define `square`, and assign `nine`.",
            [new_code_cell(SQUARE)],
            [
                new_code_cell("square(1) == 1", outputs=shows("True")),
                new_code_cell("square(16)", outputs=shows("256")),
                new_code_cell(configured("square(-7)", "hidden: true\npoints: 1"), outputs=shows("49")),
                new_code_cell(configured("nine", "success_message: Good job!"), outputs=shows("9")),
                new_code_cell("# HIDDEN\nassert nine == 9"),
            ],
        ),
        new_code_cell("grader.check('q1')"),
        *question(
            "name: q2",
            "**Question 2.** The area of a circle.",
            [new_code_cell(CIRCLE)],
            [
                new_code_cell("np.isclose(area(1), 3.14)", outputs=shows("True")),
                new_code_cell(
                    configured(
                        "assert np.allclose([area(2), area(0.5)], [12.56, 0.785], atol=1e-6)", "points: 4\nhidden: true"
                    )
                ),
                new_code_cell(
                    configured(
                        "try:\n    area(-1)\n    raised = False\nexcept ValueError:\n    raised = True\nassert raised",
                        "hidden: true",
                    )
                ),
            ],
        ),
        *question(
            "name: q3\npoints:\n  each: 2",
            "**Question 3.** Fibonacci's numbers, one after the other.",
            [new_code_cell(FIBERATOR)],
            [
                new_code_cell("f = fiberator()\nassert next(f) == 0\nassert next(f) == 1"),
                new_code_cell(
                    "# HIDDEN\nf = fiberator()\n[next(f) for _ in range(8)]", outputs=shows("[0, 1, 1, 2, 3, 5, 8, 13]")
                ),
            ],
        ),
        *question(
            "name: q4\nmanual: true\npoints: 2",
            "**Question 4.** Why does the sequence never end?",
            [new_markdown_cell("Each number is the sum of the two before it, and there is always a next pair.")],
        ),
        new_code_cell("## Ignore ##\nprint('only in the master notebook')"),
        new_markdown_cell("That is all."),
    ]


def notebook(cells: list, **metadata) -> str:
    """The text of a notebook."""
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return writes(new_notebook(cells=cells, metadata=kernel | metadata))
