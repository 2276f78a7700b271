"""The inputs of the worked examples, by graded function: its first arguments, in their order.

Where they are asked for, parameters are W1 (2, 3), b1 (2, 1), W2 (3, 3), b2 (3, 1), and gradients have the same shapes.
No network has such layers, but an update works entry by entry and asks for no more.
"""

import numpy as np
from opt_utils import load_params_and_grads


def _drawn():
    W1, b1, W2, b2, dW1, db1, dW2, db2 = load_params_and_grads(seed=1)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


def _zeros():
    return {"dW1": np.zeros((2, 3)), "db1": np.zeros((2, 1)), "dW2": np.zeros((3, 3)), "db2": np.zeros((3, 1))}


def update_parameters_with_gd_test_case():
    """Give parameters, gradients, and the learning rate 0.01."""
    parameters, grads = _drawn()
    return parameters, grads, 0.01


def random_mini_batches_test_case():
    """Give X (12288, 148), Y (1, 148), and the mini-batch size 64; the seed is 0, the default."""
    np.random.seed(1)
    X = np.random.randn(12288, 148)
    Y = np.random.randn(1, 148) < 0.5
    return X, Y, 64


def initialize_velocity_test_case():
    """Give the parameters, the only argument."""
    return _drawn()[0]


def update_parameters_with_momentum_test_case():
    """Give parameters, gradients, and a velocity of zeros; beta is 0.9, the learning rate 0.01."""
    return (*_drawn(), _zeros())


def initialize_adam_test_case():
    """Give the parameters, the only argument."""
    return _drawn()[0]


def update_parameters_with_adam_test_case():
    """Give parameters, gradients, and zeros for v and for s; t is 2, the rest as it is by default."""
    return (*_drawn(), _zeros(), _zeros())
