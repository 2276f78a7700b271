"""Optimization: gradient descent, random mini-batches, momentum, Adam, and learning rates that decay.

Public cases are the seeded ones of the course material, and later steps where a first step would hide a mistake;
hidden ones are drawn networks and data sets of other sizes.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model import Assignment, Drawn, Exercise, Inputs, Output, Public, Tolerance, Value, Variant
from .draws import optimization as draws
from .draws.optimization import Network, parameters_of
from .figures import optimization as figures
from .misconceptions import optimization as descent
from .misconceptions import optimization_adam as adam
from .misconceptions import optimization_mini_batches as mini_batches
from .misconceptions import optimization_momentum as momentum
from .stubs import optimization as stubs

Array = NDArray[Any]

NUMBER = "number of mini-batches"

ARRAYS = ("W1", "b1", "W2", "b2")
"""The arrays of a network as drivers tell them: layer 2 stands for all layers above the first."""


# --- steps and follow-through -------------------------------------------------------------------------------------


def _averages(name: str, part: int) -> tuple[Output, ...]:
    """List the running averages v or s, which stand in this part of what the function returns."""
    return tuple(Output(f'{name}["d{array}"]', (part, f"d{array}")) for array in ARRAYS)


def _steps(weight: float, rule: Callable[[str], Callable[[Inputs, Mapping[str, Value]], Value]]) -> tuple[Output, ...]:
    return tuple(Output(f"step of {array}", (0, array), weight, follow=rule(array)) for array in ARRAYS)


def _momentum_rule(array: str) -> Callable[[Inputs, Mapping[str, Value]], Value]:
    """The step from the student's own v."""

    def follow(inputs: Inputs, own: Mapping[str, Value]) -> Value:
        *_, learning_rate = inputs
        return -learning_rate * own[f'v["d{array}"]']

    return follow


def _adam_rule(array: str) -> Callable[[Inputs, Mapping[str, Value]], Value]:
    """The step from the student's own v and s."""

    def follow(inputs: Inputs, own: Mapping[str, Value]) -> Value:
        *_, t, learning_rate, beta1, beta2, epsilon = inputs
        v = own[f'v["d{array}"]'] / (1 - beta1**t)
        s = own[f's["d{array}"]'] / (1 - beta2**t)
        return -learning_rate * v / (np.sqrt(s) + epsilon)

    return follow


# --- factors ------------------------------------------------------------------------------------------------------


def _momentum_factors(inputs: Inputs) -> dict[str, float]:
    *_, beta, learning_rate = inputs
    return {"learning_rate": learning_rate, "beta": beta, "(1 - beta)": 1 - beta}


def _adam_factors(inputs: Inputs) -> dict[str, float]:
    *_, t, learning_rate, beta1, beta2, _ = inputs
    return {
        "learning_rate": learning_rate,
        "beta1": beta1,
        "beta2": beta2,
        "(1 - beta1)": 1 - beta1,
        "(1 - beta2)": 1 - beta2,
        "t": t,
    }


def _decay_factors(inputs: Inputs) -> dict[str, float]:
    return dict(zip(("learning_rate0", "epoch_num", "decay_rate"), inputs, strict=True))


def _scheduled_factors(inputs: Inputs) -> dict[str, float]:
    _, *given = inputs
    return dict(zip(("learning_rate0", "epoch_num", "decay_rate", "time_interval"), given, strict=False))


# --- mini-batches -------------------------------------------------------------------------------------------------


def _cut(X: Array, Y: Array, mini_batch_size: int, orders: Sequence[Sequence[int]]) -> dict[str, Array]:
    """Cut the examples in each of the orders, one behind the other, as the driver tells mini-batches."""
    batches = [
        order[start : start + mini_batch_size] for order in orders for start in range(0, len(order), mini_batch_size)
    ]
    widest = max(map(len, batches))
    numbers = [-(-len(order) // mini_batch_size) for order in orders]
    cut = {NUMBER: np.array(numbers)}
    for name, examples in (("mini_batch_X", X), ("mini_batch_Y", Y)):
        cut[name] = np.full((len(batches), len(examples), widest), np.nan)
        for whole, batch in zip(cut[name], batches, strict=True):
            whole[:, : len(batch)] = examples[:, batch]
    return cut | {"shapes": np.array([((len(X), len(batch)), (len(Y), len(batch))) for batch in batches])}


def _from_another_generator(cases: Sequence[tuple[Inputs, Mapping[str, Value]]]) -> bool:
    """Say whether every example is in one batch with its own label, and the order is a shuffle that the seed fixes."""
    longest: list[int] = []
    for inputs, own in cases:
        if isinstance(inputs[0], int):  # the large data set, of which too little is told
            if not np.array_equal(own["shapes"], figures.MINI_BATCHES["shapes"]):
                return False
            continue
        X, Y, mini_batch_size, *seeds = inputs
        columns = {figure: column for column, figure in enumerate(X[0])}
        told = own["mini_batch_X"][:, 0].ravel()
        orders = [[columns[figure] for figure in part] for part in np.split(told[~np.isnan(told)], len(seeds))]
        due = _cut(X, Y, mini_batch_size, orders)
        if not all(np.array_equal(due[name], own[name], equal_nan=True) for name in due):
            return False
        if any(sorted(order) != list(range(X.shape[1])) for order in orders):
            return False
        if any((orders[0] == order) != (seeds[0] == seed) for order, seed in zip(orders, seeds, strict=True)):
            return False
        longest = max(longest, orders[0], key=len)
    return _is_shuffled(np.array(longest))


def _is_shuffled(order: Array) -> bool:
    """Say whether an order of a hundred or more has no drift and no pattern of equal strides.

    The rank correlation of a shuffle with the order before is normal with a deviation of one over the root of the
    length; each stride, round the end, is taken about once.
    """
    m = len(order)
    _, strides = np.unique(np.diff(order) % m, return_counts=True)
    drift = np.corrcoef(np.arange(m), order)[0, 1]
    return bool(abs(drift) < 5 / np.sqrt(m) and strides.max() < 0.15 * m)


# --- the seeded cases ---------------------------------------------------------------------------------------------


def _seeded(seed: int, *shapes: tuple[int, int]) -> tuple[Network, Network, Network, Network]:
    """Parameters, gradients, and their averages v and s, from the stream of a seed."""
    random = np.random.RandomState(seed)
    parameters, grads, v, roots = (parameters_of(random.randn, shapes, prefix) for prefix in ("", "d", "d", "d"))
    return parameters, grads, v, {name: array**2 for name, array in roots.items()}


_parameters, _grads, *_ = _seeded(1, (2, 3), (3, 3))
_later = _seeded(2, (2, 3), (4, 2), (1, 4))

_ten_X = np.arange(20.0).reshape(2, 10)
_ten_Y = np.arange(100, 110).reshape(1, 10)


def _zeros(grads: Network) -> Network:
    return {name: np.zeros_like(array) for name, array in grads.items()}


def _two_zeros(grads: Network) -> dict[str, Value]:
    return {"v": _zeros(grads), "s": _zeros(grads), "number of arrays that v and s share": 0}


def _step_figures(steps: Mapping[str, Array], v: Network, s: Network | None = None) -> dict[str, Value]:
    told = {f"step of {name}": step for name, step in steps.items()}
    told |= {f'v["{name}"]': array for name, array in v.items()}
    return told | {f's["{name}"]': array for name, array in (s or {}).items()}


def _from_start(parameters: Mapping[str, Array]) -> dict[str, Array]:
    return {name: array - _parameters[name] for name, array in parameters.items()}


_ZEROS = "zeros are what is asked for, and their shapes are right here"

# --- the assignment -----------------------------------------------------------------------------------------------

ASSIGNMENT = Assignment(
    name="optimization",
    title="Optimization methods",
    exercises=(
        Exercise(
            "update_parameters_with_gd",
            points=5,
            parameters=("parameters", "grads", "learning_rate"),
            cases=(
                Public("the worked example", (_parameters, _grads, 0.01), figures.GD_PARAMETERS),
                Public("three layers", (*_later[:2], 0.1), figures.LATER_GD_PARAMETERS),
                Drawn("a network of two layers", partial(draws.draw_gradient_step, layers=2)),
                Drawn("a network of three layers", partial(draws.draw_gradient_step, layers=3)),
                Drawn("a network of four layers", partial(draws.draw_gradient_step, layers=4)),
            ),
            outputs=(Output("parameters"),),
            stubs=stubs.GD,
            misconceptions=descent.GD,
        ),
        Exercise(
            "random_mini_batches",
            points=10,
            parameters=("X", "Y", "mini_batch_size", "seed"),
            cases=(
                Public("the worked example", (12288, 148, 64, 0), figures.MINI_BATCHES, driver="mini_batches_seeded"),
                Public(
                    "ten examples in batches of four, with the seeds 3, 3 and 8",
                    (_ten_X, _ten_Y, 4, 3, 3, 8),
                    _cut(_ten_X, _ten_Y, 4, (figures.TEN_BY_3, figures.TEN_BY_3, figures.TEN_BY_8)),
                    driver="mini_batches",
                ),
                Public(
                    "eight examples in batches of four",
                    (_ten_X[:, :8], _ten_Y[:, :8], 4, 5),
                    _cut(_ten_X, _ten_Y, 4, (figures.EIGHT_BY_5,)),
                    driver="mini_batches",
                ),
                Public(
                    "five examples in batches of eight",
                    (_ten_X[:, :5], _ten_Y[:, :5], 8, 7),
                    _cut(_ten_X[:, :5], _ten_Y[:, :5], 8, (figures.FIVE_BY_7,)),
                    weight=0.5,
                    driver="mini_batches",
                ),
                # Half of the code is for whole batches, half for what is left over: so are the points.
                Drawn("whole batches", draws.draw_whole_batches, count=3, driver="mini_batches"),
                Drawn("a large data set and a smaller last batch", draws.draw_large_remainder, driver="mini_batches"),
                Drawn(
                    "fewer examples than a batch holds",
                    draws.draw_less_than_a_batch,
                    weight=0.5,
                    driver="mini_batches",
                ),
            ),
            outputs=(
                # First, and for nothing: of everything that is at fault here it says most.
                Output(NUMBER, (NUMBER,), weight=0.0, given=True),
                # They can be wrong alone in the worked example, of which the batches' beginnings are told.
                Output("shapes", ("shapes",), weight=0.1, given=True),
                Output("mini_batch_X", ("mini_batch_X",)),
                Output("mini_batch_Y", ("mini_batch_Y",)),
            ),
            variants=(
                Variant(
                    "another-generator",
                    "The examples are shuffled by another random stream than np.random.seed(seed) and "
                    "np.random.permutation(m) give; every one of them is there once, with its own label.",
                    _from_another_generator,
                ),
            ),
            stubs=stubs.MINI_BATCHES,
            misconceptions=mini_batches.MINI_BATCHES,
        ),
        Exercise(
            "initialize_velocity",
            points=5,
            parameters=("parameters",),
            cases=(
                Public("the worked example", (_parameters,), _zeros(_grads)),
                Public("three layers", _later[:1], _zeros(_later[1])),
                Drawn("a network of two layers", partial(draws.draw_parameters, layers=2)),
                Drawn("a network of three layers", partial(draws.draw_parameters, layers=3)),
                Drawn("a network of four layers", partial(draws.draw_parameters, layers=4)),
            ),
            outputs=(Output("v"),),
            equivalents={"zeros": _ZEROS},
            stubs=stubs.VELOCITY,
            misconceptions=momentum.VELOCITY,
        ),
        Exercise(
            "update_parameters_with_momentum",
            points=10,
            parameters=("parameters", "grads", "v", "beta", "learning_rate"),
            cases=(
                Public(
                    "the worked example",
                    ("update_parameters_with_momentum", _parameters, _grads, _zeros(_grads), 0.9, 0.01),
                    _step_figures(_from_start(figures.MOMENTUM_PARAMETERS), figures.V) | {"step over velocity": 0.01},
                    driver="optimizer_step",
                ),
                Public(
                    "a later step of three layers (W2 stands for W2 and W3)",
                    ("update_parameters_with_momentum", *_later[:3], 0.8, 0.1),
                    _step_figures(figures.LATER_MOMENTUM_STEP, figures.LATER_V) | {"step over velocity": 0.1},
                    driver="optimizer_step",
                ),
                Drawn("a network of two layers", partial(draws.draw_momentum_step, layers=2), driver="optimizer_step"),
                Drawn(
                    "a network of three layers (W2 stands for W2 and W3)",
                    partial(draws.draw_momentum_step, layers=3),
                    driver="optimizer_step",
                ),
                Drawn(
                    "a network of four layers (W2 stands for all layers above the first)",
                    partial(draws.draw_momentum_step, layers=4),
                    driver="optimizer_step",
                ),
            ),
            outputs=(
                *_averages("v", 1),
                *_steps(1.0, _momentum_rule),
                # Where v goes wrong, something has to be right outright for the steps to count as following. This is
                # right whatever v is, if the steps follow from v; it earns nothing by itself.
                Output("step over velocity", (0, "step over velocity"), weight=0.0, given=True),
            ),
            stubs=stubs.MOMENTUM,
            misconceptions=momentum.MOMENTUM,
            factors=_momentum_factors,
        ),
        Exercise(
            "initialize_adam",
            points=5,
            parameters=("parameters",),
            cases=(
                Public("the worked example", (_parameters,), _two_zeros(_grads), driver="adam_zeros"),
                Public("three layers", _later[:1], _two_zeros(_later[1]), driver="adam_zeros"),
                Drawn("a network of two layers", partial(draws.draw_parameters, layers=2), driver="adam_zeros"),
                Drawn("a network of three layers", partial(draws.draw_parameters, layers=3), driver="adam_zeros"),
                Drawn("a network of four layers", partial(draws.draw_parameters, layers=4), driver="adam_zeros"),
            ),
            outputs=(
                Output("v", (0,)),
                Output("s", (1,)),
                # None, as they are handed out.
                Output("number of arrays that v and s share", (2,), weight=2.0, given=True),
            ),
            equivalents={"zeros": _ZEROS},
            stubs=stubs.ADAM_ZEROS,
            misconceptions=adam.ADAM_ZEROS,
        ),
        Exercise(
            "update_parameters_with_adam",
            points=15,
            parameters=("parameters", "grads", "v", "s", "t", "learning_rate", "beta1", "beta2", "epsilon"),
            cases=(
                Public(
                    "the worked example",
                    (
                        "update_parameters_with_adam",
                        _parameters,
                        _grads,
                        _zeros(_grads),
                        _zeros(_grads),
                        2,
                        0.01,
                        0.9,
                        0.999,
                        1e-8,
                    ),
                    _step_figures(_from_start(figures.ADAM_PARAMETERS), figures.V, figures.S),
                    driver="optimizer_step",
                    tolerance=Tolerance(
                        atol=1e-6,
                        reason="the course material's figures come from an epsilon within the root, which takes one of "
                        "them 4.6e-7 from what is right; the later step is where it shows",
                    ),
                ),
                Public(
                    "a later step of three layers (W2 stands for W2 and W3)",
                    ("update_parameters_with_adam", *_later, 5, 0.1, 0.8, 0.95, 0.01),
                    _step_figures(figures.LATER_ADAM_STEP, figures.LATER_V, figures.LATER_S),
                    driver="optimizer_step",
                ),
                Drawn(
                    "the first step of a network of three layers (W2 stands for W2 and W3)",
                    partial(draws.draw_first_adam_step, layers=3),
                    driver="optimizer_step",
                ),
                Drawn(
                    "a later step of a network of two layers",
                    partial(draws.draw_later_adam_step, layers=2),
                    driver="optimizer_step",
                ),
                Drawn(
                    "a later step of a network of three layers (W2 stands for W2 and W3)",
                    partial(draws.draw_later_adam_step, layers=3),
                    driver="optimizer_step",
                ),
                Drawn(
                    "a later step of a network of four layers (W2 stands for all layers above the first)",
                    partial(draws.draw_later_adam_step, layers=4),
                    driver="optimizer_step",
                ),
            ),
            # The corrections are told by the step alone: it weighs as much as v and s together.
            outputs=(*_averages("v", 1), *_averages("s", 2), *_steps(2.0, _adam_rule)),
            stubs=stubs.ADAM,
            misconceptions=adam.ADAM,
            factors=_adam_factors,
        ),
        Exercise(
            "update_lr",
            points=5,
            parameters=("learning_rate0", "epoch_num", "decay_rate"),
            cases=(
                Public("the worked example", (0.6, 4, 0.5), 0.2),
                Public("a rate of many digits", (0.2, 5, 0.4), 0.2 / 3),
                Drawn("other epochs", draws.draw_decay, count=3),
            ),
            outputs=(Output("learning_rate"),),
            stubs=stubs.DECAY,
            misconceptions=descent.DECAY,
            factors=_decay_factors,
        ),
        Exercise(
            "schedule_lr_decay",
            points=5,
            parameters=("learning_rate0", "epoch_num", "decay_rate", "time_interval"),
            cases=(
                # A schedule may call update_lr, for which another exercise stands.
                Public("the worked example", (draws.DIVISORS, 0.6, 2700, 0.5), 0.3, driver="decay_rebound"),
                Public(
                    "an interval of 100 epochs",
                    (draws.DIVISORS, 0.6, 270, 0.2, 100),
                    0.6 / 1.4,
                    driver="decay_rebound",
                ),
                Drawn("other intervals", draws.draw_scheduled_decay, count=2, driver="decay_rebound"),
                Drawn("the usual interval", draws.draw_usual_interval, driver="decay_rebound"),
            ),
            outputs=(Output("learning_rate"),),
            stubs=stubs.SCHEDULED_DECAY,
            misconceptions=descent.SCHEDULED_DECAY,
            factors=_scheduled_factors,
            equivalents={
                "learning_rate = learning_rate0 / (1 + decay_rate * np.floor(epoch_num // time_interval))": (
                    "the quotient is rounded down already, and once more changes nothing"
                ),
            },
        ),
    ),
    helpers=("opt_utils", "testCases"),
    stand_ins={
        "opt_utils_v1a": "opt_utils",
        "testCases_v2": "testCases",
        "testCases_v3": "testCases",
        "testCases_v3a": "testCases",
        "test_utils": None,
        "public_tests": None,
        "film": None,
        "opt_drawings": None,
        "checks": None,
    },
)
