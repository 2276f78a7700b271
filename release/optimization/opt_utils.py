"""What the optimization notebook builds on: a small network with its gradients, the data, the plots, a line to fit.

The network is LINEAR → RELU → LINEAR → RELU → LINEAR → SIGMOID. Examples are columns: ``X`` has shape (n_x, m) and
``Y`` has shape (1, m). Parameters are a dict ``W1, b1, W2, b2, W3, b3`` with ``Wl`` of shape (n_l, n_{l-1}) and ``bl``
of shape (n_l, 1); gradients are a dict ``dW1, db1, …`` of the same shapes.

Importing this module needs NumPy alone; Matplotlib and scikit-learn are imported by the functions that use them.
"""

import numpy as np

PLANE = (-1.5, 2.5), (-1.0, 1.5)
"""What the plots show of the plane: from left to right, from bottom to top."""

UPPER, LOWER = "#0072B2", "#D55E00"
"""Blue and orange-red, which readers with any kind of colour vision can tell apart."""


# --- the network --------------------------------------------------------------------------------------------------


def sigmoid(x):
    """Squash any number into the interval from 0 to 1: 1 / (1 + exp(-x)), entry by entry."""
    return 1 / (1 + np.exp(-x))


def relu(x):
    """Replace what is negative by 0, entry by entry."""
    return np.maximum(0, x)


def load_params_and_grads(seed=1):
    """Draw parameters and gradients to try an update with.

    Returns
    -------
    tuple
        ``W1`` (2, 3), ``b1`` (2, 1), ``W2`` (3, 3), ``b2`` (3, 1), then ``dW1``, ``db1``, ``dW2``, ``db2`` of the same
        shapes, all from a standard normal distribution: something to update, not the layers of a network.
    """
    np.random.seed(seed)
    return tuple(np.random.randn(*shape) for shape in 2 * [(2, 3), (2, 1), (3, 3), (3, 1)])


def initialize_parameters(layer_dims):
    """Draw the weights of a network, the same ones at each call.

    Parameters
    ----------
    layer_dims : list of int
        The number of units of each layer, the input first: [2, 5, 2, 1].

    Returns
    -------
    dict
        ``Wl`` (n_l, n_{l-1}) from a normal distribution with standard deviation sqrt(2 / n_{l-1}), which suits RELU;
        ``bl`` (n_l, 1) of zeros.
    """
    np.random.seed(3)
    parameters = {}
    for layer, (n_before, n) in enumerate(zip(layer_dims[:-1], layer_dims[1:]), start=1):
        parameters[f"W{layer}"] = np.random.randn(n, n_before) * np.sqrt(2 / n_before)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


def forward_propagation(X, parameters):
    """Compute what the network answers.

    Parameters
    ----------
    X : array (n_x, m)
    parameters : dict

    Returns
    -------
    a3 : array (1, m)
        For each example the probability of class 1.
    cache : tuple
        ``(z1, a1, W1, b1, z2, a2, W2, b2, z3, a3, W3, b3)``, for the way back.
    """
    W1, b1 = parameters["W1"], parameters["b1"]
    W2, b2 = parameters["W2"], parameters["b2"]
    W3, b3 = parameters["W3"], parameters["b3"]
    z1 = np.dot(W1, X) + b1
    a1 = relu(z1)
    z2 = np.dot(W2, a1) + b2
    a2 = relu(z2)
    z3 = np.dot(W3, a2) + b3
    a3 = sigmoid(z3)
    return a3, (z1, a1, W1, b1, z2, a2, W2, b2, z3, a3, W3, b3)


def compute_cost(a3, Y):
    """Compute the cross-entropy cost, the mean over the examples.

    A saturated output is exactly 0 or 1, its logarithm is infinite, and 0 · inf is no number. Such terms mean a perfect
    answer: they are left out of the sum, without a warning.

    Parameters
    ----------
    a3 : array (1, m)
        The network's answers.
    Y : array (1, m)
        The right ones, 0 or 1.

    Returns
    -------
    float
    """
    if a3.shape != Y.shape:
        raise ValueError(f"The answers have shape {a3.shape}, but the labels have shape {Y.shape}.")
    with np.errstate(divide="ignore", invalid="ignore"):
        losses = -np.log(a3) * Y - np.log(1 - a3) * (1 - Y)
    return np.nansum(losses) / Y.shape[1]


def backward_propagation(X, Y, cache):
    """Compute the gradients of the cross-entropy cost.

    Parameters
    ----------
    X : array (n_x, m)
    Y : array (1, m)
    cache : tuple
        From `forward_propagation`.

    Returns
    -------
    dict
        ``dz3, dW3, db3, da2, dz2, dW2, db2, da1, dz1, dW1, db1``. The mean over the examples is already taken in
        ``dz3``, so all that follows from it is the gradient of the mean cost.
    """
    m = X.shape[1]
    (_, a1, _, _, _, a2, W2, _, _, a3, W3, _) = cache

    dz3 = 1.0 / m * (a3 - Y)
    dW3 = np.dot(dz3, a2.T)
    db3 = np.sum(dz3, axis=1, keepdims=True)

    da2 = np.dot(W3.T, dz3)
    dz2 = np.multiply(da2, a2 > 0)
    dW2 = np.dot(dz2, a1.T)
    db2 = np.sum(dz2, axis=1, keepdims=True)

    da1 = np.dot(W2.T, dz2)
    dz1 = np.multiply(da1, a1 > 0)
    dW1 = np.dot(dz1, X.T)
    db1 = np.sum(dz1, axis=1, keepdims=True)

    return {
        "dz3": dz3,
        "dW3": dW3,
        "db3": db3,
        "da2": da2,
        "dz2": dz2,
        "dW2": dW2,
        "db2": db2,
        "da1": da1,
        "dz1": dz1,
        "dW1": dW1,
        "db1": db1,
    }


def predict_dec(parameters, X):
    """Give the probability of class 1, to shade a decision boundary with.

    Parameters
    ----------
    parameters : dict
    X : array (n_x, m)

    Returns
    -------
    array (1, m)
    """
    return forward_propagation(X, parameters)[0]


def predict(X, y, parameters):
    """Decide for each example which class it is, and print how often that is right.

    Parameters
    ----------
    X : array (n_x, m)
    y : array (1, m)
        The right answers.
    parameters : dict

    Returns
    -------
    array (1, m) of int
        1 where the probability is over one half, else 0.
    """
    predictions = (predict_dec(parameters, X) > 0.5).astype(int)
    print(f"Accuracy: {np.mean(predictions == y)}")
    return predictions


# --- the data and their plots -------------------------------------------------------------------------------------


def load_dataset():
    """Draw two crescents that reach into each other, the same ones at each call. Needs scikit-learn.

    Returns
    -------
    train_X : array (2, 300)
    train_Y : array (1, 300) of int
        0 in the upper crescent, 1 in the lower one.
    """
    from sklearn.datasets import make_moons

    # Its own stream, that of np.random.seed(3): whatever the notebook draws stays the same.
    points, labels = make_moons(n_samples=300, noise=0.2, random_state=3)
    return points.T, labels.reshape(1, -1)


def plot_data(X, Y, axes=None):
    """Draw the two crescents.

    Parameters
    ----------
    X : array (2, m)
    Y : array (1, m)
    axes : matplotlib Axes, optional
        Where to draw; otherwise wherever Matplotlib would.
    """
    import matplotlib.pyplot as plt

    axes = axes or plt.gca()
    lower = Y.ravel() == 1
    axes.scatter(*X[:, ~lower], c=UPPER, marker="o", s=26, edgecolor="white", linewidth=0.5, label="upper, $y = 0$")
    axes.scatter(*X[:, lower], c=LOWER, marker="s", s=24, edgecolor="white", linewidth=0.5, label="lower, $y = 1$")
    axes.set(xlim=PLANE[0], ylim=PLANE[1], xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=3, fontsize="small", frameon=False)


def plot_decision_boundary(model, X, y, axes=None):
    """Draw what a model answers all over the plane, where it changes its mind, and which examples it gets wrong.

    Parameters
    ----------
    model : callable
        Gives for points as rows, (n, 2), the probabilities of class 1, (1, n).
    X : array (2, m)
    y : array (1, m)
    axes : matplotlib Axes, optional
        Where to draw; otherwise wherever Matplotlib would.

    Returns
    -------
    matplotlib ContourSet
        The shades, for a colour bar.
    """
    import matplotlib.pyplot as plt
    from matplotlib.colors import LinearSegmentedColormap

    axes = axes or plt.gca()
    x1, x2 = np.meshgrid(*(np.linspace(*side, 300) for side in PLANE))
    probability = np.reshape(model(np.c_[x1.ravel(), x2.ravel()]), x1.shape).astype(float)
    colours = LinearSegmentedColormap.from_list("which crescent", [UPPER, "white", LOWER])
    shades = axes.contourf(x1, x2, probability, levels=np.linspace(0, 1, 11), cmap=colours, alpha=0.45)
    axes.contour(x1, x2, probability, levels=[0.5], colors="black", linewidths=1.5)
    wrong = (np.ravel(model(X.T)) > 0.5) != (np.ravel(y) == 1)
    axes.scatter(*X[:, wrong], s=95, facecolor="none", edgecolor="black", linewidth=1.2, label="misclassified")
    plot_data(X, y, axes)
    return shades


# --- a problem with two parameters --------------------------------------------------------------------------------


def load_line():
    """Draw points about the line y = x / 2 + 1, the same ones at each call.

    Returns
    -------
    x : array (1, 128)
        Anywhere between 0 and 4.
    y : array (1, 128)
        On the line, give or take a Gaussian with standard deviation 0.6.
    """
    random = np.random.RandomState(2)
    x = random.uniform(0, 4, (1, 128))
    return x, x / 2 + 1 + 0.6 * random.randn(1, 128)


def line_cost(slope, intercept, x, y):
    """Compute half the mean squared error of each of n lines.

    Parameters
    ----------
    slope, intercept : array (n, 1)
    x, y : array (1, m)

    Returns
    -------
    array (n,)
    """
    return np.mean((slope * x + intercept - y) ** 2, axis=-1) / 2


def line_gradients(parameters, x, y):
    """Compute the gradients of the cost of a line, whose slope is ``W1`` (1, 1) and whose intercept is ``b1`` (1, 1).

    Parameters
    ----------
    parameters : dict
    x, y : array (1, m)

    Returns
    -------
    dict
        ``dW1`` and ``db1``, both (1, 1).
    """
    error = parameters["W1"] * x + parameters["b1"] - y
    return {"dW1": np.mean(error * x, keepdims=True), "db1": np.mean(error, keepdims=True)}
