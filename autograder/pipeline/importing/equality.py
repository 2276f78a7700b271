"""Reads asserts: which value an assert is about, and how near that has to be to another."""

import ast
from collections.abc import Sequence, Set
from dataclasses import dataclass

from ...model import Tolerance
from .draft import reads

ASSERTING = ("assert", "eq_", "ok_")
"""How the names of functions begin that raise where something does not hold."""

EQUAL = Tolerance(1e-9, 0.0, "the assert asks for equality; the order of the operations is the student's")


@dataclass(frozen=True)
class Equality:
    """The value that is due, as a student's code gives it, and how near it has to be."""

    value: ast.expr
    tolerance: Tolerance = EQUAL


def is_check(statement: ast.stmt, before: Sequence[ast.stmt]) -> bool:
    """Whether a statement can say that something does not hold, by itself or through a function of this cell."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return False
    tests = {each.name for each in before if isinstance(each, ast.FunctionDef) and _says(each)}
    called = {
        each.func.id for each in ast.walk(statement) if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)
    }
    return _says(statement) or bool(tests & called)


def _says(node: ast.AST) -> bool:
    return any(
        isinstance(each, ast.Assert | ast.Raise)
        or (isinstance(each, ast.Call) and (_name(each.func).startswith(ASSERTING) or _name(each.func) == "raises"))
        for each in ast.walk(node)
    )


def equality(statement: ast.stmt, students: Set[str], before: Sequence[ast.stmt]) -> Equality | None:
    """What a statement asserts to be equal to something that no student makes; None if it is of another kind."""
    match statement:
        case ast.Assert(test=test):
            return _truth(test, students)
        case ast.Expr(value=ast.Call(func=function, args=[test, *_]) as call):
            name = _name(function)
            if name.lower() in ("assert_true", "asserttrue", "assert_", "ok_"):
                return _truth(test, students)
            if len(call.args) > 1 and name.startswith(ASSERTING):
                near = _asserted(call, name, before)
                return _one_side(call.args[0], call.args[1], students, near) if near else None
            return _truth(call, students)
        case ast.Expr(value=value):
            return _truth(value, students)
    return None


def _truth(test: ast.expr, students: Set[str]) -> Equality | None:
    match test:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            return _approximately(left, right, students) or _one_side(left, right, students, EQUAL)
        case ast.Compare(left=left, ops=[ast.Is()], comparators=[ast.Constant() as right]):
            return _one_side(left, right, students, EQUAL)
        case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE()], comparators=[limit]):
            return _difference(left, limit, students)
        case ast.Call(func=ast.Attribute(value=whole, attr="all"), args=[]):  # (a == b).all()
            return _truth(whole, students)
        case ast.Call(func=function, args=[whole]) if _name(function) in ("all", "bool") and not _is_comprehension(
            whole
        ):
            return _truth(whole, students)
        case ast.Call(func=function, args=[one, other, *_]):
            near = _near(test, _name(function), ast.unparse(function))
            return _one_side(one, other, students, near) if near else None
    return None


def _one_side(one: ast.expr, other: ast.expr, students: Set[str], near: Tolerance) -> Equality | None:
    mine, its = bool(students & reads(one)), bool(students & reads(other))
    if mine == its:  # both are the student's: a relation, which many values fulfil
        return None
    return Equality(one if mine else other, near)


def _difference(left: ast.expr, limit: ast.expr, students: Set[str]) -> Equality | None:
    """``abs(a - b) < limit``, also of arrays: ``np.max(np.abs(a - b)) < limit``."""
    atol = _number(limit)
    while True:
        match left:
            case ast.Call(func=function, args=[ast.BinOp(left=one, op=ast.Sub(), right=other)]) if _name(function) in (
                "abs",
                "absolute",
                "fabs",
            ):
                said = Tolerance(0.0, atol or 0.0, "the assert's own limit")
                return None if atol is None else _one_side(one, other, students, said)
            case ast.Call(func=function, args=[inner]) if _name(function) in ("max", "amax"):
                left = inner
            case ast.Call(func=ast.Attribute(value=inner, attr="max"), args=[]):
                left = inner
            case _:
                return None


def _approximately(left: ast.expr, right: ast.expr, students: Set[str]) -> Equality | None:
    """``a == pytest.approx(b)``."""
    for value, due in ((left, right), (right, left)):
        if isinstance(due, ast.Call) and _name(due.func) == "approx" and due.args:
            near = _within(due, "rel", 1e-6, "abs", 1e-12, 1)
            return _one_side(value, due.args[0], students, near) if near else None
    return None


def _near(call: ast.Call, name: str, dotted: str) -> Tolerance | None:
    """How near two values are for which a function says that they are."""
    match name:
        case "allclose" | "isclose" if dotted.startswith("math.") or any(
            each.arg == "rel_tol" for each in call.keywords
        ):
            return _within(call, "rel_tol", 1e-9, "abs_tol", 0.0)
        case "allclose" | "isclose":
            return _within(call, "rtol", 1e-5, "atol", 1e-8)
        case "array_equal" | "array_equiv":
            return EQUAL
    return None


def _asserted(call: ast.Call, name: str, before: Sequence[ast.stmt]) -> Tolerance | None:
    """How near two values have to be for a function that asserts it: NumPy's, unittest's, nose's."""
    match name:
        case "assert_equal" | "assertEqual" | "eq_" | "assert_array_equal" | "assertListEqual" | "assertDictEqual":
            return EQUAL
        case "assert_allclose":
            return _within(call, "rtol", 1e-7, "atol", 0.0)
        case "assert_almost_equal" | "assert_array_almost_equal" | "assertAlmostEqual":
            numpy = "places" not in {each.arg for each in call.keywords} and _is_numpys(call, before)
            digits = _argument(call, "decimal" if numpy else "places", 2, 6.0 if "array" in name else 7.0)
            slack = 1.5 if numpy else 0.5
            return None if digits is None else Tolerance(0.0, slack * 10.0**-digits, "the assert's own digits")
    return None


def _is_numpys(call: ast.Call, before: Sequence[ast.stmt]) -> bool:
    froms = [each for each in before if isinstance(each, ast.ImportFrom) and "numpy" in (each.module or "")]
    imported = {alias.asname or alias.name for each in froms for alias in each.names}
    return "testing" in ast.unparse(call.func) or _name(call.func) in imported or "array" in _name(call.func)


def _within(call: ast.Call, rtol: str, default: float, atol: str, or_default: float, at: int = 2) -> Tolerance | None:
    relative = _argument(call, rtol, at if rtol != "rel_tol" else 99, default)
    absolute = _argument(call, atol, at + 1 if atol != "abs_tol" else 99, or_default)
    if relative is None or absolute is None:
        return None
    return Tolerance(relative, absolute, "the assert's own")


def _argument(call: ast.Call, name: str, place: int, default: float) -> float | None:
    """A number that a call is given; None where it is given one that cannot be read off."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return _number(keyword.value)
    return _number(call.args[place]) if len(call.args) > place else default


def _number(node: ast.expr) -> float | None:
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):  # 10**-6
            base, power = _number(left), _number(right)
            return None if base is None or power is None else float(base**power)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            number = _number(operand)
            return None if number is None else -number
    return None


def _is_comprehension(node: ast.expr) -> bool:
    return isinstance(node, ast.GeneratorExp | ast.ListComp | ast.SetComp)


def _name(function: ast.expr) -> str:
    """The last name of a dotted one."""
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
