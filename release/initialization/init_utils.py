"""What the initialization notebook builds on: a small network, the data, and the plots.

The network is LINEAR → RELU → LINEAR → RELU → LINEAR → SIGMOID. Examples are columns: ``X`` has shape (n_x, m) and
``Y`` has shape (1, m). Parameters are a dict ``W1, b1, W2, b2, W3, b3`` with ``Wl`` of shape (n_l, n_{l-1}) and ``bl``
of shape (n_l, 1).

Importing this module needs NumPy alone; Matplotlib and scikit-learn are imported by the functions that use them.
"""

import numpy as np

PLANE = (-1.5, 1.5), (-1.5, 1.5)
"""What the plots show of the plane: from left to right, from bottom to top."""

INNER, OUTER = "#0072B2", "#D55E00"
"""Blue and orange-red, which readers with any kind of colour vision can tell apart."""


# --- the network --------------------------------------------------------------------------------------------------


def sigmoid(x):
    """Squash any number into the interval from 0 to 1: 1 / (1 + exp(-x)), entry by entry."""
    with np.errstate(over="ignore"):  # where exp(-x) is beyond all numbers, the result is 0, as it should be
        return 1 / (1 + np.exp(-x))


def relu(x):
    """Replace what is negative by 0, entry by entry."""
    return np.maximum(0, x)


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


def compute_loss(a3, Y):
    """Compute the cross-entropy cost, the mean over the examples.

    An output of exactly 0 or 1 has an infinite logarithm. Where the answer is wrong, its loss is infinite, and so is
    the mean. Where it is right, 0 · inf is no number: such a term means a perfect answer and is left out of the sum.
    Neither is worth a warning.

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
        ``dz3, dW3, db3, da2, dz2, dW2, db2, da1, dz1, dW1, db1``. The mean over the examples is taken in ``dz3``, so
        all that follows from it is a gradient of the cost itself.
    """
    m = X.shape[1]
    (_, a1, _, _, _, a2, W2, _, _, a3, W3, _) = cache

    dz3 = 1.0 / m * (a3 - Y)
    dW3 = np.dot(dz3, a2.T)
    db3 = np.sum(dz3, axis=1, keepdims=True)

    da2 = np.dot(W3.T, dz3)
    dz2 = np.multiply(da2, np.int64(a2 > 0))
    dW2 = np.dot(dz2, a1.T)
    db2 = np.sum(dz2, axis=1, keepdims=True)

    da1 = np.dot(W2.T, dz2)
    dz1 = np.multiply(da1, np.int64(a1 > 0))
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


def update_parameters(parameters, grads, learning_rate):
    """Take one step of gradient descent.

    Parameters
    ----------
    parameters : dict
    grads : dict
        At least ``dWl`` and ``dbl`` for each layer.
    learning_rate : float

    Returns
    -------
    dict
        New parameters; the given ones stay as they are.
    """
    return {name: value - learning_rate * grads[f"d{name}"] for name, value in parameters.items()}


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


# --- the data -----------------------------------------------------------------------------------------------------


def load_dataset():
    """Get the points of two noisy circles, one within the other.

    They come from scikit-learn's ``make_circles`` and are the same at each call; whatever the notebook draws stays as
    it is.

    Returns
    -------
    train_X : array (2, 300)
    train_Y : array (1, 300) of int
        1 for the inner circle, 0 for the outer one.
    test_X : array (2, 100)
    test_Y : array (1, 100) of int
    """
    from sklearn.datasets import make_circles

    train_X, train_Y = make_circles(n_samples=300, noise=0.05, random_state=1)
    test_X, test_Y = make_circles(n_samples=100, noise=0.05, random_state=2)
    return train_X.T, train_Y.reshape(1, -1), test_X.T, test_Y.reshape(1, -1)


# --- the plots ----------------------------------------------------------------------------------------------------


def plot_data(X, Y, axes=None):
    """Draw the points of both circles.

    Parameters
    ----------
    X : array (2, m)
    Y : array (1, m)
    axes : matplotlib Axes, optional
        Where to draw; otherwise wherever Matplotlib would.
    """
    import matplotlib.pyplot as plt

    axes = axes or plt.gca()
    inner = Y.ravel() == 1
    axes.scatter(*X[:, inner], c=INNER, marker="o", s=26, edgecolor="white", linewidth=0.5, label="inner circle")
    axes.scatter(*X[:, ~inner], c=OUTER, marker="s", s=24, edgecolor="white", linewidth=0.5, label="outer circle")
    axes.set(xlim=PLANE[0], ylim=PLANE[1], xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=3, fontsize="small", frameon=False)


def plot_decision_boundary(model, X, y, axes=None):
    """Draw what a model answers all over the plane, where it changes its mind, and which points it gets wrong.

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
    colours = LinearSegmentedColormap.from_list("which circle", [OUTER, "white", INNER])
    # With an odd number of shades the middle one is white: there the model cannot tell.
    shades = axes.contourf(x1, x2, probability, levels=np.linspace(0, 1, 12), cmap=colours, alpha=0.45)
    if probability.min() < 0.5 < probability.max():
        axes.contour(x1, x2, probability, levels=[0.5], colors="black", linewidths=1.5)
    wrong = (np.ravel(model(X.T)) > 0.5) != (np.ravel(y) == 1)
    axes.scatter(*X[:, wrong], s=95, facecolor="none", edgecolor="black", linewidth=1.2, label="misclassified")
    plot_data(X, y, axes)
    return shades
