"""Reads the tables that people write: CSV as spreadsheets of any country save it, with a sentence for what is wrong."""

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .language import _

DELIMITERS = ",;\t"
MOST = 64 * 2**20
"""A table of more bytes was not written by people."""


class TableError(Exception):
    """A table cannot be read, or says what cannot be meant; the sentence names the file and the line."""


@dataclass(frozen=True)
class Row:
    """A row by the names of its columns, and the line that it begins in; no cell has blanks around it."""

    line: int
    cells: Mapping[str, str]


def rows(path: Path, required: Collection[str]) -> list[Row]:
    """The rows of a table, without empty ones. Names of columns are folded: ``E-mail Address`` is ``e_mail_address``.

    Raises
    ------
    TableError
        If the file cannot be read, is no table, or lacks a column that is required.
    """
    text = _text(path)
    first = text.lstrip().partition("\n")[0]
    delimiter = max(DELIMITERS, key=lambda each: (first.count(each), each == ","))
    lines = list(_lines(path, text, delimiter))
    if not lines:
        raise TableError(_("{file} is empty; its first line names the columns.").format(file=path))
    (line, names), *rest = lines
    names = [_folded(name) for name in names]
    while names and not names[-1]:
        names.pop()
    if not names:
        told = _("{file}, line {line}: no column has a name; this is no CSV table whose first line names the columns.")
        raise TableError(told.format(file=path, line=line))
    for name, count in Counter(names).items():
        if count > 1 or not name:
            told = _("{file}, line {line}: two columns are called {name}.")
            told = told if name else _("{file}, line {line}: a column has no name.")
            raise TableError(told.format(file=path, line=line, name=name))
    for name in required:
        if name not in names:
            raise TableError(
                _("{file}, line {line}: there is no column {name}; found are {names}.").format(
                    file=path, line=line, name=name, names=_(", ").join(names)
                )
            )
    return [_row(path, line, names, cells) for line, cells in rest]


def _row(path: Path, line: int, names: list[str], cells: list[str]) -> Row:
    if any(cells[len(names) :]):
        raise TableError(
            _("{file}, line {line}: there are {count} cells, and columns for {most} of them.").format(
                file=path, line=line, count=len(cells), most=len(names)
            )
        )
    cells = cells[: len(names)] + [""] * (len(names) - len(cells))
    return Row(line, dict(zip(names, cells, strict=True)))


def _lines(path: Path, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begun = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield begun, stripped
            begun = reader.line_num + 1
    except csv.Error as error:
        told = _("{file}, line {line}: this is no row of a table ({reason}).")
        raise TableError(told.format(file=path, line=begun, reason=error)) from None


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TableError(_("{file} cannot be read: {reason}.").format(file=path, reason=error.strerror)) from None
    if len(data) > MOST:
        raise TableError(_("{file} is larger than a table that people write.").format(file=path))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"  # what some spreadsheets call Unicode text
    else:
        encoding = "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise TableError(
            _("{file}, line {line}: this is not UTF-8; have the spreadsheet save it as CSV in UTF-8.").format(
                file=path, line=line
            )
        ) from None


def _folded(name: str) -> str:
    return "_".join("".join(each if each.isalnum() else " " for each in name.casefold()).split())
