"""Takes the solutions out of a code cell, on its syntax tree.

What stays of a region: its markers, its comments, and one ``name = None`` for each name assigned anywhere in it, in
order of first appearance. In detail:

- A comment on a line of its own stays as it is. One behind code moves to a line of its own, above what becomes of
  that code.
- ``a, b = f(x)`` becomes ``a, b = None, None``, less those names that stand above already.
- A subscript or attribute target stays as it is written: ``parameters["W" + str(l)] = None``. If its index holds more
  than names, constants and joined strings, it would show part of the solution: the source is refused.
- Loop, ``with`` and walrus targets count as assigned; those of comprehensions, imports and exception handlers do not.
- A region without targets becomes ``pass``, so ``return f(x)`` leaves nothing.
- A function or class within a region is refused: its name and parameters are what students need, so the markers belong
  inside it.
"""

import ast
import tokenize
from collections.abc import Iterator, Sequence

from ..language import _
from ..notebook.magics import to_python
from .markers import Region, Style, find_regions, python_tokens
from .notebooks import PipelineError, Place

LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def strip(source: str, place: Place) -> str:
    """The cell as students get it.

    nbgrader's own ``BEGIN SOLUTION`` regions are left to nbgrader.

    Raises
    ------
    PipelineError
        If a region does not cover whole statements of one block, or holds what cannot be stripped.
    """
    regions = [region for region in find_regions(source, place) if region.style is not Style.NBGRADER]
    if not regions:
        return source
    tokens = python_tokens(source, place)
    tree = parse(source, place)
    lines = source.split("\n")
    for region in reversed(regions):
        _refuse_magics(source, region, place)
        statements = region_statements(tree, region, place)
        _refuse_fragments(tokens, statements, region, place)
        lines[region.start : region.end - 1] = _remains(source, tokens, statements, region, place)
    stripped = "\n".join(lines)
    parse(stripped, place)
    return stripped


def parse(source: str, place: Place) -> ast.Module:
    """The syntax tree of a cell, IPython's own syntax aside."""
    try:
        return ast.parse(to_python(source))
    except SyntaxError as error:
        raise PipelineError(
            _("{place}: the code does not parse ({reason}).").format(
                place=place.line(error.lineno or 1), reason=error.msg
            )
        ) from None


def region_statements(tree: ast.Module, region: Region, place: Place) -> list[ast.stmt]:
    """The whole statements that the region covers, which must be neighbours in one block."""
    found = list(_covered(tree.body, region, place))
    for block, statement in found:
        if block is not found[0][0]:
            raise PipelineError(
                _(
                    "{place}: the region from line {line} has to cover whole statements of one block, and this one "
                    "belongs to another block."
                ).format(place=place.line(statement.lineno), line=region.start)
            )
    return [statement for _, statement in found]


def _covered(block: Sequence[ast.stmt], region: Region, place: Place) -> Iterator[tuple[Sequence[ast.stmt], ast.stmt]]:
    for statement in block:
        first, last = _span(statement)
        if first in region and last in region:
            yield block, statement
        elif first in region:
            raise PipelineError(
                _("{place}: the statement from line {line} goes on below this.").format(
                    place=place.line(region.end), line=first
                )
            )
        elif first < region.start < last:
            inner = list(_blocks(statement))
            if not inner:
                raise PipelineError(
                    _("{place}: this marker stands inside a statement.").format(place=place.line(region.start))
                )
            for body in inner:
                yield from _covered(body, region, place)


def _span(statement: ast.stmt) -> tuple[int, int]:
    decorators = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(each.lineno for each in decorators)]), statement.end_lineno or statement.lineno


def _blocks(statement: ast.stmt) -> Iterator[Sequence[ast.stmt]]:
    for part in [statement, *getattr(statement, "handlers", []), *getattr(statement, "cases", [])]:
        for field in ("body", "orelse", "finalbody"):
            if block := getattr(part, field, None):
                yield block


def _refuse_magics(source: str, region: Region, place: Place) -> None:
    given, python = source.split("\n"), to_python(source).split("\n")
    for number in range(region.start + 1, region.end):
        if given[number - 1].strip() != python[number - 1].strip():
            raise PipelineError(
                _("{place}: IPython syntax cannot stand in a solution region.").format(place=place.line(number))
            )


def _refuse_fragments(
    tokens: Sequence[tokenize.TokenInfo], statements: Sequence[ast.stmt], region: Region, place: Place
) -> None:
    """An ``else:`` whose ``if`` stands outside is in no statement of the region, and would be lost."""
    spans = [_span(statement) for statement in statements]
    for token in tokens:
        line = token.start[0]
        if line in region and token.type not in LAYOUT and not any(a <= line <= b for a, b in spans):
            raise PipelineError(
                _("{place}: `{code}` is no whole statement of the region that starts in line {line}.").format(
                    place=place.line(line), code=token.line.strip(), line=region.start
                )
            )


def _remains(
    source: str,
    tokens: Sequence[tokenize.TokenInfo],
    statements: Sequence[ast.stmt],
    region: Region,
    place: Place,
) -> list[str]:
    lines = source.split("\n")
    first = statements[0].lineno if statements else region.start
    indent = _indentation(lines[first - 1])
    blanks = _blanks(source, statements, place) or {statements[0].lineno if statements else region.end: ["pass"]}
    comments = {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}
    remains = []
    for number in range(region.start + 1, region.end + 1):
        if number in comments and number != region.end:
            line = lines[number - 1]
            own = line.lstrip().startswith("#")
            remains.append(line if own else _indentation(line) + comments[number].rstrip())
        remains += [indent + blank for blank in blanks.get(number, [])]
    return remains


def _indentation(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _blanks(source: str, statements: Sequence[ast.stmt], place: Place) -> dict[int, list[str]]:
    """For each line that assigns something new, the assignments of None that take its place."""
    python = to_python(source)
    targets = [target for statement in statements for target in assigned(statement, place)]
    seen: set[str] = set()
    blanks: dict[int, list[str]] = {}
    for target in sorted(targets, key=lambda node: (node.lineno, node.col_offset)):
        new = dict.fromkeys(_written(python, leaf, place) for leaf in _leaves(target))
        new = {text: None for text in new if text not in seen}
        seen.update(new)
        if new:
            blanks.setdefault(target.lineno, []).append(f"{', '.join(new)} = {', '.join('None' for _ in new)}")
    return blanks


def assigned(node: ast.AST, place: Place) -> Iterator[ast.expr]:
    """The targets that a statement assigns to, as they are written, whole tuples among them."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            raise PipelineError(
                _(
                    "{place}: `{name}` is defined inside a solution region; put the markers inside its body, so that "
                    "students keep its name and parameters."
                ).format(place=place.line(node.lineno), name=node.name)
            )
        case ast.Lambda():
            return
        case ast.Assign(targets=targets):
            yield from targets
        case ast.AnnAssign(target=target, value=value):
            if value is not None:
                yield target
        case ast.AugAssign() | ast.NamedExpr() | ast.For() | ast.AsyncFor():
            yield node.target
        case ast.withitem(optional_vars=ast.expr() as target):
            yield target
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            yield ast.copy_location(ast.Name(name, ast.Store()), node)
    for child in ast.iter_child_nodes(node):
        yield from assigned(child, place)


def _leaves(target: ast.expr) -> Iterator[ast.expr]:
    match target:
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                yield from _leaves(part)
        case ast.Starred(value=value):
            yield from _leaves(value)
        case _:
            yield target


def _written(python: str, target: ast.expr, place: Place) -> str:
    if isinstance(target, ast.Name):
        return target.id
    text = ast.get_source_segment(python, target) or ast.unparse(target)
    if "\n" in text:
        text = ast.unparse(target)
    if not _tells_nothing(target):
        raise PipelineError(
            _(
                "{place}: the target `{target}` would show part of the solution; compute its index into a name of its "
                "own, so that it holds only names, constants and joined strings."
            ).format(place=place.line(target.lineno), target=text)
        )
    return text


def _tells_nothing(node: ast.expr | None) -> bool:
    match node:
        case None | ast.Name() | ast.Constant():
            return True
        case ast.Attribute(value=value) | ast.FormattedValue(value=value):
            return _tells_nothing(value)
        case ast.Subscript(value=value, slice=index):
            return _tells_nothing(value) and _tells_nothing(index)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant()):
            return True
        case ast.BinOp(left=left, op=ast.Add(), right=right):  # "dW" + str(l + 1)
            return _tells_nothing(left) and _tells_nothing(right)
        case ast.Call(func=ast.Name(id="str"), args=[value], keywords=[]):
            return _tells_nothing(value)
        case ast.JoinedStr(values=parts) | ast.Tuple(elts=parts):
            return all(_tells_nothing(part) for part in parts)
        case ast.Slice(lower=lower, upper=upper, step=step):
            return _tells_nothing(lower) and _tells_nothing(upper) and _tells_nothing(step)
        case _:
            return False
