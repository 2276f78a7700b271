"""Calls routines of NumPy, and of PyTorch where it is there, so that forks find ready what they initialise lazily.

What the parent's memory holds, a student's code can find: the figures here are of no exercise.
"""

from __future__ import annotations

import importlib.util
import os
import tempfile
import warnings

import numpy as np


def warm_up() -> None:
    warm_numpy()
    if importlib.util.find_spec("torch") is not None:
        warm_torch()


def warm_numpy() -> None:
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


def warm_torch() -> None:
    """One pass forward and back, and one step of an optimizer.

    One thread alone: a fork of a process in which OpenMP has started others hangs in its first parallel region.
    """
    # It looks for folders that it can write to, and here there is none; a child has its own /tmp.
    tempfile.tempdir = os.environ["TORCHINDUCTOR_CACHE_DIR"] = "/tmp"
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(0)
    net = torch.nn.Sequential(
        torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Dropout(), torch.nn.Linear(4, 2)
    ).double()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, weight_decay=0.1, momentum=0.5)
    loss = torch.nn.CrossEntropyLoss()(net(torch.from_numpy(np.random.randn(5, 3))), torch.tensor([0, 1, 0, 1, 1]))
    noise = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    (loss + noise.abs().sum() + noise.square().sum()).backward()
    optimizer.step()
    net.eval()
    with torch.no_grad():
        net(torch.zeros(1, 3, dtype=torch.float64)).numpy()
