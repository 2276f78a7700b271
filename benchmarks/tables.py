"""The figures as tables: on a terminal, and in Markdown for the README."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import rich.table
from rich import box

from .figures import Figures, Run, goals, megabytes, number
from .floor import STAGES

BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of the figures -->"


@dataclass(frozen=True)
class Table:
    """A title, the heads of the columns, and rows of text; all but the first column are figures."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


def tables(figures: Figures) -> Iterator[Table]:
    ours, peers, sustained = figures.ours, figures.peers, figures.sustained
    yield Table(
        f"The same {ours.run.notebooks:,} notebooks of {figures.size / 1000:.0f} KB",
        ["", *(f"{each.name} {each.version}" for each in (ours, *peers))],
        [
            ["seconds", *(number(each.run.seconds) for each in (ours, *peers))],
            ["notebooks a second, start-up included", *(number(each.run.rate) for each in (ours, *peers))],
            [
                f"times as slow as {ours.name} at {sustained.notebooks:,}",
                "–",
                *(number(sustained.rate / each.run.rate) for each in peers),
            ],
            ["one notebook alone, s: the least", *(f"{min(each.cold):.2f}" for each in (ours, *peers))],
            ["one notebook alone, s: the median", *(f"{median(each.cold):.2f}" for each in (ours, *peers))],
            ["peak memory of all processes", *(megabytes(each.run.memory) for each in (ours, *peers))],
        ],
    )
    yield Table(
        f"{ours.name}, by the size of the class",
        ["notebooks", "seconds", "a second", "a second, sustained", "ms of each", "peak memory"],
        [
            _growth(figures.first, f"{figures.first.notebooks:,}, nothing kept yet"),
            *(_growth(run, f"{run.notebooks:,}") for run in figures.growth),
            _growth(figures.again, f"{figures.again.notebooks:,}, unchanged since"),
        ],
    )
    floor = figures.floor
    rate = floor.notebooks / floor.seconds
    yield Table(
        f"The floor: {number(rate)} a second, of which {100 * figures.share:.0f} % is reached",
        ["a submission, isolated and run", "ms"],
        [
            *([f"{stage}: {STAGES[stage]}", f"{milliseconds:.2f}"] for stage, milliseconds in floor.stages.items()),
            ["together, on one core", f"{1000 * figures.machine.cores / rate:.2f}"],
            [f"by {ours.name}, on one core", f"{1000 * figures.machine.cores / sustained.sustained:.2f}"],
        ],
    )
    yield Table(
        "What it should reach",
        ["", "aim", "reached", ""],
        [[goal.what, goal.aim, goal.reached, "met" if goal.met else "missed"] for goal in goals(figures)],
    )


def _growth(run: Run, name: str) -> list[str]:
    steady = number(run.steady) if run.steady else "–"
    each = f"{1000 * run.seconds / run.notebooks:.2f}"
    return [name, number(run.seconds), number(run.rate), steady, each, megabytes(run.memory)]


def where(figures: Figures) -> str:
    """The machine in one sentence, and a warning if others were at work on it."""
    machine = figures.machine
    before, after = machine.load
    sentence = (
        f"{machine.date}, {machine.cores} cores of {machine.processor}, {machine.system}, Python {machine.python}; "
        f"load {before:.1f} before, {after:.1f} at the end."
    )
    if before > machine.cores / 4:
        sentence += " The machine was not idle: an idle one does better."
    return sentence


def on_terminal(table: Table) -> rich.table.Table:
    shown = rich.table.Table(title=table.title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
    for place, head in enumerate(table.heads):
        shown.add_column(head, justify="right" if place else "left")
    for row in table.rows:
        shown.add_row(*row)
    return shown


def markdown(figures: Figures) -> str:
    parts = [where(figures)]
    for table in tables(figures):
        rule = ["---", *["---:"] * (len(table.heads) - 1)]
        parts.append(f"**{table.title}**")
        parts.append("\n".join(f"| {' | '.join(row)} |" for row in (table.heads, rule, *table.rows)))
    return "\n\n".join(parts)


def rewrite(page: Path, figures: Figures) -> None:
    """Put the tables between the markers of a page."""
    text = page.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    if not after:
        raise ValueError(f"{page} lacks the markers of the figures.")
    page.write_text(f"{before}{BEGIN}\n\n{markdown(figures)}\n\n{END}{after}", "utf-8")
