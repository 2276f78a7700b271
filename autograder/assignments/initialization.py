"""Initialization: the parameters that a network starts from, all zero, large at random, and by He's rule.

Public cases are the seeded ones of the course material and one of three layers; hidden ones are
networks of one to five layers.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model import Assignment, Drawn, Exercise, Inputs, Output, Public, Value, Variant
from .draws import initialization as draws
from .figures import initialization as figures
from .misconceptions import initialization as misconceptions
from .stubs import initialization as stubs

Array = NDArray[Any]

SEED = 3
"""What the course starts its random weights from."""

SORTED = "initialization_sorted"


# --- another generator --------------------------------------------------------------------------------------------


def _from_another_generator(deviation: Callable[[int], float]) -> Variant:
    """Accept weights with mean 0 and the right variance, beside biases of 0, whatever stream they come from.

    ``deviation`` gives the standard deviation that is due in a layer of so many inputs. The distribution is the
    student's: a uniform one of that variance does as well. Weights that are constant, that repeat, or that start the
    stream anew in each layer, are not random. Those of the seeded stream in another scale come from no other stream.
    """

    def accepts(cases: Sequence[tuple[Inputs, Mapping[str, Value]]]) -> bool:
        networks = []
        for (_, layers_dims), own in cases:
            weights, biases = list(own["weights"].values()), list(own["biases"].values())
            shapes = [(n, before) for before, n in pairwise(layers_dims)]
            if [W.shape for W in weights] != shapes or [b.shape for b in biases] != [(n, 1) for n, _ in shapes]:
                return False
            networks.append([W / deviation(W.shape[1]) for W in weights])
            if any(b.any() for b in biases) or not all(map(_is_standard, networks[-1])):
                return False
            seeded = np.random.RandomState(SEED)
            if any(_is_rescaled(W, seeded.randn(*W.shape)) for W in networks[-1]):
                return False
        widest = max(networks, key=lambda network: sum(W.size for W in network))
        return all(map(_is_unpatterned, widest)) and all(_are_unlike(*pair) for pair in combinations(widest, 2))

    return Variant(
        "another-generator",
        "The weights come from another random stream than the one that np.random.seed(3) starts; their mean and "
        "variance are right.",
        accepts,
    )


def _is_standard(W: Array) -> bool:
    """Say whether the mean is 0 and the mean square 1, both within five standard deviations of normal variables.

    The cube root of a mean square is about normal itself, for small layers too (Wilson and Hilferty, 1931).
    """
    spread = 2 / (9 * W.size)
    mean, root = W.mean(), np.cbrt((W**2).mean())
    return bool(abs(mean) <= 5 / np.sqrt(W.size) and abs(root - (1 - spread)) <= 5 * np.sqrt(spread))


def _is_rescaled(W: Array, seeded: Array) -> bool:
    """Say whether a layer is a multiple of the seeded draw other than the draw itself, as far as single precision."""
    factor = (W * seeded).sum() / (seeded**2).sum()
    return bool(abs(factor - 1) > 1e-5 and np.allclose(W, factor * seeded, rtol=1e-5, atol=1e-5))


def _is_unpatterned(W: Array) -> bool:
    """Say whether a large layer repeats hardly any weight, and has no pattern along its units or its inputs.

    Each entry of an unpatterned layer's power spectrum is about exponential with mean 1: one in 10^13 exceeds 30.
    Weights that rise along a layer, or that are alike for all units or all inputs, have peaks of a layer's side length.
    """
    noise = W - W.mean()
    spectrum = np.abs(np.fft.fft2(noise)) ** 2 / (noise**2).sum()
    return bool(np.unique(W).size >= 0.99 * W.size and spectrum.max() < 30)


def _are_unlike(one: Array, other: Array) -> bool:
    """Say whether two large layers are uncorrelated, entry by entry in the order of drawing, as far as both reach."""
    shared = min(one.size, other.size)
    return bool(abs((one.ravel()[:shared] * other.ravel()[:shared]).mean()) <= 5 / np.sqrt(shared))


# --- the assignment -----------------------------------------------------------------------------------------------

_OUTPUTS = (
    Output("weights", ("weights",)),
    # Zeros by themselves are no achievement: they earn in step with the weights.
    Output("biases", ("biases",), 0.25, given=True),
)


def _public(name: str, function: str, layers_dims: list[int], parameters: Mapping[str, Array]) -> Public:
    expected = {
        "weights": {name: value for name, value in parameters.items() if name.startswith("W")},
        "biases": {name: value for name, value in parameters.items() if name.startswith("b")},
    }
    return Public(name, (function, layers_dims), expected, SEED, driver=SORTED)


def _networks(function: str) -> tuple[Drawn, ...]:
    """A network of each depth: who gets a single layer right alone, or two, knows only so much."""
    return tuple(
        Drawn(f"{depth} layer{'s' if depth > 1 else ''}", draws.network(function, depth), seed=SEED, driver=SORTED)
        for depth in range(1, 6)
    )


def _wide_layers(function: str) -> Drawn:
    return Drawn("wide layers", draws.wide_layers(function), seed=SEED, driver=SORTED)


ASSIGNMENT = Assignment(
    name="initialization",
    title="Initialization",
    exercises=(
        Exercise(
            "initialize_parameters_zeros",
            points=10,
            parameters=("layers_dims",),
            cases=(
                _public("the worked example", "initialize_parameters_zeros", [3, 2, 1], figures.ZEROS),
                _public("a third layer", "initialize_parameters_zeros", [4, 3, 2, 1], figures.ZEROS_OF_THREE),
                *_networks("initialize_parameters_zeros"),
            ),
            outputs=_OUTPUTS,
            stubs=stubs.ZEROS,
            misconceptions=misconceptions.ZEROS,
            equivalents={"zeros": "zeros are what is asked for, and their shapes are right here"},
        ),
        Exercise(
            "initialize_parameters_random",
            points=10,
            parameters=("layers_dims",),
            cases=(
                _public("the worked example", "initialize_parameters_random", [3, 2, 1], figures.RANDOM),
                _public("a third layer", "initialize_parameters_random", [4, 3, 2, 1], figures.RANDOM_OF_THREE),
                *_networks("initialize_parameters_random"),
                _wide_layers("initialize_parameters_random"),
            ),
            outputs=_OUTPUTS,
            variants=(_from_another_generator(lambda before: 10),),
            stubs=stubs.RANDOM,
            misconceptions=misconceptions.RANDOM,
        ),
        Exercise(
            "initialize_parameters_he",
            points=10,
            parameters=("layers_dims",),
            cases=(
                _public("the worked example", "initialize_parameters_he", [2, 4, 1], figures.HE),
                _public("a third layer", "initialize_parameters_he", [4, 3, 2, 1], figures.HE_OF_THREE),
                *_networks("initialize_parameters_he"),
                _wide_layers("initialize_parameters_he"),
            ),
            outputs=_OUTPUTS,
            variants=(_from_another_generator(lambda before: np.sqrt(2 / before)),),
            stubs=stubs.HE,
            misconceptions=misconceptions.HE,
        ),
    ),
    helpers=("init_utils",),
    stand_ins={
        "test_utils": None,
        "public_tests": None,
        "film": None,
        "checks": None,
    },
)
