"""Asks for the regularized loss of one batch after the other, and for its gradients, as a training does.

It is the loss alone that is asked about: where a penalty of the notebook is not what it should be, one that is right
for this network stands in, so that a slip in a penalty costs once.
"""

from __future__ import annotations

from typing import Any, Callable

import torch


def drive(
    names: dict[str, Any], layers: Any, batches: Any, criterion: str, kind: str, strength: float, penalties: Any
) -> Any:
    """Call ``regularized_loss`` for each batch, and run the backward pass from what it gives.

    ``layers`` holds a weight matrix (n_l, n_{l-1}) and a bias vector (n_l,) for each layer, ``batches`` inputs (m, n_0)
    and labels for each batch; ``criterion`` is the name of a class of ``torch.nn``. ``penalties`` holds for the name of
    each penalty its value, and what it adds to the gradient of each parameter.

    Returns
    -------
    dict
        ``losses``, one for each batch, and ``gradients``, for each batch a dict by the names of the network's
        parameters, or None where the loss carries no gradient.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        net, measure = _network(layers), getattr(torch.nn, criterion)()
        wrong = {name: _known(*known) for name, known in penalties.items() if not _is(names.get(name), net, *known)}
        own = {name: names[name] for name in wrong if name in names}
        names.update(wrong)
        losses, gradients = [], []
        try:
            for inputs, labels in batches:
                net.zero_grad()
                outputs = net(torch.tensor(inputs))
                loss = names["regularized_loss"](measure, outputs, torch.tensor(labels), net, kind, strength)
                losses.append(_plain(loss))
                gradients.append(_gradients(loss, net))
        finally:
            for name in wrong:
                del names[name]
            names.update(own)
        return {"losses": losses, "gradients": gradients}


def _is(function: Any, net: Any, value: float, slopes: Any) -> bool:
    """Say whether a penalty has this value and these gradients."""
    try:
        penalty = function(net)
        gradients = torch.autograd.grad(penalty, list(net.parameters()))
        return abs(penalty.item() - value) <= 1e-6 * value and all(
            torch.allclose(gradient.double(), torch.tensor(slope)) for gradient, slope in zip(gradients, slopes)
        )
    except Exception:  # whatever it is, it is no penalty
        return False


def _known(value: float, slopes: Any) -> Callable[[Any], Any]:
    """Make a penalty that has this value and these gradients where the parameters are now."""

    def penalty(net: Any) -> Any:
        moved = (p - p.detach() for p in net.parameters())
        return value + sum((torch.tensor(slope) * each).sum() for slope, each in zip(slopes, moved))

    return penalty


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
