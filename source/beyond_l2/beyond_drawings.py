"""The figures of the beyond_l2 notebook, which readers with any kind of colour vision can tell apart.

Importing this module needs NumPy alone; Matplotlib is imported by the functions that use it.
"""

import numpy as np

BLUE, ORANGE, GREEN = "#0072B2", "#D55E00", "#009E73"
LINES = (BLUE, "-"), (ORANGE, "--"), (GREEN, "-.")
PITCH = (-0.75, 0.40), (-0.75, 0.65)
"""What the plots show of the pitch: from left to right, from bottom to top."""


def draw_shrinking(paths):
    """Draw weights that nothing but a penalty moves, step by step, a panel for each penalty.

    Parameters
    ----------
    paths : dict of array (steps, weights)
        The weights at each step, by the name of the penalty.
    """
    import matplotlib.pyplot as plt

    panels = plt.subplots(1, len(paths), figsize=(4.6 * len(paths), 3.4), sharey=True, layout="constrained")[1]
    for axes, (name, path) in zip(panels, paths.items()):
        for weight, (colour, line) in zip(path.T, LINES):
            axes.plot(weight, color=colour, linestyle=line, label=f"starts at {weight[0]:g}")
        axes.axhline(0, color="black", linewidth=0.8)
        axes.set(title=f"{name} penalty alone", xlabel="steps")
        axes.grid(alpha=0.3)
    panels[0].set_ylabel("weight")
    panels[0].legend(fontsize="small")
    plt.show()


def draw_weights_by_size(weights, threshold):
    """Draw the sizes of all weights of some networks, the largest first, on a logarithmic scale.

    Parameters
    ----------
    weights : dict of array (n,)
        The weights of each network, by its name.
    threshold : float
        Where to draw the line below which a weight does not matter.
    """
    import matplotlib.pyplot as plt

    plt.figure(figsize=(7.5, 4), layout="constrained")
    for (name, each), (colour, line) in zip(weights.items(), LINES):
        sizes = np.sort(np.abs(each))[::-1]
        plt.plot(np.arange(1, sizes.size + 1), sizes, color=colour, linestyle=line, linewidth=2, label=name)
    plt.axhline(threshold, color="gray", linestyle=":", label=f"too small to matter: {threshold:g}")
    plt.yscale("log")
    plt.ylim(1e-6, 20)
    plt.xlabel("weights, the largest first")
    plt.ylabel("size of the weight, on a logarithmic scale")
    plt.title("The weights of the football network")
    plt.legend(loc="lower left", fontsize="small")
    plt.grid(alpha=0.3)
    plt.show()


def draw_stopping(train_costs, dev_costs, best, stopped):
    """Draw the costs of a training, which epoch to keep, and when one would have known.

    Parameters
    ----------
    train_costs, dev_costs : sequence of float
        One measurement per epoch.
    best : int
        The epoch whose parameters are kept.
    stopped : int
        The epoch after which training stops.
    """
    import matplotlib.pyplot as plt

    plt.figure(figsize=(7.5, 3.8), layout="constrained")
    plt.axvspan(stopped, len(dev_costs), color="gray", alpha=0.15, label="never trained, had we stopped")
    plt.plot(dev_costs, color=ORANGE, linestyle="--", label="on the development set")
    plt.plot(train_costs, color=BLUE, label="on the training set")
    plt.plot(best, dev_costs[best], "o", color="black", zorder=3, label=f"keep this: epoch {best}")
    plt.xlim(0, len(dev_costs))
    plt.xlabel("epochs")
    plt.ylabel("cross-entropy cost")
    plt.title("Early stopping")
    plt.legend(fontsize="small")
    plt.show()


def show_images(images):
    """Show pictures side by side.

    Parameters
    ----------
    images : dict of array (height, width, channels) of uint8
        By title; one channel is shown as ink on paper.
    """
    import matplotlib.pyplot as plt

    panels = plt.subplots(1, len(images), figsize=(2.7 * len(images), 2.9), layout="constrained")[1]
    for axes, (title, image) in zip(panels, images.items()):
        axes.imshow(image, cmap="gray_r" if image.shape[2] == 1 else None, vmin=0, vmax=255)
        axes.set_title(title, fontsize="medium")
        axes.set_xticks([])
        axes.set_yticks([])
    plt.show()


def draw_costs(costs, every):
    """Draw training and development costs of some trainings, a panel for each kind of data.

    Parameters
    ----------
    costs : dict of array (measurements, 2)
        Training and development costs, by the name of the model.
    every : int
        The number of iterations from one measurement to the next.
    """
    import matplotlib.pyplot as plt

    panels = plt.subplots(1, 2, figsize=(9.4, 3.6), sharey=True, layout="constrained")[1]
    for column, (axes, data) in enumerate(zip(panels, ("training", "development"))):
        for (name, measured), (colour, line) in zip(costs.items(), LINES):
            thousands = every * np.arange(len(measured)) / 1000
            axes.plot(thousands, measured[:, column], color=colour, linestyle=line, label=name)
        axes.set(title=f"on the {data} set", xlabel="iterations, in thousands")
        axes.grid(alpha=0.3)
    panels[0].set_ylabel("cross-entropy cost, all units")
    panels[0].legend(fontsize="small")
    plt.show()


def draw_boundaries(models, X, Y):
    """Draw what some models answer all over the pitch, a panel each.

    Parameters
    ----------
    models : dict of callable
        By name; each gives for points (2, n) the probabilities of class 1, (1, n).
    X : array (2, m)
    Y : array (1, m)
    """
    import matplotlib.pyplot as plt
    from matplotlib.colors import LinearSegmentedColormap

    x1, x2 = np.meshgrid(*(np.linspace(*side, 200) for side in PITCH))
    colours = LinearSegmentedColormap.from_list("who heads it", [ORANGE, "white", BLUE])
    figure, panels = plt.subplots(1, len(models), figsize=(4.2 * len(models), 5), layout="constrained", squeeze=False)
    ours = Y.ravel() == 1
    for axes, (name, model) in zip(panels[0], models.items()):
        probability = np.reshape(model(np.stack([x1.ravel(), x2.ravel()])), x1.shape)
        shades = axes.contourf(x1, x2, probability, levels=np.linspace(0, 1, 11), cmap=colours, alpha=0.45)
        axes.contour(x1, x2, probability, levels=[0.5], colors="black", linewidths=1.5)
        axes.scatter(*X[:, ours], c=BLUE, marker="o", s=20, edgecolor="white", label="France headed it")
        axes.scatter(*X[:, ~ours], c=ORANGE, marker="s", s=18, edgecolor="white", label="the opponent did")
        axes.set(title=name, xlim=PITCH[0], ylim=PITCH[1], aspect="equal", xlabel="along the pitch")
    panels[0][0].set_ylabel("across the pitch")
    figure.colorbar(shades, ax=panels, label="probability that a French player heads the ball", shrink=0.8)
    figure.legend(*panels[0][0].get_legend_handles_labels(), loc="outside lower center", ncols=2, frameon=False)
    plt.show()
