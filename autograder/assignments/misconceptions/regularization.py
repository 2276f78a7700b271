"""The known wrong ways to compute the L2 penalty and its gradient; those of dropout lie beside."""

from ...model import Misconception

# --- the cost -------------------------------------------------------------------------------------------------------

_FACTOR = "lambd / (2 * m)"
_SUM = "(np.sum(np.square(W1)) + np.sum(np.square(W2)) + np.sum(np.square(W3)))"

_FACTOR_LOOK = "Look at the factor in front of the sum of the squares."
_SUM_LOOK = "Look at the sum over the layers: does each of them count once?"
_SQUARES_LOOK = "Look at what happens to the entries of a weight matrix before and after they are summed."

COST = (
    Misconception(
        "last-layer-left-out",
        _SUM_LOOK,
        "The penalty leaves out W3. All three weight matrices count.",
        {" + np.sum(np.square(W3))": ""},
    ),
    Misconception(
        "first-layer-left-out",
        _SUM_LOOK,
        "The penalty leaves out W1. All three weight matrices count.",
        {"np.sum(np.square(W1)) + ": ""},
    ),
    Misconception(
        "one-layer-twice",
        _SUM_LOOK,
        "The penalty counts W2 twice and leaves out W3: a line that was copied, and not changed in every place.",
        {"np.square(W3)": "np.square(W2)"},
    ),
    Misconception(
        "squeeze-for-square",
        _SQUARES_LOOK,
        "The weights are squeezed where they are to be squared. Squeezing only drops axes of length 1, so the weights "
        "are summed as they are, with their signs. Some copies of the course text have this slip.",
        {"np.square": "np.squeeze"},
    ),
    Misconception(
        "half-left-out",
        _FACTOR_LOOK,
        "The penalty is twice as large as it should be: the 2 below the fraction is missing. It is there so that the "
        "derivative has none.",
        {"(2 * m)": "m"},
    ),
    Misconception(
        "m-left-out",
        _FACTOR_LOOK,
        "The penalty is not divided by m, the number of examples, as the rest of the cost is.",
        {"(2 * m)": "2"},
    ),
    Misconception(
        "brackets-left-out-below",
        _FACTOR_LOOK,
        "Without brackets around what stands below the fraction only the 2 divides, and m multiplies.",
        {"(2 * m)": "2 * m"},
    ),
    Misconception(
        "brackets-left-out-around-the-sum",
        "Follow the computation by the rules of precedence: what does the factor belong to?",
        "The factor reaches only the first of the squares. The sum over all layers needs brackets around it.",
        {_SUM: _SUM[1:-1]},
    ),
    Misconception(
        "lambda-left-out",
        _FACTOR_LOOK,
        "The strength lambda is missing, so the penalty is the same whatever it is.",
        {_FACTOR: "1 / (2 * m)"},
    ),
    Misconception(
        "penalty-left-out",
        "Call your function with a large lambda, and with 0. What changes?",
        "This is the cost without the penalty.",
        {f"{_FACTOR} * {_SUM}": "0"},
    ),
    Misconception(
        "penalty-subtracted",
        "Does the cost grow or shrink when the weights get larger?",
        "The penalty is subtracted, so large weights are rewarded. It is to be added.",
        {"cross_entropy_cost + ": "cross_entropy_cost - "},
    ),
    Misconception(
        "absolute-for-square",
        _SQUARES_LOOK,
        "This sums absolute values, which is the L1 penalty. L2 sums squares.",
        {"np.square": "np.abs"},
    ),
    Misconception(
        "norm-not-squared",
        _SQUARES_LOOK,
        "This takes the norm of each matrix, which is the root of the sum of its squares. The formula has the square "
        "of the norm, without the root.",
        {"np.sum(np.square(": "np.linalg.norm(("},
    ),
    Misconception(
        "square-of-the-sum",
        _SQUARES_LOOK,
        "The entries are summed first and their sum is squared, so weights of opposite sign cancel. Square first.",
        {"np.sum(np.square(": "np.square(np.sum("},
    ),
    Misconception(
        "mean-for-sum",
        _SQUARES_LOOK,
        "This takes the mean of the squares of each matrix. The formula has their sum: what it is divided by is the "
        "number of examples, not of weights.",
        {"np.sum(": "np.mean("},
    ),
    Misconception(
        "matrix-product-for-squares",
        _SQUARES_LOOK,
        "Each matrix is multiplied with itself as matrices are, which also sums products of different weights. Each "
        "weight is to be squared by itself.",
        {f"np.square(W{layer})": f"np.dot(W{layer}, W{layer}.T)" for layer in (1, 2, 3)},
    ),
    Misconception(
        "biases-penalised",
        "Which of the parameters does the penalty count?",
        "The penalty counts the biases too. It is on the weights alone.",
        {"np.square(W3))": "np.square(W3))" + "".join(f' + np.sum(np.square(parameters["b{n}"]))' for n in (1, 2, 3))},
    ),
)

# --- its gradient ---------------------------------------------------------------------------------------------------

_PENALTY = " + lambd / m * W"
_PENALTY_LOOK = "Look at what the penalty adds to each of dW1, dW2 and dW3."
_DERIVED_LOOK = "Take the derivative of the penalty with respect to a single weight."


def _in_each(text: str) -> dict[str, str]:
    """Put something else for the penalty's part in all three gradients, where ``@`` stands for the weight matrix."""
    return {f"{_PENALTY}{layer}": text.replace("@", f"W{layer}") for layer in (1, 2, 3)}


L2_BACKWARD = (
    Misconception(
        "penalty-left-out",
        _PENALTY_LOOK,
        "The gradients are those of the cost without a penalty: its own part is missing in all three.",
        _in_each(""),
    ),
    Misconception(
        "first-layer-left-out",
        _PENALTY_LOOK,
        "The penalty is missing in dW1. W1 counts as the other two do.",
        {f"{_PENALTY}1": ""},
    ),
    Misconception(
        "last-layer-left-out",
        _PENALTY_LOOK,
        "The penalty is missing in dW3. W3 counts as the other two do.",
        {f"{_PENALTY}3": ""},
    ),
    Misconception(
        "half-kept",
        _DERIVED_LOOK,
        "The penalty's part is half as large as it should be. The square's derivative brings a 2, which cancels the 2 "
        "of the cost.",
        _in_each(" + lambd / (2 * m) * @"),
    ),
    Misconception(
        "two-not-cancelled",
        _DERIVED_LOOK,
        "The penalty's part is twice as large as it should be. The 2 that the square's derivative brings cancels with "
        "the 2 that the cost divides by.",
        _in_each(" + 2 * lambd / m * @"),
    ),
    Misconception(
        "m-left-out",
        "Look at what the penalty's part is divided by.",
        "The penalty's part is not divided by m, the number of examples, as it is in the cost.",
        _in_each(" + lambd * @"),
    ),
    Misconception(
        "divided-by-m-twice",
        "Look at what the penalty's part is divided by.",
        "The penalty's part is divided by m twice: once by itself, and once more by the factor in front.",
        _in_each(" + 1 / m * lambd / m * @"),
    ),
    Misconception(
        "lambda-left-out",
        "Call your function with a large lambda, and with 0. What changes?",
        "The strength lambda is missing, so the penalty's part is the same whatever it is.",
        _in_each(" + 1 / m * @"),
    ),
    Misconception(
        "penalty-subtracted",
        "A step goes against the gradient. Does yours make large weights larger or smaller?",
        "The penalty's part is subtracted. It is to be added to the gradient, so that a step makes weights smaller.",
        _in_each(" - lambd / m * @"),
    ),
    Misconception(
        "shrunken-weights-for-gradient",
        "Which belongs to the gradient, and which to the step that is taken with it?",
        "The weights themselves, shrunken a little, are added to the gradient. That is what an update of the weights "
        "does with them; the gradient gets the penalty's derivative alone.",
        _in_each(" + (1 - lambd / m) * @"),
    ),
    Misconception(
        "penalty-for-its-derivative",
        _DERIVED_LOOK,
        "The penalty itself is added, one number for all weights. The gradient gets its derivative, another number for "
        "each weight.",
        _in_each(" + lambd / (2 * m) * np.sum(np.square(@))"),
    ),
    Misconception(
        "squares-for-weights",
        _DERIVED_LOOK,
        "The squares of the weights are still there. The derivative of a square is not a square any more.",
        _in_each(" + lambd / m * np.square(@)"),
    ),
    Misconception(
        "signs-for-weights",
        _DERIVED_LOOK,
        "Only the signs of the weights count here, which is the gradient of the L1 penalty.",
        _in_each(" + lambd / m * np.sign(@)"),
    ),
    Misconception(
        "unit-matrix-for-weights",
        _DERIVED_LOOK,
        "The weights are divided by their norm, which is the derivative of the norm. The penalty has its square.",
        _in_each(" + lambd / m * @ / np.linalg.norm(@)"),
    ),
    Misconception(
        "biases-penalised",
        "Which of the parameters does the penalty count?",
        "The biases' gradients have a part of the penalty too. It is on the weights alone.",
        {
            f"np.sum(dZ{n}, axis=1, keepdims=True)": f"np.sum(dZ{n}, axis=1, keepdims=True) + lambd / m * b{n}"
            for n in (1, 2, 3)
        },
    ),
    Misconception(
        "data-part-not-averaged",
        "Look at the part of the gradients that was there before the penalty.",
        "The first part sums over the examples and does not divide by their number.",
        {f"dW{n} = 1. / m * ": f"dW{n} = " for n in (1, 2, 3)},
    ),
    Misconception(
        "weights-overwritten",
        "Do the weights in the cache still have their values when your function is done?",
        "The weights are scaled in place, so what comes later, the gradients of the layers before, is computed with "
        "weights that are not the network's. Leave what you are given as it is.",
        {f"    dW{n} = ": f"    W{n} *= lambd / m\n    dW{n} = " for n in (1, 2, 3)} | _in_each(" + @"),
    ),
)
