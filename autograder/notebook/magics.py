"""Turns a cell as IPython takes it into plain Python of as many lines.

IPython's rules (`IPython.core.inputtransformer2`), read off the tokens in one pass: prompts and a common indentation
go; a cell magic takes the cell; a command (``%magic``, ``!shell``, ``?help`` and the rest) stands where a statement
would, never inside brackets or strings.
"""

from __future__ import annotations

import ast
import re
import textwrap
from typing import Match

from .tokens import COMMENT, STRING

_PYTHON_CELLS = frozenset(["capture", "debug", "memit", "prun", "time", "timeit"])
"""Cell magics that run their cell as Python; every other takes it as something else."""

_BINDING_MAGICS = frozenset(["pylab", "run", "store"])
"""Line magics that bind names which stand nowhere in the notebook."""

UNPARSABLE = (SyntaxError, ValueError, MemoryError, RecursionError, SystemError)
"""What `ast.parse` raises, on one Python or another, for text that it cannot parse."""

_MARGIN = re.compile(r"\s*^[ \t]", re.MULTILINE)
_COMMAND_LINE = re.compile(r"\n[ \t\f]*(?:[%!?,;/]|>>>|\.{3,}:)")
_ANSWER = re.compile(r"=[ \t]*(?:\\\n[ \t]*)*[%!](?!=)")
_BLANK_LINE = re.compile(r"\n[ \t]+(?=\n|\Z)")
_CLASSIC_PROMPT = re.compile(r"[ \t]*(?:>>>|\.\.\.)[ \t]?")
_CLASSIC_START = re.compile(r"^[ \t]*>>>", re.MULTILINE)
_IPYTHON_PROMPT = re.compile(r"^(?:(?:(?:\[nav\]|\[ins\])?[ ])?In[ ]\[\d+\]:[ ]|[ \t\f]*\.{3,}:[ ]?)", re.MULTILINE)
_QUOTES = re.compile(rf"[rRbBuUfF]{{0,2}}(?P<open>\"\"\"|''')|{COMMENT}|{STRING}", re.VERBOSE)

_CELL_MAGIC = re.compile(r"%%(?!\w+\?)(?P<name>\S*)")
_COMMAND = re.compile(r"[?,;]|%(?!=)|!(?!=)|/(?![/=\s])")
_CONTINUED = re.compile(r"(?:[^\n]*\\\n)*[^\n]*")
_TIMED = re.compile(r"(?:%time[ \t]+)+")
_AFTER_EQUALS = re.compile(r"(?:[ \t]|\\\n)*(?=%(?:[ \t]|\\\n)*[^\W\d]|!(?!=))")
_LONGEST_NAME = 200
_HELP = re.compile(r"(?:(?!\d)[\w*]+(?:\.(?!\d)[\w*]+|\[-?[0-9]+\])*)\?\??\Z")

_TOKEN = re.compile(
    rf"""
    (?P<newline> \n)
  | (?P<space>   [ \t\f]+ | \\\n | {COMMENT})
  | (?P<open>    [(\[{{])
  | (?P<close>   [)\]}}])
  | (?P<other>   \*\*= | //= | >>= | <<= | [-+*/%&|^@=<>!:]=)
  | (?P<equals>  =)
  | (?P<string>  {STRING})
  | (?P<word>    \w+)
  | (?P<mark>    [\s\S])
    """,
    re.VERBOSE,
)


def to_python(source: str) -> str:
    """The Python in a cell; what only IPython understands becomes blank, ``pass`` or ``None``.

    The body of ``%%time`` and the like is kept, and so is the statement of ``%time``; the cell of any other cell magic
    is blank. ``%run`` and the like become calls of ``get_ipython``, as they do in IPython, so that it can be seen that
    they bind names.

    Parameters
    ----------
    source
        A cell, in Python or not. What IPython would refuse stays as it is.

    Returns
    -------
    str
        As many lines as the source has.
    """
    text = _BLANK_LINE.sub("\n", source)  # IPython does so even within strings
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _is_plain(text):
        return text
    text = _without_prompts(_without_margin(text))
    body = text.lstrip()
    cell_magic = _CELL_MAGIC.match(body)
    if cell_magic is None or text[: len(text) - len(body)].endswith((" ", "\t")):
        return _without_commands(text)
    above = "\n" * (text.count("\n") - body.count("\n"))
    if cell_magic.group("name") not in _PYTHON_CELLS:
        return above + "\n" * body.count("\n")
    _, end, rest = body.partition("\n")
    return above + end + to_python(rest)


def _is_plain(text: str) -> bool:
    """Whether nothing in a cell can be IPython's alone: the quick way out for most cells."""
    return not (
        _MARGIN.match(text)
        or _COMMAND_LINE.search("\n" + text)
        or _ANSWER.search(text)
        or "In [" in text
        or "?\n" in text
        or text.endswith("?")
    )


# --- margins and prompts -----------------------------------------------------------------------------------------


def _without_margin(text: str) -> str:
    return textwrap.dedent(text) if _MARGIN.match(text) else text


def _without_prompts(text: str) -> str:
    if _CLASSIC_START.search(text):
        text = _without_classic_prompts(text)
    first = len(text) - len(text.lstrip("\n"))
    second = text.find("\n", first) + 1
    if _IPYTHON_PROMPT.match(text, first) or (second and _IPYTHON_PROMPT.match(text, second)):
        text = _IPYTHON_PROMPT.sub("", text)
    return text


def _without_classic_prompts(text: str) -> str:
    """Strip ``>>>`` and ``...`` where they are prompts: not in the examples of a docstring."""
    lines: list[str] = []
    quotes = ""  # of the triple-quoted string that the line starts in
    prompted = False  # whether that string was begun behind a prompt
    found = False
    for line in text.split("\n"):
        prompt = _CLASSIC_PROMPT.match(line)
        if prompt and (prompted or not quotes):
            found = found or ">>>" in prompt.group()
            stripped = line[prompt.end() :]
        else:
            stripped = line
        lines.append(stripped)
        was_open = bool(quotes)
        quotes = _open_quotes(stripped, quotes)
        if quotes and not was_open:
            prompted = prompt is not None
    return _without_margin(_BLANK_LINE.sub("\n", "\n".join(lines))) if found else text


def _open_quotes(line: str, quotes: str) -> str:
    """The quotes of the triple-quoted string that is open at the end of a line; ``quotes`` are open at its start."""
    position = 0
    while True:
        if quotes:
            end = re.compile(rf"(?:\\.|(?!{quotes}).)*{quotes}").match(line, position)
            if end is None:
                return quotes
            position, quotes = end.end(), ""
        found = _QUOTES.search(line, position)
        if found is None:
            return ""
        position, quotes = found.end(), found.group("open") or ""


# --- commands ----------------------------------------------------------------------------------------------------


def _without_commands(text: str) -> str:
    pieces: list[str] = []
    position = 0
    while position < len(text):
        start = _first_mark(text, position)
        pieces.append(text[position:start])
        if _COMMAND.match(text, start):
            position = _end_of_command(text, start)
            pieces.append(_command(text[start:position]))
        else:
            position, statement = _statement(text, start)
            pieces.append(statement)
    return "".join(pieces)


def _first_mark(text: str, position: int) -> int:
    """Where the next statement starts: past white space and comments."""
    match: Match[str] | None
    while True:
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup not in ("space", "newline"):
            return position
        position = match.end()


def _end_of_command(text: str, start: int) -> int:
    match = _CONTINUED.match(text, start)
    assert match is not None
    return match.end()


def _command(command: str) -> str:
    """What stands for a command that takes the place of a statement."""
    name, _, rest = command[1:].replace("\\\n", " ").partition(" ")
    if command.startswith("%") and name in _BINDING_MAGICS:
        put = f"get_ipython().run_line_magic({name!r}, {rest!r})"
        return put + "\n" * command.count("\n")
    return _timed(command, "exec") or "pass" + "\n" * command.count("\n")


def _timed(command: str, mode: str) -> str:
    """The Python that a ``%time`` runs, if there is any."""
    magic = _TIMED.match(command)
    if magic is None:
        return ""
    timed = _without_commands(command[magic.end() :])
    try:
        tree = ast.parse(timed, mode=mode)
    except UNPARSABLE:
        return ""
    return timed if getattr(tree, "body", None) else ""


def _statement(text: str, start: int) -> tuple[int, str]:
    """The end of the logical line that starts at ``start``, and what stands for it."""
    depth = 0
    position = start
    assigned = False
    last = ""
    for match in _TOKEN.finditer(text, start):
        kind = match.lastgroup
        if kind == "newline" and not depth:
            break
        position, last = match.end(), match.group()
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(depth - 1, 0)
        elif kind == "equals" and not depth and not assigned:
            assigned = True
            answer = _AFTER_EQUALS.match(text, position)
            if answer is not None:
                end = _end_of_command(text, answer.end())
                if _asks_for_help(text[start:end]):
                    return end, "pass" + "\n" * text.count("\n", start, end)
                command = text[answer.end() : end]
                put = _timed(command, "eval") or "None" + "\n" * command.count("\n")
                return end, text[start : answer.end()] + put
    if last == "?" and not depth and _asks_for_help(text[start:position]):
        return position, "pass" + "\n" * text.count("\n", start, position)
    return position, text[start:position]


def _asks_for_help(statement: str) -> bool:
    return statement.endswith("?") and _HELP.search(statement[-_LONGEST_NAME:]) is not None
