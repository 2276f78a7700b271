"""Finds by text what a cell defines that does not parse: Python 2, or a stub with a hole in it."""

from __future__ import annotations

import re
from typing import NamedTuple

from .tokens import COMMENT, STRING

_HIDDEN = re.compile(rf"{COMMENT}|{STRING}", re.VERBOSE)
_DEFINITION = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+([^\W\d]\w*)", re.MULTILINE)
_NEXT_BLOCK = re.compile(r"^[^\s)\]}]", re.MULTILINE)
_PARAMETERS = re.compile(r"[ \t]*\(((?:[^()]|\([^()]*\))*)\)")
_BRACKET = re.compile(r"([(\[{)\]}])")
_ASSIGNMENT = re.compile(r"^([^\W\d]\w*(?:[ \t]*,[ \t]*[^\W\d]\w*)*)[ \t]*=(?!=)", re.MULTILINE)
_IMPORT = re.compile(r"^(?:from[ \t]+[\w.]+[ \t]+)?import[ \t]+\(?([\w., \t]+)", re.MULTILINE)
_WORD = re.compile(r"[^\W\d]\w*")


class Outlined(NamedTuple):
    """A function or class of a cell that does not parse: its name, parameters, first line and text."""

    name: str
    parameters: tuple[str, ...]
    line: int
    text: str


def outline(text: str) -> list[Outlined]:
    """The functions and classes at the left margin of a cell that does not parse, in their order."""
    visible = _visible(text)
    found = []
    line, counted = 1, 0
    for match in _DEFINITION.finditer(visible):
        line += visible.count("\n", counted, match.start())
        counted = match.start()
        following = _NEXT_BLOCK.search(visible, match.end())
        end = following.start() if following else len(text)
        parameters = _PARAMETERS.match(visible, match.end(), end)
        names = _parameters(parameters.group(1)) if parameters and "def" in match.group() else ()
        found.append(Outlined(match.group(1), names, line, text[match.start() : end]))
    return found


def bound_names(text: str) -> set[str]:
    """The names that a cell that does not parse means to bind: definitions, assignments, imports at the left margin."""
    visible = _visible(text)
    names = set(_DEFINITION.findall(visible))
    for targets in _ASSIGNMENT.findall(visible):
        names.update(_WORD.findall(targets))
    for imported in _IMPORT.findall(visible):
        for alias in imported.split(","):
            words = _WORD.findall(alias)
            names.update(words[-1:] if "as" in words else words[:1])
    return names


def _visible(text: str) -> str:
    """The text with blanks for comments and strings."""
    return _HIDDEN.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def _parameters(text: str) -> tuple[str, ...]:
    """The names in a parameter list."""
    bare, depth = [], 0
    for piece in _BRACKET.split(text):
        if piece and piece in "([{":
            depth += 1
        elif piece and piece in ")]}":
            depth = max(depth - 1, 0)
        elif not depth:
            bare.append(piece)
    words = [_WORD.search(parameter.partition("=")[0]) for parameter in "".join(bare).split(",")]
    return tuple(word.group() for word in words if word)
