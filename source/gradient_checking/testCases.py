"""The inputs of the worked example in N dimensions; those in one dimension are x = 2 and theta = 4."""

import numpy as np


def gradient_check_n_test_case():
    """Give x (4, 3), y (3,), and the parameters of a 4-5-3-1 network."""
    np.random.seed(1)
    x = np.random.randn(4, 3)
    y = np.array([1, 1, 0])
    W1 = np.random.randn(5, 4)
    b1 = np.random.randn(5, 1)
    W2 = np.random.randn(3, 5)
    b2 = np.random.randn(3, 1)
    W3 = np.random.randn(1, 3)
    b3 = np.random.randn(1, 1)
    return x, y, {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "W3": W3, "b3": b3}
