"""Gradient checking: a cost of one parameter and its gradient, the check of it, and the check of a network.

Public cases are the seeded ones of the course material; hidden ones are drawn.

A small difference proves nothing, as 0 is smaller yet: what counts are gradients of known wrongness, for which the
difference is a definite figure. In one dimension the cost is a straight line, on which one side is as good as two. In
a network they part as epsilon grows.

No public case can show swapped arguments, as theta * x is x * theta, nor a norm of the sum for a sum of norms, as the
slope of theta * x has the sign of x. Only hidden costs and gradients do.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model import Assignment, Drawn, Exercise, Inputs, Output, Public, Tolerance, Value, Variant
from .draws import gradient_checking as draws
from .draws.gradient_checking import network, wrong_entry, wrong_scale, wrong_sign
from .figures import gradient_checking as figures
from .misconceptions import gradient_checking as misconceptions
from .stubs import gradient_checking as stubs

Array = NDArray[Any]

ONE, REBOUND, MANY = "gradient_check", "gradient_check_rebound", "gradient_check_n"


# --- how far a difference may be off ------------------------------------------------------------------------------

SMALL_STEP = Tolerance(
    rtol=1e-6,
    atol=2e-7,
    reason="a cost is rounded at its sixteenth digit, which divided by 1e-7 is noise of up to 1.2e-7 in the difference",
)
LARGER_STEP = Tolerance(
    rtol=1e-8,
    atol=1e-8,
    reason="at 1e-4 the noise is a thousandth of that at 1e-7, and what a one-sided check is off starts at 1e-7",
)
LARGE_STEP = Tolerance(
    rtol=1e-6,
    atol=1e-10,
    reason="at 1e-2 the difference of right gradients is all truncation, 1e-7 to 1e-4, and its noise is around 1e-12",
)


# --- one dimension ------------------------------------------------------------------------------------------------


def _inlined(cases: Sequence[tuple[Inputs, Mapping[str, Value]]]) -> bool:
    """Say whether every difference is that of a check which computes the cost, the gradient or both by itself.

    Where neither is what the notebook's functions are, such a check goes by theta * x and x all the same.
    """
    return any(
        all(np.isclose(own["difference"], _difference(inputs, *which), 1e-6, 2e-7).all() for inputs, own in cases)
        for which in ((True, False), (False, True), (True, True))
    )


def _difference(inputs: Inputs, own_cost: bool, own_gradient: bool) -> float:
    x, theta, epsilon, J, dtheta = inputs
    slope, gradient = x if own_cost else J / theta, x if own_gradient else dtheta
    approximated = (slope * (theta + epsilon) - slope * (theta - epsilon)) / (2 * epsilon)
    return float(abs(gradient - approximated) / (abs(gradient) + abs(approximated)))


# --- networks -----------------------------------------------------------------------------------------------------


def _networks() -> Iterator[Drawn]:
    """Right and wrong gradients for each epsilon; only those for which a constant would do are not telling."""
    steps = ((1e-7, SMALL_STEP, False), (1e-4, LARGER_STEP, False), (1e-2, LARGE_STEP, True))
    for epsilon, tolerance, telling in steps:
        name = f"right gradients, epsilon {epsilon:.0e}"
        yield Drawn(name, network(epsilon), driver=MANY, tolerance=tolerance, telling=telling)
    for what, spoil in (("a wrong entry", wrong_entry), ("a wrong sign", wrong_sign), ("a wrong scale", wrong_scale)):
        for epsilon, tolerance, _ in steps[:2]:
            yield Drawn(f"{what}, epsilon {epsilon:.0e}", network(epsilon, spoil), driver=MANY, tolerance=tolerance)


# --- the seeded network -------------------------------------------------------------------------------------------


def _seeded() -> tuple[Array, dict[str, Array]]:
    """X (4, 3), then the parameters, from the stream of the course material."""
    random = np.random.RandomState(1)
    X = random.randn(4, 3)
    return X, {name: random.randn(*shape) for name, shape in draws.SHAPES.items()}


_X, _parameters = _seeded()


# --- the assignment -----------------------------------------------------------------------------------------------

_FORMULA = "the text gives this formula, and so few tokens of it give nothing more away"
_CALL = "the text asks for this call in so many words: the functions to check are the student's own"

_EITHER_WAY = "a norm does not know the sign of its vector"
_ONE_COLUMN = "the parameters are a column: its only entry in a row is the first and the last"
_COPIED = "the copy holds the same figure as the original"

ASSIGNMENT = Assignment(
    name="gradient_checking",
    title="Gradient checking",
    exercises=(
        Exercise(
            "forward_propagation",
            points=5,
            parameters=("x", "theta"),
            cases=(
                Public("the worked example", (2, 4), 8),
                Drawn("random numbers", draws.draw_scalars, count=3),
            ),
            outputs=(Output("J"),),
            stubs=stubs.FORWARD,
            misconceptions=misconceptions.FORWARD,
        ),
        Exercise(
            "backward_propagation",
            points=5,
            parameters=("x", "theta"),
            cases=(
                Public("the worked example", (2, 4), 2),
                Drawn("random numbers", draws.draw_scalars, count=3),
            ),
            outputs=(Output("dtheta"),),
            stubs=stubs.BACKWARD,
            misconceptions=misconceptions.BACKWARD,
            equivalents={"the first input": "the derivative of theta * x is x, which comes first"},
        ),
        Exercise(
            "gradient_check",
            points=15,
            parameters=("x", "theta", "epsilon"),
            cases=(
                Public(
                    "the worked example",
                    (2, 4, 1e-7, 8, 2),
                    figures.DIFFERENCE,
                    driver=ONE,
                    tolerance=SMALL_STEP,
                ),
                # At 10^18 doubles are 128 apart: a step of 100 becomes one of 128, and the slope is 1.28 times x.
                Public("a step that rounding lengthens", (8, 1e18, 100.0, 8e18, 8), 0.28 / 2.28, driver=ONE),
                Drawn("random numbers", draws.draw_own, driver=ONE, tolerance=SMALL_STEP, telling=False),
                Drawn("steps that rounding lengthens", draws.draw_coarse, driver=ONE),
                Drawn("a gradient that is too steep", draws.draw_too_steep, driver=REBOUND),
                Drawn("a gradient that is off by a constant", draws.draw_shifted, driver=REBOUND),
                Drawn("a gradient of the wrong sign", draws.draw_opposite, driver=REBOUND, telling=False),
                Drawn("another cost", draws.draw_another_cost, driver=REBOUND),
            ),
            outputs=(Output("difference"),),
            variants=(
                Variant(
                    "inlined",
                    "The check computes theta * x or x by itself, where it could call forward_propagation and "
                    "backward_propagation: it is right, but for this one cost only.",
                    _inlined,
                ),
            ),
            stubs=stubs.CHECK,
            misconceptions=misconceptions.CHECK,
            equivalents={
                "grad = x": "accepted with a remark: it is the gradient of this one cost",
                "numerator = np.linalg.norm(gradapprox - grad)": _EITHER_WAY,
            },
        ),
        Exercise(
            "gradient_check_n",
            points=15,
            parameters=("parameters", "gradients", "X", "Y", "epsilon"),
            cases=(
                Public(
                    "the planted errors",
                    (_parameters, figures.PLANTED, _X, figures.Y, 1e-7),
                    figures.PLANTED_DIFFERENCE,
                    driver=MANY,
                    tolerance=SMALL_STEP,
                ),
                Public(
                    "the right gradients, and a larger epsilon",
                    (_parameters, figures.GRADIENTS, _X, figures.Y, 1e-4),
                    figures.DIFFERENCE_AT_LARGER_STEP,
                    driver=MANY,
                    tolerance=LARGER_STEP,
                ),
                *_networks(),
            ),
            outputs=(Output("difference"),),
            stubs=stubs.CHECK_N,
            misconceptions=misconceptions.CHECK_N,
            equivalents={
                "thetaplus[i][-1] = thetaplus[i][0] + epsilon": _ONE_COLUMN,
                "thetaplus[i][0] = thetaplus[i][-1] + epsilon": _ONE_COLUMN,
                "thetaplus[i][0] = parameters_values[i][0] + epsilon": _COPIED,
                "thetaminus[i][-1] = thetaminus[i][0] - epsilon": _ONE_COLUMN,
                "thetaminus[i][0] = thetaminus[i][-1] - epsilon": _ONE_COLUMN,
                "thetaminus[i][0] = parameters_values[i][0] - epsilon": _COPIED,
                "numerator = np.linalg.norm(gradapprox - grad)": _EITHER_WAY,
            },
        ),
    ),
    helpers=("gc_utils", "testCases"),
    stand_ins={
        "testCases_v2": "testCases",
        "testCases_v3": "testCases",
        "testCases_v3a": "testCases",
        "test_utils": None,
        "public_tests": None,
        "film": None,
        "checks": None,
    },
    short_secrets={
        "theta * x": _FORMULA,
        "x": _FORMULA,
        "theta + epsilon": _FORMULA,
        "theta - epsilon": _FORMULA,
        "forward_propagation(x, thetaplus)": _CALL,
        "forward_propagation(x, thetaminus)": _CALL,
        "backward_propagation(x, theta)": _CALL,
        "numerator / denominator": _FORMULA,
        "np.copy(parameters_values)": "the text names np.copy, as NumPy's copies and views are not what is graded here",
    },
)
