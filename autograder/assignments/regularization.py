"""Regularization: the cost with an L2 penalty and its gradients, dropout forward and backward.

Public cases are the seeded ones of the course material; hidden ones are drawn networks of other sizes.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model import Assignment, Drawn, Exercise, Inputs, Output, Public, Value, Variant
from .draws import regularization as draws
from .draws.regularization import DROPOUT_CACHE, L2_CACHE, SEED, forward, named, parameters_of, relu, sigmoid
from .figures import regularization as figures
from .misconceptions import regularization as misconceptions
from .misconceptions import regularization_dropout as dropout_misconceptions
from .stubs import regularization as stubs

Array = NDArray[Any]

GIVEN = 0.05  # the weight of an output that the notebook's own code computes; one that the student computes has 1


# --- follow-through -----------------------------------------------------------------------------------------------


def _gradients(own: Set[str]) -> tuple[Output, ...]:
    """List the gradients as outputs, in the order in which they are computed.

    ``own`` are those that the student's regions compute: they carry the weight. The others are code that was handed
    out, and earn in step; whoever wrote the function anew owes them all the same. Each gradient but dZ3, the first,
    may follow from the one before it.
    """
    return tuple(
        Output(
            name,
            (name,),
            weight=1.0 if name in own else GIVEN,
            follow=None if name == "dZ3" else _gradient_rule(name[:2], int(name[2])),
            given=name not in own,
        )
        for name in figures.L2_GRADIENTS
    )


def _gradient_rule(kind: str, layer: int) -> Callable[[Inputs, Mapping[str, Value]], Value]:
    def follow(inputs: Inputs, own: Mapping[str, Value]) -> Value:
        X, _, cache, strength = inputs
        if len(cache) == len(DROPOUT_CACHE):
            known, lambd, keep_prob = dict(zip(DROPOUT_CACHE, cache, strict=True)), 0.0, strength
        else:
            known, lambd, keep_prob = dict(zip(L2_CACHE, cache, strict=True)) | {"D1": 1, "D2": 1}, strength, 1.0
        known["A0"] = X
        if kind == "dA":
            return known[f"W{layer + 1}"].T @ own[f"dZ{layer + 1}"] * known[f"D{layer}"] / keep_prob
        if kind == "dZ":
            return own[f"dA{layer}"] * (known[f"A{layer}"] > 0)
        if kind == "db":
            return own[f"dZ{layer}"].sum(axis=1, keepdims=True) / X.shape[1]
        return (own[f"dZ{layer}"] @ known[f"A{layer - 1}"].T + lambd * known[f"W{layer}"]) / X.shape[1]

    return follow


def _dropped_rule(layer: int) -> Callable[[Inputs, Mapping[str, Value]], Value]:
    """A1 or A2 from the student's own mask and, for A2, own A1."""

    def follow(inputs: Inputs, own: Mapping[str, Value]) -> Value:
        X, parameters, keep_prob = inputs
        Z = parameters[f"W{layer}"] @ (X if layer == 1 else own["A1"]) + parameters[f"b{layer}"]
        D = own[f"D{layer}"]
        if D.shape != Z.shape or not np.isin(D, (0, 1)).all() or D.min() == D.max():
            raise ValueError("no mask, or one that hides nothing: without dropout there is nothing to follow")
        return relu(Z) * D / keep_prob

    return follow


def _prediction(inputs: Inputs, own: Mapping[str, Value]) -> Value:
    """A3 from the student's own A2."""
    _, parameters, _ = inputs
    return sigmoid(parameters["W3"] @ own["A2"] + parameters["b3"])


# --- another generator --------------------------------------------------------------------------------------------


def _from_another_generator(cases: Sequence[tuple[Inputs, Mapping[str, Value]]]) -> bool:
    """Say whether every figure follows from masks of 0 and 1, and the masks of the largest case are random."""
    for (X, parameters, keep_prob), own in cases:
        known = forward(X, parameters, keep_prob, (own["D1"], own["D2"]))
        for layer in (1, 2):
            D = own[f"D{layer}"]
            if D.shape != known[f"Z{layer}"].shape or not np.isin(D, (0, 1)).all():
                return False
        if not all(own[name].shape == known[name].shape for name in ("A1", "A2", "A3")):
            return False
        if not all(np.allclose(own[name], known[name], 1e-6, 1e-8) for name in ("Z1", "A1", "A2", "A3")):
            return False
    (X, parameters, keep_prob), own = max(cases, key=lambda case: case[1]["D1"].size)
    alive = parameters["W1"] @ X + parameters["b1"] > 0, parameters["W2"] @ own["A1"] + parameters["b2"] > 0
    shared = min(own["D1"].size, own["D2"].size)
    agree = own["D1"].ravel()[:shared] == own["D2"].ravel()[:shared]
    return (
        all(_is_random(own[f"D{layer}"], alive[layer - 1], keep_prob) for layer in (1, 2))
        # A generator that is started anew for the second mask repeats the first.
        and _near(agree, keep_prob**2 + (1 - keep_prob) ** 2)
    )


def _is_random(D: Array, alive: Array, keep_prob: float) -> bool:
    """Say whether a mask keeps as many as it should, whatever it hides, and has no pattern along units or examples.

    Each entry of an unpatterned mask's power spectrum is about exponential with mean 1: one in 10^13 exceeds 30. A
    mask that is the same for all units or all examples, or that repeats, has peaks of its side length.
    """
    noise = D - D.mean()
    spectrum = np.abs(np.fft.fft2(noise)) ** 2 / (noise**2).sum()
    return _near(D, keep_prob) and _near(D[alive], keep_prob) and bool(spectrum.max() < 30)


def _near(hits: Array, rate: float) -> bool:
    """Say whether hits come at this rate, within five standard deviations."""
    return bool(abs(hits.mean() - rate) <= 5 * np.sqrt(rate * (1 - rate) / hits.size))


# --- factors, and the penalty -------------------------------------------------------------------------------------


def _penalty_factors(inputs: Inputs) -> dict[str, float]:
    _, Y, _, lambd = inputs
    return {"m": Y.shape[1], "lambda": lambd}


def _dropout_factors(inputs: Inputs) -> dict[str, float]:
    return {"keep_prob": inputs[-1], "1 - keep_prob": 1 - inputs[-1]}


def _penalty(inputs: Inputs) -> dict[str, Value]:
    _, Y, parameters, lambd = inputs
    return {"cost": lambd / (2 * Y.shape[1]) * sum(np.square(parameters[f"W{layer}"]).sum() for layer in (1, 2, 3))}


def _penalty_gradient(inputs: Inputs) -> dict[str, Value]:
    _, Y, cache, lambd = inputs
    known = dict(zip(L2_CACHE, cache, strict=True))
    return {f"dW{layer}": lambd / Y.shape[1] * known[f"W{layer}"] for layer in (1, 2, 3)}


# --- the seeded cases ---------------------------------------------------------------------------------------------


def _seeded(*widths: int, m: int = 0) -> tuple[Array, dict[str, Array]]:
    """X (n_x, m), where m is not 0, then the parameters, from the stream of the course material."""
    random = np.random.RandomState(SEED)
    X = random.randn(widths[0], m)
    return X, parameters_of(random.randn, widths)


_seeded_parameters = _seeded(3, 2, 3, 1)[1]
_seeded_X, _seeded_dropout_parameters = _seeded(3, 2, 3, 1, m=5)


# --- the assignment -----------------------------------------------------------------------------------------------

_STEP = "the text describes this step in words and as a formula, so three tokens of it give nothing more away"

_SAME_SHAPE = "Z and A of a layer have the same shape"
_COLUMNS = "every layer has a column for each example"
_LAST_AXIS = "of two axes the second is the last"
_AT_THE_THRESHOLD = "a uniform number is never just keep_prob: both masks are right"

ASSIGNMENT = Assignment(
    name="regularization",
    title="Regularization",
    exercises=(
        Exercise(
            "compute_cost_with_regularization",
            points=10,
            parameters=("A3", "Y", "parameters", "lambd"),
            cases=(
                Public("the worked example", (figures.COST_A3, figures.Y, _seeded_parameters, 0.1), figures.COST),
                Drawn("random networks", draws.draw_cost, count=3),
            ),
            outputs=(Output("cost"),),
            stubs=stubs.COST,
            misconceptions=misconceptions.COST,
            factors=_penalty_factors,
            term=("the penalty", _penalty),
            equivalents={
                "L2_regularization_cost = lambd / (2 * m) * (np.sum(np.square(W1)) + np.sum(np.square(W2)) + "
                "np.sum(np.square(W3), axis=1))": "W3 has one row, and an array of one number does for the number",
            },
        ),
        Exercise(
            "backward_propagation_with_regularization",
            points=10,
            parameters=("X", "Y", "cache", "lambd"),
            cases=(
                Public(
                    "the worked example",
                    (_seeded_X, figures.Y, named(figures.L2_CACHE, L2_CACHE), 0.7),
                    figures.L2_GRADIENTS,
                ),
                Drawn("random networks", draws.draw_l2_backward, count=3),
            ),
            outputs=_gradients({"dW1", "dW2", "dW3"}),
            stubs=stubs.L2_BACKWARD,
            misconceptions=misconceptions.L2_BACKWARD,
            factors=_penalty_factors,
            term=("the gradient of the penalty", _penalty_gradient),
        ),
        Exercise(
            "forward_propagation_with_dropout",
            points=10,
            parameters=("X", "parameters", "keep_prob"),
            cases=(
                Public(
                    "the worked example",
                    (_seeded_X, _seeded_dropout_parameters, 0.7),
                    figures.DROPOUT_ACTIVATIONS,
                    seed=SEED,
                ),
                Drawn("random networks", draws.draw_dropout_forward, count=3, seed=SEED),
                Drawn("many units", draws.draw_many_units, seed=SEED),
            ),
            outputs=(
                Output("Z1", (1, 0), GIVEN, given=True),
                Output("D1", (1, 1)),
                Output("A1", (1, 2), follow=_dropped_rule(1)),
                Output("D2", (1, 6)),
                Output("A2", (1, 7), follow=_dropped_rule(2)),
                # All that students compute is for the sake of A3, but its own line was handed out.
                Output("A3", (0,), 5 * GIVEN, follow=_prediction, given=True),
            ),
            variants=(
                Variant(
                    "another-generator",
                    "The masks come from another random stream than the one that np.random.seed(1) starts; all that is "
                    "computed from them is right.",
                    _from_another_generator,
                ),
            ),
            stubs=stubs.DROPOUT_FORWARD,
            misconceptions=dropout_misconceptions.DROPOUT_FORWARD,
            factors=_dropout_factors,
            equivalents={
                "D1 = np.random.rand(Z1.shape[0], A1.shape[1])": _SAME_SHAPE,
                "D1 = np.random.rand(A1.shape[0], Z1.shape[1])": _SAME_SHAPE,
                "D1 = np.random.rand(A1.shape[0], A1.shape[-1])": _LAST_AXIS,
                "D1 = D1 <= keep_prob": _AT_THE_THRESHOLD,
                "D2 = np.random.rand(Z2.shape[0], A2.shape[1])": _SAME_SHAPE,
                "D2 = np.random.rand(A2.shape[0], Z2.shape[1])": _SAME_SHAPE,
                "D2 = np.random.rand(A2.shape[0], A1.shape[1])": _COLUMNS,
                "D2 = np.random.rand(A2.shape[0], D1.shape[1])": _COLUMNS,
                "D2 = np.random.rand(A2.shape[0], A2.shape[-1])": _LAST_AXIS,
                "D2 = D2 <= keep_prob": _AT_THE_THRESHOLD,
            },
        ),
        Exercise(
            "backward_propagation_with_dropout",
            points=10,
            parameters=("X", "Y", "cache", "keep_prob"),
            cases=(
                Public(
                    "the worked example",
                    (_seeded_X, figures.Y, named(figures.DROPOUT_CACHE, DROPOUT_CACHE), 0.8),
                    figures.DROPOUT_GRADIENTS,
                ),
                Drawn("random networks", draws.draw_dropout_backward, count=3),
            ),
            outputs=_gradients({"dA1", "dA2"}),
            stubs=stubs.DROPOUT_BACKWARD,
            misconceptions=dropout_misconceptions.DROPOUT_BACKWARD,
            factors=_dropout_factors,
        ),
    ),
    helpers=("reg_utils", "testCases"),
    stand_ins={
        "testCases_v2": "testCases",
        "testCases_v3": "testCases",
        "testCases_v3a": "testCases",
        "test_utils": None,
        "public_tests": None,
        "film": None,
        "reg_drawings": None,
    },
    short_secrets={
        "D1 < keep_prob": _STEP,
        "A1 * D1": _STEP,
        "A1 / keep_prob": _STEP,
        "D2 < keep_prob": _STEP,
        "A2 * D2": _STEP,
        "A2 / keep_prob": _STEP,
        "dA2 * D2": _STEP,
        "dA2 / keep_prob": _STEP,
        "dA1 * D1": _STEP,
        "dA1 / keep_prob": _STEP,
    },
)
