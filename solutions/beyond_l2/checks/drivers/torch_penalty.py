"""Asks for the penalty of a network, and for its gradient."""

from __future__ import annotations

from typing import Any

import torch


def drive(names: dict[str, Any], function: str, layers: Any) -> Any:
    """Call ``function`` with a network, and run the backward pass from what it gives.

    ``layers`` holds a weight matrix (n_l, n_{l-1}) and a bias vector (n_l,) for each layer.

    Returns
    -------
    dict
        ``value``, and ``gradients`` by the names of the network's parameters: None for a parameter that none reaches,
        and None altogether where the value carries no gradient.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        net = _network(layers)
        value = names[function](net)
        return {"value": _plain(value), "gradients": _gradients(value, net)}


def _network(layers: Any) -> Any:
    blocks = []
    for W, b in layers:
        linear = torch.nn.Linear(W.shape[1], W.shape[0])
        linear.weight, linear.bias = (torch.nn.Parameter(torch.tensor(array)) for array in (W, b))
        blocks.append(torch.nn.Sequential(linear, torch.nn.ReLU()))
    return torch.nn.Sequential(*blocks[:-1], blocks[-1][0])


def _gradients(value: Any, net: Any) -> Any:
    if not isinstance(value, torch.Tensor) or not value.requires_grad or value.numel() != 1:
        return None
    value.backward()
    return {name: _plain(parameter.grad) for name, parameter in net.named_parameters()}


def _plain(value: Any) -> Any:
    """A tensor as an array of its own; anything else as it is."""
    try:
        return value.detach().clone().numpy() if isinstance(value, torch.Tensor) else value
    except (TypeError, RuntimeError):  # a kind of tensor that NumPy has not
        return value
