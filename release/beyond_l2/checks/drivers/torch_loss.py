"""Asks for the regularized loss of one batch after the other, and for its gradients, as a training does."""

from __future__ import annotations

from typing import Any

import torch


def drive(names: dict[str, Any], layers: Any, batches: Any, criterion: str, kind: str, strength: float) -> Any:
    """Call ``regularized_loss`` for each batch, and run the backward pass from what it gives.

    ``layers`` holds a weight matrix (n_l, n_{l-1}) and a bias vector (n_l,) for each layer, ``batches`` inputs (m, n_0)
    and labels for each batch; ``criterion`` is the name of a class of ``torch.nn``.

    Returns
    -------
    dict
        ``losses``, one for each batch, and ``gradients``, for each batch a dict by the names of the network's
        parameters, or None where the loss carries no gradient.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        net, measure = _network(layers), getattr(torch.nn, criterion)()
        losses, gradients = [], []
        for inputs, labels in batches:
            net.zero_grad()
            outputs = net(torch.tensor(inputs))
            loss = names["regularized_loss"](measure, outputs, torch.tensor(labels), net, kind, strength)
            losses.append(_plain(loss))
            gradients.append(_gradients(loss, net))
        return {"losses": losses, "gradients": gradients}


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
