"""The figures as a picture: dots on logarithmic scales, with the figures beside them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

from .figures import Figures, number

OURS, OTHERS, QUIET = "#0072B2", "#555555", "#BBBBBB"
"""Blue and greys, which differ in brightness too."""

STYLE: Any = {
    "font.family": ["DejaVu Sans"],
    "font.size": 10,
    "svg.fonttype": "path",
    "svg.hashsalt": "benchmark",  # the same figures give the same file
    "axes.edgecolor": QUIET,
    "xtick.color": OTHERS,
}


def draw(figures: Figures, path: Path) -> None:
    """Write the picture as SVG."""
    graders = [figures.ours, *figures.peers]
    names = [f"{each.name} {each.version}" if each is not figures.ours else "this grader" for each in graders]
    rates = [figures.sustained.sustained, *(peer.sustained for peer in figures.peers)]
    cold = [min(each.cold) for each in graders]
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(10, 1.1 + 0.45 * len(graders)), layout="constrained", facecolor="white")
        left, right = figure.subplots(1, 2, sharey=True)
        slower = [f"{number(rate)}  ({rates[0] / rate:,.0f} times slower)" for rate in rates[1:]]
        _dots(left, "Notebooks graded in a second", names, rates, [number(rates[0]), *slower])
        _dots(right, "Seconds for one notebook alone, start-up included", names, cold, [f"{each:.2f}" for each in cold])
        figure.savefig(path, metadata={"Date": None})


def _dots(axes: Axes, title: str, names: Sequence[str], values: Sequence[float], labels: Sequence[str]) -> None:
    rows = range(len(values))
    colours = [OURS, *[OTHERS] * (len(values) - 1)]
    axes.set_xscale("log")
    axes.set_xlim(least := min(values) / 2, max(values) * 5)
    axes.hlines(rows, least, values, color=QUIET, linewidth=1)
    axes.scatter(values, rows, c=colours, s=60, zorder=2)
    for row, value, label, colour in zip(rows, values, labels, colours, strict=True):
        weight = "bold" if row == 0 else "normal"
        axes.annotate(
            label, (value, row), (8, 0), textcoords="offset points", va="center", color=colour, fontweight=weight
        )
    axes.set_yticks(rows, names)
    axes.set_ylim(len(values) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    few = max(values) / min(values) < 300  # decades alone would be too few to read a scale by
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if few else (1,)))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xlabel("logarithmic scale", color=OTHERS, fontsize=8, loc="right")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_title(title, fontsize=10, loc="left")
