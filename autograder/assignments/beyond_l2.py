"""Beyond L2: what else fights over-fitting, in NumPy and in PyTorch.

(a) L1 and L0, early stopping and augmented pictures; (b) dropout in a network of two layers, and as a layer; (c) the
same in PyTorch. The public cases are written out in small figures; hidden ones are drawn.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model import Assignment, Drawn, Exercise, Inputs, Output, Public, Value, Variant
from .draws import beyond_l2 as draws
from .draws.beyond_l2 import SEED, forward
from .figures import beyond_l2 as figures
from .misconceptions import beyond_l2 as misconceptions
from .misconceptions import beyond_l2_data as data_misconceptions
from .misconceptions import beyond_l2_dropout as dropout_misconceptions
from .misconceptions import beyond_l2_layer as layer_misconceptions
from .parts.beyond_l2_torch import EXERCISES as TORCH
from .stubs import beyond_l2 as stubs

Array = NDArray[Any]

GIVEN = 0.05  # the weight of an output that the notebook's own code computes; one that the student computes has 1

REDRAWN = 3
"""A seed from which another mask comes than that of the public cache, and one that drops a unit."""

ENOUGH = 1000  # entries of a mask that tell whether it keeps the right share


# --- follow-through -----------------------------------------------------------------------------------------------


def _dropped(inputs: Inputs, own: Mapping[str, Value]) -> Value:
    """a1 from the student's own mask."""
    x, parameters, keep_prob = inputs
    return forward(x, parameters, keep_prob, _mask(own.get("mask1"), parameters["b1"].shape, own["a1"]))["a1"]


def _before_sigmoid(inputs: Inputs, own: Mapping[str, Value]) -> Value:
    """z2 from the student's own a1."""
    _, parameters, _ = inputs
    return parameters["w2"] @ own["a1"] + parameters["b2"]


def _prediction(inputs: Inputs, own: Mapping[str, Value]) -> Value:
    """a2 from the student's own a1."""
    return 1 / (1 + np.exp(-_before_sigmoid(inputs, own)))


def _hidden_biases(inputs: Inputs, own: Mapping[str, Value]) -> Value:
    """db1 from the student's own dw1: with no more examples than inputs, dw1 holds all of dz1."""
    parameters, _, x, _, lambd, _ = inputs
    dz1 = (own["dw1"] * x.shape[1] - lambd * parameters["w1"]) @ np.linalg.pinv(x.T)
    return dz1.mean(axis=1, keepdims=True)


def _masked(which: int) -> Callable[[Inputs, Mapping[str, Value]], Value]:
    """What the student's own mask leaves of an input of the case."""

    def follow(inputs: Inputs, own: Mapping[str, Value]) -> Value:
        return inputs[which] * _mask(own.get("mask"), inputs[which].shape, own["training"])

    return follow


def _mask(own: Array | None, shape: tuple[int, ...], dropped: Array) -> Array:
    """Give the student's own mask; where that has another shape, as for each example, the one that was applied."""
    mask = own if own is not None and own.shape == shape else dropped != 0
    if not np.isin(mask, (0, 1)).all() or mask.min() == mask.max():
        raise ValueError("no mask, or one that hides nothing: without dropout there is nothing to follow")
    return mask


# --- what a slip may be known by ----------------------------------------------------------------------------------


def _of_penalty(inputs: Inputs) -> Mapping[str, float]:
    _, lambd, m = inputs
    return {"lambd": lambd, "m": m}


def _of_layer(inputs: Inputs) -> Mapping[str, float]:
    (ratio,) = inputs[0] or (0.5,)
    return {"dropout_ratio": ratio, "1 - dropout_ratio": 1 - ratio}


def _of_l2(inputs: Inputs) -> Mapping[str, Value]:
    """What the penalty adds to the gradients."""
    parameters, _, x, _, lambd, _ = inputs
    return {f"d{name}": lambd / x.shape[1] * parameters[name] for name in ("w1", "w2")}


# --- another generator --------------------------------------------------------------------------------------------


def _network_from_another_generator(cases: Sequence[tuple[Inputs, Mapping[str, Value]]]) -> bool:
    """Say whether every figure follows from masks of 0 and 1, and the mask of the largest case is random."""
    for (x, parameters, keep_prob), own in cases:
        if not _agree(own, forward(x, parameters, keep_prob, own["mask1"])):
            return False
    (x, parameters, keep_prob), own = max(cases, key=lambda case: case[1]["mask1"].size)
    z1 = parameters["w1"] @ x + parameters["b1"]
    return _is_random(own["mask1"], z1[:, :1] > 0, keep_prob)


def _layer_from_another_generator(cases: Sequence[tuple[Inputs, Mapping[str, Value]]]) -> bool:
    """Say whether every figure follows from masks of 0 and 1, and the mask of the largest case is random."""
    for (arguments, x, dout), own in cases:
        (ratio,) = arguments or (0.5,)
        mask = own["mask"]
        known = {"training": x * mask, "mask": mask, "backward": dout * mask, "test": x * (1 - ratio)}
        if not _agree(own, known):
            return False
    (arguments, x, _), own = max(cases, key=lambda case: case[1]["mask"].size)
    (ratio,) = arguments or (0.5,)
    return _is_random(own["mask"], x > 0, 1 - ratio)


def _agree(own: Mapping[str, Value], known: Mapping[str, Array]) -> bool:
    """Say whether the student's figures are those that are known, and their masks of 0 and 1."""
    return all(
        own[name].shape == right.shape
        and np.allclose(own[name], right, 1e-6, 1e-8)
        and ("mask" not in name or bool(np.isin(own[name], (0, 1)).all()))
        for name, right in known.items()
    )


def _is_random(mask: Array, alive: Array, keep_prob: float) -> bool:
    """Say whether a mask keeps as many as it should, whatever it hides, and has no pattern.

    Each entry of an unpatterned mask's power spectrum is about exponential with mean 1: one in 10^13 exceeds 30. A
    mask that repeats, or keeps some part of the units, has peaks of its side length. A small mask tells nothing.
    """
    if mask.size < ENOUGH:
        return False
    noise = mask - mask.mean()
    spectrum = np.abs(np.fft.fft2(noise)) ** 2 / (noise**2).sum()
    return _near(mask, keep_prob) and _near(mask[alive], keep_prob) and bool(spectrum.max() < 30)


def _near(hits: Array, rate: float) -> bool:
    """Say whether hits come at this rate, within five standard deviations."""
    return bool(abs(hits.mean() - rate) <= 5 * np.sqrt(rate * (1 - rate) / hits.size))


# --- (a) penalties, early stopping, augmentation ------------------------------------------------------------------

L1_GRADIENT, FLIP = "beyond_l1_gradient", "beyond_flip"

_PENALTIES = (
    Exercise(
        "l1_cost",
        points=5,
        parameters=("parameters", "lambd", "m"),
        cases=(
            Public("two layers", (figures.TWO_LAYERS, 0.7, 5), figures.L1_TWO_LAYERS),
            Public("three layers", (figures.THREE_LAYERS, 0.1, 12), figures.L1_THREE_LAYERS),
            Drawn("deeper networks", draws.draw_penalty, count=3),
        ),
        outputs=(Output("cost"),),
        stubs=stubs.L1_COST,
        misconceptions=misconceptions.L1_COST,
        factors=_of_penalty,
    ),
    Exercise(
        "l1_gradient",
        points=5,
        parameters=("parameters", "lambd", "m"),
        cases=(
            Public("two layers", (figures.TWO_LAYERS, 0.7, 5), figures.L1_GRADIENT_TWO_LAYERS, driver=L1_GRADIENT),
            Public(
                "three layers", (figures.THREE_LAYERS, 0.1, 12), figures.L1_GRADIENT_THREE_LAYERS, driver=L1_GRADIENT
            ),
            Drawn("deeper networks", draws.draw_penalty, count=3, driver=L1_GRADIENT),
        ),
        outputs=(Output("gradients"),),
        stubs=stubs.L1_GRADIENT,
        misconceptions=misconceptions.L1_GRADIENT,
        factors=_of_penalty,
    ),
    Exercise(
        "l0_count",
        points=5,
        parameters=("parameters",),
        cases=(
            Public("two layers", (figures.TWO_LAYERS,), 6),
            Public("three layers", (figures.THREE_LAYERS,), 15),
            Drawn("deeper networks", draws.draw_sparse, count=3),
        ),
        outputs=(Output("count"),),
        stubs=stubs.L0_COUNT,
        misconceptions=misconceptions.L0_COUNT,
    ),
)

_EARLY_STOPPING = Exercise(
    "early_stopping",
    points=10,
    parameters=("dev_costs", "patience"),
    cases=(
        Public("stopped before the best of all", (figures.STOPPED, 3), 2),
        Public("patience rewarded", (figures.REWARDED, 3), 7),
        Public("a plateau", (figures.PLATEAU, 3), 1),
        Public("never stopped", (figures.UNSTOPPED, 3), 3),
        Public("the least patience", (figures.IMPATIENT, 1), 2),
        # An index is a small number, which is soon guessed: only several of them together tell.
        Drawn("trainings that are stopped", draws.draw_stopped, count=2, driver="beyond_stopping"),
        Drawn("plateaus", draws.draw_plateaus, driver="beyond_stopping"),
        # The best of all is right here without any stopping.
        Drawn("trainings that run to their end", draws.draw_unstopped, driver="beyond_stopping", telling=False),
    ),
    outputs=(Output("best"),),
    stubs=stubs.EARLY_STOPPING,
    misconceptions=data_misconceptions.EARLY_STOPPING,
)

_AUGMENTATION = (
    Exercise(
        "augment_flip",
        points=5,
        parameters=("image",),
        cases=(
            Public(
                "a picture of 2 × 3 pixels",
                (figures.PICTURE,),
                {"image": figures.FLIPPED, "the given picture is unchanged": True},
                driver=FLIP,
            ),
            Drawn("coloured pictures", draws.draw_colours, count=2, driver=FLIP),
            Drawn("grey pictures", draws.draw_greys, count=2, driver=FLIP),
        ),
        outputs=(
            Output("image", (0,)),
            # A function that does nothing changes nothing: this earns in step with the image.
            Output("the given picture is unchanged", (1,), 0.25, given=True),
        ),
        stubs=stubs.FLIP,
        misconceptions=data_misconceptions.FLIP,
    ),
    Exercise(
        "augment_rotate",
        points=5,
        parameters=("image", "quarter_turns"),
        cases=(
            Public("a quarter turn", (figures.PICTURE, 1), figures.TURNED),
            Public("a quarter turn back", (figures.PICTURE, -1), figures.TURNED_BACK),
            Public("six quarter turns", (figures.PICTURE, 6), figures.UPSIDE_DOWN),
            # Only several turns of one picture tell: a single one is right for who always turns by as much.
            Drawn("turns", draws.draw_turns, count=2, driver="beyond_turns"),
            Drawn("turns back", draws.draw_turns_back, count=2, driver="beyond_turns"),
            # The picture as it was is right here.
            Drawn("whole turns", draws.draw_whole_turns, driver="beyond_turns", telling=False),
        ),
        outputs=(Output("image"),),
        stubs=stubs.ROTATE,
        misconceptions=data_misconceptions.ROTATE,
    ),
    Exercise(
        "augment_crop",
        points=5,
        parameters=("image", "top", "left", "height", "width"),
        cases=(
            Public("a grey picture of 5 × 6 pixels", (figures.GREY, 1, 2, 3, 2), figures.CROPPED),
            Drawn("coloured pictures", draws.draw_cropped_colours, count=2),
            Drawn("grey pictures", draws.draw_cropped_greys, count=2),
        ),
        outputs=(Output("image"),),
        stubs=stubs.CROP,
        misconceptions=data_misconceptions.CROP,
    ),
)

# --- (b) dropout in a network of two layers, and as a layer -------------------------------------------------------

_ROWS = "it has a row for each hidden unit, as a1 has"
_NEVER_EQUAL = "a random number equals the threshold once in 2 ** 53 times"
_OTHER_MASKS = "come from another random stream than that of np.random.rand; all that is computed from them is right."

_DROPOUT = (
    Exercise(
        "forward_propagation_with_dropout",
        points=10,
        parameters=("x", "parameters", "keep_prob"),
        cases=(
            Public("the worked example", (figures.X, figures.PARAMETERS, 0.4), figures.FORWARD, seed=SEED),
            # Whoever sets the seed in the function has the same mask at each call.
            Public(
                "a second pass, with a mask of its own",
                (figures.MANY_X, figures.MANY_UNITS, 0.4),
                figures.SECOND_PASS,
                seed=SEED,
                driver="dropout_forward_twice",
            ),
            Drawn("random networks", draws.draw_forward, count=3, seed=SEED),
            Drawn("many units", draws.draw_many_units, seed=SEED),
            Drawn("a second pass", draws.draw_many_units, seed=SEED, driver="dropout_forward_twice"),
        ),
        outputs=(
            Output("z1", (1, "z1"), GIVEN, given=True),
            Output("mask1", (1, "mask1")),
            Output("a1", (1, "a1"), follow=_dropped),
            Output("z2", (1, "z2"), GIVEN, follow=_before_sigmoid, given=True),
            # All that students compute is for the sake of a2, but its own line was handed out.
            Output("a2", (0,), 5 * GIVEN, follow=_prediction, given=True),
        ),
        variants=(Variant("another-generator", f"The masks {_OTHER_MASKS}", _network_from_another_generator),),
        stubs=stubs.FORWARD,
        misconceptions=dropout_misconceptions.FORWARD,
        factors=lambda inputs: {"keep_prob": inputs[2], "1 - keep_prob": 1 - inputs[2]},
        equivalents={
            **{f"mask1 = np.random.rand({name}.shape[0], 1)": _ROWS for name in ("z1", "w1", "b1")},
            "mask1 = mask1 <= keep_prob": _NEVER_EQUAL,
        },
        aliases=("forward_propagetion_with_dropout",),
    ),
    Exercise(
        "backward_propagation_with_dropout",
        points=10,
        parameters=("parameters", "cache", "x", "y", "lambd", "keep_prob"),
        cases=(
            Public(
                "without a penalty",
                (figures.PARAMETERS, figures.CACHE, figures.X, figures.Y, 0.0, 0.8),
                figures.GRADIENTS,
                seed=REDRAWN,
            ),
            Public(
                "with a penalty",
                (figures.PARAMETERS, figures.CACHE, figures.X, figures.Y, 0.7, 0.8),
                figures.L2_GRADIENTS,
                seed=REDRAWN,
            ),
            Drawn("random networks without a penalty", draws.draw_backward, count=2),
            Drawn("random networks with a penalty", draws.draw_l2_backward, count=2),
        ),
        outputs=(
            Output("dw2", ("dw2",)),
            Output("db2", ("db2",), GIVEN, given=True),
            # Three steps lead to dw1: mask and scale, the derivative of tanh, the penalty.
            Output("dw1", ("dw1",), 2.0),
            Output("db1", ("db1",), GIVEN, follow=_hidden_biases, given=True),
        ),
        stubs=stubs.BACKWARD,
        misconceptions=dropout_misconceptions.BACKWARD,
        factors=lambda inputs: {"m": inputs[2].shape[1], "keep_prob": inputs[5], "1 - keep_prob": 1 - inputs[5]},
        term=("the penalty", _of_l2),
        aliases=("backward_propagetion_with_dropout",),
    ),
    Exercise(
        "Dropout",
        points=10,
        parameters=("dropout_ratio",),
        cases=(
            Public(
                "a ratio of 0.3",
                ((0.3,), figures.LAYER_X, figures.LAYER_DOUT),
                figures.LAYER,
                seed=SEED,
                driver="dropout_layer",
            ),
            Public(
                "the default ratio",
                ((), figures.CUBE_X, figures.CUBE_DOUT),
                figures.DEFAULT_LAYER,
                seed=SEED,
                driver="dropout_layer",
            ),
            Public(
                "a second time, with a mask of its own",
                ((0.3,), figures.LARGE_X, figures.LARGE_DOUT),
                figures.SECOND_LAYER,
                seed=SEED,
                driver="dropout_layer_twice",
            ),
            Drawn("random layers", draws.draw_layer, count=3, seed=SEED, driver="dropout_layer"),
            Drawn("layers of the default ratio", draws.draw_default_layer, seed=SEED, driver="dropout_layer"),
            Drawn("a large layer", draws.draw_large_layer, seed=SEED, driver="dropout_layer"),
            Drawn("a second time", draws.draw_large_layer, seed=SEED, driver="dropout_layer_twice"),
        ),
        outputs=(
            Output("mask", (1,)),
            Output("training", (0,), follow=_masked(1)),
            Output("backward", (2,), follow=_masked(2)),
            Output("test", (3,)),
        ),
        variants=(Variant("another-generator", f"The masks {_OTHER_MASKS}", _layer_from_another_generator),),
        stubs=stubs.DROPOUT,
        misconceptions=layer_misconceptions.DROPOUT,
        factors=_of_layer,
        equivalents={"self.mask = np.random.rand(*x.shape) >= self.dropout_ratio": _NEVER_EQUAL},
    ),
)

# --- the assignment -----------------------------------------------------------------------------------------------

_STEP = "the text describes this step in words and as a formula, so a few tokens of it give nothing more away"
_CALL = "the text names the methods of a network, and calling one of them with what is at hand gives nothing more away"

ASSIGNMENT = Assignment(
    name="beyond_l2",
    title="Beyond L2",
    exercises=(*_PENALTIES, _EARLY_STOPPING, *_AUGMENTATION, *_DROPOUT, *TORCH),
    helpers=("beyond_utils",),
    stand_ins={"testCases": None, "test_utils": None, "public_tests": None, "beyond_drawings": None, "checks": None},
    short_secrets={
        "i": "the name of a loop's counter says nothing about where it is kept",
        "mask1 < keep_prob": _STEP,
        "a1 * mask1": _STEP,
        "a1 / keep_prob": _STEP,
        "da1 * mask1": _STEP,
        "da1 / keep_prob": _STEP,
        "x * self.mask": _STEP,
        "dout * self.mask": _STEP,
        "criterion(outputs, labels)": _CALL,
        "net.training": _CALL,
        "net.eval()": _CALL,
        "net.train(was_training)": _CALL,
        "net(inputs)": _CALL,
    },
)
