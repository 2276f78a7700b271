"""What otter's comments say within a code cell: solutions, prompts, lines that nobody gets."""

import ast
import re

from ...language import _
from ..notebooks import PipelineError, Place
from .draft import python

PROMPT = re.compile(r"""[ \t]*(\"\"\"|''')\s*#\s*BEGIN PROMPT.*?\1;?\s*#\s*END PROMPT[^\n]*\n?""", re.DOTALL)
OTTERS_OWN = re.compile(r"\s*(import otter\b|from otter\b|grader\s*=\s*otter\.|grader\.\w+\()")
SOLUTION = re.compile(r"#\s?SOLUTION(?: NO PROMPT)?\s*$")
BEGIN, END = re.compile(r"\s*#\s*BEGIN SOLUTION(?: NO PROMPT)?\s*$"), re.compile(r"\s*#\s*END SOLUTION\s*$")
IGNORE, BEGIN_IGNORE, END_IGNORE = (
    re.compile(text) for text in (r"#\s?IGNORE\s*$", r"\s*#\s*BEGIN IGNORE", r"#\s*END IGNORE\s*$")
)
SEED = re.compile(r"#\s?SEED\s*$")


def without_ignored(source: str) -> str:
    kept, ignoring = [], False
    for line in PROMPT.sub("", source).split("\n"):
        ignoring = ignoring or BEGIN_IGNORE.match(line) is not None
        if not ignoring and not IGNORE.search(line):
            kept.append(line)
        ignoring = ignoring and not END_IGNORE.search(line)
    return "\n".join(kept)


def without_otter(source: str) -> str:
    return "\n".join(line for line in source.split("\n") if not OTTERS_OWN.match(line)).strip("\n")


def solutions(source: str, place: Place) -> tuple[str, frozenset[int]]:
    """The text without otter's comments, and the lines of it that are solutions."""
    kept: list[str] = []
    marked: set[int] = set()
    opened = 0
    for number, line in enumerate(source.split("\n"), 1):
        if BEGIN.match(line) and not opened:
            opened = number
        elif END.match(line) and opened:
            opened = 0
        elif BEGIN.match(line) or END.match(line):
            raise PipelineError(
                _("{place}: `{marker}` does not match what stands before it.").format(
                    place=place.line(number), marker=line.strip()
                )
            )
        else:
            kept.append(SEED.sub("", SOLUTION.sub("", line)).rstrip() if not opened else line)
            if opened or SOLUTION.search(line) or SEED.search(line):
                marked.add(len(kept))
    if opened:
        raise PipelineError(
            _("{place}: nothing ends the region that `BEGIN {marker}` starts.").format(
                place=place.line(opened), marker="SOLUTION"
            )
        )
    return "\n".join(kept), frozenset(marked)


def body(source: str) -> str:
    """The statements of a test that is written as a function; its parameters are names of the notebook."""
    tree = python(source)
    functions = [each for each in tree.body if isinstance(each, ast.FunctionDef)] if tree else []
    if not functions:
        return source
    body = ast.Module(functions[0].body, type_ignores=[])
    if any(each.arg == "env" for each in functions[0].args.args):
        body = ast.fix_missing_locations(_Environment().visit(body))
    return ast.unparse(body)


class _Environment(ast.NodeTransformer):
    """Writes ``env["x"]`` as ``x``."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        match node:
            case ast.Subscript(value=ast.Name(id="env"), slice=ast.Constant(value=str(name))) if name.isidentifier():
                return ast.copy_location(ast.Name(name, node.ctx), node)
        return self.generic_visit(node)
