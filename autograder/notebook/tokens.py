"""Cuts any text into Python's tokens, so that two layouts of the same code can be told to be the same.

`tokenize` refuses text that is not Python and cuts differently from one Python to the next; the stubs of older courses
have to be recognised whether they parse or not, by every grader alike.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

STRING = r"""
    (?:[rRbBuUfF]{1,2})?
    (?: \"\"\"[^"\\]*(?:(?:\\[\s\S]?|"(?!""))[^"\\]*)*(?:\"\"\"|\Z)
      | '''[^'\\]*(?:(?:\\[\s\S]?|'(?!''))[^'\\]*)*(?:'''|\Z)
      | "[^"\\\n]*(?:\\[\s\S]?[^"\\\n]*)*"?
      | '[^'\\\n]*(?:\\[\s\S]?[^'\\\n]*)*'?
    )
"""
"""A string literal as a verbose pattern; one that is never closed ends with its line, a triple one with the text."""

COMMENT = r"\#[^\n]*"

_TOKEN = re.compile(
    rf"""
    (?: [^\S\n]+ | \\\n | {COMMENT} )*
    (
        [\n()\[\]{{}},;]
      | (?![rRbBuUfF]{{1,2}}["'])[^\W\d]\w*
      | {STRING}
      | 0[xXbBoO]\w+ | (?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?[jJlL]?
      | \*\*= | //= | >>= | <<= | \.\.\. | -> | [-+*/%&|^@=<>!:]= | \*\* | // | >> | << | \S
      | \Z
    )
    """,
    re.VERBOSE,
)
"""A token, or the end of a line or of the text, with the white space and the comments before it."""

_TURNS = frozenset("([{}]):;")
_HEADERS = frozenset("async class def elif else except finally for if try while with".split())


def code_tokens(text: str) -> list[str]:
    """The tokens of a text without white space, comments and docstrings.

    A docstring is any statement that is only a string.

    Parameters
    ----------
    text
        Anything; what is no Python is cut as well as it can be.
    """
    tokens: list[str] = []
    start = 0  # where the statement at hand starts in `tokens`
    depth = 0
    only_strings = True
    for token in _TOKEN.findall(text.replace("\r\n", "\n").replace("\r", "\n")):
        if not token:
            break
        if token == "\n" and depth:
            continue
        if token == "\n" or (token == ";" and not depth):
            if only_strings:
                del tokens[start:]
            if token == ";":
                tokens.append(token)
            start, only_strings = len(tokens), True
            continue
        tokens.append(token)
        if only_strings and '"' not in token and "'" not in token:
            only_strings = False
        if token not in _TURNS:
            continue
        if token in "([{":
            depth += 1
        elif token in ")]}":
            depth = max(depth - 1, 0)
        elif token == ":" and not depth and tokens[start] in _HEADERS:
            start, only_strings = len(tokens), True
    if only_strings:
        del tokens[start:]
    return tokens


@lru_cache(maxsize=1000)
def fingerprint(text: str) -> str:
    """A digest of the tokens of a text: the same for two texts that differ in layout, comments and docstrings only."""
    return hashlib.sha256("\0".join(code_tokens(text)).encode("utf-8", "surrogatepass")).hexdigest()
