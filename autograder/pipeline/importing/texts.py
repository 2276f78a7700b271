"""The README and the requirements of an imported assignment."""

from collections.abc import Collection
from importlib.metadata import packages_distributions

from ...model import Assignment

README = """\
# {title}

{what}

## Set up

Python 3.8 or newer, then in this folder:

    python -m venv .venv
    . .venv/bin/activate            # on Windows: .venv\\Scripts\\activate
    pip install -r requirements.txt
    jupyter lab {name}.ipynb

## Work

Write your code between `### START CODE HERE ###` and `### END CODE HERE ###`, in the place of `None` and `pass`. Keep \
the names of functions, parameters and results.

## Check

Each exercise ends with a cell like `check("{first}")`. It tries what you wrote and says what differs. Run it as often \
as you like. The final score may come from further tests.

## Hand in

1. Choose *Kernel → Restart Kernel and Run All Cells*. What works only because of a cell that you deleted long ago \
shows now.
2. Save, and hand in `{name}.ipynb` under this name. The other files stay as they are and need not be handed in.
"""

REQUIREMENTS = """\
# What the notebook needs.
numpy>=1.20
{further}ipykernel>=6.0
jupyterlab>=3.0
"""


def readme(assignment: Assignment) -> bytes:
    exercises = assignment.exercises
    count = f"{len(exercises)} exercise{'' if len(exercises) == 1 else 's'}"
    what = f"{count} of {assignment.points:g} points in all, beside what a person reads."
    first = exercises[0].name if exercises else "…"
    return README.format(title=assignment.title, what=what, name=assignment.name, first=first).encode()


def requirements(modules: Collection[str]) -> bytes:
    known = packages_distributions()
    further = sorted({known.get(module, [module])[0] for module in modules} - {"numpy"})
    return REQUIREMENTS.format(further="".join(f"{each}\n" for each in further)).encode()
