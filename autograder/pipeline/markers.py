"""Finds the solution regions of a code cell by the marker comments around them."""

import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ..language import _
from ..notebook.magics import to_python
from .notebooks import PipelineError, Place


class Style(StrEnum):
    """The marker families that are met in real notebooks; the value is how a person calls the opening one."""

    CLASSIC = "START CODE HERE"
    RECENT = "YOUR CODE STARTS HERE"
    NBGRADER = "BEGIN SOLUTION"


# What the comment says behind its hash signs; "(approx. 1 line)" and the like may follow. CODER is a misspelling
# that has been handed out for years.
OPENING = {
    Style.CLASSIC: re.compile(r"START CODER? HERE\b"),
    Style.RECENT: re.compile(r"YOUR CODE STARTS HERE\b"),
    Style.NBGRADER: re.compile(r"BEGIN SOLUTION\b"),
}
CLOSING = {
    Style.CLASSIC: re.compile(r"END CODER? HERE\b"),
    Style.RECENT: re.compile(r"YOUR CODE ENDS HERE\b"),
    Style.NBGRADER: re.compile(r"END SOLUTION\b"),
}


@dataclass(frozen=True)
class Region:
    """The lines between two markers; ``start`` and ``end`` are the lines of the markers themselves, from 1."""

    style: Style
    start: int
    end: int

    def __contains__(self, line: object) -> bool:
        return isinstance(line, int) and self.start < line < self.end


def python_tokens(source: str, place: Place) -> list[tokenize.TokenInfo]:
    """The tokens of a code cell, comments among them.

    Raises
    ------
    PipelineError
        If the cell is not Python once IPython's own syntax is taken out.
    """
    try:
        return list(tokenize.generate_tokens(io.StringIO(to_python(source)).readline))
    except (tokenize.TokenError, SyntaxError) as error:
        raise PipelineError(
            _("{place}: the code does not parse ({reason}).").format(place=place, reason=error.args[0])
        ) from None


def may_hold_ours(source: str) -> bool:
    """Whether a cell mentions one of our markers; those of nbgrader are nbgrader's to find."""
    return any(
        patterns[style].search(source) for patterns in (OPENING, CLOSING) for style in (Style.CLASSIC, Style.RECENT)
    )


def find_regions(source: str, place: Place) -> tuple[Region, ...]:
    """The regions of a code cell, from top to bottom.

    Markers are comments on lines of their own; what looks like a marker within a string is none.

    Raises
    ------
    PipelineError
        For an unmatched or nested marker, and for one beside code.
    """
    if not any(pattern.search(source) for pattern in (*OPENING.values(), *CLOSING.values())):
        return ()
    return tuple(_pair(source, place))


def _pair(source: str, place: Place) -> Iterator[Region]:
    opened: tuple[Style, int] | None = None
    for token in python_tokens(source, place):
        if token.type != tokenize.COMMENT:
            continue
        line = token.start[0]
        says = token.string.lstrip("# \t")
        opens = next((style for style, pattern in OPENING.items() if pattern.match(says)), None)
        closes = next((style for style, pattern in CLOSING.items() if pattern.match(says)), None)
        if opens is None and closes is None:
            continue
        if token.line[: token.start[1]].strip():
            raise PipelineError(
                _("{place}: the marker `{marker}` needs a line of its own.").format(
                    place=place.line(line), marker=token.string
                )
            )
        if opens is not None:
            if opened is not None:
                raise PipelineError(
                    _("{place}: `{marker}` inside the region that starts in line {line}.").format(
                        place=place.line(line), marker=opens, line=opened[1]
                    )
                )
            opened = opens, line
        elif closes is not None:
            if opened is None:
                raise PipelineError(
                    _("{place}: this marker ends a region that nothing starts.").format(place=place.line(line))
                )
            if closes is not opened[0]:
                raise PipelineError(
                    _("{place}: this marker does not match the `{marker}` of line {line}.").format(
                        place=place.line(line), marker=opened[0], line=opened[1]
                    )
                )
            yield Region(closes, opened[1], line)
            opened = None
    if opened is not None:
        raise PipelineError(
            _("{place}: nothing ends the region that `{marker}` starts.").format(
                place=place.line(opened[1]), marker=opened[0]
            )
        )
