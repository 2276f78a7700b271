"""A sentence for the exceptions that beginners meet most: what they mean, and what to write instead."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..language import N_
from ..model import Diagnosis, Message, Status
from .case import Judged
from .messages import Says

REMOVED = {
    "bool": "bool",
    "int": "int",
    "float": "float",
    "complex": "complex",
    "object": "object",
    "str": "str",
    "long": "int",
    "unicode": "str",
    "bool8": "np.bool",
    "float_": "np.float64",
    "complex_": "np.complex128",
    "string_": "np.bytes_",
    "unicode_": "np.str_",
    "Inf": "np.inf",
    "Infinity": "np.inf",
    "PINF": "np.inf",
    "NINF": "-np.inf",
    "NaN": "np.nan",
    "product": "np.prod",
    "cumproduct": "np.cumprod",
    "alltrue": "np.all",
    "sometrue": "np.any",
    "asfarray": "np.asarray(…, dtype=float)",
    "round_": "np.round",
    "row_stack": "np.vstack",
    "in1d": "np.isin",
    "trapz": "np.trapezoid",
    "mat": "np.asmatrix",
    "msort": "np.sort(…, axis=0)",
}
"""What NumPy 1.x had and NumPy 2 has not, each with what to write instead: NumPy's migration guide and release notes
1.20, 1.24 and 2.0 to 2.3."""

_LIMIT = 40  # characters of a student's name that a sentence repeats


@dataclass(frozen=True)
class Advice:
    """What to say about exceptions of a type whose text fits a pattern; its named groups are values of the hint."""

    id: str
    types: tuple[str, ...]
    text: str
    look: str
    hint: str
    values: Callable[[Mapping[str, str]], Mapping[str, str] | None] = dict


def _instead(found: Mapping[str, str]) -> Mapping[str, str] | None:
    name = found["name"]
    return {"call": f"np.{name}", "instead": REMOVED[name]} if name in REMOVED else None


ADVICE = (
    Advice(
        "removed-from-numpy",
        ("AttributeError",),
        r"^(?:module 'numpy' has no attribute '(?P<name>\w+)'|`np\.(?P<other>\w+)` was removed)",
        N_("This line was written for NumPy 1.x; this is NumPy 2."),
        N_("NumPy 2 has no {call} any more: write {instead} instead."),
        lambda found: _instead({"name": found["name"] or found["other"]}),
    ),
    Advice(
        "array-for-one-entry",
        ("ValueError", "TypeError"),
        r"setting an array element with a sequence\.?( The requested array would exceed.*)?$"
        r"|only (?:length-1 arrays|size-1 arrays|0-dimensional arrays) can be converted to Python scalars"
        r"|can only convert an array of size 1",
        N_("What stands to the right of the equals sign in this line: one number, or an array?"),
        N_(
            "An array is put where one number belongs. NumPy 1.x still took an array of one entry there; NumPy 2 wants "
            "the number itself: take the entry out of the array by its index, or with its method item."
        ),
    ),
    Advice(
        "ragged-array",
        ("ValueError",),
        r"inhomogeneous shape",
        N_("Do all parts of the array that this line makes have the same length?"),
        N_(
            "The parts differ in length, so no array can be made of them. NumPy 1.x made an array of objects; NumPy 2 "
            "refuses: keep them in a list."
        ),
    ),
    Advice(
        "shape-as-two-arguments",
        ("TypeError",),
        r"Cannot interpret '[^']{0,20}' as a data type|data type not understood",
        N_("How does this function want to be told the shape?"),
        N_("The shape goes in as one tuple, with parentheses of its own; a second argument is taken for the type."),
    ),
    Advice(
        "tuple-for-numbers",
        ("TypeError",),
        r"'tuple' object cannot be interpreted as an integer",
        N_("How does this function want to be told the shape?"),
        N_("This one takes the lengths of the axes as arguments of their own, not as one tuple."),
    ),
    Advice(
        "one-dimensional",
        ("IndexError", "AxisError"),
        r"tuple index out of range|too many indices for array: array is 1-dimensional"
        r"|axis 1 is out of bounds for array of dimension 1",
        N_("How many axes does the array in this line have? Print its shape."),
        N_("It is an array of one axis where one of two is due, a row or a column: an axis was lost before."),
    ),
    Advice(
        "none",
        ("TypeError", "AttributeError"),
        r"NoneType",
        N_("Which name in this line is still None?"),
        N_("Something is None here: a stub that is not filled in yet, or a function that lacks its return."),
    ),
    Advice(
        "shapes-do-not-fit",
        ("ValueError",),
        r"shapes? .*not aligned|matmul: .*mismatch|mismatch in its core dimension",
        N_("Print the shapes of the two factors in this line: the inner two lengths have to agree."),
        N_("The two matrices cannot be multiplied in this order: one has to be transposed, or they change places."),
    ),
    Advice(
        "shapes-do-not-broadcast",
        ("ValueError",),
        r"could not be broadcast",
        N_("Print the shapes of the arrays in this line."),
        N_(
            "The arrays have shapes that do not go together entry by entry: a matrix product may be due here, or an "
            "axis was lost."
        ),
    ),
    Advice(
        "not-defined",
        ("NameError", "UnboundLocalError"),
        r"name '(?P<name>[^']+)' is not defined|local variable '(?P<local>[^']+)'",
        N_("Where does this name get its value?"),
        N_("Nothing gives {name} a value before this line: it may be mistyped, or stand under another name."),
        lambda found: {"name": (found["name"] or found["local"])[:_LIMIT]},
    ),
    Advice(
        "no-such-key",
        ("KeyError",),
        r"^['\"]?(?P<key>[^'\"]{1,40})",
        N_("Which keys does the dict in this line have? Print them."),
        N_("It has no key {key}: the name is put together differently, or the count starts at another number."),
    ),
    Advice(
        "missing-argument",
        ("TypeError",),
        r"missing \d+ required positional arguments?|takes \d+ positional arguments? but \d+ (?:was|were) given",
        N_("Compare the call in this line with the parameters of the function."),
        N_("The function is called with another number of arguments than it takes."),
    ),
    Advice(
        "divided-by-zero",
        ("ZeroDivisionError",),
        r"",
        N_("What is divided by in this line, and when is it 0?"),
        N_("It divides by 0."),
    ),
    Advice(
        "endless-recursion",
        ("RecursionError",),
        r"",
        N_("Which function does this line call?"),
        N_("The function calls itself without end."),
    ),
)


def advise(cases: Sequence[Judged]) -> tuple[Diagnosis, ...]:
    """Explain the first exception of a public case, or, with nothing but its type to go by, of a hidden one."""
    raised = [case for case in cases if case.status is Status.ERROR and case.message is not None]
    for case in sorted(raised, key=lambda case: not case.question.public):
        assert case.message is not None
        found = _explained(case.message)
        if found is not None:
            return (found,)
    return ()


def _explained(message: Message) -> Diagnosis | None:
    if message.id != Says.RAISED:
        return None
    kind, text = str(message.values["type"]), str(message.values.get("text", ""))
    for advice in ADVICE:
        found = re.search(advice.text, text) if kind in advice.types else None
        values = advice.values(found.groupdict("")) if found else None
        if values is not None:
            return Diagnosis(advice.id, advice.look, advice.hint, values)
    return None
