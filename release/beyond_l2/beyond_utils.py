"""What the beyond_l2 notebook builds on: networks, the football data, two pictures, numeric gradients.

The football network is LINEAR → RELU → … → LINEAR → SIGMOID. Examples are columns: ``X`` has shape (n_x, m) and ``Y``
has shape (1, m). Parameters are a dict ``W1, b1, …, WL, bL`` with ``Wl`` of shape (n_l, n_{l-1}) and ``bl`` of shape
(n_l, 1); gradients are a dict ``dW1, db1, …`` of the same shapes. The network with one hidden layer has its names in
lower case: ``w1, b1, w2, b2``.

Importing this module needs NumPy alone; PyTorch is imported by the functions that use it.
"""

import numpy as np


def sigmoid(x):
    """Squash any number into the interval from 0 to 1: 1 / (1 + exp(-x)), entry by entry."""
    return 1 / (1 + np.exp(-x))


def cross_entropy(A, Y):
    """Compute the cross-entropy cost, the mean over the examples.

    A saturated output is exactly 0 or 1, its logarithm is infinite, and 0 · inf is no number. Such terms mean a perfect
    answer: they are left out of the sum, without a warning.

    Parameters
    ----------
    A : array (1, m)
        The network's answers, probabilities of class 1.
    Y : array (1, m)
        The right ones, 0 or 1.

    Returns
    -------
    float
    """
    if A.shape != Y.shape:
        raise ValueError(f"The answers have shape {A.shape}, but the labels have shape {Y.shape}.")
    with np.errstate(divide="ignore", invalid="ignore"):
        losses = -np.log(A) * Y - np.log(1 - A) * (1 - Y)
    return np.nansum(losses) / Y.shape[1]


def update_parameters(parameters, grads, learning_rate):
    """Take one step of gradient descent, whatever the parameters are called.

    Parameters
    ----------
    parameters : dict
    grads : dict
        For each parameter ``name`` at least its gradient ``dname``.
    learning_rate : float

    Returns
    -------
    dict
        New parameters; the given ones stay as they are.
    """
    return {name: value - learning_rate * grads["d" + name] for name, value in parameters.items()}


# --- the football network -----------------------------------------------------------------------------------------


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
    random = np.random.RandomState(3)
    parameters = {}
    for layer, (n_before, n) in enumerate(zip(layer_dims[:-1], layer_dims[1:]), start=1):
        parameters[f"W{layer}"] = random.randn(n, n_before) / np.sqrt(n_before)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


def forward_propagation(X, parameters):
    """Compute what the football network answers.

    Parameters
    ----------
    X : array (n_x, m)
    parameters : dict

    Returns
    -------
    AL : array (1, m)
        For each example the probability of class 1.
    activations : list of array
        What each layer gives to the next, X first and AL last, for the way back.
    """
    layers = len(parameters) // 2
    activations = [X]
    for layer in range(1, layers + 1):
        Z = np.dot(parameters[f"W{layer}"], activations[-1]) + parameters[f"b{layer}"]
        activations.append(sigmoid(Z) if layer == layers else np.maximum(0, Z))
    return activations[-1], activations


def backward_propagation(Y, parameters, activations):
    """Compute the gradients of the cross-entropy cost of the football network.

    Parameters
    ----------
    Y : array (1, m)
    parameters : dict
    activations : list of array
        From `forward_propagation`.

    Returns
    -------
    dict
        ``dW1, db1, …, dWL, dbL``.
    """
    m = Y.shape[1]
    grads = {}
    dZ = activations[-1] - Y
    for layer in range(len(parameters) // 2, 0, -1):
        grads[f"dW{layer}"] = np.dot(dZ, activations[layer - 1].T) / m
        grads[f"db{layer}"] = np.sum(dZ, axis=1, keepdims=True) / m
        dZ = np.dot(parameters[f"W{layer}"].T, dZ) * (activations[layer - 1] > 0)
    return grads


def l2_gradient(parameters, lambd, m):
    """Compute the gradient of the L2 penalty, known from the assignment on regularization: lambd / m times each weight.

    Parameters
    ----------
    parameters : dict
    lambd : float
    m : int
        The number of examples.

    Returns
    -------
    dict
        ``dW1, …, dWL``.
    """
    return {f"d{name}": lambd / m * value for name, value in parameters.items() if name.startswith("W")}


def without_small_weights(parameters, threshold):
    """Give the parameters with every weight set to 0 that is closer to 0 than a threshold; biases stay."""
    return {
        name: np.where(np.abs(value) < threshold, 0.0, value) if name.startswith("W") else value
        for name, value in parameters.items()
    }


def accuracy(X, Y, parameters):
    """Compute the share of the examples on which the football network is right, in percent."""
    return 100 * np.mean((forward_propagation(X, parameters)[0] > 0.5) == Y)


# --- the data -----------------------------------------------------------------------------------------------------


def load_headers():
    """Get the places where headers were fought for, and who won them.

    The training and test data are those of the assignment on regularization, made up: balls above a diagonal of the
    pitch are ours, give or take a Gaussian with standard deviation 0.1, and 3 % are swapped. The development set goes
    on where their random numbers end.

    Returns
    -------
    train, dev, test : tuple of array (2, m) and array (1, m) of int
        Points, and 1 where our player won the header; m is 211, 200 and 200.
    """
    random = np.random.RandomState(93)
    train, test, dev = (_draw(count, random) for count in (211, 200, 200))
    return train, dev, test


def _draw(count, random):
    X = random.uniform([-0.60, -0.68], [0.32, 0.58], size=(count, 2)).T
    ours = X[1] > 1.5 * X[0] + 0.15 + 0.1 * random.randn(count)
    swapped = random.uniform(size=count) < 0.03
    return np.round(X, 4), (ours ^ swapped).astype(int).reshape(1, count)


# --- two pictures -------------------------------------------------------------------------------------------------


def draw_cat():
    """Draw a cat that winks, so that left and right can be told apart.

    Returns
    -------
    array (48, 64, 3) of uint8
        Red, green and blue.
    """
    y, x = np.mgrid[0:48, 0:64]
    face = ((x - 30) / 17) ** 2 + ((y - 28) / 15) ** 2 < 1
    parts = [
        (y >= 0, (170, 205, 235)),  # the sky
        (y > 38, (120, 160, 110)),  # the grass
        (_triangle(x, y, 12, 26, 6), (235, 150, 60)),
        (_triangle(x, y, 34, 48, 6), (120, 70, 40)),  # the other ear is dark
        (face, (235, 150, 60)),
        ((x - 23) ** 2 + (y - 25) ** 2 < 12, (255, 255, 255)),
        ((x - 23) ** 2 + (y - 25) ** 2 < 4, (20, 60, 30)),
        ((abs(x - 37) < 4) & (abs(y - 25) < 1), (60, 30, 10)),  # the eye that winks
        ((abs(x - 30) < 3 - (y - 30)) & (y >= 30) & (y < 33), (200, 80, 100)),
        ((abs(y - 37 + 0.3 * abs(x - 30)) < 0.6) & (abs(x - 30) < 6), (60, 30, 10)),
        (face & (abs(y - 33) < 1) & (abs(x - 30) > 9) & (abs(x - 30) < 16), (250, 245, 235)),
    ]
    image = np.zeros((48, 64, 3), dtype=np.uint8)
    for where, colour in parts:
        image[where] = colour
    return image


def _triangle(x, y, left, right, top):
    middle = (left + right) / 2
    return (y > top) & (y < 18) & (abs(x - middle) < (y - top) * (right - left) / 26)


def draw_six():
    """Draw a handwritten 6.

    Returns
    -------
    array (28, 28, 1) of uint8
        0 is paper, 255 is ink.
    """
    angle = np.linspace(0, 1, 120)
    stroke = np.stack([18.5 - 14 * np.cos(1.57 * angle), 18.5 - 9.5 * np.sin(1.57 * angle)])
    loop = np.stack([18.5 - 5 * np.cos(6.28 * angle), 14 + 5 * np.sin(6.28 * angle)])
    points = np.concatenate([stroke, loop], axis=1)
    y, x = np.mgrid[0:28, 0:28]
    nearest = np.hypot(y[..., None] - points[0], x[..., None] - points[1]).min(axis=-1)
    return (255 * np.clip(1.9 - nearest, 0, 1)).astype(np.uint8)[..., None]


def distort(image, strength=1.5, phase=0.0):
    """Bend a picture softly: every row and every column is shifted along a wave.

    Parameters
    ----------
    image : array (height, width, channels)
    strength : float
        How far the wave shifts, in pixels.
    phase : float
        Where the wave begins, in radians.

    Returns
    -------
    array (height, width, channels)
    """
    height, width = image.shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    from_y = np.rint(y + strength * np.sin(2 * np.pi * x / width + phase)).astype(int)
    from_x = np.rint(x + strength * np.cos(2 * np.pi * y / height + phase)).astype(int)
    return image[np.clip(from_y, 0, height - 1), np.clip(from_x, 0, width - 1)]


# --- the network with one hidden layer ----------------------------------------------------------------------------


def initialize_one_hidden_layer(n_x, n_1, seed=3):
    """Draw the weights of a network with one tanh layer, the same ones at each call.

    The places on the pitch are smaller than 1: first weights with a standard deviation of 3 bring the units to where
    tanh bends.

    Parameters
    ----------
    n_x, n_1 : int
        The numbers of inputs and of hidden units.
    seed : int

    Returns
    -------
    dict
        ``w1`` (n_1, n_x), ``b1`` (n_1, 1), ``w2`` (1, n_1), ``b2`` (1, 1).
    """
    random = np.random.RandomState(seed)
    return {
        "w1": 3 * random.randn(n_1, n_x),
        "b1": np.zeros((n_1, 1)),
        "w2": random.randn(1, n_1) / np.sqrt(n_1),
        "b2": np.zeros((1, 1)),
    }


def l2_cost(parameters, lambd, m):
    """Compute the L2 penalty of the network with one hidden layer: lambd / (2 m) times the sum of w1² and w2².

    Parameters
    ----------
    parameters : dict
        ``w1, b1, w2, b2``.
    lambd : float
    m : int
        The number of examples.

    Returns
    -------
    float
    """
    return lambd / (2 * m) * (np.sum(parameters["w1"] ** 2) + np.sum(parameters["w2"] ** 2))


def numeric_gradients(cost, parameters, epsilon=1e-5):
    """Estimate the gradients of a cost by centred differences, one entry after another.

    Parameters
    ----------
    cost : callable
        Gives for a dict of parameters a float; the same one each time it is asked.
    parameters : dict
    epsilon : float
        How far each entry is moved up and down.

    Returns
    -------
    dict
        ``dname`` for each parameter ``name``.
    """
    grads = {}
    for name, value in parameters.items():
        gradient = np.zeros(value.shape)
        for place in np.ndindex(value.shape):
            shift = np.zeros(value.shape)
            shift[place] = epsilon
            up, down = cost({**parameters, name: value + shift}), cost({**parameters, name: value - shift})
            gradient[place] = (up - down) / (2 * epsilon)
        grads["d" + name] = gradient
    return grads


def relative_difference(one, other):
    """Compare two gradients: the norm of their difference, relative to the sum of their norms.

    Parameters
    ----------
    one, other : array
        Of the same shape.

    Returns
    -------
    float
        About 1e-10 if both are right, near 1 if they have nothing to do with each other.
    """
    return np.linalg.norm(one - other) / (np.linalg.norm(one) + np.linalg.norm(other))


# --- PyTorch ------------------------------------------------------------------------------------------------------


def torch_installed():
    """Say whether PyTorch is installed here; prints one sentence if it is not."""
    try:
        import torch  # noqa: F401
    except ImportError:
        print("PyTorch is not installed here, so this cell has nothing to show (`pip install torch` would mend that).")
        return False
    return True


def make_net(*sizes, dropout=0.0, seed=1):
    """Build a PyTorch network LINEAR → RELU → DROPOUT → … → LINEAR in float64, the same one at each call.

    Parameters
    ----------
    *sizes : int
        The number of units of each layer, the input first: 2, 20, 3, 2.
    dropout : float
        The probability of dropping a hidden unit; without dropout layers if it is 0.
    seed : int

    Returns
    -------
    torch.nn.Sequential
        It gives a score per class, not yet a probability.
    """
    import torch

    torch.manual_seed(seed)
    layers = []
    for n_before, n in zip(sizes[:-1], sizes[1:]):
        layers += [torch.nn.Linear(n_before, n, dtype=torch.float64), torch.nn.ReLU()]
        if dropout:
            layers.append(torch.nn.Dropout(dropout))
    return torch.nn.Sequential(*layers[: -2 if dropout else -1])


def as_tensors(X, Y):
    """Turn examples as columns into what PyTorch likes: inputs as rows in float64, and class numbers.

    Parameters
    ----------
    X : array (n_x, m)
    Y : array (1, m)

    Returns
    -------
    inputs : tensor (m, n_x) of float64
    labels : tensor (m,) of int64
    """
    import torch

    return torch.tensor(X.T, dtype=torch.float64), torch.tensor(Y[0], dtype=torch.int64)
