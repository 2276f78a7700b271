"""Tells where a submission's milliseconds go, on both sides of the line: ``python -m benchmarks.profile``.

The trusted side is profiled while it grades in one process, with every known answer kept already. The time of a
library's function counts for the room of the package that called it; a wait for the sandbox counts as that. The
untrusted side is that of `floor`, in one process, which has nobody to wait for; its reading and parsing, which run no
code of a student, are profiled here as well.
"""

import cProfile
import pstats
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

import autograder
from autograder import assignments
from autograder.bench import open_bench, prepare
from autograder.course import Course
from autograder.flow import Bench, grade
from autograder.intake import find, load
from autograder.model import Submission
from autograder.notebook.program import understand
from autograder.notebook.reading import read
from autograder.outlets.lines import line
from autograder.rooms import Settings
from autograder.sandbox.sandbox import strongest

from . import floor, notebooks
from .notebooks import NAME, ROOT
from .ours import SECRET, Ours
from .tables import Table, on_terminal

WORK = ROOT / "build" / "bench"
PACKAGE = Path(autograder.__file__).parent
WAITS = ("recv", "sendall")
"""Methods of a socket in which the trusted side waits for the sandbox: what is sent is large, and has to be taken."""

Function = tuple[str, int, str]
Stats = Mapping[Function, tuple[int, int, float, float, Mapping[Function, tuple[int, int, float, float]]]]
"""Of each function, by its file, line and name: calls but for recursive ones, calls, seconds of its own, seconds with
all that it calls; and the same by caller. So `pstats` has them."""


def main(
    count: Annotated[int, typer.Option(min=1, help="Notebooks.")] = 300,
    most: Annotated[int, typer.Option(min=1, help="Functions of each side that are listed.")] = 15,
) -> None:
    """Print both sides as tables."""
    console = Console(highlight=False)
    notebooks.write(WORK / "handed-in", count)
    handed_in = notebooks.share(WORK / "handed-in", WORK / f"class-{count}", count)
    ours = Ours(WORK / "course", jobs=1)
    ours.prepare()
    settings = prepare(
        Settings(Course(ours.folder), (NAME,), secret=SECRET, python=sys.executable, backend=strongest()[0])
    )
    with open_bench(settings) as bench:
        _grade_all(handed_in, bench)  # computes and keeps what is kept between runs
        started = time.perf_counter()
        _grade_all(handed_in, bench)
        plain = (time.perf_counter() - started) / count
        stats = _profiled(_grade_all, handed_in, bench)
    lowest = floor.measure(sorted(handed_in.iterdir()), SECRET, processes=1)
    for table in (
        _by_room(stats, count, 1000 * plain),
        _by_function("The trusted side, by function", stats, count, most),
        _child(lowest.stages),
        _by_function("Reading and parsing, by function", _profiled(_parse_all, handed_in), count, most),
    ):
        console.print(on_terminal(table))


def _profiled(work: Callable[..., None], *arguments: Any) -> Stats:
    profiler = cProfile.Profile()
    profiler.runcall(work, *arguments)
    stats: Stats = pstats.Stats(profiler).stats  # type: ignore[attr-defined]
    return stats


def _parse_all(handed_in: Path) -> None:
    for file in handed_in.iterdir():
        understand(read(file.read_bytes(), file.name))


def _grade_all(handed_in: Path, bench: Bench) -> None:
    """The work of one worker: load, grade, write the line."""
    for found in find([str(handed_in)], assignments.names()):
        submission = load(found, bench.limits.notebook)
        assert isinstance(submission, Submission)
        line(grade(submission, bench))


def _by_room(stats: Stats, count: int, plain: float) -> Table:
    """Every room's own time, with that of the libraries it called."""
    spent: defaultdict[str, float] = defaultdict(float)
    for function, (_, _, own, _, callers) in stats.items():
        room = _room(function)
        if room:
            spent[room] += own
            continue
        for caller, (_, _, its_own, together) in callers.items():
            if _room(caller):
                # What is built in may call the package back, as `next` does a generator: that is counted there.
                spent["waiting for the sandbox" if _waits(function) else _room(caller)] += (
                    its_own if function[0] == "~" else together
                )
    whole = sum(spent.values())
    ranked = sorted(spent.items(), key=lambda entry: -entry[1])
    rows = [[room, f"{1000 * each / count:.2f}", f"{100 * each / whole:.0f} %"] for room, each in ranked]
    return Table(
        "The trusted side, by room",
        ["", "ms of a submission", "share"],
        [
            *rows,
            ["together, with the profiler at work", f"{1000 * whole / count:.2f}", ""],
            ["without it", f"{plain:.2f}", ""],
        ],
    )


def _by_function(title: str, stats: Stats, count: int, most: int) -> Table:
    """The functions in which the most time is spent, what they call left out."""
    leading = sorted(stats.items(), key=lambda entry: -entry[1][2])[:most]
    rows = [
        [_name(function), f"{calls / count:.1f}", f"{1000 * own / count:.3f}", f"{1000 * whole / count:.3f}"]
        for function, (_, calls, own, whole, _) in leading
    ]
    return Table(title, ["", "calls", "ms of its own", "ms with all it calls"], rows)


def _child(stages: Mapping[str, float]) -> Table:
    whole = sum(stages.values())
    rows = [
        [f"{stage}: {floor.STAGES[stage]}", f"{each:.2f}", f"{100 * each / whole:.0f} %"]
        for stage, each in stages.items()
    ]
    return Table(
        "The untrusted side: one core, no channel, nothing judged",
        ["", "ms of a submission", "share"],
        [*rows, ["together", f"{whole:.2f}", ""]],
    )


def _room(function: Function) -> str:
    """The room or module of the package that a function stands in; nothing for one of a library."""
    path = Path(function[0])
    if not path.is_relative_to(PACKAGE):
        return ""
    parts: Sequence[str] = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


def _waits(function: Function) -> bool:
    return function[0] == "~" and any(f"'{name}'" in function[2] for name in WAITS)


def _name(function: Function) -> str:
    file, number, name = function
    path = Path(file)
    if path.is_relative_to(PACKAGE):
        return f"{path.relative_to(PACKAGE)}:{number} {name}"
    return name if file == "~" else f"{path.name}:{number} {name}"


if __name__ == "__main__":
    typer.run(main)
