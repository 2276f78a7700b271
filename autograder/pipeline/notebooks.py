"""The notebooks of an assignment's folder as the pipeline looks at them, and every text that a folder gives away."""

import base64
import binascii
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from ..language import _

LEFTOVER = re.compile(r"\.|__pycache__$|.*\.pyc$")


class PipelineError(Exception):
    """A source, its release or its answer key breaks a rule; the sentences say where."""

    @property
    def sentences(self) -> list[str]:
        """What is to be said, a line each."""
        return str(self).split("\n")


@dataclass(frozen=True)
class Place:
    """A cell as a person finds it: its number among all cells of the notebook, from 1, and its id."""

    number: int
    id: str = ""

    def line(self, number: int) -> str:
        return _("{cell}, line {number}").format(cell=self, number=number)

    def __str__(self) -> str:
        template = _("cell {number} (id {id})") if self.id else _("cell {number}")
        return template.format(number=self.number, id=self.id)


@dataclass(frozen=True)
class Cell:
    """A cell of a notebook with its nbgrader metadata, empty if it has none."""

    place: Place
    kind: str
    source: str
    nbgrader: dict[str, Any]

    @property
    def solution(self) -> bool:
        """Whether nbgrader takes it for a cell that students fill in."""
        return bool(self.nbgrader.get("solution", False))


@dataclass(frozen=True)
class Text:
    """A piece of text that a folder holds; ``cell`` says where, if the file is a notebook."""

    file: str
    text: str
    cell: Place | None = None


def notebooks(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.ipynb"))


def read_notebook(path: Path) -> Any:
    """A notebook as nbformat gives it.

    Raises
    ------
    PipelineError
        If the file is none.
    """
    try:
        return nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise PipelineError(
            _("There is no notebook {name} in {folder}.").format(name=path.name, folder=path.parent)
        ) from None
    except Exception as error:  # nbformat has its own, JSON's and Unicode's, and AttributeError for odd shapes
        raise PipelineError(
            _("{name} is not a notebook that can be read ({error}).").format(name=path.name, error=type(error).__name__)
        ) from None


def read_cells(path: Path) -> list[Cell]:
    return [
        Cell(Place(number, cell.get("id", "")), cell.cell_type, cell.source, dict(cell.metadata.get("nbgrader", {})))
        for number, cell in enumerate(read_notebook(path).cells, 1)
    ]


def files(folder: Path) -> dict[str, bytes]:
    """The files of a folder by their names below it, but for what editors and Python leave behind."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(LEFTOVER.match(part) for part in path.relative_to(folder).parts)
    }


def replace_files(folder: Path, wanted: Mapping[str, bytes]) -> bool:
    """Give a folder exactly these files; whether that changed anything."""
    if folder.is_dir() and files(folder) == wanted:
        return False
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    for name, data in wanted.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return True


def texts(folder: Path) -> Iterator[Text]:
    """Everything in a folder that can be read: file by file, notebooks cell by cell with outputs and attachments."""
    for name, data in files(folder).items():
        if name.endswith(".ipynb"):
            yield from _notebook_texts(folder / name, name)
            continue
        text = data.decode("utf-8", "replace")
        yield Text(name, text)
        if name.endswith(".json"):
            try:
                yield from (Text(name, each) for each in _strings(json.loads(text)))
            except ValueError:
                continue


def _notebook_texts(path: Path, name: str) -> Iterator[Text]:
    notebook = read_notebook(path)
    yield from (Text(name, each) for each in _strings(notebook.metadata))
    for number, cell in enumerate(notebook.cells, 1):
        place = Place(number, cell.get("id", ""))
        yield from (Text(name, each, place) for each in _strings(dict(cell)))


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
            yield from _decoded(value)
        case dict():
            for key, each in value.items():
                yield key
                yield from _strings(each)
        case list():
            if value and all(isinstance(each, str) for each in value):  # the lines of a text, or parts of one
                yield "".join(value)
            for each in value:
                yield from _strings(each)


def _decoded(value: str) -> Iterator[str]:
    """What a base64 text holds, as attachments and images do."""
    if len(value) >= 16 and " " not in value:
        try:
            yield base64.b64decode(value.replace("\n", ""), validate=True).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return
