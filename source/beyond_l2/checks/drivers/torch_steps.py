"""Takes steps with the optimizer of the submission, on the cross-entropy of a network alone."""

from __future__ import annotations

from typing import Any

import torch


def drive(
    names: dict[str, Any], layers: Any, inputs: Any, labels: Any, learning_rate: float, strength: float, steps: int
) -> Any:
    """Have ``sgd_with_weight_decay`` make an optimizer, and take so many steps with it.

    ``layers`` holds a weight matrix (n_l, n_{l-1}) and a bias vector (n_l,) for each layer; ``inputs`` are (m, n_0),
    ``labels`` (m,).

    Returns
    -------
    dict
        The parameters after the steps, by their names in the network. What is no optimizer comes back as it is.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        net, criterion = _network(layers), torch.nn.CrossEntropyLoss()
        optimizer = names["sgd_with_weight_decay"](net, learning_rate, strength)
        if not isinstance(optimizer, torch.optim.Optimizer):
            return optimizer
        for _ in range(steps):
            net.zero_grad()
            criterion(net(torch.tensor(inputs)), torch.tensor(labels)).backward()
            optimizer.step()
        return {name: parameter.detach().numpy() for name, parameter in net.named_parameters()}


def _network(layers: Any) -> Any:
    blocks = []
    for W, b in layers:
        linear = torch.nn.Linear(W.shape[1], W.shape[0])
        linear.weight, linear.bias = (torch.nn.Parameter(torch.tensor(array)) for array in (W, b))
        blocks.append(torch.nn.Sequential(linear, torch.nn.ReLU()))
    return torch.nn.Sequential(*blocks[:-1], blocks[-1][0])
