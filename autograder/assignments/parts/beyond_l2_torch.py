"""Part (c) of beyond L2: penalties, dropout's two modes and weight decay in PyTorch.

Here is data alone, as for any assignment: PyTorch is imported by the drivers, in the sandbox. Networks cross as their
weights and biases, in double precision; what a tensor's value alone does not show, its gradient does.
"""

from functools import partial

from ...model import Drawn, Exercise, Misconception, Output, Public
from ..draws import beyond_l2_torch as draws
from ..figures import beyond_l2_torch as figures
from ..misconceptions import beyond_l2_torch as misconceptions
from ..misconceptions import beyond_l2_torch_use as use_misconceptions
from ..stubs import beyond_l2_torch as stubs

PENALTY, LOSS, PREDICTION, STEPS = "torch_penalty", "torch_loss", "torch_prediction", "torch_steps"
CROSS_ENTROPY, MEAN_SQUARES = "CrossEntropyLoss", "MSELoss"


def _penalty(
    function: str, stub: tuple[str, ...], slips: tuple[Misconception, ...], two: object, three: object
) -> Exercise:
    """A penalty: its value is right for half of the marks, and of no use to a training without the other half."""
    return Exercise(
        function,
        points=5,
        parameters=("net",),
        cases=(
            Public("two layers", (function, figures.TWO_LAYERS), two, driver=PENALTY),
            Public("three layers", (function, figures.THREE_LAYERS), three, driver=PENALTY),
            Drawn("other networks", partial(draws.draw_penalty, function), count=4, driver=PENALTY),
        ),
        outputs=(Output("value", ("value",)), Output("gradients", ("gradients",))),
        stubs=stub,
        needs="torch",
        misconceptions=slips,
    )


_REGULARIZED_LOSS = Exercise(
    "regularized_loss",
    points=10,
    parameters=("criterion", "outputs", "labels", "net", "kind", "strength"),
    cases=(
        Public(
            "the cross-entropy alone",
            (figures.TWO_LAYERS, figures.BATCHES, CROSS_ENTROPY, "none", figures.STRENGTH, figures.PENALTIES),
            figures.CROSS_ENTROPY,
            driver=LOSS,
        ),
        Public(
            "the cross-entropy and the L1 penalty",
            (figures.TWO_LAYERS, figures.BATCHES, CROSS_ENTROPY, "l1", figures.STRENGTH, figures.PENALTIES),
            figures.CROSS_ENTROPY_L1,
            driver=LOSS,
        ),
        Public(
            "the cross-entropy and the L2 penalty",
            (figures.TWO_LAYERS, figures.BATCHES, CROSS_ENTROPY, "l2", figures.STRENGTH, figures.PENALTIES),
            figures.CROSS_ENTROPY_L2,
            driver=LOSS,
        ),
        Public(
            "the mean square and the L2 penalty",
            (figures.TWO_LAYERS, figures.TARGETS, MEAN_SQUARES, "l2", figures.STRENGTH, figures.PENALTIES),
            figures.MEAN_SQUARES_L2,
            driver=LOSS,
        ),
        Drawn("cross-entropy, L1", partial(draws.draw_loss, CROSS_ENTROPY, "l1"), count=2, driver=LOSS),
        Drawn("cross-entropy, L2", partial(draws.draw_loss, CROSS_ENTROPY, "l2"), count=2, driver=LOSS),
        Drawn("mean square, L1", partial(draws.draw_loss, MEAN_SQUARES, "l1"), driver=LOSS),
        Drawn("mean square, L2", partial(draws.draw_loss, MEAN_SQUARES, "l2"), driver=LOSS),
        # The criterion that the function is given is right here by itself.
        Drawn("cross-entropy, no penalty", partial(draws.draw_loss, CROSS_ENTROPY, "none"), driver=LOSS, telling=False),
        Drawn("mean square, no penalty", partial(draws.draw_loss, MEAN_SQUARES, "none"), driver=LOSS, telling=False),
    ),
    outputs=(Output("losses", ("losses",)), Output("gradients", ("gradients",))),
    stubs=stubs.LOSS,
    needs="torch",
    misconceptions=misconceptions.LOSS,
)

_PREDICT_IN_EVAL_MODE = Exercise(
    "predict_in_eval_mode",
    points=5,
    parameters=("net", "inputs"),
    cases=(
        Public(
            "two layers",
            (figures.TWO_LAYERS, figures.DROPOUT_RATIO, figures.BATCHES[0][0]),
            figures.PREDICTIONS,
            driver=PREDICTION,
        ),
        Drawn("other networks", draws.draw_prediction, count=4, driver=PREDICTION),
    ),
    outputs=(
        Output("outputs", ("outputs",), 2.0),
        # A function that does nothing leaves no gradient and no other mode: these earn in step with the outputs.
        Output("what is returned", ("what is returned",), given=True),
        Output("the network afterwards", ("the network afterwards",), given=True),
    ),
    stubs=stubs.PREDICTION,
    needs="torch",
    misconceptions=use_misconceptions.PREDICTION,
)

_SGD_WITH_WEIGHT_DECAY = Exercise(
    "sgd_with_weight_decay",
    points=5,
    parameters=("net", "learning_rate", "strength"),
    cases=(
        Public(
            "three steps",
            (figures.TWO_LAYERS, *figures.BATCHES[0], figures.LEARNING_RATE, figures.STRENGTH, figures.STEPS),
            figures.AFTER_STEPS,
            driver=STEPS,
        ),
        Drawn("other networks", draws.draw_steps, count=4, driver=STEPS),
    ),
    outputs=(Output("parameters after the steps"),),
    stubs=stubs.STEPS,
    needs="torch",
    misconceptions=use_misconceptions.STEPS,
)

EXERCISES: tuple[Exercise, ...] = (
    _penalty("l1_penalty", stubs.L1_PENALTY, misconceptions.L1_PENALTY, figures.L1_TWO_LAYERS, figures.L1_THREE_LAYERS),
    _penalty("l2_penalty", stubs.L2_PENALTY, misconceptions.L2_PENALTY, figures.L2_TWO_LAYERS, figures.L2_THREE_LAYERS),
    _REGULARIZED_LOSS,
    _PREDICT_IN_EVAL_MODE,
    _SGD_WITH_WEIGHT_DECAY,
)
