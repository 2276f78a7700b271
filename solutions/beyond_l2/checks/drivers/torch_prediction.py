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
        The ``outputs``, in words ``what is returned`` and how the call leaves ``the network afterwards``; each is a
        dict with an entry for the mode before the call.
    """
    told: dict[str, Any] = {"outputs": {}, "what is returned": {}, "the network afterwards": {}}
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        net = _network(layers, dropout_ratio)
        for mode in ("train", "eval"):
            net.train(mode == "train")
            with torch.enable_grad():  # and so again, should the function switch gradients off
                outputs = names["predict_in_eval_mode"](net, torch.tensor(inputs))
                asked = f"asked in {mode} mode"
                told["outputs"][asked] = _plain(outputs)
                told["what is returned"][asked] = _kind(outputs)
                told["the network afterwards"][asked] = _state(net)
    return told


def _network(layers: Any, dropout_ratio: float) -> Any:
    blocks = []
    for W, b in layers:
        linear = torch.nn.Linear(W.shape[1], W.shape[0])
        linear.weight, linear.bias = (torch.nn.Parameter(torch.tensor(array)) for array in (W, b))
        blocks.append(torch.nn.Sequential(linear, torch.nn.ReLU(), torch.nn.Dropout(dropout_ratio)))
    return torch.nn.Sequential(*blocks[:-1], blocks[-1][0])


def _kind(outputs: Any) -> str:
    if not isinstance(outputs, torch.Tensor):
        return "no tensor"
    return "a tensor with a gradient" if outputs.requires_grad else "a tensor without a gradient"


def _state(net: Any) -> str:
    modes = {module.training for module in net.modules()}
    mode = "partly in train mode" if len(modes) > 1 else "in train mode" if modes == {True} else "in eval mode"
    frozen = "" if all(parameter.requires_grad for parameter in net.parameters()) else ", its parameters frozen"
    return mode + frozen + ("" if torch.is_grad_enabled() else ", gradients switched off")


def _plain(value: Any) -> Any:
    """A tensor as an array of its own; anything else as it is."""
    try:
        return value.detach().clone().numpy() if isinstance(value, torch.Tensor) else value
    except (TypeError, RuntimeError):  # a kind of tensor that NumPy has not
        return value
