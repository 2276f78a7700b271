"""Measures this grader and others on the same notebooks: ``python -m benchmarks``, or ``make bench``."""

import os
import platform
import shutil
from collections.abc import Callable, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder import assignments
from autograder.sandbox.view import SandboxUnavailable

from . import figures, floor, notebooks, plot, tables
from .figures import Figures, Grader, Machine, Run
from .nbgrader_peer import NBGRADER
from .notebooks import NAME, ROOT
from .otter_peer import OTTER
from .ours import SECRET, Ours
from .peers import Peer
from .watching import CommandFailed, Job, seconds, watch

WORK = ROOT / "build" / "bench"
PAGE, PICTURE = Path(__file__).with_name("README.md"), ROOT / "docs" / "images" / "benchmark.svg"
PEERS: Sequence[Peer] = (NBGRADER, OTTER)
COLD, COLD_PEER = 11, 3
"""How often one notebook is graded alone."""

SMALL, SUSTAINED, LARGE = 100, 1000, 10_000
"""The classes that only this grader grades; the first is also what all grade, unless something else is asked for."""

console = Console(highlight=False)


def main(
    count: Annotated[int, typer.Option(min=1, help="Notebooks that every grader grades.")] = SMALL,
    most: Annotated[
        int | None, typer.Option(min=1, help="Notebooks of the largest class, for this grader alone.")
    ] = None,
    peers: Annotated[bool, typer.Option(help="Measure the other graders too.")] = True,
) -> None:
    """Measure, and keep figures and plot in build/bench; those of the docs are renewed by a run of full size alone."""
    most = most or min(LARGE, count * LARGE // SMALL)
    try:
        found = _figures(count, most, PEERS if peers else ())
    except (figures.WrongMarks, CommandFailed, floor.FloorFailed, SandboxUnavailable) as error:
        console.print(str(error), markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    figures.save(found, WORK / "results.json")
    plot.draw(found, WORK / PICTURE.name)
    if peers and count >= SMALL and most >= LARGE:
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(WORK / PICTURE.name, PICTURE)
        tables.rewrite(PAGE, found)
    for table in tables.tables(found):
        console.print(tables.on_terminal(table))
    console.print(tables.where(found))
    console.print(f"Kept in {WORK.relative_to(ROOT)}: results.json, {PICTURE.name}.")


def _figures(count: int, most: int, peers: Sequence[Peer]) -> Figures:
    load = os.getloadavg()[0]
    everyone = WORK / "handed-in"
    console.print(f"Writing {max(count, most):,} notebooks, unless they are there …")
    notebooks.write(everyone, max(count, most))
    os.sync()  # else they are still being written to the disk while the first are graded
    middle = min(SUSTAINED, most)
    sizes = sorted({min(SMALL, most), middle, most})
    classes = {size: notebooks.share(everyone, WORK / f"class-{size}", size) for size in {count, *sizes}}
    ours = Ours(WORK / "course", jobs=len(os.sched_getaffinity(0)))
    ours.prepare()
    first = _graded(ours.first, ours, classes[middle], middle, "first")
    cold = tuple(ours.cold(everyone / f"{next(iter(notebooks.roll(1)))}.ipynb") for _ in range(COLD))
    common = _graded(ours.run, ours, classes[count], count, "common")
    growth = tuple(_graded(ours.run, ours, classes[size], size, f"growth-{size}") for size in sizes)
    again = _graded(ours.run, ours, classes[sizes[-1]], sizes[-1], f"growth-{sizes[-1]}")
    console.print(f"The floor of {middle:,} notebooks …")
    chosen = sorted(classes[middle].iterdir())
    lowest = floor.measure(chosen, SECRET, ours.jobs)
    others = tuple(_measured(peer, count) for peer in peers)
    return Figures(
        machine=_machine(ours.jobs, load),
        size=round(figures.mean(path.stat().st_size for path in chosen)),
        ours=Grader("autograder", version("autograder"), common, cold),
        peers=others,
        first=first,
        growth=growth,
        again=again,
        floor=lowest,
    )


def _graded(grade: Callable[[Path, int, str], Run], ours: Ours, handed_in: Path, count: int, name: str) -> Run:
    """Grade a class of so many with this grader, and see that the marks are right."""
    console.print(f"autograder: {count:,} notebooks ({name}) …")
    run = grade(handed_in, count, name)
    figures.verify("autograder", ours.scores(name), notebooks.roll(count), assignments.load(NAME).points)
    return run


def _measured(peer: Peer, count: int) -> Grader:
    """Set up another grader; let it grade a few notebooks alone, which also warms its caches, and then all."""
    folder, variables = WORK / peer.name, peer.environment.variables
    console.print(f"{peer.name}: installing, unless it is there …")
    peer.environment.make()
    students = list(notebooks.roll(count))
    peer.prepare(folder, [notebooks.notebook(number, training=False) for number in range(count)])
    console.print(f"{peer.name}: {count:,} notebooks …")
    cold = tuple(
        seconds(Job(command, folder, folder / "cold.log", variables))
        for student in students[:COLD_PEER]
        for command in peer.commands(folder, [student])
    )
    seen = [watch(Job(command, folder, folder / "run.log", variables)) for command in peer.commands(folder, students)]
    figures.verify(peer.name, peer.scores(folder), notebooks.roll(count), assignments.load(NAME).points)
    run = Run(count, sum(each.seconds for each in seen), max(each.memory for each in seen))
    return Grader(peer.name, peer.environment.version(peer.name), run, cold)


def _machine(cores: int, load: float) -> Machine:
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if "model name" in line
    ]
    processor = names[0] if names else platform.machine()
    system = f"Linux {platform.release().split('-')[0]}"
    return Machine(
        processor, cores, platform.python_version(), system, date.today().isoformat(), (load, os.getloadavg()[0])
    )


if __name__ == "__main__":
    typer.run(main)
