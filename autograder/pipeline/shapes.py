"""Finds code in any text, and tells whether two expressions are the same but for the names of their variables."""

import ast
import builtins
import re
import textwrap
import warnings
from collections.abc import Iterable, Iterator, Mapping

from ..notebook.magics import to_python

FENCE = re.compile(r"^\s*(```|~~~)")
INLINE = re.compile(r"(`+)(.+?)\1", re.DOTALL)
COMMENT = re.compile(r"#+ ?(.*)$")
PROMPT = re.compile(r"^\s*(>>>|\.\.\.|In \[\d*\]:|[-*>]|\d+\.) ")


LEAST = 8
"""Shorter pieces of text hold no code that tells anything."""


def trees(text: str) -> Iterator[ast.Module]:
    """All code that can be read in a text: the text itself, fenced and inline code, comments, docstrings' examples."""
    if "\0" in text or "\ufffd" in text:  # the bytes of an image
        return
    for piece in dict.fromkeys(_pieces(text)):
        tree = _parse(piece) if len(piece) >= LEAST else None
        if tree is not None:
            yield tree


def _pieces(text: str) -> Iterator[str]:
    yield text
    for match in INLINE.finditer(text):
        yield match[2].strip()
    for block in _blocks(text):
        yield textwrap.dedent("\n".join(block))
        for line in block:
            yield line.strip()


def _blocks(text: str) -> Iterator[list[str]]:
    """Runs of lines that belong together: code lines, comment lines, each up to a blank line or a fence."""
    code: list[str] = []
    remarks: list[str] = []
    for line in [*text.split("\n"), ""]:
        if not line.strip() or FENCE.match(line):
            yield code
            yield remarks
            code, remarks = [], []
            continue
        code.append(PROMPT.sub("", line))
        if match := COMMENT.search(line):
            remarks.append(PROMPT.sub("", match[1]))


def _parse(piece: str) -> ast.Module | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # prose that happens to be Python has invalid escapes and odd comparisons
        for candidate in (piece, f"{piece} pass"):  # the head of a loop stands on a line of its own
            try:
                return ast.parse(to_python(candidate))
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
    return None


def imports(code: Iterable[ast.AST], known: Mapping[str, str]) -> dict[str, str]:
    """What imported names stand for, as in ``{"np": "numpy"}``: those of some code, and those known before.

    A name that the code also gives to a variable or a parameter is left out.
    """
    found = dict(known)
    variables = set()
    for node in (node for tree in code for node in ast.walk(tree)):
        match node:
            case ast.Import(names=names):
                found |= {each.asname: each.name for each in names if each.asname}
                found |= {each.name.split(".")[0]: each.name.split(".")[0] for each in names if not each.asname}
            case ast.ImportFrom(module=str(module), names=names):
                found |= {each.asname or each.name: f"{module}.{each.name}" for each in names}
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                variables.add(name)
    return {name: origin for name, origin in found.items() if name not in variables}


def size(node: ast.AST) -> int:
    return sum(1 for _ in ast.walk(node))


def shape(node: ast.AST, imported: Mapping[str, str]) -> str:
    """An expression written without its variables' names: two with the same shape compute the same.

    Attributes, constants, imported and built-in names and the names of called functions stay as they are; variables
    are numbered in order of appearance; ``1`` and ``1.`` are one constant.
    """
    numbers: dict[str, int] = {}

    def write(part: object) -> str:
        match part:
            case ast.Call(func=ast.Name(id=name)) if name not in imported:
                return f"{name}({write(part.args)}, {write(part.keywords)})"
            case ast.Name(id=name):
                if name in imported:
                    return imported[name]
                return name if hasattr(builtins, name) else f"#{numbers.setdefault(name, len(numbers))}"
            case ast.Attribute(value=value, attr=attr):
                return f"{write(value)}.{attr}"
            case ast.Constant(value=bool() | None | str() | bytes() as value):
                return repr(value)
            case ast.Constant(value=int() | float() as value):
                return f"{value:.17g}"
            case ast.expr_context():
                return ""
            case ast.AST():
                return f"{type(part).__name__}({', '.join(write(value) for _, value in ast.iter_fields(part))})"
            case list():
                return f"[{', '.join(write(each) for each in part)}]"
            case _:
                return repr(part)

    return write(node)
