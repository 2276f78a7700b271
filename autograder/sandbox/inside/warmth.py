"""Calls NumPy's routines once, so that what they initialise lazily is there when a child is forked.

What the parent's memory holds, a student's code can find: the figures here are of no exercise.
"""

from __future__ import annotations

import warnings

import numpy as np


def warm_up() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        np.random.seed(0)
        a = np.random.rand(4, 3) + np.random.randn(4, 3)
        np.random.permutation(5)
        np.random.randint(0, 2, (2, 2))
        np.random.default_rng(0).random(3)
        with np.errstate(all="ignore"):
            np.log(a), np.exp(a), np.sqrt(np.abs(a)), np.divide(a, 0.0), np.maximum(0, a), np.tanh(a)
        np.dot(a, a.T), a @ a.T, np.linalg.norm(a), np.multiply(a, a), np.square(a)
        np.sum(a, axis=1, keepdims=True), np.nansum(a), np.mean(a), np.int64(a > 0), (a < 0.5).astype(int)
        np.zeros((2, 2)), np.ones((2, 2)), np.concatenate([a, a]), np.reshape(a, (-1, 1)), np.squeeze(a[:1])
        repr(a), str(a), "%f" % a[0, 0]
