"""Pictures for the optimization notebook: how mini-batches are cut, paths on a contour plot, cost curves."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle
from opt_utils import LOWER, UPPER, line_cost, load_line

LINES = (("#0072B2", "-"), ("#D55E00", "--"), ("#009E73", "-."), ("#CC79A7", ":"), ("#000000", (0, (6, 2, 1, 2, 1, 2))))
"""Colours and dashes of the curves in one plot: each is told by either, also in print and where two curves coincide."""

SLOPES, INTERCEPTS = (-2.0, 2.0), (-1.0, 4.0)
"""What the contour plots show: from left to right, from bottom to top."""


def draw_mini_batches(labels, order, mini_batch_size):
    """Draw examples as columns: as they come, shuffled, and cut into mini-batches.

    Parameters
    ----------
    labels : sequence of int
        The class of each example, 0 or 1.
    order : sequence of int
        Which example comes first, second, … after the shuffle.
    mini_batch_size : int
    """
    examples = range(len(labels))
    rows = (
        ("the data", examples, [0] * len(labels)),
        ("1. shuffled", order, [0] * len(labels)),
        ("2. cut", order, [place // mini_batch_size for place in examples]),
    )
    axes = plt.figure(figsize=(9, 3.2), layout="constrained").add_subplot()
    for y, (title, shown, batches) in zip((3, 1.5, 0), rows):
        axes.text(-0.4, y + 0.5, title, ha="right", va="center")
        for place, (example, batch) in enumerate(zip(shown, batches)):
            x = place + 0.7 * batch
            style = {"facecolor": UPPER} if labels[example] == 0 else {"facecolor": LOWER, "hatch": "///"}
            axes.add_patch(Rectangle((x + 0.04, y), 0.92, 1, edgecolor="white", **style))
            box = {"facecolor": "white", "edgecolor": "none", "boxstyle": "circle,pad=0.15"}
            axes.text(x + 0.5, y + 0.5, str(example), ha="center", va="center", fontsize="small", bbox=box)
    for batch in range(batches[-1] + 1):
        size = batches.count(batch)
        middle = batch * (mini_batch_size + 0.7) + size / 2
        axes.text(middle, -0.15, f"mini-batch {batch + 1}\n{size} examples", ha="center", va="top", fontsize="small")
    axes.set(xlim=(-3.2, len(labels) + 0.7 * batches[-1] + 0.2), ylim=(-0.9, 4.1))
    axes.axis("off")
    plt.show()


def plot_paths(panels, columns=3):
    """Draw ways through the landscape of the line's cost, one in each panel.

    Parameters
    ----------
    panels : dict
        Title: path, an array (steps + 1, 2) of slopes and intercepts.
    columns : int
        The number of panels side by side.
    """
    x, y = load_line()
    slopes, intercepts = np.meshgrid(np.linspace(*SLOPES, 120), np.linspace(*INTERCEPTS, 120))
    cost = line_cost(slopes.reshape(-1, 1), intercepts.reshape(-1, 1), x, y).reshape(slopes.shape)
    best = np.polyfit(x[0], y[0], 1)
    levels = np.geomspace(1.1 * cost.min(), cost.max(), 9)

    rows = -(-len(panels) // columns)
    figure = plt.figure(figsize=(4.1 * columns, 4.3 * rows), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
    for axes, (title, path) in zip(grid.flat, panels.items()):
        axes.contour(slopes, intercepts, cost, levels=levels, colors="#999999", linewidths=0.6)
        axes.plot(*path.T, color="#0072B2", linewidth=1.2, marker="o", markersize=2.5)
        axes.plot(*path[0], color="black", marker="s", markersize=6, linestyle="none", label="start")
        axes.plot(*best, color="#D55E00", marker="*", markersize=13, linestyle="none", label="lowest cost")
        axes.set_title(title, fontsize="medium")
    for axes in grid[-1]:
        axes.set_xlabel("slope")
    for axes in grid[:, 0]:
        axes.set_ylabel("intercept")
    figure.legend(*grid.flat[0].get_legend_handles_labels(), loc="outside lower center", ncols=2, frameon=False)
    plt.show()


def plot_costs(curves, axes=None, interval=100):
    """Draw the cost of one or more trainings.

    Parameters
    ----------
    curves : dict
        Name: costs, one of every ``interval`` epochs, the first of them of epoch 0.
    axes : matplotlib Axes, optional
        Where to draw; otherwise wherever Matplotlib would.
    interval : int
    """
    axes = axes or plt.gca()
    for (name, costs), (colour, dashes) in zip(curves.items(), LINES):
        axes.plot(interval * np.arange(len(costs)), costs, color=colour, linestyle=dashes, label=name)
    axes.set(xlabel="epoch", ylabel="cost, mean over an epoch")
    axes.grid(alpha=0.3)
