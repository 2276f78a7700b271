"""What a job on GitHub is told: its summary, annotations, and points."""

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from .. import assignments
from ..intake import text_of
from ..language import _
from ..model import Hints, Result
from ..outlets import files, github, markdown
from ..sandbox.limits import Limits
from .saying import out


def tell_class(results: Sequence[Result]) -> None:
    """Write the summary of a job that graded a class."""
    _append("GITHUB_STEP_SUMMARY", markdown.many(results))


def tell(results: Sequence[Result], hints: Callable[[Result], Hints], within: Path | None, most: float) -> None:
    """Write summary, annotations, points and outputs of a job that graded one student.

    Parameters
    ----------
    within
        The student's repository: files are named from there on.
    most
        How many points there are at least.
    """
    said = (markdown.one(each, hints(each), title(each)) for each in results)
    _append("GITHUB_STEP_SUMMARY", "\n".join(said))
    got, most = github.points(results, most)
    if os.environ.get("GITHUB_ACTIONS"):
        for result in results:
            path = Path(result.submission)
            shown = str(path.relative_to(within)) if within and path.is_relative_to(within) else str(path)
            for command in github.annotations(result, hints(result), shown, _line(path)):
                _say(command)
        for command in github.notices(got, most):
            _say(command)
        best = max(results, key=lambda each: each.score)
        outputs = {"points": f"{got:g}", "max-points": f"{most:g}", "result": github.runner(best, most, hints(best))}
        _append("GITHUB_OUTPUT", "".join(f"{name}={value}\n" for name, value in outputs.items()))


def title(result: Result) -> str:
    return assignments.load(result.assignment).title if result.assignment else ""


def _line(path: Path) -> github.Line:
    """Where an exercise stands in a notebook's file. It is searched as text: nothing of it is parsed here."""
    lines = text_of(str(path), Limits().notebook).splitlines()

    def found(name: str, code: str) -> int | None:
        defined = _places(lines, f"def {name}(", f"class {name}")[-1:]
        raised = _places(lines, code.strip(), json.dumps(code.strip(), ensure_ascii=False)[1:-1]) if code else []
        after = [number for number in raised if not defined or number >= defined[0]]
        return next(iter(after or defined), None)

    return found


def _places(lines: Sequence[str], *texts: str) -> list[int]:
    return [number for number, line in enumerate(lines, 1) if any(text in line for text in texts)]


def _append(variable: str, text: str) -> None:
    """Add to a file that GitHub names; elsewhere say it."""
    file = os.environ.get(variable)
    if not file:
        out.print(text, markup=False)
        return
    try:
        with Path(file).open("a", encoding="utf-8", errors="backslashreplace") as appended:
            appended.write(text)
    except OSError as error:
        raise files.WriteError(
            _("{file} cannot be written: {reason}.").format(file=file, reason=error.strerror)
        ) from None


def _say(command: str) -> None:
    out.print(command, markup=False)
