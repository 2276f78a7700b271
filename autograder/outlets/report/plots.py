"""The figures of the report as pictures, for slides and mail: each as SVG and as PNG. Needs Matplotlib."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

from ...language import _, spoken, use
from . import figures
from .looks import KINDS, PALETTE, by_kind
from .rows import Sheet

INK, QUIET, RULE = (PALETTE[name][0] for name in ("ink", "quiet", "rule"))
COLOURS = {kind.name: kind.light for kind in KINDS}
MOST = 15
"""Mistakes on a picture."""

CHINESE = ("Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Micro Hei", "Microsoft YaHei", "PingFang SC", "SimHei")

STYLE: Any = {
    "font.size": 10,
    "text.color": INK,
    "text.parse_math": False,  # a dollar is a dollar
    "svg.fonttype": "path",
    "svg.hashsalt": "report",  # the same figures give the same file
    "axes.edgecolor": QUIET,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": QUIET,
    "ytick.color": INK,
}


def draw(sheet: Sheet, path: Path) -> None:
    """Write the plots of an assignment; their names begin as ``path`` does."""
    drawn: dict[str, Callable[[Sheet], Figure]] = {
        "scores": _scores,
        "exercises": _exercises,
        "mistakes": _mistakes,
        "correlation": _correlation,
    }
    with _readable(), mpl.rc_context(STYLE | {"font.family": ["DejaVu Sans", *_fonts()]}):
        for name, function in drawn.items():
            figure = function(sheet)
            figure.savefig(path.with_name(f"{path.name}-{name}.svg"), metadata={"Date": None})
            figure.set_layout_engine("none")  # laid out is laid out
            figure.savefig(path.with_name(f"{path.name}-{name}.png"), dpi=150)


@contextmanager
def _readable() -> Iterator[None]:
    """Speak English meanwhile where no font here has the signs of another language: boxes say nothing."""
    before = spoken()
    if not _fonts():
        use("en")
    try:
        yield
    finally:
        use(before)


def _fonts() -> list[str]:
    """The fonts here that have the signs of other scripts."""
    there_are = {font.name for font in fontManager.ttflist}
    return [name for name in CHINESE if name in there_are]


def _scores(sheet: Sheet) -> Figure:
    scores = figures.scores(sheet.rows)
    step = 100 / len(scores.bins)
    figure, axes = _empty(_("Submissions by their share of the points"), 8, 4)
    starts = [step * number for number in range(len(scores.bins))]
    axes.bar(starts, scores.bins, width=step * 0.94, align="edge", color=COLOURS["passed"])
    axes.axvline(100 * scores.quartiles[1], color=INK, linestyle="--", linewidth=1.5)
    label = _("median {percent} %").format(percent=round(100 * scores.quartiles[1]))
    axes.annotate(
        label, (100 * scores.quartiles[1], 1), (-4, -2), ("data", "axes fraction"), "offset points", ha="right"
    )
    axes.set_xlim(0, 100)
    axes.xaxis.set_major_formatter(lambda value, _place: f"{value:g} %")
    return figure


def _exercises(sheet: Sheet) -> Figure:
    items = figures.items(sheet)
    figure, axes = _empty(_("How exercises ended"), 9, 1.4 + 0.4 * len(items))
    left = [0.0] * len(items)
    for kind in KINDS:
        shares = [100 * by_kind(item.counts)[kind] / max(item.asked, 1) for item in items]
        axes.barh(range(len(items)), shares, left=left, color=kind.light, edgecolor="white", label=_(kind.word))
        left = [done + share for done, share in zip(left, shares, strict=True)]
    _rows(axes, [item.name for item in items])
    axes.set_xlim(0, 100)
    axes.xaxis.set_major_formatter(lambda value, _place: f"{value:g} %")
    figure.legend(loc="outside lower center", ncols=len(KINDS), frameon=False)
    return figure


def _mistakes(sheet: Sheet) -> Figure:
    found = figures.mistakes(sheet)[:MOST]
    figure, axes = _empty(_("The most frequent mistakes"), 9, 1.0 + 0.4 * max(len(found), 1))
    counts = [len(each.rows) for each in found]
    axes.bar_label(axes.barh(range(len(found)), counts, color=COLOURS["wrong"]), padding=4, color=QUIET)
    _rows(axes, [f"{each.told.id}  ({sheet.exercises[each.exercise]})" for each in found])
    return figure


def _correlation(sheet: Sheet) -> Figure:
    items = figures.items(sheet)
    figure, axes = _empty(_("Item-total correlation"), 9, 1.0 + 0.4 * max(len(items), 1))
    values = [item.correlation or 0 for item in items]
    labels = ["–" if item.correlation is None else f"{item.correlation:.2f}" for item in items]
    axes.bar_label(axes.barh(range(len(items)), values, color=COLOURS["passed"]), labels, padding=4, color=QUIET)
    axes.axvline(0, color=QUIET, linewidth=1)
    least = min(values, default=0)
    axes.set_xlim(least - 0.1 if least < 0 else 0, 1)
    _rows(axes, [item.name for item in items])
    return figure


def _empty(title: str, width: float, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained", facecolor="white")
    axes = figure.subplots()
    axes.set_title(title, fontsize=11, loc="left")
    axes.grid(axis="x" if height != 4 else "y", color=RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    return figure, axes


def _rows(axes: Axes, names: Sequence[str]) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(max(len(names), 1) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
