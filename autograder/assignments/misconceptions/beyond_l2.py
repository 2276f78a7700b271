"""The known wrong ways to do part (a) of beyond L2: penalties and counts."""

from ...model import Misconception

# --- what goes wrong with weights in all layers ---------------------------------------------------------------------

_WEIGHTS_ONLY = ' if name.startswith("W")'
_IS_WEIGHT = 'name.startswith("W")'
_ALL = "parameters.items()"
_STRENGTH = "lambd / m"

_LAYERS_LOOK = "Try a network with more layers, and one with fewer."
_FACTOR_LOOK = "Look at the factor in front of the sum."

_BIASES = Misconception(
    "biases-punished",
    "Which of the parameters does the penalty fall on?",
    "The biases are punished as well. The penalty is on the weight matrices alone.",
    {_WEIGHTS_ONLY: ""},
)
_FIRST_LAYER = Misconception(
    "first-layer-alone",
    _LAYERS_LOOK,
    "Only the first layer is looked at. Every weight matrix counts, however many there are.",
    {_IS_WEIGHT: 'name == "W1"'},
)
_TWO_LAYERS = Misconception(
    "two-layers-alone",
    _LAYERS_LOOK,
    "Only the first two layers are looked at. The example has no more, but the function is for any number of them.",
    {_IS_WEIGHT: 'name in ("W1", "W2")'},
)
_LAST_LEFT_OUT = Misconception(
    "last-layer-left-out",
    _LAYERS_LOOK,
    "The last layer is left out. A range ends just before its end, so the number of the last layer is easily missed.",
    {_ALL: "list(parameters.items())[:-2]"},
)
_LAST_LAYER = Misconception(
    "last-layer-alone",
    "What becomes of the figure of one layer when the loop comes to the next?",
    "Each layer's figure takes the place of the one before it, so that only the last is left. They have to add up.",
    {_ALL: "list(parameters.items())[-2:]"},
)
_HALVED = Misconception(
    "half-the-strength",
    _FACTOR_LOOK,
    "There is a 2 in the denominator. With L2 it cancels against the exponent; with L1 there is none to cancel.",
    {_STRENGTH: "lambd / (2 * m)"},
)
_NOT_DIVIDED = Misconception(
    "not-divided-by-m",
    _FACTOR_LOOK,
    "The number of examples is left out: the penalty is divided by it, as the rest of the cost is.",
    {_STRENGTH: "lambd"},
)
_NO_STRENGTH = Misconception(
    "strength-left-out",
    _FACTOR_LOOK,
    "The strength of the penalty is left out, so that it is always as if it were 1.",
    {_STRENGTH: "1 / m"},
)
_UPSIDE_DOWN = Misconception(
    "factor-upside-down",
    _FACTOR_LOOK,
    "The factor is upside down: the strength belongs in the numerator, the number of examples in the denominator.",
    {_STRENGTH: "m / lambd"},
)

# --- penalties ------------------------------------------------------------------------------------------------------

L1_COST = (
    _BIASES,
    _FIRST_LAYER,
    _TWO_LAYERS,
    _LAST_LEFT_OUT,
    _LAST_LAYER,
    _HALVED,
    _NOT_DIVIDED,
    _NO_STRENGTH,
    _UPSIDE_DOWN,
    Misconception(
        "squares-for-absolute-values",
        "What is done to each weight before the sum?",
        "The weights are squared. That is the L2 penalty; L1 takes absolute values.",
        {"np.abs(": "np.square("},
    ),
    Misconception(
        "no-absolute-values",
        "What is done to each weight before the sum? Try weights of either sign.",
        "The weights are added up as they are, so that positive and negative ones cancel.",
        {"np.abs(value)": "value"},
    ),
    Misconception(
        "absolute-value-of-the-sum",
        "In which order are signs dropped and weights added up?",
        "The absolute value is that of the sum of a matrix. By then positive and negative weights have cancelled: "
        "first drop the sign of each weight, then add up.",
        {"np.sum(np.abs(value))": "np.abs(np.sum(value))"},
    ),
    Misconception(
        "mean-for-sum",
        "How are the weights of a matrix put together?",
        "The weights of a matrix are averaged. The penalty adds them up, so that a larger layer weighs more.",
        {"np.sum(": "np.mean("},
    ),
    Misconception(
        "root-of-squares",
        "Which norm of a matrix is this?",
        "This is the root of the sum of squares, NumPy's usual norm of a matrix. L1 adds up absolute values.",
        {"np.sum(np.abs(value))": "np.linalg.norm(value)"},
    ),
    Misconception(
        "largest-column",
        "Which norm of a matrix is this? Its documentation tells vectors and matrices apart.",
        "NumPy's norm of order 1 is, for a matrix, the largest sum of a column, not the sum over all entries.",
        {"np.sum(np.abs(value))": "np.linalg.norm(value, 1)"},
    ),
)

_SIGN_LOOK = "What should come out for a positive weight, for a negative one, and for 0?"

L1_GRADIENT = (
    _BIASES,
    _TWO_LAYERS,
    _LAST_LEFT_OUT,
    _HALVED,
    _NOT_DIVIDED,
    _NO_STRENGTH,
    Misconception(
        "gradient-of-l2",
        "Does the pull of this penalty depend on the size of a weight?",
        "This is the gradient of the L2 penalty, in proportion to the weight. L1 pulls at all weights alike: only "
        "the sign counts.",
        {"np.sign(value)": "value"},
    ),
    Misconception(
        "gradient-of-squares",
        "Which penalty is this the derivative of?",
        "This is the derivative of squared weights, with the 2 of the exponent. L1 has absolute values, whose slope "
        "is the sign.",
        {"np.sign(value)": "2 * value"},
    ),
    Misconception(
        "absolute-value-for-slope",
        _SIGN_LOOK,
        "This is the absolute value itself. The gradient is its slope: 1 on one side of 0, -1 on the other.",
        {"np.sign(": "np.abs("},
    ),
    Misconception(
        "minus-sign",
        "In which direction does the penalty grow?",
        "The sign is the wrong way round: this would make weights larger. The minus comes later, in the step of "
        "gradient descent.",
        {_STRENGTH: "-lambd / m"},
    ),
    Misconception(
        "zero-pushed-down",
        _SIGN_LOOK,
        "A weight of 0 is treated as a positive one. There the function has a kink, and the usual choice is 0, which "
        "lets the weight rest.",
        {"np.sign(value)": "np.where(value >= 0, 1, -1)"},
    ),
    Misconception(
        "zero-pushed-up",
        _SIGN_LOOK,
        "A weight of 0 is treated as a negative one. There the function has a kink, and the usual choice is 0, which "
        "lets the weight rest.",
        {"np.sign(value)": "np.where(value > 0, 1, -1)"},
    ),
    Misconception(
        "zero-divided-by-zero",
        _SIGN_LOOK,
        "The sign is computed by a division, and for a weight of 0 that is 0 by 0: not a number.",
        {"np.sign(value)": "value / np.abs(value)"},
    ),
    Misconception(
        "negative-weights-left-alone",
        _SIGN_LOOK,
        "Negative weights get a gradient of 0, as with ReLU. They are pulled as strongly as positive ones, the other "
        "way.",
        {"np.sign(value)": "(value > 0)"},
    ),
    Misconception(
        "small-weights-taken-for-zero",
        "What comes out for a weight that is very small, and not 0?",
        "Very small weights are treated as if they were 0. L1 pulls at them with the same force, however small they "
        "are.",
        {"np.sign(value)": "np.sign(np.round(value, 8))"},
    ),
    Misconception(
        "keys-without-d",
        "Look at the names under which the gradients are returned.",
        "The gradients go by the names of the weights. A gradient has a d in front of the name.",
        {'"d" + name': "name"},
    ),
)

_COUNTED = "np.count_nonzero(value)"
_WHICH_LOOK = "Which weights are counted? Try a small matrix with a positive, a negative and a zero entry."

L0_COUNT = (
    Misconception(
        "biases-counted",
        "Which of the parameters are counted?",
        "The biases are counted as well. Only the weight matrices count.",
        {_WEIGHTS_ONLY: ""},
    ),
    _FIRST_LAYER,
    _TWO_LAYERS,
    _LAST_LEFT_OUT,
    _LAST_LAYER,
    Misconception(
        "zeros-counted",
        _WHICH_LOOK,
        "What is counted are the weights that are 0. Asked for are the others.",
        {_COUNTED: "np.sum(value == 0)"},
    ),
    Misconception(
        "all-counted",
        _WHICH_LOOK,
        "All entries are counted, whether they are 0 or not.",
        {_COUNTED: "value.size"},
    ),
    Misconception(
        "positive-counted",
        _WHICH_LOOK,
        "Only positive weights are counted. A negative weight is not 0 either.",
        {_COUNTED: "np.sum(value > 0)"},
    ),
    Misconception(
        "small-weights-taken-for-zero",
        "What becomes of a weight that is very small, and not 0?",
        "Very small weights are treated as if they were 0. They are not: what is asked for is the exact count.",
        {_COUNTED: "np.sum(np.abs(value) > 1e-8)"},
    ),
    Misconception(
        "cut-to-whole-numbers",
        "What becomes of a weight between -1 and 1?",
        "The weights are cut to whole numbers before they are counted, and all those between -1 and 1 become 0.",
        {_COUNTED: "np.count_nonzero(value.astype(int))"},
    ),
    Misconception(
        "sizes-added-up",
        "Is the result a count? Try weights that are not whole numbers.",
        "This adds up the sizes of the weights, which is L1. L0 asks how many there are, not how large.",
        {_COUNTED: "np.sum(np.abs(value))"},
    ),
    Misconception(
        "axes-counted",
        "What does the function that finds non-zero entries give back?",
        "It gives back an array of indices for each axis, and what is counted here are the axes.",
        {_COUNTED: "len(np.nonzero(value))"},
    ),
    Misconception(
        "share-for-count",
        "Is the result a count, or a share?",
        "This is the share of weights that are not 0. Asked for is their number.",
        {_COUNTED: "np.mean(value != 0)"},
    ),
)
