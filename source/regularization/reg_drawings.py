"""Pictures of thinned networks for the regularization notebook."""

import matplotlib.pyplot as plt
from matplotlib.lines import Line2D

KEPT, DROPPED = "#0072B2", "#999999"


def draw_networks(*networks, sizes, names):
    """Draw networks of the same sizes side by side, each with its own units dropped.

    Parameters
    ----------
    *networks : tuple of str and dict
        A title, and for some layers, counted from 0 for the input, which units are dropped: ``("…", {2: (0, 3)})``.
    sizes : sequence of int
        The number of units of each layer.
    names : sequence of str
        What stands below each layer.
    """
    figure, panels = plt.subplots(
        1, len(networks), figsize=(4.4 * len(networks), 3.9), squeeze=False, layout="constrained"
    )
    for axes, (title, dropped) in zip(panels[0], networks):
        _draw_network(axes, sizes, dropped)
        for x, name in enumerate(names):
            axes.text(x, -0.62 * max(sizes), name, ha="center", va="top", fontsize="small")
        axes.set_title(title, fontsize="medium")
        axes.set(xlim=(-0.5, len(sizes) - 0.5), ylim=(-0.75 * max(sizes), 0.55 * max(sizes)))
        axes.axis("off")
    kinds = [
        Line2D([], [], color=KEPT, marker="o", markersize=10, label="takes part"),
        Line2D([], [], color=DROPPED, marker="X", markersize=10, linestyle="none", label="dropped"),
    ]
    figure.legend(handles=kinds, loc="outside lower center", ncols=2, frameon=False)
    plt.show()


def draw_thinned(axes, dropped, sizes):
    """Draw one network without the units that are dropped.

    Parameters
    ----------
    axes : matplotlib Axes
    dropped : dict
        For some layers, counted from 0 for the input, which units are dropped: ``{2: (0, 3)}``.
    sizes : sequence of int
        The number of units of each layer.
    """
    _draw_network(axes, sizes, dropped, area=110)
    axes.scatter([], [], s=110, color=KEPT, label="takes part")
    axes.scatter([], [], s=90, color=DROPPED, marker="x", label="dropped")
    axes.axis("off")


def _draw_network(axes, sizes, dropped, area=300):
    places = [[(x, (size - 1) / 2 - unit) for unit in range(size)] for x, size in enumerate(sizes)]
    kept = [
        [place for unit, place in enumerate(layer) if unit not in dropped.get(x, ())] for x, layer in enumerate(places)
    ]
    for left, right in zip(kept, kept[1:]):
        for x1, y1 in left:
            for x2, y2 in right:
                axes.plot((x1, x2), (y1, y2), color=KEPT, linewidth=0.8, alpha=0.6, zorder=1)
    for layer, alive in zip(places, kept):
        for place in layer:
            if place in alive:
                axes.scatter(*place, s=area, color=KEPT, edgecolor="white", linewidth=1.5, zorder=2)
            else:
                axes.scatter(*place, s=area, facecolor="white", edgecolor=DROPPED, linestyle="--", zorder=2)
                axes.scatter(*place, s=0.3 * area, color=DROPPED, marker="x", zorder=3)
