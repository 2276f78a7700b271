"""Shows pictures of a training one after the other: a strip of some of them, and a slider through all.

The strip is there wherever a notebook can be read. The slider needs ipywidgets and a kernel that runs; without them it
is left out.
"""

import io

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.figure import Figure

INSTEAD = "(In JupyterLab, Notebook 7 and VS Code a slider through all the pictures appears here when the cell is run.)"


def show_film(films, draw, title, strip=4, size=(3.4, 3.8)):
    """Show how something changes, for several trainings side by side.

    Parameters
    ----------
    films : dict
        For the name of each training its frames: a dict of what there is to draw, by caption. Captions that not all of
        them have are left out.
    draw : callable
        Draws a frame: ``draw(axes, frame)``.
    title : str
        What stands above the strip.
    strip : int
        How many frames the strip shows, from the first to the last.
    size : tuple of float
        The width and the height of a panel in inches.
    """
    captions = [each for each in next(iter(films.values()), {}) if all(each in frames for frames in films.values())]
    if not captions:
        return
    places = np.unique(np.linspace(0, len(captions) - 1, strip).round().astype(int))
    figure = plt.figure(figsize=(size[0] * len(places), size[1] * len(films) + 0.6), layout="constrained")
    panels = figure.subplots(len(films), len(places), squeeze=False)
    for row, (name, frames) in zip(panels, films.items()):
        for axes, place in zip(row, places):
            _draw_panel(axes, draw, frames[captions[place]], f"{name}\n{captions[place]}")
    _finish(figure, panels, title)
    plt.show()
    _show_slider(films, draw, captions, size)


def _draw_panel(axes, draw, frame, title):
    draw(axes, frame)
    axes.set_title(title, fontsize="medium")
    if axes.get_legend():
        axes.get_legend().remove()  # one for all panels is enough


def _finish(figure, panels, title):
    for axes in panels.flat:
        axes.label_outer()
    handles, labels = panels[0, 0].get_legend_handles_labels()
    if labels:
        figure.legend(handles, labels, loc="outside lower center", ncols=len(labels), frameon=False)
    figure.suptitle(title)


def _show_slider(films, draw, captions, size):
    try:
        from ipywidgets import Image, Layout, SelectionSlider, VBox
    except ImportError:
        return

    pictures = {}  # each is drawn when it is first asked for

    def picture(caption):
        if caption not in pictures:
            figure = Figure(figsize=(1.2 * size[0] * len(films), 1.2 * size[1] + 0.6), layout="constrained")
            panels = figure.subplots(1, len(films), squeeze=False)
            for axes, (name, frames) in zip(panels.flat, films.items()):
                _draw_panel(axes, draw, frames[caption], name)
            _finish(figure, panels, caption)
            data = io.BytesIO()
            figure.savefig(data, format="png", dpi=80, facecolor="white")
            pictures[caption] = data.getvalue()
        return pictures[caption]

    shown = Image(value=picture(captions[-1]), format="png", layout=Layout(max_width="100%", object_fit="contain"))
    slider = SelectionSlider(options=captions, value=captions[-1], layout=Layout(width="36em"))
    slider.observe(lambda change: setattr(shown, "value", picture(change["new"])), "value")
    box = VBox([slider, shown])
    if hasattr(box, "_repr_mimebundle_"):
        display({**box._repr_mimebundle_(), "text/plain": INSTEAD}, raw=True)
    else:
        display(box)  # ipywidgets 7 and older
