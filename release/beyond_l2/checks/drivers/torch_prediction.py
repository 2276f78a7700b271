"""Asks for predictions of a network with dropout that is in training mode, and of the same in evaluation mode."""

from __future__ import annotations

from typing import Any

import torch


def drive(names: dict[str, Any], layers: Any, dropout_ratio: float, inputs: Any) -> Any:
    """Call ``predict_in_eval_mode`` in either mode of the network.

    ``layers`` holds a weight matrix (n_l, n_{l-1}) and a bias vector (n_l,) for each layer; ``inputs`` are (m, n_0).

    Returns
    -------
    dict
        ``outputs``, whether they are a tensor (``is_tensor``) and carry a gradient (``requires_grad``), and whether the
        network and each of its modules is in training mode after the call (``training``); each is a dict with an entry
        for the mode before the call.
    """
    told: dict[str, Any] = {"outputs": {}, "is_tensor": {}, "requires_grad": {}, "training": {}}
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        net = _network(layers, dropout_ratio)
        for mode in ("train", "eval"):
            net.train(mode == "train")
            outputs = names["predict_in_eval_mode"](net, torch.tensor(inputs))
            told["outputs"][mode] = _plain(outputs)
            told["is_tensor"][mode] = isinstance(outputs, torch.Tensor)
            told["requires_grad"][mode] = told["is_tensor"][mode] and outputs.requires_grad
            told["training"][mode] = [module.training for module in net.modules()]
    return told


def _network(layers: Any, dropout_ratio: float) -> Any:
    blocks = []
    for W, b in layers:
        linear = torch.nn.Linear(W.shape[1], W.shape[0])
        linear.weight, linear.bias = (torch.nn.Parameter(torch.tensor(array)) for array in (W, b))
        blocks.append(torch.nn.Sequential(linear, torch.nn.ReLU(), torch.nn.Dropout(dropout_ratio)))
    return torch.nn.Sequential(*blocks[:-1], blocks[-1][0])


def _plain(value: Any) -> Any:
    """A tensor as an array of its own; anything else as it is."""
    try:
        return value.detach().clone().numpy() if isinstance(value, torch.Tensor) else value
    except (TypeError, RuntimeError):  # a kind of tensor that NumPy has not
        return value
