"""What the hidden cases of beyond L2 are drawn from: networks, trainings, pictures, layers."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...model import Inputs

Array = NDArray[Any]
Training = tuple[list[float], int]
"""The costs on a dev set, and the patience."""

SEED = 1
"""What dropout's mask stream starts from."""


# --- penalties ----------------------------------------------------------------------------------------------------


def draw_penalty(rng: np.random.Generator) -> Inputs:
    return _draw_sparse(rng), float(rng.uniform(0.1, 0.9)), int(rng.integers(20, 60))


def draw_sparse(rng: np.random.Generator) -> Inputs:
    return (_draw_sparse(rng),)


def _draw_sparse(rng: np.random.Generator) -> dict[str, Array]:
    """Draw a network of four or five layers, deeper than the public ones, about a third of whose weights are 0.

    Each matrix has weights of either sign, zeros, and one weight of 1e-12, which is not 0. The layers are wide enough
    that no count is a small one.
    """
    widths = [int(n) for n in rng.permutation(np.arange(4, 11))[: rng.integers(5, 7)]]
    parameters = {}
    for layer, (before, n) in enumerate(pairwise(widths), 1):
        W = rng.normal(size=n * before)
        W[: n * before // 3] = 0.0
        W[-3:] = 1e-12, 0.8, -0.8
        parameters[f"W{layer}"] = rng.permutation(W).reshape(n, before)
        parameters[f"b{layer}"] = rng.normal(size=(n, 1))
    return parameters


# --- early stopping -----------------------------------------------------------------------------------------------


def draw_stopped(rng: np.random.Generator) -> Inputs:
    """Draw trainings that pause for as long as they may, and end one measurement before a better one."""
    return (_draw_trainings(rng, (-1, -1, 0)),)


def draw_plateaus(rng: np.random.Generator) -> Inputs:
    """Draw trainings with costs as low as the best, in which one measurement more or less of patience is all one."""
    return (_draw_trainings(rng, (-2, 2), level=True),)


def draw_unstopped(rng: np.random.Generator) -> Inputs:
    """Draw trainings whose costs run out before the patience does."""
    return (_draw_trainings(rng, (-1, -1, -1)),)


def _draw_trainings(rng: np.random.Generator, pauses: Sequence[int], level: bool = False) -> list[Training]:
    """Draw four trainings, each of another patience; a plateau needs a pause of one measurement at least.

    Elsewhere the least patience is always among them: whoever takes the first cost for a failure errs with that alone.
    """
    patience = rng.permutation(np.arange(3, 7) if level else np.arange(2, 7))[:4]
    if not level:
        patience[rng.integers(4)] = 1
    return [(_draw_costs(rng, int(each), pauses, level), int(each)) for each in patience]


def _draw_costs(rng: np.random.Generator, patience: int, pauses: Sequence[int], level: bool) -> list[float]:
    """Draw costs on a dev set that fall, pause, and fall again.

    ``pauses`` says by how many measurements each pause is longer than the patience; behind one that ends the training
    stand two costs lower than all before. In a pause each cost is better than the one before it, though not than the
    best. With ``level`` the first of a pause is as low as the best, or where the patience is even some other, and so
    many in a pause that ends the training that the rest alone would not end it.
    """
    costs: list[float] = []
    best = 1.0
    for pause in pauses:
        falling = best - np.cumsum(rng.uniform(0.01, 0.03, size=rng.integers(3, 8)))
        best = float(falling[-1])
        above = best + np.sort(rng.uniform(0.001, 0.009, size=patience + pause))[::-1]
        if level:
            ties = max(1, pause + 1)
            above[0 if patience % 2 else rng.choice(min(patience, above.size), size=ties, replace=False)] = best
        costs += [*falling.tolist(), *above.tolist()]
    return [*costs, best - 0.02, best - 0.04] if pauses[-1] >= 0 else costs


# --- pictures -----------------------------------------------------------------------------------------------------


def draw_colours(rng: np.random.Generator) -> Inputs:
    return (rng.integers(0, 256, size=(*_draw_sides(rng), 3)).astype(np.uint8),)


def draw_greys(rng: np.random.Generator) -> Inputs:
    return (rng.uniform(size=(*_draw_sides(rng), 1)),)


def draw_turns(rng: np.random.Generator) -> Inputs:
    """Draw one, two and three quarter turns, each with or without a whole one."""
    return *draw_colours(rng), _draw_turns(rng)


def draw_turns_back(rng: np.random.Generator) -> Inputs:
    return *draw_greys(rng), [-turns for turns in _draw_turns(rng)]


def draw_whole_turns(rng: np.random.Generator) -> Inputs:
    return *draw_colours(rng), rng.permutation([-4, 0, 4]).tolist()


def _draw_turns(rng: np.random.Generator) -> list[int]:
    turns: list[int] = (rng.permutation([1, 2, 3]) + 4 * rng.integers(0, 2, size=3)).tolist()
    return turns


def draw_cropped_colours(rng: np.random.Generator) -> Inputs:
    (image,) = draw_colours(rng)
    return image, *_draw_frame(rng, image)


def draw_cropped_greys(rng: np.random.Generator) -> Inputs:
    (image,) = draw_greys(rng)
    return image, *_draw_frame(rng, image)


def _draw_sides(rng: np.random.Generator) -> tuple[int, int]:
    """Draw a height and a width that differ."""
    height, width = rng.permutation(np.arange(8, 14))[:2]
    return int(height), int(width)


def _draw_frame(rng: np.random.Generator, image: Array) -> tuple[int, int, int, int]:
    """Draw top, left, height and width, all different, of a part that touches no edge.

    Neither its height nor its width is that of the margin behind it.
    """
    while True:
        top, left, height, width = (int(n) for n in rng.permutation(np.arange(1, 8))[:4])
        margins = image.shape[0] - top - height, image.shape[1] - left - width
        if min(margins) > 0 and margins[0] != height and margins[1] != width:
            return top, left, height, width


# --- the network with dropout -------------------------------------------------------------------------------------


def forward(x: Array, parameters: Mapping[str, Array], keep_prob: float, mask1: Array) -> dict[str, Array]:
    """Run the forward pass with this mask; give z1, a1, mask1, z2 and a2."""
    z1 = parameters["w1"] @ x + parameters["b1"]
    a1 = np.tanh(z1) * mask1 / keep_prob
    z2 = parameters["w2"] @ a1 + parameters["b2"]
    return {"z1": z1, "a1": a1, "mask1": mask1, "z2": z2, "a2": 1 / (1 + np.exp(-z2))}


def draw_forward(rng: np.random.Generator) -> Inputs:
    """Draw a network for the mask stream of the seed.

    The first twelve numbers of that stream hold one between 0.5 and keep_prob, and one between keep_prob and its
    default, 0.7: with either of these in its place, or with 1 - keep_prob, the mask is another.
    """
    keep_prob = float(rng.uniform(0.55, 0.65))
    x, parameters, _ = _draw_pass(rng, _draw_sizes(rng), keep_prob, SEED)
    return x, parameters, keep_prob


def draw_many_units(rng: np.random.Generator) -> Inputs:
    """Draw a network with 3,000 hidden units, enough to tell a random mask from any other.

    keep_prob is far from 0.5 and from the default, and from where a normal variable lies below it as often as a
    uniform one.
    """
    keep_prob = float(rng.uniform(0.58, 0.62))
    x, parameters, _ = _draw_pass(rng, (3, 3000, 2), keep_prob, SEED)
    return x, parameters, keep_prob


def draw_backward(rng: np.random.Generator) -> Inputs:
    return _draw_backward(rng, 0.0)


def draw_l2_backward(rng: np.random.Generator) -> Inputs:
    return _draw_backward(rng, float(rng.uniform(0.3, 0.9)))


def _draw_backward(rng: np.random.Generator, lambd: float) -> Inputs:
    keep_prob = float(rng.uniform(0.55, 0.85))  # away from 0.5, where keeping and dropping are alike
    x, parameters, cache = _draw_pass(rng, _draw_sizes(rng), keep_prob)
    m = x.shape[1]
    y = rng.permutation(np.arange(m) < rng.integers(1, m)).astype(np.int64).reshape(1, m)
    return parameters, cache, x, y, lambd, keep_prob


def _draw_sizes(rng: np.random.Generator) -> tuple[int, int, int]:
    """Draw n_x, n_1 and m, all different.

    There are fewer examples than inputs: then dz1 can be had back from dw1, which shows whether db1 follows from it.
    """
    return int(rng.integers(8, 12)), int(rng.integers(12, 17)), int(rng.integers(4, 8))


def _draw_pass(
    rng: np.random.Generator, sizes: tuple[int, int, int], keep_prob: float, seed: int | None = None
) -> tuple[Array, dict[str, Array], dict[str, Array]]:
    """Draw x (n_x, m) and a network, until a wrong step would show; give them and what the forward pass gives.

    The mask comes from the stream that NumPy's global generator has at ``seed``; without a seed, from ``rng``.
    """
    n_x, n_1, m = sizes
    while True:
        x = rng.normal(size=(n_x, m))
        parameters = {
            "w1": rng.normal(size=(n_1, n_x)) / np.sqrt(n_x),
            "b1": rng.normal(size=(n_1, 1)) / 2,
            "w2": rng.normal(size=(1, n_1)) / np.sqrt(n_1),
            "b2": rng.normal(size=(1, 1)) / 2,
        }
        stream = rng if seed is None else np.random.RandomState(seed)
        known = forward(x, parameters, keep_prob, stream.random((n_1, 1)) < keep_prob)
        if _tells(x, known):
            return x, parameters, known


def _tells(x: Array, known: Mapping[str, Array]) -> bool:
    """Say whether the mask keeps some units and hides some, no output is saturated, and x is well conditioned."""
    kept = known["mask1"].mean()
    return bool(0.25 <= kept <= 0.85 and np.abs(known["z2"]).max() < 4 and np.linalg.cond(x) < 30)


# --- the layer ----------------------------------------------------------------------------------------------------


def draw_layer(rng: np.random.Generator) -> Inputs:
    """Draw a ratio away from 0.5, where keeping and dropping are alike, an input, and a gradient of its shape.

    The first four numbers of the seed's stream lie on either side of it, so that a mask of one entry for each row, or
    for each column, hides something too.
    """
    ratio = float(rng.choice([rng.uniform(0.2, 0.4), rng.uniform(0.6, 0.7)]))
    return (ratio,), *_draw_flow(rng, (int(rng.integers(4, 8)), int(rng.integers(8, 12))))


def draw_default_layer(rng: np.random.Generator) -> Inputs:
    """Draw an input of three axes, all of different lengths, and a gradient of its shape."""
    return (), *_draw_flow(rng, (int(rng.integers(4, 6)), int(rng.integers(6, 8)), int(rng.integers(8, 12))))


def draw_large_layer(rng: np.random.Generator) -> Inputs:
    """Draw an input of 4,800 entries, enough to tell a random mask from any other."""
    return (float(rng.uniform(0.3, 0.4)),), *_draw_flow(rng, (80, 60))


def _draw_flow(rng: np.random.Generator, shape: tuple[int, ...]) -> tuple[Array, Array]:
    return rng.normal(size=shape), rng.normal(size=shape)
