"""``python -m checks [NOTEBOOK]``: what a student asks before handing in, in a terminal.

Is it the right assignment, does every cell parse, is every function filled in, and what do the public cases say? The
exit status is 0 if all is right, 1 if something is not, 2 if there is no notebook to look at.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import Iterator, List, NoReturn, Sequence, Set

from .examining import Report, examine_all, public
from .notebook import Cell, Statement, Unreadable, needed, parse, read_cells, run, statements
from .showing import all_as_text, as_text

_USAGE = "Usage: python -m checks [NOTEBOOK]"
_UNANSWERED = "YOUR ANSWER HERE"


def main(arguments: Sequence[str]) -> int:
    if arguments and arguments[0] in ("-h", "--help"):
        print(f"{_USAGE}\n\n{__doc__}")
        return 0
    if len(arguments) > 1 or any(each.startswith("-") for each in arguments):
        _refuse(f"It takes one notebook. {_USAGE}")
    path = Path(arguments[0]) if arguments else _notebook_here()
    try:
        cells = read_cells(path)
    except Unreadable as error:
        _refuse(str(error))
    broken, unanswered = list(_broken(cells)), list(_unanswered(cells))
    print(f"{path.name}\n" + "".join(f"  {each}\n" for each in (broken or ["Every cell parses."]) + unanswered))
    if not _is_right(cells):
        return 1
    sys.path.insert(0, str(path.resolve().parent))  # where the helpers lie
    found = _statements(cells)
    namespace, troubles = run(needed(found, _names(found)))
    reports = examine_all(namespace)
    for each in reports:
        if not each.passed and not each.skipped:
            print(f"{as_text(each)}\n")
    print("".join(f"{each}\n\n" for each in troubles) + all_as_text(reports))
    return 0 if not (broken or unanswered or troubles) and all(map(_is_done, reports)) else 1


def _notebook_here() -> Path:
    own = Path(f"{public()['assignment']}.ipynb")
    found = [own] if own.is_file() else sorted(Path().glob("*.ipynb"))
    if len(found) != 1:
        what = "There are several notebooks" if found else "There is no notebook"
        _refuse(f"{what} in this folder; say which: python -m checks {own}")
    return found[0]


def _broken(cells: Sequence[Cell]) -> Iterator[str]:
    """A sentence for each cell that does not parse."""
    for cell in cells:
        try:
            if cell.kind == "code":
                parse(cell)
        except SyntaxError as error:
            lines = cell.text.split("\n")
            line = lines[error.lineno - 1].strip() if error.lineno and error.lineno <= len(lines) else ""
            yield f"Cell {cell.number} does not parse, line {error.lineno}: {error.msg}, at `{line}`."


def _unanswered(cells: Sequence[Cell]) -> Iterator[str]:
    """A sentence for each answer in words that is still to be written."""
    for cell in cells:
        if cell.kind != "code" and _UNANSWERED in cell.text:
            yield f"Cell {cell.number}: the answer in words is still to be written."


def _is_right(cells: Sequence[Cell]) -> bool:
    """Whether most of the graded functions are written down anywhere, in cells that parse or not; says so if not."""
    code = "\n".join(cell.text for cell in cells if cell.kind == "code")
    graded = list(public()["exercises"])
    present = [name for name in graded if re.search(rf"(?m)^\s*(?:def|class)\s+{re.escape(name)}\b", code)]
    if 2 * len(present) > len(graded):
        return True
    print(
        f"This does not look like a notebook of {public()['assignment']}: of its {len(graded)} graded functions it "
        f"defines {len(present) or 'none'}. Is it that of another assignment?"
    )
    return False


def _statements(cells: Sequence[Cell]) -> List[Statement]:
    found = []  # type: List[Statement]
    for cell in cells:
        if cell.kind == "code":
            try:
                found += statements(cell)
            except SyntaxError:
                continue  # which is said already
    return found


def _names(found: Sequence[Statement]) -> Set[str]:
    """The graded functions, and what the drivers of their cases ask for beside them."""
    drivers = "\n".join(each.read_text("utf-8") for each in sorted((Path(__file__).parent / "drivers").glob("*.py")))
    bound = {name for statement in found for name in statement.binds}
    return {*public()["exercises"], *(bound & set(re.findall(r'names(?:\.get\(|\[)"(\w+)"', drivers)))}


def _is_done(report: Report) -> bool:
    return report.passed or (report.skipped and not report.gaps)


def _refuse(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise SystemExit(2)


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a student may print what the terminal cannot
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Interrupted.")
