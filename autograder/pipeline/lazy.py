"""Answers that cost no work, made from any solution: they have to earn nothing."""

import textwrap

LAZY = {
    "None": "None",
    "0": "0",
    "zeros": "blank(function(*itself, *copy.deepcopy(inputs), **copy.deepcopy(named)))",
    "the first input": "inputs[0] if inputs else None",
    "the first answer": "kept.setdefault(function.__name__, function(*itself, *copy.deepcopy(inputs), **named))",
}
"""What a lazy answer gives to everything. Those that are right in an exercise are listed there as equivalents."""

MEMORISED = "the public answers, else {answer}"

_DECORATOR = """\
def _lazily(solution):
    import copy
    import functools

    kept, others = {{}}, {{}}

    def blank(value):
        if isinstance(value, dict):
            return {{key: blank(each) for key, each in value.items()}}
        if isinstance(value, (list, tuple)):
            return type(value)([blank(each) for each in value])
        return value * 0 if hasattr(value, "__mul__") else value

    def made(function, bound):
        @functools.wraps(function)
        def lazy(*inputs, **named):
            # Another object does what there is to do, so that nothing right is left in this one.
            itself = [others.setdefault(id(each), copy.deepcopy(each)) for each in inputs[:bound]]
            inputs = inputs[bound:]
            return {answer}

        return lazy

    if not isinstance(solution, type):
        return made(solution, 0)
    for name, function in list(vars(solution).items()):
        if not name.startswith("__"):
            setattr(solution, name, made(function, 1))
    return solution


@_lazily
"""


def lazy(definition: str, name: str) -> str:
    """The definition of a function that gives such an answer to everything, or of a class whose methods do."""
    return _DECORATOR.format(answer=LAZY[name]) + textwrap.dedent(definition)
