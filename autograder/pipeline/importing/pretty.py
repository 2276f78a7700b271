"""Writes data as Python, laid out as the house lays it out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

WIDTH = 120
INDENT = "    "


@dataclass(frozen=True)
class Call:
    """Something in brackets: ``opening`` and ``closing`` around its parts."""

    opening: str
    parts: Sequence["Part"]
    closing: str = ")"


@dataclass(frozen=True)
class Named:
    """A part with a name before it, as ``points=10`` or ``"x": 1``."""

    name: str
    part: "Part"


@dataclass(frozen=True)
class Lines:
    """A long text: as one literal, and as one for each of its lines."""

    whole: str
    literals: Sequence[str]


Part = str | Call | Named | Lines


def written(part: Part, before: str = "", after: str = "", depth: int = 0) -> str:
    """The text of a part, in one line where it fits; ``before`` and ``after`` stand around it in its own lines."""
    flat = _flat(part)
    indent = INDENT * depth
    if len(indent + before + flat + after) <= WIDTH:
        return indent + before + flat + after
    match part:
        case Named(name=name, part=inner):
            return written(inner, before + name, after, depth)
        case Call(opening=opening, parts=parts, closing=closing) if parts:
            inner_text = "\n".join(written(each, "", ",", depth + 1) for each in parts)
            return f"{indent}{before}{opening}\n{inner_text}\n{indent}{closing}{after}"
        case Lines(literals=literals):
            lines = "\n".join(f"{indent}{INDENT}{each}" for each in literals)
            return f"{indent}{before}(\n{lines}\n{indent}){after}"
    return indent + before + flat + after


def _flat(part: Part) -> str:
    match part:
        case str():
            return part
        case Named(name=name, part=inner):
            return name + _flat(inner)
        case Call(opening=opening, parts=parts, closing=closing):
            comma = "," if opening == "(" and len(parts) == 1 else ""
            return f"{opening}{', '.join(map(_flat, parts))}{comma}{closing}"
        case Lines(whole=whole):
            return whole


def literal(value: object) -> Part:
    """A value as Python: of the kinds of `model.Value`."""
    match value:
        case str():
            return text(value)
        case float() | np.floating() if not np.isfinite(value):
            return f"np.{'nan' if np.isnan(value) else 'inf' if value > 0 else '-inf'}".replace("np.-", "-np.")
        case np.generic():
            return literal(value.item())
        case np.ndarray():
            return Call("np.array(", [literal(value.tolist()), f'dtype="{value.dtype}"'])
        case tuple():
            return Call("(", [literal(each) for each in value])
        case list():
            return Call("[", [literal(each) for each in value], "]")
        case dict():
            return Call("{", [Named(f"{_flat(literal(key))}: ", literal(each)) for key, each in value.items()], "}")
    return repr(value)


def text(value: str) -> Part:
    """A text; one of several lines, or a long one, in as many literals."""
    lines = value.splitlines(keepends=True)
    pieces = [line[start : start + 90] for line in lines for start in range(0, len(line), 90)]
    return Lines(quoted(value), [quoted(each) for each in pieces]) if len(pieces) > 1 else quoted(value)


def quoted(value: str) -> str:
    """A literal in double quotes, unless that takes more escapes."""
    plain = repr(value)
    if plain.startswith("'") and '"' not in value:
        return '"' + plain[1:-1].replace("\\'", "'") + '"'
    if plain.startswith("'") and "\\'" in plain:
        return '"' + plain[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'
    return plain
