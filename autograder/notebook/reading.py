"""Reads the code cells out of what was handed in: a notebook of any format and age, or a script."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

_STRAY_BYTES = {0xDC00 + byte: byte for byte in range(0x80, 0x100)}

_VISIBLE = re.compile(r"\S")
_SCRIPT_CELL = re.compile(r"^#[ \t]*(?:%%+(?=\s|\Z)|<codecell>|In[ ]?\[[ \d]*\]:)(?P<title>.*)$", re.MULTILINE)
_PROSE = re.compile(r"\[(?:markdown|md|raw)\]")
_IMAGE = re.compile(rb'(?<!\\)"image/[a-z+.-]+"\s*:\s*"')
_BRACE = re.compile(rb"\s*\{")
_BACKSLASH = 0x5C
_CODE = re.compile(r"^[ \t]*[^\s#]", re.MULTILINE)
_DEFINITION = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+\w+[ \t]*[(:]", re.MULTILINE)


class Unreadable(Exception):
    """What was handed in holds no code that could be read.

    ``reason`` is one of ``empty``, ``encoding`` (no text), ``not-json``, ``truncated``, ``too-deep`` (nested),
    ``huge-number``, ``not-a-notebook`` (JSON of another kind), ``no-code`` (no code cell).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Cell:
    """A code cell; ``number`` counts all cells from 1, prose too, as a reader of the notebook would."""

    number: int
    source: str


@dataclass(frozen=True)
class Notebook:
    """The code cells in their order."""

    cells: tuple[Cell, ...]


def read(data: bytes, name: str) -> Notebook:
    """Read what was handed in.

    The content decides what it is: a notebook of format 2 to 4, a script in percent format (or one that nbconvert
    wrote), or a plain script, which is one cell.

    Parameters
    ----------
    data
        The bytes of the file.
    name
        Its name, a hint where the content leaves it open.

    Raises
    ------
    Unreadable
        With the reason; nothing else is raised for any bytes.
    """
    text = decoded(_without_images(data) if _BRACE.match(data) else data)
    first = _VISIBLE.search(text)
    if first is None:
        raise Unreadable("empty")
    script = name.lower().endswith(".py")
    braced = first.group() in "{["
    if script and not braced:
        return _read_script(text)
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        if script or (not braced and (_SCRIPT_CELL.search(text) or _DEFINITION.search(text))):
            return _read_script(decoded(data))
        raise Unreadable("truncated" if braced and _at_the_end(error) else "not-json") from None
    except RecursionError:
        raise Unreadable("too-deep") from None
    except ValueError:  # an integer of thousands of digits
        raise Unreadable("huge-number") from None
    cells = cells_of(document)
    if cells is None:
        if script:
            return _read_script(decoded(data))
        raise Unreadable("not-a-notebook")
    return _notebook([Cell(number, source) for number, cell in enumerate(cells, 1) for source in _source(cell)])


def _notebook(cells: list[Cell]) -> Notebook:
    if not cells:
        raise Unreadable("no-code")
    return Notebook(tuple(cells))


def _without_images(data: bytes) -> bytes:
    """The notebook without the images in its outputs: they are most of it, and nobody asks for them."""
    parts = []
    done, place = 0, data.find(b'"image/')
    while place >= 0:
        start = _IMAGE.match(data, place)
        end = data.find(b'"', start.end()) if start else -1
        if start and end > 0 and data[end - 1] != _BACKSLASH:
            parts.append(data[done : start.end()])
            done = end
        place = data.find(b'"image/', max(end, place + 1))
    return b"".join([*parts, data[done:]])


def decoded(data: bytes) -> str:
    """The text of a file; raises `Unreadable` where it is none."""
    encoding = json.detect_encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if not encoding.startswith("utf-8"):
            raise Unreadable("encoding") from None
        # A byte that is no UTF-8 was most likely written by an editor that knows only Latin-1.
        text = data.decode(encoding, "surrogateescape").translate(_STRAY_BYTES)
    if b"\0" in data and "\0" in text:
        raise Unreadable("encoding")
    return text


def _at_the_end(error: json.JSONDecodeError) -> bool:
    """Whether the parser was content until the text ended, with a string left open or a word or escape cut off."""
    rest = error.doc[error.pos :].rstrip()
    cut_off = re.fullmatch(r"[-+.\\\w]{0,8}", rest) is not None and not error.msg.startswith("Extra data")
    return cut_off or error.msg.startswith("Unterminated string")


# --- notebooks ---------------------------------------------------------------------------------------------------


def cells_of(document: Any) -> list[Any] | None:
    """All cells of a notebook: format 4 lists them, the formats before it list worksheets of them."""
    if not isinstance(document, dict):
        return None
    cells = document.get("cells")
    if isinstance(cells, list):
        return cells
    worksheets = document.get("worksheets")
    if not isinstance(worksheets, list):
        return None
    lists = [sheet.get("cells") for sheet in worksheets if isinstance(sheet, dict)]
    return [cell for listed in lists if isinstance(listed, list) for cell in listed]


def _source(cell: Any) -> list[str]:
    """The source of a code cell in a list, which is empty for prose and for what is no cell."""
    if not isinstance(cell, dict) or cell.get("cell_type") != "code":
        return []
    source = cell.get("source", cell.get("input"))
    if isinstance(source, list) and set(map(type, source)) <= {str}:
        # Format 2 wrote its lines without their ends.
        ended = len(source) < 2 or source[0][-1:].splitlines() == [""]
        source = ("" if ended else "\n").join(source)
    if not isinstance(source, str):
        return []
    # Half of a surrogate pair can be written in JSON, but is no character.
    return [source if source.isascii() else source.encode("utf-8", "replace").decode()]


# --- scripts -----------------------------------------------------------------------------------------------------


def _read_script(text: str) -> Notebook:
    """The cells of a percent script; what stands above the first mark is a cell if it holds code."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    marks = list(_SCRIPT_CELL.finditer(text))
    if not marks:
        return _notebook([Cell(1, text)])
    cells: list[Cell] = []
    number = 0
    above = text[: marks[0].start()]
    if _CODE.search(above):
        number = 1
        cells.append(Cell(number, above))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    for mark, end in zip(marks, ends):
        number += 1
        if not _PROSE.search(mark.group("title")):
            cells.append(Cell(number, text[mark.end() + 1 : end]))
    return _notebook(cells)
