"""The known wrong ways to check a gradient."""

from ...model import Misconception

# --- the cost, and its derivative -----------------------------------------------------------------------------------

_FORMULA_LOOK = "Put two small whole numbers into the formula by hand and compare."

FORWARD = (
    Misconception(
        "sum-for-product",
        _FORMULA_LOOK,
        "The cost is the sum of x and theta. It is to be their product.",
        {"theta * x": "theta + x"},
    ),
    Misconception(
        "difference-from-x",
        _FORMULA_LOOK,
        "The cost is how far theta is from x. It is to be their product.",
        {"theta * x": "theta - x"},
    ),
    Misconception(
        "quotient-for-product",
        _FORMULA_LOOK,
        "The cost is a quotient of x and theta. It is to be their product.",
        {"theta * x": "x / theta"},
    ),
    Misconception(
        "theta-squared",
        _FORMULA_LOOK,
        "Theta goes in as its square. The cost is a straight line in theta.",
        {"theta * x": "theta ** 2 * x"},
    ),
    Misconception(
        "sigmoid-of-the-product",
        "Which activation does this model have?",
        "The product goes through a sigmoid. This model has no activation: the cost is the product itself.",
        {"theta * x": "1 / (1 + np.exp(-theta * x))"},
    ),
)

_DERIVATIVE_LOOK = "With respect to which of the two is the derivative taken?"

BACKWARD = (
    Misconception(
        "derivative-by-x",
        _DERIVATIVE_LOOK,
        "This is the derivative with respect to x. It is theta that is to be learnt.",
        {"dtheta = x": "dtheta = theta"},
    ),
    Misconception(
        "cost-for-derivative",
        "What is left of theta when the derivative is taken?",
        "This is the cost itself. Its derivative says how fast it grows when theta does.",
        {"dtheta = x": "dtheta = theta * x"},
    ),
    Misconception(
        "derivative-of-theta-alone",
        "What becomes of the factor that does not depend on theta?",
        "This is the derivative of theta by itself, which is 1. The factor beside it stays.",
        {"dtheta = x": "dtheta = 1"},
    ),
    Misconception(
        "sum-of-both-derivatives",
        _DERIVATIVE_LOOK,
        "This adds the derivatives with respect to x and to theta. Only the one with respect to theta is due.",
        {"dtheta = x": "dtheta = x + theta"},
    ),
)

# --- the relative difference, in both checks ------------------------------------------------------------------------

_NUMERATOR = "np.linalg.norm(grad - gradapprox)"
_NORM, _NORM_MEASURED = "np.linalg.norm(grad)", "np.linalg.norm(gradapprox)"
_DENOMINATOR = f"{_NORM} + {_NORM_MEASURED}"
_STEPS = "(2 * epsilon)"

_SLOPE_LOOK = "Look at the measured slope by itself: is it near what backpropagation says?"
_MEASURED_LOOK = "Look at the two costs that the measured slope comes from."
_NUMERATOR_LOOK = "Look at the numerator: which two things does it compare, and how?"
_DENOMINATOR_LOOK = "Look at the denominator of the difference."

_STEP_LEFT_OUT_HINT = (
    "The difference of the costs is divided by epsilon. The two places lie two steps apart, one to each side."
)
_BRACKETS_HINT = "Without brackets around what stands below the fraction only the 2 divides, and epsilon multiplies."
_RELATIVE = (
    Misconception("two-left-out", _SLOPE_LOOK, _STEP_LEFT_OUT_HINT, {_STEPS: "epsilon"}),
    Misconception("brackets-left-out", _SLOPE_LOOK, _BRACKETS_HINT, {_STEPS: "2 * epsilon"}),
    # The norm of a sum is that of a difference with a slope of the opposite sign.
    Misconception(
        "signs",
        "Look at the signs: of the measured slope, and in the numerator.",
        "The two gradients are added up where their distance is due: either the numerator adds them, or the two costs "
        "are subtracted the wrong way round, so that the measured slope has the opposite sign.",
        {_NUMERATOR: "np.linalg.norm(grad + gradapprox)"},
    ),
    Misconception(
        "denominator-left-out",
        "Multiply both gradients by 1000 in your mind: does your difference change?",
        "This is the distance of the two gradients as it is. Only divided by how large they are does it say whether "
        "it is much.",
        {"numerator / denominator": "numerator"},
    ),
    Misconception(
        "norm-of-one-gradient",
        _DENOMINATOR_LOOK,
        "The denominator has the norm of backpropagation's gradient alone. That of the measured one belongs there too.",
        {_DENOMINATOR: _NORM},
    ),
    Misconception(
        "norm-of-the-measured-gradient",
        _DENOMINATOR_LOOK,
        "The denominator has the norm of the measured gradient alone. That of backpropagation's belongs there too.",
        {_DENOMINATOR: _NORM_MEASURED},
    ),
    Misconception(
        "product-of-norms",
        _DENOMINATOR_LOOK,
        "The denominator multiplies the two norms. They are to be added.",
        {_DENOMINATOR: f"{_NORM} * {_NORM_MEASURED}"},
    ),
    Misconception(
        "squared-norms",
        "Look at the norms: do all of them have their root?",
        "The norms are squared, which makes a small difference look much smaller than it is. The norm is the root of "
        "the sum of the squares.",
        {_NUMERATOR: f"{_NUMERATOR} ** 2", _DENOMINATOR: f"{_NORM} ** 2 + {_NORM_MEASURED} ** 2"},
    ),
)

# --- one dimension --------------------------------------------------------------------------------------------------

_AT_PLUS, _AT_MINUS = "forward_propagation(x, thetaplus)", "forward_propagation(x, thetaminus)"
_BACKWARD = "backward_propagation(x, theta)"

_ALIKE = "the slope of theta * x, and its gradient, are x: both have the same sign, and that of a public x is positive"

CHECK = (
    *_RELATIVE,
    Misconception(
        "norm-of-the-sum",
        _DENOMINATOR_LOOK,
        "The denominator is the norm of the sum, in which gradients of opposite sign cancel. Take the norm of each, "
        "and add these.",
        {_DENOMINATOR: "np.linalg.norm(grad + gradapprox)"},
        unseen=_ALIKE,
    ),
    Misconception(
        "denominator-without-norm",
        _DENOMINATOR_LOOK,
        "The denominator adds the gradients with their signs, so it may be negative, or 0. Take the norm of each.",
        {_DENOMINATOR: "grad + gradapprox"},
        unseen=_ALIKE,
    ),
    Misconception(
        "numerator-without-norm",
        _NUMERATOR_LOOK,
        "The numerator keeps its sign, so a wrong gradient may get a negative difference, which passes for a small "
        "one. Take the norm.",
        {_NUMERATOR: "grad - gradapprox"},
    ),
    Misconception(
        "same-place-twice",
        _MEASURED_LOOK,
        "Both costs are taken at the same place, so the measured slope is 0.",
        {"theta - epsilon": "theta + epsilon"},
    ),
    Misconception(
        "relative-step",
        "Look at the two places: how far are they from theta?",
        "Theta is multiplied by the step, so how far the places are from theta depends on theta itself. The step is "
        "to be added, and subtracted.",
        {"theta + epsilon": "theta * (1 + epsilon)", "theta - epsilon": "theta * (1 - epsilon)"},
    ),
    Misconception(
        "step-fixed",
        "Call your check with another epsilon. What changes?",
        "The step is fixed at its default. How far to step is a parameter.",
        {"theta + epsilon": "theta + 1e-7", "theta - epsilon": "theta - 1e-7", _STEPS: "(2 * 1e-7)"},
    ),
    Misconception(
        "x-stepped",
        "Look at the two places: which of the two inputs do they move?",
        "The step is taken in x. It is the derivative with respect to theta that is to be measured.",
        {
            "theta + epsilon": "x + epsilon",
            "theta - epsilon": "x - epsilon",
            _AT_PLUS: "forward_propagation(thetaplus, theta)",
            _AT_MINUS: "forward_propagation(thetaminus, theta)",
        },
    ),
    Misconception(
        "arguments-swapped",
        "Look at the calls of the cost: in which order does it take its inputs?",
        "The inputs of the cost are swapped. For x times theta that makes no difference, but your check is to be right "
        "for other costs too.",
        {_AT_PLUS: "forward_propagation(thetaplus, x)", _AT_MINUS: "forward_propagation(thetaminus, x)"},
        unseen="theta * x is x * theta: only another cost, which a notebook does not have, shows it",
    ),
    Misconception(
        "gradient-arguments-swapped",
        "Look at the call of backpropagation: in which order does it take its inputs?",
        "The inputs of backpropagation are swapped, so it gives the derivative at another place, or with respect to "
        "the wrong input.",
        {_BACKWARD: "backward_propagation(theta, x)"},
    ),
    Misconception(
        "cost-for-gradient",
        "Which function gives what is to be checked?",
        "The measured slope is compared with the cost. It is the gradient of backpropagation that is to be checked.",
        {_BACKWARD: "forward_propagation(x, theta)"},
    ),
    Misconception(
        "verdict-for-difference",
        "What does your function give back: a number, or a yes or no?",
        "The function gives back whether the difference is small. The difference itself is due.",
        {"return difference": "return difference < 1e-7"},
    ),
)

# --- a network ------------------------------------------------------------------------------------------------------

_PLUS, _MINUS = "thetaplus[i][0] = thetaplus[i][0] + epsilon", "thetaminus[i][0] = thetaminus[i][0] - epsilon"
_COPY_PLUS, _COPY_MINUS = "thetaplus = np.copy(parameters_values)", "thetaminus = np.copy(parameters_values)"

CHECK_N = (
    *_RELATIVE,
    Misconception(
        "norm-of-the-sum",
        _DENOMINATOR_LOOK,
        "The denominator is the norm of the sum, in which entries of opposite sign cancel. Take the norm of each "
        "gradient, and add these.",
        {_DENOMINATOR: "np.linalg.norm(grad + gradapprox)"},
    ),
    Misconception(
        "one-sided",
        _MEASURED_LOOK,
        "The slope is measured to one side alone. Stepping to both sides makes its error much smaller, as you see with "
        "a larger epsilon.",
        {f"{_MINUS}\n": "\n", _STEPS: "epsilon"},
    ),
    Misconception(
        "steps-fixed",
        "Call your check with another epsilon. What changes?",
        "The step is fixed at its default. How far to step is a parameter.",
        {"+ epsilon": "+ 1e-7", "- epsilon": "- 1e-7", _STEPS: "(2 * 1e-7)"},
    ),
    Misconception(
        "same-place-twice",
        _MEASURED_LOOK,
        "Both costs are taken at the same parameters, so the measured gradient is 0.",
        {"vector_to_dictionary(thetaminus)": "vector_to_dictionary(thetaplus)"},
    ),
    Misconception(
        "all-parameters-stepped",
        "How many of the parameters differ between the two sides?",
        "All parameters are moved at once, so every entry measures the same slope. Move number i alone.",
        {_PLUS: "thetaplus = thetaplus + epsilon", _MINUS: "thetaminus = thetaminus - epsilon"},
    ),
    Misconception(
        "step-back-undone",
        "Print the two sides at the end of a turn: how far is each of them from the original parameters?",
        "The second cost is taken at the parameters as they are. Perhaps both names stand for one array, so that the "
        "step back only undoes the step forward: each side needs a copy of its own, from the original parameters.",
        {_COPY_PLUS: "thetaplus = parameters_values", _COPY_MINUS: "thetaminus = parameters_values"},
    ),
    Misconception(
        "copies-before-the-loop",
        "How many of the parameters differ from the original ones when the loop is half through?",
        "The copies are made once, before the loop, so the steps of all turns pile up. Each turn starts from the "
        "parameters as they are.",
        {
            f"        {_COPY_PLUS}\n": "",
            f"        {_COPY_MINUS}\n": "",
            "    for i in ": f"    {_COPY_PLUS}\n    {_COPY_MINUS}\n    for i in ",
        },
    ),
    Misconception(
        "last-parameter-left-out",
        "How often does the loop run, and how many parameters are there?",
        "The loop stops before the last parameter, whose slope stays 0.",
        {"range(num_parameters)": "range(num_parameters - 1)"},
    ),
    Misconception(
        "one-slope-for-all",
        "What shape does the measured gradient have after the loop?",
        "Each turn replaces the whole measured gradient, so only the slope of the last parameter is left. Fill in "
        "number i.",
        {"gradapprox[i] = ": "gradapprox = "},
    ),
    Misconception(
        "flat-against-column",
        "Look at the shapes of the two gradients that are subtracted.",
        "A flat array is subtracted from a column, which NumPy spreads out to a square of all pairs. Both are to have "
        "the same shape.",
        {_NUMERATOR: "np.linalg.norm(grad - gradapprox.ravel())"},
    ),
    Misconception(
        "norm-of-each-row",
        "What shape does your difference have?",
        "The numerator is taken row by row, so there is a difference for each parameter. One number for all of them is "
        "due.",
        {_NUMERATOR: "np.linalg.norm(grad - gradapprox, axis=1)"},
    ),
    Misconception(
        "absolute-values-for-norm",
        "Look at how a whole gradient becomes one number.",
        "Absolute values are summed. The formula has the norm, the root of the sum of the squares.",
        {
            _NUMERATOR: "np.sum(np.abs(grad - gradapprox))",
            _DENOMINATOR: "np.sum(np.abs(grad)) + np.sum(np.abs(gradapprox))",
        },
    ),
    Misconception(
        "largest-entry-for-norm",
        "Look at how a whole gradient becomes one number.",
        "Only the largest entry of each gradient counts. The formula has the norm, the root of the sum of all squares.",
        {
            _NUMERATOR: "np.max(np.abs(grad - gradapprox))",
            _DENOMINATOR: "np.max(np.abs(grad)) + np.max(np.abs(gradapprox))",
        },
    ),
    Misconception(
        "mean-of-absolute-differences",
        "Look at how a whole gradient becomes one number.",
        "The mean distance of the entries is taken. The formula has the norm of the difference of the whole gradients, "
        "divided by how large they are.",
        {"numerator / denominator": "np.mean(np.abs(grad - gradapprox))"},
    ),
    Misconception(
        "verdict-for-difference",
        "What does your function give back: a number, or a yes or no?",
        "The function gives back whether the difference is large. The difference itself is due.",
        {"return difference": "return difference > 2e-7"},
    ),
)
