"""What the regularization notebook builds on: a small network without regularization, the data, and the plots.

The network is LINEAR → RELU → LINEAR → RELU → LINEAR → SIGMOID. Examples are columns: ``X`` has shape (n_x, m) and
``Y`` has shape (1, m). Parameters are a dict ``W1, b1, W2, b2, W3, b3`` with ``Wl`` of shape (n_l, n_{l-1}) and ``bl``
of shape (n_l, 1); gradients are a dict ``dW1, db1, …`` of the same shapes.

Importing this module needs NumPy alone; Matplotlib and SciPy are imported by the functions that use them.
"""

import numpy as np

PITCH = (-0.75, 0.40), (-0.75, 0.65)
"""What the plots show of the pitch: from left to right, from bottom to top."""

OURS, THEIRS = "#0072B2", "#D55E00"
"""Blue and orange-red, which readers with any kind of colour vision can tell apart."""


# --- the network --------------------------------------------------------------------------------------------------


def sigmoid(x):
    """Squash any number into the interval from 0 to 1: 1 / (1 + exp(-x)), entry by entry."""
    return 1 / (1 + np.exp(-x))


def relu(x):
    """Replace what is negative by 0, entry by entry."""
    return np.maximum(0, x)


def initialize_parameters(layer_dims):
    """Draw the weights of a network, the same ones at each call.

    Parameters
    ----------
    layer_dims : list of int
        The number of units of each layer, the input first: [2, 20, 3, 1].

    Returns
    -------
    dict
        ``Wl`` (n_l, n_{l-1}) from a normal distribution with standard deviation 1 / sqrt(n_{l-1}); ``bl`` (n_l, 1) of
        zeros.
    """
    np.random.seed(3)
    parameters = {}
    for layer, (n_before, n) in enumerate(zip(layer_dims[:-1], layer_dims[1:]), start=1):
        parameters[f"W{layer}"] = np.random.randn(n, n_before) / np.sqrt(n_before)
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
    A3 : array (1, m)
        For each example the probability of class 1.
    cache : tuple
        ``(Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3)``, for the way back.
    """
    W1, b1 = parameters["W1"], parameters["b1"]
    W2, b2 = parameters["W2"], parameters["b2"]
    W3, b3 = parameters["W3"], parameters["b3"]
    Z1 = np.dot(W1, X) + b1
    A1 = relu(Z1)
    Z2 = np.dot(W2, A1) + b2
    A2 = relu(Z2)
    Z3 = np.dot(W3, A2) + b3
    A3 = sigmoid(Z3)
    return A3, (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3)


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
        ``dZ3, dW3, db3, dA2, dZ2, dW2, db2, dA1, dZ1, dW1, db1``. The mean over the examples is taken in ``dW`` and
        ``db``; ``dZ`` and ``dA`` hold each example's own gradient.
    """
    m = X.shape[1]
    (_, A1, _, _, _, A2, W2, _, _, A3, W3, _) = cache

    dZ3 = A3 - Y
    dW3 = 1.0 / m * np.dot(dZ3, A2.T)
    db3 = 1.0 / m * np.sum(dZ3, axis=1, keepdims=True)

    dA2 = np.dot(W3.T, dZ3)
    dZ2 = np.multiply(dA2, np.int64(A2 > 0))
    dW2 = 1.0 / m * np.dot(dZ2, A1.T)
    db2 = 1.0 / m * np.sum(dZ2, axis=1, keepdims=True)

    dA1 = np.dot(W2.T, dZ2)
    dZ1 = np.multiply(dA1, np.int64(A1 > 0))
    dW1 = 1.0 / m * np.dot(dZ1, X.T)
    db1 = 1.0 / m * np.sum(dZ1, axis=1, keepdims=True)

    return {
        "dZ3": dZ3,
        "dW3": dW3,
        "db3": db3,
        "dA2": dA2,
        "dZ2": dZ2,
        "dW2": dW2,
        "db2": db2,
        "dA1": dA1,
        "dZ1": dZ1,
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

    No unit is dropped here, however the parameters were trained.

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


def load_2D_dataset(path=None):
    """Get the places where headers were fought for, and who won them.

    The data are made up. The points lie anywhere on a rectangle of the pitch; those to the upper left of a diagonal are
    ours, give or take a Gaussian with standard deviation 0.1, and 3 % are swapped. They are tuned: noise and seed are
    chosen such that, of the three models of the notebook, the one without regularization is best on the training data
    and worst on the test data, by several points. Other seeds show this less clearly, and some not at all.

    Parameters
    ----------
    path : path-like, optional
        A MATLAB file that holds ``X, y, Xval, yval`` with examples as rows, to be read instead. Needs SciPy.

    Returns
    -------
    train_X : array (2, 211)
    train_Y : array (1, 211) of int
        1 where our player won the header, 0 where the opponent did.
    test_X : array (2, 200)
    test_Y : array (1, 200) of int
    """
    if path is not None:
        from scipy.io import loadmat

        data = loadmat(path)
        return data["X"].T, data["y"].T.astype(int), data["Xval"].T, data["yval"].T.astype(int)
    random = np.random.RandomState(93)  # its own stream: whatever the notebook draws stays the same
    return (*_draw(211, random), *_draw(200, random))


def _draw(count, random):
    X = random.uniform([-0.60, -0.68], [0.32, 0.58], size=(count, 2)).T
    ours = X[1] > 1.5 * X[0] + 0.15 + 0.1 * random.randn(count)
    swapped = random.uniform(size=count) < 0.03
    return np.round(X, 4), (ours ^ swapped).astype(int).reshape(1, count)


# --- the plots ----------------------------------------------------------------------------------------------------


def plot_data(X, Y, axes=None):
    """Draw the headers on the pitch.

    Parameters
    ----------
    X : array (2, m)
    Y : array (1, m)
    axes : matplotlib Axes, optional
        Where to draw; otherwise wherever Matplotlib would.
    """
    import matplotlib.pyplot as plt

    axes = axes or plt.gca()
    ours = Y.ravel() == 1
    axes.scatter(*X[:, ours], c=OURS, marker="o", s=26, edgecolor="white", linewidth=0.5, label="France headed it")
    axes.scatter(*X[:, ~ours], c=THEIRS, marker="s", s=24, edgecolor="white", linewidth=0.5, label="the opponent did")
    axes.set(xlim=PITCH[0], ylim=PITCH[1], xlabel="along the pitch", ylabel="across the pitch", aspect="equal")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=3, fontsize="small", frameon=False)


def plot_decision_boundary(model, X, y, axes=None):
    """Draw what a model answers all over the pitch, where it changes its mind, and which headers it gets wrong.

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
    x1, x2 = np.meshgrid(*(np.linspace(*side, 300) for side in PITCH))
    probability = np.reshape(model(np.c_[x1.ravel(), x2.ravel()]), x1.shape).astype(float)
    colours = LinearSegmentedColormap.from_list("who heads it", [THEIRS, "white", OURS])
    shades = axes.contourf(x1, x2, probability, levels=np.linspace(0, 1, 11), cmap=colours, alpha=0.45)
    axes.contour(x1, x2, probability, levels=[0.5], colors="black", linewidths=1.5)
    wrong = (np.ravel(model(X.T)) > 0.5) != (np.ravel(y) == 1)
    axes.scatter(*X[:, wrong], s=95, facecolor="none", edgecolor="black", linewidth=1.2, label="misclassified")
    plot_data(X, y, axes)
    return shades


# --- a notebook that is not finished yet --------------------------------------------------------------------------
