"""What the gradient checking notebook builds on: activations, parameters as one vector, and the plots.

The network is LINEAR → RELU → LINEAR → RELU → LINEAR → SIGMOID with 4 inputs, 5 and 3 hidden units and one output.
Its 47 parameters are a dict ``W1, b1, W2, b2, W3, b3``, its gradients a dict ``dW1, db1, …`` of the same shapes. A
gradient check needs both as columns of 47 numbers.

Importing this module needs NumPy alone; Matplotlib is imported by the functions that use it.
"""

import contextlib
import io

import numpy as np

SHAPES = {"W1": (5, 4), "b1": (5, 1), "W2": (3, 5), "b2": (3, 1), "W3": (1, 3), "b3": (1, 1)}
"""The blocks of the parameters, in the order in which they stand in the vector."""

BLUE, ORANGE, GRAY = "#0072B2", "#D55E00", "#767676"
"""Three colours that readers with any kind of colour vision can tell apart."""


# --- the network --------------------------------------------------------------------------------------------------


def sigmoid(x):
    """Squash any number into the interval from 0 to 1: 1 / (1 + exp(-x)), entry by entry."""
    return 1 / (1 + np.exp(-x))


def relu(x):
    """Replace what is negative by 0, entry by entry."""
    return np.maximum(0, x)


# --- parameters as one vector -------------------------------------------------------------------------------------


def dictionary_to_vector(parameters):
    """Put all parameters into one column.

    Parameters
    ----------
    parameters : dict
        W1 (5, 4), b1 (5, 1), W2 (3, 5), b2 (3, 1), W3 (1, 3), b3 (1, 1).

    Returns
    -------
    theta : array (47, 1)
        The blocks one below the other, each of them row by row. It shares no memory with the parameters.
    keys : list of str
        For each entry the name of its block.
    """
    keys = [name for name in SHAPES for _ in range(np.size(parameters[name]))]
    return np.concatenate([np.reshape(parameters[name], (-1, 1)) for name in SHAPES]), keys


def vector_to_dictionary(theta):
    """Take a column of parameters apart again.

    Parameters
    ----------
    theta : array (47, 1)

    Returns
    -------
    dict
        W1 (5, 4), b1 (5, 1), W2 (3, 5), b2 (3, 1), W3 (1, 3), b3 (1, 1).
    """
    parameters, start = {}, 0
    for name, shape in SHAPES.items():
        end = start + shape[0] * shape[1]
        parameters[name] = theta[start:end].reshape(shape)
        start = end
    return parameters


def gradients_to_vector(gradients):
    """Put the gradients of all parameters into one column.

    Parameters
    ----------
    gradients : dict
        At least dW1, db1, dW2, db2, dW3, db3.

    Returns
    -------
    array (47, 1)
        In the order of `dictionary_to_vector`: entry by entry the derivative with respect to that parameter.
    """
    return np.concatenate([np.reshape(gradients[f"d{name}"], (-1, 1)) for name in SHAPES])


# --- the data -----------------------------------------------------------------------------------------------------


def load_days():
    """Get what was measured on days of past winters, and whether an avalanche came down. The data are made up.

    Returns
    -------
    X : array (4, 200)
        Fresh snow, wind, temperature and steepness, each with mean 0 and standard deviation 1 or about that.
    Y : array (200,) of int
        1 where an avalanche came down, else 0. Much snow, strong wind and a steep slope speak for one, and so do
        temperatures in the middle.
    """
    random = np.random.RandomState(4)  # its own stream: whatever the notebook draws stays the same
    snow, wind, temperature, steepness = X = random.randn(4, 200)
    danger = snow + 0.7 * wind - 0.8 * np.abs(temperature) + 0.6 * steepness + 0.4 * random.randn(200)
    return X, (danger > 0).astype(int)


# --- your check as an instrument ----------------------------------------------------------------------------------
#
# Each of these runs the gradient_check_n that you wrote, without what it prints. The last two give it another forward
# pass for that time, so that it looks at a part of the network, or at one side of it.


def quietly(check, *inputs):
    """Run a gradient check, and let it print nothing."""
    with contextlib.redirect_stdout(io.StringIO()):
        return check(*inputs)


def difference_by_block(check, parameters, gradients, X, Y):
    """Check each block of the gradients by itself, as if nothing but that block could move.

    Parameters
    ----------
    check : callable
        A gradient_check_n.
    parameters, gradients : dict
    X : array (4, m)
    Y : array (m,)

    Returns
    -------
    dict
        The difference for each of dW1, db1, dW2, db2, dW3, db3.
    """
    forward = check.__globals__["forward_propagation_n"]
    differences = {}
    for block in SHAPES:
        alone = {f"d{name}": gradients[f"d{name}"] * (name == block) for name in SHAPES}
        with _forward_pass_of(check, _frozen(forward, parameters, block)):
            differences[f"d{block}"] = quietly(check, parameters, alone, X, Y)
    return differences


def difference_one_sided(check, parameters, gradients, X, Y, epsilon):
    """Find the difference that a check would give if it only ever stepped up, from J(θ) to J(θ + ε).

    Parameters
    ----------
    check : callable
        A gradient_check_n, which steps up and down.
    parameters, gradients : dict
    X : array (4, m)
    Y : array (m,)
    epsilon : float

    Returns
    -------
    float
    """
    forward = check.__globals__["forward_propagation_n"]
    with _forward_pass_of(check, _mirrored(forward, parameters)):
        return quietly(check, parameters, gradients, X, Y, epsilon)


def _frozen(forward, parameters, block):
    """Make a forward pass in which one block may move and the others stand still: their derivatives are 0."""

    def forward_frozen(X, Y, moved):
        return forward(X, Y, {**parameters, block: moved[block]})

    return forward_frozen


def _mirrored(forward, parameters):
    """Make a forward pass that knows one side only: a step down gains exactly what the step up costs."""
    here, _ = dictionary_to_vector(parameters)

    def forward_mirrored(X, Y, moved):
        step = dictionary_to_vector(moved)[0] - here
        if np.sum(step) >= 0:
            return forward(X, Y, moved)
        above, cache = forward(X, Y, vector_to_dictionary(here - step))
        return 2 * forward(X, Y, parameters)[0] - above, cache

    return forward_mirrored


@contextlib.contextmanager
def _forward_pass_of(check, forward):
    names = check.__globals__
    usual = names["forward_propagation_n"]
    names["forward_propagation_n"] = forward
    try:
        yield
    finally:
        names["forward_propagation_n"] = usual


# --- the plots ----------------------------------------------------------------------------------------------------


def draw_two_slopes():
    """Draw a curve, its tangent, and two lines that stand in for it: from one side, and from both."""
    import matplotlib.pyplot as plt

    _, panels = plt.subplots(1, 2, figsize=(10, 4.2), sharey=True, layout="constrained")
    for axes, centred, title in zip(panels, (False, True), ("one-sided", "centred")):
        draw_slope(axes, 0.6, centred)
        axes.set_title(title)
        axes.legend(loc="upper left", fontsize="small")
    panels[1].set_ylabel("")
    plt.show()


def draw_slope(axes, epsilon, centred):
    """Draw a curve, its tangent at θ = 1, and a line through two of its points that are epsilon away from there.

    Parameters
    ----------
    axes : matplotlib Axes
    epsilon : float
    centred : bool
        Whether the line goes through a point on either side, or through θ and the point above.
    """

    def J(at):
        return 0.4 * at**3 - 0.2 * at + 1

    theta = 1.0
    ends = theta - epsilon if centred else theta, theta + epsilon
    slope = (J(ends[1]) - J(ends[0])) / (ends[1] - ends[0])
    color, linestyle, marker = (BLUE, "-", "o") if centred else (ORANGE, "--", "s")
    at = np.linspace(0, 2, 200)
    axes.plot(at, J(at), color="black", label="the cost")
    axes.axline((theta, J(theta)), slope=1.2 * theta**2 - 0.2, color=GRAY, linestyle=":", label="its tangent, slope 1")
    axes.axline((theta + epsilon, J(theta + epsilon)), slope=slope, color=color, linestyle=linestyle)
    axes.plot(ends, [J(end) for end in ends], color=color, marker=marker, linestyle="none", markersize=8)
    axes.text(1.85, 0.5, f"slope {slope:.3f}", color=color, ha="right", weight="bold")
    axes.set_xticks([theta - epsilon, theta, theta + epsilon], ["θ − ε", "θ", "θ + ε"])
    axes.set(xlim=(0.1, 1.9), ylim=(0.4, 3), xlabel="the parameter", ylabel="J")
    axes.grid(axis="x", alpha=0.4)


def draw_vector():
    """Draw how the six blocks of parameters stand in one vector."""
    import matplotlib.pyplot as plt

    _, axes = plt.subplots(figsize=(11, 1.7), layout="constrained")
    start = 0
    for name, shape in SHAPES.items():
        size = shape[0] * shape[1]
        color = BLUE if name.startswith("W") else ORANGE
        axes.bar(np.arange(start, start + size), 1, width=0.9, color=color, alpha=0.85)
        middle = start + (size - 1) / 2
        axes.text(middle, 1.15, name, ha="center", weight="bold")
        axes.text(middle, -0.2, f"{shape[0]} × {shape[1]}", ha="center", va="top", fontsize="small")
        start += size
    axes.set(xlim=(-1, start), ylim=(-0.8, 1.6))
    axes.axis("off")
    axes.set_title(f"θ: one column of {start} numbers, drawn lying down", fontsize="medium")
    plt.show()


def plot_differences(differences):
    """Draw the difference of each block as a bar, on a logarithmic scale.

    Parameters
    ----------
    differences : dict
        From `difference_by_block`.
    """
    import matplotlib.pyplot as plt

    _, axes = plt.subplots(figsize=(7, 3.8), layout="constrained")
    bars = axes.bar([*differences], [*differences.values()], color=BLUE, width=0.6)
    axes.bar_label(bars, [f"{difference:.1e}" for difference in differences.values()], padding=2, fontsize="small")
    axes.set_yscale("log")
    axes.set(ylim=(1e-9, 10), ylabel="difference, logarithmic", title="Each block of the gradients checked by itself")
    plt.show()


def plot_valley(epsilons, centred, one_sided, threshold):
    """Draw how the difference depends on epsilon.

    Parameters
    ----------
    epsilons : array (n,)
    centred, one_sided : array (n,)
        The differences for each epsilon.
    threshold : float
        Where the verdict changes.
    """
    import matplotlib.pyplot as plt

    _, axes = plt.subplots(figsize=(9, 5), layout="constrained")
    axes.loglog(epsilons, one_sided, color=ORANGE, linestyle="--", marker="s", markersize=4, label="one-sided")
    axes.loglog(epsilons, centred, color=BLUE, marker="o", markersize=4, label="centred, as your check")
    axes.axhline(threshold, color="black", linewidth=1, linestyle=":")
    axes.text(1.4e-12, threshold * 0.8, f"the threshold, {threshold:.0e}", va="top", fontsize="small")
    axes.axvline(1e-7, color="black", linewidth=1, linestyle=":")
    axes.text(1.3e-7, 3e-2, "the usual ε", fontsize="small")
    axes.text(3e-11, 2e-6, "rounding\nwins", ha="center", color=GRAY)
    axes.text(2e-2, 2e-9, "truncation\nwins", ha="center", color=GRAY)
    axes.set(xlim=(1e-12, 1e-1), ylim=(3e-11, 1e-1), xlabel="ε", ylabel="difference")
    axes.set_title("Right gradients, checked with many ε")
    axes.grid(alpha=0.3)
    axes.legend(loc="lower left", fontsize="small")
    plt.show()
