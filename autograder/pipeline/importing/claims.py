"""Takes the tests of a cell apart: what each asserts, and what to ask a submission instead of believing an assert.

An assert that says what a call of the student's gives (``f(x) == y``, ``np.allclose(f(x), y)``, ``assert_equal``,
``abs(f(x) - y) < 1e-6``) is asked for the value of that call alone: what is due stays with the judge. All others can
only hold or not.
"""

import ast
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace

from ...model import Tolerance
from .draft import Draft, binds, python, reads
from .equality import Equality, equality, is_check


@dataclass(frozen=True)
class Claim:
    """One thing that is tested.

    Parameters
    ----------
    draft, line, text
        Where it stands, and how.
    points
        Its share of the points of its cell.
    outcome
        The statements that raise nothing where it holds.
    statements, expression
        What comes before the value, and the value, where it can be taken apart; else both are empty.
    tolerance
        How near the value has to be, where it can be taken apart.
    reads, whole
        The names that the value needs where there is one, and those that all of it needs.
    """

    draft: Draft
    line: int
    text: str
    hidden: bool
    points: float
    outcome: str
    statements: str = ""
    expression: str = ""
    tolerance: Tolerance | None = None
    reads: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()


@dataclass
class Scene:
    """What stands above a claim in its cell: statements, each with its line, and what became of names.

    ``made`` are the names that the cell itself binds, ``students`` those that hold what a submission made, ``called``
    the values of earlier claims among the statements: only an object of this cell can have been changed by them.
    """

    students: set[str]
    made: set[str] = field(default_factory=set)
    before: list[ast.stmt] = field(default_factory=list)
    called: list[ast.stmt] = field(default_factory=list)


def claims(draft: Draft, students: Set[str]) -> list[Claim]:
    """Take apart a cell of tests; ``students`` are the names that students make. None where it is not Python."""
    tree = python(draft.source)
    body = _without_docstring(tree.body) if tree else []
    found: list[Claim] = []
    scene = Scene(set(students))
    for number, statement in enumerate(body, 1):
        asked = draft.asks and number == len(body) and isinstance(statement, ast.Expr)
        if asked or is_check(statement, scene.before):
            found += _of_statement(draft, statement, scene, asked)
        else:
            _follow(scene, statement)
            scene.before.append(statement)
    if not found and body:  # it asks no more than that it runs
        scene.before.clear()
        found = [_claim(draft, body[-1], scene, body[:-1], body[-1])]
    return [replace(each, points=draft.points / len(found)) for each in found]


def _without_docstring(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    match body:
        case [ast.Expr(value=ast.Constant(value=str())), *rest]:
            return list(rest)
    return list(body)


def _of_statement(draft: Draft, statement: ast.stmt, scene: Scene, asked: bool) -> Iterator[Claim]:
    """The claims of a statement: one for each part of an ``and``."""
    match statement:
        case ast.Assert(test=ast.BoolOp(op=ast.And(), values=parts), msg=message):
            singles: list[ast.stmt] = [ast.copy_location(ast.Assert(part, message), statement) for part in parts]
        case _:
            singles = [statement]
    for single in singles:
        equal = equality(single, scene.students, scene.before)
        if equal is None and asked and isinstance(single, ast.Expr):
            yield _of_doctest(draft, single, scene)
        else:
            shown: ast.stmt = single
            if asked and isinstance(single, ast.Expr) and equal is not None:
                shown = ast.copy_location(ast.Assert(single.value), single)
            yield _claim(draft, statement, scene, scene.before, shown, equal)
        if equal is not None:  # a later claim may count on what the call has done to an object of this cell
            scene.called.append(ast.copy_location(ast.Expr(equal.value), statement))
            scene.before.append(scene.called[-1])
    if binds(statement):
        _follow(scene, statement)
        scene.before.append(statement)


def _of_doctest(draft: Draft, statement: ast.Expr, scene: Scene) -> Claim:
    """An expression whose value is judged; of a call of print, what that printed."""
    match statement.value:
        case ast.Call(func=ast.Name(id="print")):
            equal = Equality(ast.parse("_printed.getvalue()", mode="eval").body)
            claim = _claim(draft, statement, scene, scene.before, statement, equal, statement)
            start = "import contextlib, io\n_printed = io.StringIO()\nwith contextlib.redirect_stdout(_printed):\n"
            printed = "\n".join(f"    {line}" for line in claim.statements.split("\n"))
            return replace(claim, statements=start + printed)
    return _claim(draft, statement, scene, scene.before, statement, Equality(statement.value))


def _claim(
    draft: Draft,
    statement: ast.stmt,
    scene: Scene,
    before: Sequence[ast.stmt],
    shown: ast.stmt,
    equal: Equality | None = None,
    last: ast.stmt | None = None,
) -> Claim:
    needed = _needed(before, shown, scene.made)
    if equal is None:  # whatever it is about, the rest of the cell may matter
        secret = statement.lineno in draft.hidden
        others = [each for each in before if each not in scene.called and (secret or each.lineno not in draft.hidden)]
        needed = [each for each in before if each in needed or each in others]
    hidden = any(each.lineno in draft.hidden for each in (statement, *needed))
    names = reads(*needed, shown) - _bound(needed)
    claim = Claim(
        draft,
        statement.lineno,
        ast.unparse(equal.value if equal else shown),
        hidden,
        0.0,
        _text([*needed, shown]),
        reads=names,
        whole=names,
    )
    if equal is None:
        return claim
    target: ast.AST = last or equal.value
    above = _needed(before, target, scene.made)
    return replace(
        claim,
        statements=_text([*above, *([last] if last else [])]),
        expression=ast.unparse(equal.value),
        tolerance=equal.tolerance,
        reads=reads(*above, target) - _bound(above),
    )


def _bound(statements: Sequence[ast.stmt]) -> frozenset[str]:
    return frozenset[str]().union(*map(binds, statements))


def _text(statements: Sequence[ast.stmt]) -> str:
    return "\n".join(map(ast.unparse, statements))


def _follow(scene: Scene, statement: ast.stmt) -> None:
    """Note what a statement binds, and whether that comes from a submission."""
    bound = binds(statement)
    if not isinstance(statement, ast.Import | ast.ImportFrom):
        scene.made |= bound
    if scene.students & reads(statement):
        scene.students |= bound
    else:
        scene.students -= bound


def _needed(before: Sequence[ast.stmt], target: ast.AST, made: Set[str]) -> list[ast.stmt]:
    """Those statements that the target needs: they bind what it reads, or do something to an object that it reads.

    What only the expected side needs stays away, for it must not come near a submission.
    """
    wanted, kept = set(reads(target)), []
    for statement in reversed(before):
        touched = reads(statement)
        acts = not binds(statement) and bool(touched & made & wanted or (not touched & made and _seeds(statement)))
        if acts or binds(statement) & wanted:
            kept.append(statement)
            wanted |= touched
    return kept[::-1]


def _seeds(statement: ast.stmt) -> bool:
    """Whether a call that is about no object of the cell starts a random stream."""
    return "seed" in ast.unparse(statement)
