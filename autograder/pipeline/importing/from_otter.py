"""Reads the notebooks of otter-assign: blocks between raw cells, comments that mark solutions, configurations in YAML.

The format is that of otter-grader's documentation, "Otter Assign Format v1": of Python notebooks, with tests in cells.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ...language import _
from ..notebooks import PipelineError, Place
from .draft import Draft, Notebook, Role
from .otter_text import body, solutions, without_ignored, without_otter

BOUNDARY = re.compile(r"#\s+(begin|end)\s+(question|prompt|solution|tests)\b", re.IGNORECASE)
CONFIG = re.compile(r"#\s+assignment\s+config\b", re.IGNORECASE)
FENCE = re.compile(r"\s*```otter[ \t]*\n(.*?)\n?```\s*", re.DOTALL)
IGNORED = re.compile(r"##?\s*ignore\b", re.IGNORECASE)
TEST_CONFIG = re.compile(
    r'\A\s*"""\s*#\s*BEGIN\s+TEST\s+CONFIG[^\n]*\n(.*?)"""\s*#\s*END\s+TEST\s+CONFIG[^\n]*\n?', re.DOTALL
)
HIDDEN = re.compile(r"\A\s*#+\s*hidden\b", re.IGNORECASE)


@dataclass
class Question:
    """The question at hand: its configuration, and the numbers of its test cells, whose points it shares out."""

    number: int
    config: Mapping[str, Any]
    tests: list[tuple[int, float | None]] = field(default_factory=list)

    @property
    def by_hand(self) -> bool:
        return bool(self.config.get("manual"))


def is_marked(cells: Sequence[Any]) -> bool:
    """Whether a cell begins a question of otter's, or configures an assignment."""
    return any(BOUNDARY.match(text) or CONFIG.match(text) for text in map(_raw, cells) if text)


def read(cells: Sequence[Any], origin: str) -> Notebook:
    """Tell what the cells are for.

    Raises
    ------
    PipelineError
        For a block that nothing ends or begins, or a configuration that cannot be read.
    """
    reader = _Reader()
    for number, cell in enumerate(cells, 1):
        reader.read(cell, Place(number, cell.get("id", "")))
    reader.end()
    return Notebook(origin, reader.drafts, reader.left_out, reader.files)


class _Reader:
    """Reads cell after cell."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.left_out: list[str] = []
        self.files: list[str] = []
        self.ok_format = True
        self.count = 0
        self.question: Question | None = None
        self.opened: list[tuple[str, Place]] = []

    def read(self, cell: Any, place: Place) -> None:
        raw = _raw(cell)
        if raw and CONFIG.match(raw):
            self.configure(_yaml(raw, place))
        elif raw and (found := BOUNDARY.match(raw)):
            if found[1].lower() == "begin":
                self.begin(found[2].lower(), raw, place)
            else:
                self.close(found[2].lower(), place)
        elif not IGNORED.match(cell.source):
            self.take(cell, place)

    def configure(self, config: Mapping[str, Any]) -> None:
        tests = config.get("tests")
        self.ok_format = bool(tests.get("ok_format", True)) if isinstance(tests, dict) else True
        self.files += [str(each) for key in ("files", "student_files") for each in config.get(key) or ()]
        for key in sorted({"autograder_files", "plugins", "seed", "environment"} & config.keys()):
            self.left_out.append(_("The configuration's {key}, which has no counterpart here.").format(key=key))

    def begin(self, block: str, raw: str, place: Place) -> None:
        if (block == "question") == bool(self.opened) or len(self.opened) > 1:
            raise PipelineError(
                _("{place}: a block `{block}` cannot begin here.").format(place=place, block=block.upper())
            )
        self.opened.append((block, place))
        if block == "question":
            self.count += 1
            self.question = Question(self.count, _yaml(raw, place))
            if self.question.config.get("all_or_nothing"):
                self.left_out.append(_("{place}: `all_or_nothing`; each assert earns its share.").format(place=place))

    def close(self, block: str, place: Place) -> None:
        if not self.opened or self.opened[-1][0] != block:
            raise PipelineError(
                _("{place}: nothing began the block `{block}` that ends here.").format(place=place, block=block.upper())
            )
        self.opened.pop()
        if block == "question":
            self.share_out()
            self.question = None

    def end(self) -> None:
        if self.opened:
            block, place = self.opened[-1]
            raise PipelineError(
                _("{place}: nothing ends the block `{block}` that begins here.").format(
                    place=place, block=block.upper()
                )
            )

    def take(self, cell: Any, place: Place) -> None:
        """Keep a cell that is no boundary."""
        block = self.opened[-1][0] if self.opened else ""
        if block == "prompt":
            return  # what students get is made from the solution
        attachments = cell.get("attachments", {})
        if block == "tests":
            self.test(cell, place)
        elif block == "solution" and self.question:
            self.solution(cell, place, self.question)
        elif cell.cell_type != "code":
            self.drafts.append(Draft(place, cell.cell_type, cell.source, attachments=attachments))
        elif kept := without_otter(without_ignored(cell.source)):
            source, marked = solutions(kept, place)  # of a cell that stands in no block
            role = Role.SOLUTION if marked else Role.GIVEN
            self.drafts.append(Draft(place, "code", source, role, question=self.count, marked=marked))

    def solution(self, cell: Any, place: Place, question: Question) -> None:
        name = str(question.config.get("name", f"q{question.number}"))
        again = sum(draft.question == question.number and bool(draft.id) for draft in self.drafts)
        grade_id = f"{name}-{again + 1}" if again else name
        if cell.cell_type != "code" or question.by_hand:
            points = 0.0 if again else float(question.config.get("points") or 1)
            source = without_ignored(cell.source) if cell.cell_type == "code" else cell.source
            source = solutions(source, place)[0] if cell.cell_type == "code" else source
            self.drafts.append(Draft(place, cell.cell_type, source, Role.BY_HAND, grade_id, question.number, points))
            return
        source, marked = solutions(without_ignored(cell.source), place)
        role = Role.SOLUTION if marked else Role.GIVEN
        self.drafts.append(Draft(place, "code", source, role, grade_id, question.number, marked=marked))

    def test(self, cell: Any, place: Place) -> None:
        assert self.question is not None
        source = without_ignored(cell.source)
        config: Mapping[str, Any] = {}
        if found := TEST_CONFIG.match(source):
            config = _yaml(found[1], place)
            source = "\n" * found[0].count("\n") + source[found.end() :]  # its lines keep their numbers
        hidden = bool(config.get("hidden", HIDDEN.match(source) is not None))
        points = config.get("points")
        self.question.tests.append((len(self.drafts), None if points is None else float(points)))
        if not self.ok_format:
            source = body(source)
        lines = frozenset(range(1, source.count("\n") + 2)) if hidden else frozenset[int]()
        self.drafts.append(
            Draft(place, "code", source, Role.TESTS, "", self.question.number, hidden=lines, asks=self.ok_format)
        )

    def share_out(self) -> None:
        """Give each test cell of a question its points, as otter resolves them."""
        assert self.question is not None
        tests, points = self.question.tests, self.question.config.get("points")
        for (index, _points), share in zip(tests, shares([own for _index, own in tests], points), strict=True):
            self.drafts[index] = replace(self.drafts[index], points=share)


def shares(own: Sequence[float | None], points: Any) -> list[float]:
    """The points of each test of a question: its own, else a share of what is left of the question's.

    A question of no points is worth 1, unless its tests have points: then the others have none.
    """
    match points:
        case list() if len(points) == len(own):
            return [float(each) for each in points]
        case {"each": each}:
            points = float(each) * len(own)
    given, open_ = sum(each for each in own if each), sum(each is None for each in own)
    if not isinstance(points, int | float):
        points = given or 1.0
    left = max(points - given, 0.0) / open_ if open_ else 0.0
    return [left if each is None else each for each in own]


def _raw(cell: Any) -> str:
    """The text of a raw cell, also of one that is written as a fenced block of Markdown; else nothing."""
    if cell.cell_type == "raw":
        return str(cell.source).lstrip()
    found = FENCE.fullmatch(cell.source) if cell.cell_type == "markdown" else None
    return found[1].lstrip() if found else ""


def _yaml(text: str, place: Place) -> Mapping[str, Any]:
    import yaml

    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError:
        found = ""
    if found is not None and not isinstance(found, dict):
        raise PipelineError(_("{place}: its configuration is no YAML of keys and values.").format(place=place))
    return found or {}
